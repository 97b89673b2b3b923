"""Ticking who is there: by button, by "1 3 5", by names; and the figure for the report."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.attendance import (
    VOLUNTEERS,
    Roll,
    led_shift,
    mark,
    roll,
    tick_people,
    to_tick,
    use_figure,
    write_down,
)
from actions.guided import reporting
from handlers.forms import Asked, Field, Form, begin
from handlers.report_forms import GUIDED, known_of, shown
from handlers.reporter import brought
from handlers.taps import Id, Page
from handlers.turn import Card, Replies, Turn
from handlers.words import Said
from reading.names import name_list
from rules.model import Actor
from storage.attendance import Attendee

_One = TypeVar("_One")

ON_A_PAGE: Final = 10
TICKING: Final = "ticking"
REMEMBERED: Final = timedelta(hours=2)
_SEVERAL: Final = re.compile(r"\s*\d{1,2}(?:[\s,;.+]+\d{1,2})+[\s.]*")


class RollOf(CallbackData, prefix="at_list"):
    shift_id: Id
    page: Page


class Tick(CallbackData, prefix="at_tick"):
    sign_up_id: Id
    present: bool
    page: Page


class WriteDown(CallbackData, prefix="at_add"):
    shift_id: Id


class UseFigure(CallbackData, prefix="at_use"):
    participation_id: Id
    told: Id


class OtherFigure(CallbackData, prefix="at_other"):
    participation_id: Id


@dataclass(frozen=True, slots=True)
class Line:
    """One button. No two of a list read alike."""

    sign_up_id: int
    label: str
    present: bool


def lines_of(people: Sequence[Attendee]) -> list[Line]:
    seen: Counter[str] = Counter()
    lines = []
    for each in people:
        seen[each.name] += 1
        again = f" ({seen[each.name]})" if seen[each.name] > 1 else ""
        lines.append(Line(each.sign_up_id, f"{each.name}{again}", each.present))
    return lines


async def show_roll(
    turn: Turn,
    state: FSMContext | None,
    shift_id: int,
    *,
    page: int = 0,
    actor: Actor | None = None,
) -> Replies:
    found = await roll(turn.session, actor or turn.actor, shift_id)
    return await _card(turn, state, found, page, fresh=True)


async def _card(
    turn: Turn, state: FSMContext | None, found: Roll, page: int, *, fresh: bool = False
) -> Card:
    """The page; numbers typed next are its lines."""
    lines = lines_of(found.people)
    pages = max(1, -(-len(lines) // ON_A_PAGE))
    page = min(page, pages - 1)
    if state is not None:
        at = {"shift_id": found.shift.id, "page": page, "at": turn.now.isoformat()}
        await state.update_data({TICKING: at})
    return turn.card(
        f"attendance:{found.shift.id}",
        "attendance/roll",
        fresh=fresh,
        shift=found.shift,
        roll=found,
        lines=_of_page(lines, page),
        page=page,
        pages=pages,
        zone=found.shift.zone,
    )


def _of_page(lines: Sequence[_One], page: int) -> Sequence[_One]:
    return lines[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]


async def _written(
    turn: Turn, state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    names = answers["names"]
    found = await write_down(turn.session, turn.actor, known["shift_id"], names, now=turn.now)
    last = max(0, len(found.people) - 1) // ON_A_PAGE
    said = turn.says("attendance/written", added=found.changed, told=len(names))
    return [said, await _card(turn, state, found, last, fresh=True)]


def _names(text: str, _asked: Asked) -> list[str] | None:
    return name_list(text)


WRITE_DOWN: Final = Form(
    "walk_in", (Field("names", _names, kind="people", example="Nguyễn Văn An"),), _written
)
FORMS: Final = (WRITE_DOWN,)


async def several_numbers(message: Message, turn: Turn, state: FSMContext) -> dict[str, Any] | bool:
    """ "1 3 5" after a list was shown."""
    if not turn.private or not message.text or not _SEVERAL.fullmatch(message.text):
        return False
    ticking = (await state.get_data()).get(TICKING)
    if ticking is None or turn.now - datetime.fromisoformat(ticking["at"]) > REMEMBERED:
        return False
    return {"numbers": [int(each) for each in re.findall(r"\d+", message.text)], "at": ticking}


def build_router() -> Router:
    """Goes before reports: numbers after a list are its lines."""
    router = Router(name="attendance")
    _add_lists(router)
    _add_ticks(router)
    _add_names(router)
    _add_figures(router)
    return router


def _add_lists(router: Router) -> None:
    @router.message(Said("điểm danh", "danh sách điểm danh"))
    async def asks(_message: Message, turn: Turn, state: FSMContext) -> Replies:
        shifts = await to_tick(turn.session, turn.actor, now=turn.now)
        if len(shifts) == 1:
            return await show_roll(turn, state, shifts[0].id)
        zone = {"zone": shifts[0].zone} if shifts else {}
        return turn.says("attendance/choose", shifts=shifts, **zone)

    @router.callback_query(RollOf.filter())
    async def opens(
        _tap: CallbackQuery, callback_data: RollOf, turn: Turn, state: FSMContext
    ) -> Replies:
        return await show_roll(turn, state, callback_data.shift_id, page=callback_data.page)


def _add_ticks(router: Router) -> None:
    @router.callback_query(Tick.filter())
    async def ticks(
        _tap: CallbackQuery, callback_data: Tick, turn: Turn, state: FSMContext
    ) -> Replies:
        found = await mark(
            turn.session,
            turn.actor,
            callback_data.sign_up_id,
            present=callback_data.present,
            now=turn.now,
        )
        return await _card(turn, state, found, callback_data.page)

    @router.message(several_numbers)
    async def several(
        _message: Message, turn: Turn, state: FSMContext, numbers: list[int], at: dict[str, Any]
    ) -> Replies:
        before = await roll(turn.session, turn.actor, at["shift_id"])
        here = _of_page(before.people, at["page"])
        if any(not 0 < each <= len(here) for each in numbers):
            return turn.says("attendance/numbers", most=len(here))
        chosen = [here[each - 1].sign_up_id for each in numbers]
        found = await tick_people(turn.session, turn.actor, before.shift.id, chosen, now=turn.now)
        return await _card(turn, state, found, at["page"], fresh=True)


def _add_names(router: Router) -> None:
    @router.callback_query(WriteDown.filter())
    async def writes(
        _tap: CallbackQuery, callback_data: WriteDown, turn: Turn, state: FSMContext
    ) -> Replies:
        shift = await led_shift(turn.session, turn.actor, callback_data.shift_id)
        about = {"shift_id": shift.id, "place": shift.place, "minors": shift.minors}
        return await begin(WRITE_DOWN, turn, state, **about)


def _add_figures(router: Router) -> None:
    @router.callback_query(UseFigure.filter())
    async def uses(_tap: CallbackQuery, callback_data: UseFigure, turn: Turn) -> Replies:
        reported = await use_figure(
            turn.session,
            turn.actor,
            callback_data.participation_id,
            callback_data.told,
            brought(turn, ""),
            now=turn.now,
        )
        return shown(turn, reported)

    @router.callback_query(OtherFigure.filter())
    async def other(
        _tap: CallbackQuery, callback_data: OtherFigure, turn: Turn, state: FSMContext
    ) -> Replies:
        found = await reporting(turn.session, turn.actor, callback_data.participation_id)
        return await begin(GUIDED, turn, state, **known_of(found), asked=[VOLUNTEERS])
