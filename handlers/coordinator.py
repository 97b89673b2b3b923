"""The officer's day: the board, a nhắc, the figures of now, the roster."""

from typing import Any, Final

from aiogram import Router
from aiogram.filters import Command, Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.import_units import import_units, read_file, typed_roster
from actions.open_event import host_of
from actions.progress import board, board_words, each_unit, provisional
from actions.remind import preview, remind_missing
from handlers.days import day_at_hand
from handlers.forms import Asked, Field, Form, begin
from handlers.paging import page_of
from handlers.taps import Id, Page
from handlers.turn import Card, Replies, Turn
from handlers.words import Said
from storage.boards import board_key

PAGE: Final = 10
LONGEST_LIST: Final = 4000
NAMES_SHOWN: Final = 15
_ROSTERS: Final = (".xlsx", ".xlsm", ".xls", ".csv")


class BoardOf(CallbackData, prefix="board"):
    event_id: Id


class BoardMore(CallbackData, prefix="board_more"):
    event_id: Id


class UnitsPage(CallbackData, prefix="units_page"):
    event_id: Id
    page: Page


class Totals(CallbackData, prefix="totals"):
    event_id: Id


class Remind(CallbackData, prefix="remind"):
    event_id: Id


class RemindSend(CallbackData, prefix="remind_send"):
    event_id: Id


class UnitsAdd(CallbackData, prefix="units_add"):
    pass


class UnitsType(CallbackData, prefix="units_type"):
    pass


class RosterFile(Filter):
    """A document whose name is that of a sheet."""

    async def __call__(self, message: Message) -> bool:
        document = message.document
        return bool(document and (document.file_name or "").lower().endswith(_ROSTERS))


def _names(text: str, _asked: Asked) -> str | None:
    lines = [" ".join(line.split()) for line in text.splitlines()]
    kept = [line for line in lines if any(char.isalnum() for char in line)]
    return "\n".join(kept) if kept and len(text) <= LONGEST_LIST else None


async def finish_units(
    turn: Turn, _state: FSMContext, answers: dict[str, Any], _known: dict[str, Any]
) -> Replies:
    host = await host_of(turn.session, turn.actor)
    roster = typed_roster(answers["names"])
    done = await import_units(turn.session, turn.actor, host, roster, now=turn.now)
    return turn.says("coordinator/imported", done=done)


UNITS_FORM: Final = Form("units", (Field("names", _names, "names"),), finish_units)
FORMS: Final = (UNITS_FORM,)


async def show_board(turn: Turn, event_id: int) -> Replies:
    drawn = await board(turn.session, turn.actor, event_id, private=turn.private, now=turn.now)
    return Card(board_key(event_id), turn.shows(board_words(drawn)), fresh=True)


async def show_totals(turn: Turn, event_id: int) -> Replies:
    return turn.shows(await provisional(turn.session, turn.actor, event_id, now=turn.now))


async def show_preview(turn: Turn, event_id: int) -> Replies:
    shown = await preview(turn.session, turn.actor, event_id, now=turn.now)
    return turn.says("coordinator/remind_preview", preview=shown, shown=NAMES_SHOWN)


def build_router() -> Router:
    router = Router(name="coordinator")
    _add_board(router)
    _add_reminders(router)
    _add_roster(router)
    return router


def _add_board(router: Router) -> None:
    @router.message(Command("tiendo"))
    @router.message(Said("tiến độ", "bảng tiến độ", "xem tiến độ"))
    async def progress(_message: Message, turn: Turn) -> Replies:
        found = await day_at_hand(turn, "see_board", "board")
        return await show_board(turn, found) if isinstance(found, int) else found

    @router.callback_query(BoardOf.filter())
    async def board_of(_tap: CallbackQuery, callback_data: BoardOf, turn: Turn) -> Replies:
        return await show_board(turn, callback_data.event_id)

    @router.callback_query(BoardMore.filter())
    async def more(_tap: CallbackQuery, callback_data: BoardMore, turn: Turn) -> Replies:
        drawn = await board(
            turn.session, turn.actor, callback_data.event_id, private=turn.private, now=turn.now
        )
        if not drawn.reader.acts:
            return await show_board(turn, callback_data.event_id)
        return turn.says("coordinator/more", board=drawn, event=drawn.event, zone=drawn.event.zone)

    @router.callback_query(UnitsPage.filter())
    async def turned(_tap: CallbackQuery, callback_data: UnitsPage, turn: Turn) -> Replies:
        event, lines = await each_unit(turn.session, turn.actor, callback_data.event_id)
        shown = page_of(lines, callback_data.page, PAGE)
        return turn.says("coordinator/units_page", event=event, shown=shown, zone=event.zone)

    @router.message(Command("tonghop"))
    @router.message(Said("tổng hợp", "số liệu", "số liệu lúc này"))
    async def totals(_message: Message, turn: Turn) -> Replies:
        found = await day_at_hand(turn, "see_board", "totals")
        return await show_totals(turn, found) if isinstance(found, int) else found

    @router.callback_query(Totals.filter())
    async def totals_of(_tap: CallbackQuery, callback_data: Totals, turn: Turn) -> Replies:
        return await show_totals(turn, callback_data.event_id)


def _add_reminders(router: Router) -> None:
    @router.message(Command("nhac"))
    @router.message(Said("nhắc", "nhắc đơn vị", "nhắc đơn vị còn thiếu"))
    async def nhac(_message: Message, turn: Turn) -> Replies:
        found = await day_at_hand(turn, "remind", "remind")
        return await show_preview(turn, found) if isinstance(found, int) else found

    @router.callback_query(Remind.filter())
    async def shown(_tap: CallbackQuery, callback_data: Remind, turn: Turn) -> Replies:
        return await show_preview(turn, callback_data.event_id)

    @router.callback_query(RemindSend.filter())
    async def send(_tap: CallbackQuery, callback_data: RemindSend, turn: Turn) -> Replies:
        done = await remind_missing(turn.session, turn.actor, callback_data.event_id, now=turn.now)
        return turn.says("coordinator/reminded", done=done)


def _add_roster(router: Router) -> None:
    @router.message(RosterFile())
    async def roster_file(_message: Message, turn: Turn, state: FSMContext) -> Replies:
        await state.clear()
        host = await host_of(turn.session, turn.actor)
        roster = await read_file(turn.file.content if turn.file else None)
        done = await import_units(turn.session, turn.actor, host, roster, now=turn.now)
        return turn.says("coordinator/imported", done=done)

    @router.message(Said("nhập đơn vị", "thêm đơn vị"))
    @router.callback_query(UnitsAdd.filter())
    async def how(_event: Message | CallbackQuery, turn: Turn) -> Replies:
        await host_of(turn.session, turn.actor)
        return turn.says("coordinator/add_units")

    @router.callback_query(UnitsType.filter())
    async def type_names(_tap: CallbackQuery, turn: Turn, state: FSMContext) -> Replies:
        host = await host_of(turn.session, turn.actor)
        return await begin(UNITS_FORM, turn, state, host=host.name)
