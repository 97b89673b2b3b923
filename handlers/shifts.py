"""A unit's places and times of a day: added, changed line by line, called off, printed, handed to a
đội trưởng."""

from collections.abc import Callable, Mapping
from datetime import time
from typing import Any, Final, Literal

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.print_sheets import order, sheet_name
from actions.register_unit import Place, to_register
from actions.shift_links import (
    Sheets,
    leader_code,
    sheet_of_shift,
    sheets_of_unit,
    sign_up_code,
)
from actions.shifts import (
    add_place,
    adding,
    call_off_place,
    change_place,
    one_place,
    own_place,
    places,
    reopen_place,
)
from handlers.forms import Asked, Field, Form, begin, prose
from handlers.reporter import Reporting
from handlers.taps import Id
from handlers.turn import Replies, Reply, Turn
from handlers.words import Said
from reading.deadline import read_clock, read_window
from reading.fold import plain
from reading.links import read_link
from reading.names import leader_names
from reading.numbers import number

Part = Literal["place", "hours", "gather", "capacity", "leader", "dress", "map_url"]
ALIKE: Final = "như ca trước"
NO_LIMIT: Final = frozenset({"0", "khong gioi han", "khong han che"})
MOST_SEATS: Final = 100_000


class ShiftList(CallbackData, prefix="sh_list"):
    participation_id: Id


class ShiftShow(CallbackData, prefix="sh_show"):
    shift_id: Id


class ShiftAdd(CallbackData, prefix="sh_add"):
    participation_id: Id


class ShiftLines(CallbackData, prefix="sh_lines"):
    shift_id: Id


class ShiftLine(CallbackData, prefix="sh_line"):
    shift_id: Id
    part: Part


class ShiftOff(CallbackData, prefix="sh_off"):
    shift_id: Id


class ShiftOffYes(CallbackData, prefix="sh_off_yes"):
    shift_id: Id


class ShiftOn(CallbackData, prefix="sh_on"):
    shift_id: Id


class UnitSheet(CallbackData, prefix="sh_sheet"):
    participation_id: Id


class ShiftSheet(CallbackData, prefix="sh_print"):
    shift_id: Id


class ShiftLink(CallbackData, prefix="sh_link"):
    shift_id: Id


class ShiftLeader(CallbackData, prefix="sh_lead"):
    shift_id: Id


def _place(text: str, asked: Asked) -> str | None:
    """A place; or all of the shift before, when there is one."""
    if plain(text).strip(" .!") == plain(ALIKE):
        return ALIKE if asked.known.get("like") else None
    return prose(200)(text, asked)


def _hours(text: str, _asked: Asked) -> list[str] | None:
    window = read_window(text)
    return None if window is None else [moment.isoformat() for moment in window]


def _clock(text: str, _asked: Asked) -> time | None:
    return read_clock(text)


def _seats(text: str, _asked: Asked) -> int | None:
    """0: no limit. Its button says so in words: a typed 1 is one seat, not the first choice."""
    if plain(text).strip(" .!") in NO_LIMIT:
        return 0
    seats = number(text)
    return seats if seats is not None and 0 < seats <= MOST_SEATS else None


def _line(
    key: str, read: Callable[[str, Asked], Any], kind: str = "text", example: str = ""
) -> Field:
    """Asked in a new shift unless it is as the one before; alone when only it is changed."""

    def wanted(asked: Asked) -> bool:
        only = asked.known.get("only")
        if only is not None:
            return bool(only == key)
        return key in ("place", "hours") or asked.answers.get("place") != ALIKE

    return Field(key, read, kind=kind, optional=True, wanted=wanted, example=example)


async def _finish(
    turn: Turn, _state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    if known.get("shift_id") is not None:
        return await _changed(turn, known["shift_id"], answers)
    alike = answers.get("place") == ALIKE
    shift = await add_place(
        turn.session,
        turn.actor,
        known["participation_id"],
        _told_place({} if alike else answers, answers.get("hours")),
        now=turn.now,
        like=known["like"] if alike else None,
    )
    return turn.says("shifts/added", shift=shift, zone=shift.zone)


async def _changed(turn: Turn, shift_id: int, answers: Mapping[str, Any]) -> Replies:
    if not answers:
        shift = await own_place(turn.session, turn.actor, shift_id)
        return turn.says("shifts/lines", shift=shift, zone=shift.zone)
    told = dict(answers)
    if "hours" in told:
        told["starts"], told["ends"] = (time.fromisoformat(each) for each in told.pop("hours"))
    if "gather" in told:
        told["gather"] = time.fromisoformat(told["gather"])
    done = await change_place(turn.session, turn.actor, shift_id, told, now=turn.now)
    return turn.says("shifts/changed", shift=done.shift, people=done.people, zone=done.shift.zone)


def _told_place(answers: Mapping[str, Any], hours: list[str] | None) -> Place:
    starts, ends = (time.fromisoformat(each) for each in hours) if hours else (None, None)
    gather = answers.get("gather")
    return Place(
        place=answers.get("place", ""),
        gather=None if gather is None else time.fromisoformat(gather),
        starts=starts,
        ends=ends,
        capacity=answers.get("capacity") or None,
        leader=answers.get("leader", ""),
        dress=answers.get("dress", ""),
        map_url=answers.get("map_url", ""),
    )


SHIFT: Final = Form(
    "shift",
    (
        _line("place", _place),
        _line("hours", _hours, "window", "13:30-17:00"),
        _line("gather", _clock, "time", "13:15"),
        _line("capacity", _seats, "number", "20"),
        _line("leader", lambda text, _asked: leader_names(text), "name", "Nguyễn Văn Minh"),
        _line("dress", prose(120)),
        _line("map_url", lambda text, _asked: read_link(text), "link"),
    ),
    _finish,
)
FORMS: Final = (SHIFT,)


async def list_places(turn: Turn, participation_id: int) -> Reply:
    found = await places(turn.session, turn.actor, participation_id)
    return turn.says("shifts/list", found=found, p=found.p, now=turn.now, zone=found.p.zone)


def _printed(turn: Turn, sheets: Sheets) -> Replies:
    """The file itself, and where there is a public address the link that opens it."""
    links = turn.links.join(sheets.codes[0].sign_up)
    channel = turn.channel if turn.channel in links else next(iter(links))
    reference, name = f"sheet:{channel}:{order(sheets)}", sheet_name(sheets)
    said = turn.says(
        "shifts/printed",
        sheets=sheets,
        url=turn.links.file(reference, name),
        zone=sheets.first.zone,
    )
    return [said, turn.sends(reference, name)]


def build_router() -> Router:
    router = Router(name="shifts")
    _add_looking(router)
    _add_changing(router)
    _add_calling_off(router)
    _add_printing(router)
    _add_links(router)
    return router


def _add_looking(router: Router) -> None:
    @router.message(Reporting(), Said("điểm", "ca", "điểm ca", "danh sách điểm", "các điểm"))
    async def asks(_message: Message, turn: Turn) -> Replies:
        days, _again = await to_register(turn.session, turn.actor, now=turn.now)
        if not days:
            return turn.says("registration/nothing")
        return [await list_places(turn, day.id) for day in days[:3]]

    @router.callback_query(ShiftList.filter())
    async def lists(_tap: CallbackQuery, callback_data: ShiftList, turn: Turn) -> Replies:
        return await list_places(turn, callback_data.participation_id)

    @router.callback_query(ShiftShow.filter())
    async def shows(_tap: CallbackQuery, callback_data: ShiftShow, turn: Turn) -> Replies:
        found = await one_place(turn.session, turn.actor, callback_data.shift_id)
        shift, waiting = found.shift, found.waiting
        return turn.says("shifts/show", shift=shift, waiting=waiting, now=turn.now, zone=shift.zone)


def _add_changing(router: Router) -> None:
    @router.callback_query(ShiftAdd.filter())
    async def adds(
        _tap: CallbackQuery, callback_data: ShiftAdd, turn: Turn, state: FSMContext
    ) -> Replies:
        found, last = await adding(turn.session, turn.actor, callback_data.participation_id)
        return await begin(
            SHIFT,
            turn,
            state,
            participation_id=found.id,
            unit=found.unit_name,
            default=found.place,
            like=None if last is None else last.id,
            before="" if last is None else last.place,
            only=None,
            shift_id=None,
        )

    @router.callback_query(ShiftLines.filter())
    async def lines(_tap: CallbackQuery, callback_data: ShiftLines, turn: Turn) -> Replies:
        shift = await own_place(turn.session, turn.actor, callback_data.shift_id)
        return turn.says("shifts/lines", shift=shift, zone=shift.zone)

    @router.callback_query(ShiftLine.filter())
    async def line(
        _tap: CallbackQuery, callback_data: ShiftLine, turn: Turn, state: FSMContext
    ) -> Replies:
        shift = await own_place(turn.session, turn.actor, callback_data.shift_id)
        return await begin(
            SHIFT,
            turn,
            state,
            participation_id=shift.participation_id,
            unit=shift.unit_name,
            default="",
            like=None,
            before="",
            only=callback_data.part,
            shift_id=shift.id,
        )


def _add_calling_off(router: Router) -> None:
    @router.callback_query(ShiftOff.filter())
    async def sure(_tap: CallbackQuery, callback_data: ShiftOff, turn: Turn) -> Replies:
        found = await one_place(turn.session, turn.actor, callback_data.shift_id)
        shift = found.shift
        return turn.says("shifts/sure", shift=shift, waiting=found.waiting, zone=shift.zone)

    @router.callback_query(ShiftOffYes.filter())
    async def off(_tap: CallbackQuery, callback_data: ShiftOffYes, turn: Turn) -> Replies:
        done = await call_off_place(turn.session, turn.actor, callback_data.shift_id, now=turn.now)
        return turn.says("shifts/off", shift=done.shift, people=done.people, zone=done.shift.zone)

    @router.callback_query(ShiftOn.filter())
    async def on(_tap: CallbackQuery, callback_data: ShiftOn, turn: Turn) -> Replies:
        done = await reopen_place(turn.session, turn.actor, callback_data.shift_id, now=turn.now)
        return turn.says("shifts/on", shift=done.shift, people=done.people, zone=done.shift.zone)


def _add_printing(router: Router) -> None:
    @router.callback_query(UnitSheet.filter())
    async def all_of_them(_tap: CallbackQuery, callback_data: UnitSheet, turn: Turn) -> Replies:
        sheets = await sheets_of_unit(
            turn.session, turn.actor, callback_data.participation_id, now=turn.now
        )
        return _printed(turn, sheets)

    @router.callback_query(ShiftSheet.filter())
    async def one(_tap: CallbackQuery, callback_data: ShiftSheet, turn: Turn) -> Replies:
        sheets = await sheet_of_shift(
            turn.session, turn.actor, callback_data.shift_id, now=turn.now
        )
        return _printed(turn, sheets)


def _add_links(router: Router) -> None:
    @router.callback_query(ShiftLink.filter())
    async def signs_up(_tap: CallbackQuery, callback_data: ShiftLink, turn: Turn) -> Replies:
        shift, code = await sign_up_code(
            turn.session, turn.actor, callback_data.shift_id, now=turn.now
        )
        links = turn.links.join(code)
        return turn.says("shifts/link", shift=shift, code=code, links=links, zone=shift.zone)

    @router.callback_query(ShiftLeader.filter())
    async def leads(_tap: CallbackQuery, callback_data: ShiftLeader, turn: Turn) -> Replies:
        shift, code = await leader_code(
            turn.session, turn.actor, callback_data.shift_id, now=turn.now
        )
        links = turn.links.join(code)
        return turn.says("shifts/lead", shift=shift, code=code, links=links, zone=shift.zone)
