"""A stretch of a group chat, pasted, sent as a text file or forwarded message by message: one list,
confirmed line by line, then written at once."""

from typing import Final

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Filter, StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.chat_rows import Part, given_to, taken_or_not
from actions.enter_chat import undo_chat
from actions.unit_page import day_at
from handlers.behalf_talk import origin_of
from handlers.chat_orders import answered
from handlers.chat_talk import (
    Pasting,
    ask_chat,
    change,
    is_over,
    listing,
    show_line,
    show_list,
    starts_stretch,
    stop,
    take,
    write,
)
from handlers.kinds import Written
from handlers.on_behalf import Officer
from handlers.taps import Id, Page
from handlers.turn import Replies, Turn
from handlers.words import Said
from reading.chat import decoded
from reading.report import read_report
from rules.model import METRICS, RoleKind
from rules.permissions import units_of

PASTING: Final = StateFilter(Pasting.parts, Pasting.listed)
_SHORTEST: Final = 60
_WORD: Final = 40


class ChatPaste(CallbackData, prefix="chat"):
    event_id: Id


class ChatDone(CallbackData, prefix="chat_done"):
    event_id: Id


class ChatStop(CallbackData, prefix="chat_stop"):
    event_id: Id


class ChatWrite(CallbackData, prefix="chat_write"):
    event_id: Id


class ChatPage(CallbackData, prefix="chat_page"):
    event_id: Id
    page: Page


class ChatLine(CallbackData, prefix="chat_line"):
    event_id: Id
    number: Id


class ChatDrop(CallbackData, prefix="chat_drop"):
    event_id: Id
    number: Id


class ChatKeep(CallbackData, prefix="chat_keep"):
    event_id: Id
    number: Id


class ChatFix(CallbackData, prefix="chat_fix"):
    event_id: Id
    number: Id


class ChatUnit(CallbackData, prefix="chat_unit"):
    event_id: Id
    number: Id


class ChatIs(CallbackData, prefix="chat_is"):
    event_id: Id
    number: Id
    participation_id: Id


class ChatUndo(CallbackData, prefix="chat_undo"):
    event_id: Id
    number: Id


class Pasted(Filter):
    """Long enough to hold the reports of several units, in private."""

    async def __call__(self, message: Message, turn: Turn) -> bool:
        text = message.text or ""
        return turn.private and len(text) >= _SHORTEST and "\n" in text and text[0] != "/"


class Forwarded(Filter):
    """Written by somebody else, in private, to who reports for no unit: what a unit's own reporter
    forwards is that unit's."""

    async def __call__(self, message: Message, turn: Turn) -> bool:
        forwarded = bool(message.text) and message.forward_origin is not None
        return turn.private and forwarded and not units_of(turn.actor, RoleKind.REPORTER)


class TextFile(Filter):
    """An exported chat."""

    async def __call__(self, message: Message, turn: Turn) -> bool:
        name = (message.document.file_name or "") if message.document else ""
        return turn.private and name.lower().endswith(".txt")


def part_of(message: Message, text: str) -> Part:
    author, at = origin_of(message)
    return Part(text, author, at, forwarded=message.forward_origin is not None)


def build_router() -> Router:
    """Before the reports of one's own unit and of one unit: a stretch holds those of several."""
    router = Router(name="chat_paste")
    _add_words(router)
    _add_pasted(router)
    _add_unasked(router)
    _add_list(router)
    _add_lines(router)
    return router


def _add_words(router: Router) -> None:
    @router.message(PASTING, Said("xong", "xong hết", "hết", "hết rồi", "danh sách", "xem lại"))
    async def enough(_message: Message, turn: Turn, state: FSMContext) -> Replies:
        return await show_list(turn, state, fresh=True)

    @router.message(PASTING, Said("thôi", "dừng", "hủy", "thôi không ghi", "không ghi"))
    async def stops(_message: Message, turn: Turn, state: FSMContext) -> Replies:
        return await stop(turn, state, (await state.get_data())["event_id"])

    @router.message(
        StateFilter(Pasting.listed), Said("ghi", "ghi hết", "ghi tất cả", "ghi đi", "đồng ý")
    )
    async def agrees(_message: Message, turn: Turn, state: FSMContext) -> Replies:
        return await write(turn, state, fresh=True)

    @router.message(
        Said("dán đoạn chat", "dán đoạn chat nhóm", "dán chat", "dán chat nhóm"), Officer()
    )
    async def begins(_message: Message, turn: Turn, state: FSMContext) -> Replies:
        return await ask_chat(turn, state)


def _add_pasted(router: Router) -> None:
    @router.message(StateFilter(Pasting.parts), Written())
    async def another(message: Message, turn: Turn, state: FSMContext) -> Replies:
        text = message.text or ""
        word = len(text) < _WORD and not any(char.isdigit() for char in text)
        if await is_over(turn, state) or (word and message.forward_origin is None):
            raise SkipHandler
        return await take(turn, state, part_of(message, text))

    @router.message(StateFilter(Pasting.listed), Written())
    async def says(message: Message, turn: Turn, state: FSMContext) -> Replies:
        if await is_over(turn, state):
            raise SkipHandler
        replies = await answered(turn, state, part_of(message, message.text or ""))
        if replies is None:
            raise SkipHandler
        return replies


def _add_unasked(router: Router) -> None:
    @router.message(Pasted(), Officer())
    async def pastes(message: Message, turn: Turn, state: FSMContext) -> Replies:
        part = part_of(message, message.text or "")
        if part.forwarded or not await starts_stretch(turn, part):
            raise SkipHandler
        return await take(turn, state, part)

    @router.message(StateFilter(None), Forwarded(), Officer())
    async def forwards(message: Message, turn: Turn, state: FSMContext) -> Replies:
        part = part_of(message, message.text or "")
        if not read_report(part.text, metrics=METRICS).is_report:
            raise SkipHandler
        return await take(turn, state, part)

    @router.message(TextFile(), Officer())
    async def file(message: Message, turn: Turn, state: FSMContext) -> Replies:
        content = turn.file.content if turn.file else None
        part = Part(decoded(content or b""))
        waits = await state.get_state() == Pasting.parts.state
        if not part.text or (not waits and not await starts_stretch(turn, part)):
            raise SkipHandler
        return await take(turn, state, part)


def _add_list(router: Router) -> None:
    @router.callback_query(ChatPaste.filter())
    async def begins(
        _tap: CallbackQuery, callback_data: ChatPaste, turn: Turn, state: FSMContext
    ) -> Replies:
        return await ask_chat(turn, state, callback_data.event_id)

    @router.callback_query(ChatDone.filter())
    async def done(
        _tap: CallbackQuery, callback_data: ChatDone, turn: Turn, state: FSMContext
    ) -> Replies:
        here = await listing(turn, state, callback_data.event_id)
        return here.over if here.over else await show_list(turn, state)

    @router.callback_query(ChatPage.filter())
    async def turned(
        _tap: CallbackQuery, callback_data: ChatPage, turn: Turn, state: FSMContext
    ) -> Replies:
        here = await listing(turn, state, callback_data.event_id)
        return here.over if here.over else await show_list(turn, state, page=callback_data.page)

    @router.callback_query(ChatStop.filter())
    async def stops(
        _tap: CallbackQuery, callback_data: ChatStop, turn: Turn, state: FSMContext
    ) -> Replies:
        here = await listing(turn, state, callback_data.event_id)
        return here.over if here.over else await stop(turn, state, callback_data.event_id)

    @router.callback_query(ChatWrite.filter())
    async def writes(
        _tap: CallbackQuery, callback_data: ChatWrite, turn: Turn, state: FSMContext
    ) -> Replies:
        here = await listing(turn, state, callback_data.event_id)
        return here.over if here.over else await write(turn, state)

    @router.callback_query(ChatUndo.filter())
    async def undo(_tap: CallbackQuery, callback_data: ChatUndo, turn: Turn) -> Replies:
        undone = await undo_chat(
            turn.session, turn.actor, callback_data.event_id, callback_data.number, now=turn.now
        )
        return turn.says("chat_paste/undone", done=undone, zone=undone.event.zone)


def _add_lines(router: Router) -> None:
    @router.callback_query(ChatLine.filter())
    async def opens(
        _tap: CallbackQuery, callback_data: ChatLine, turn: Turn, state: FSMContext
    ) -> Replies:
        return await show_line(turn, state, callback_data.event_id, callback_data.number)

    @router.callback_query(ChatFix.filter())
    async def fixes(
        _tap: CallbackQuery, callback_data: ChatFix, turn: Turn, state: FSMContext
    ) -> Replies:
        number = callback_data.number
        return await show_line(turn, state, callback_data.event_id, number, asks="fix")

    @router.callback_query(ChatUnit.filter())
    async def of_another(
        _tap: CallbackQuery, callback_data: ChatUnit, turn: Turn, state: FSMContext
    ) -> Replies:
        number = callback_data.number
        return await show_line(turn, state, callback_data.event_id, number, asks="unit")

    @router.callback_query(ChatDrop.filter())
    @router.callback_query(ChatKeep.filter())
    async def drops(
        _tap: CallbackQuery, callback_data: ChatDrop | ChatKeep, turn: Turn, state: FSMContext
    ) -> Replies:
        numbers, takes = [callback_data.number], isinstance(callback_data, ChatKeep)
        return await change(
            turn,
            state,
            callback_data.event_id,
            callback_data.number,
            lambda rows: taken_or_not(rows, numbers, takes=takes),
        )

    @router.callback_query(ChatIs.filter())
    async def is_of(
        _tap: CallbackQuery, callback_data: ChatIs, turn: Turn, state: FSMContext
    ) -> Replies:
        number, unit = callback_data.number, callback_data.participation_id
        event = await day_at(turn.session, turn.actor, callback_data.event_id, "enter_for_unit")
        return await change(
            turn, state, event.id, number, lambda rows: given_to(rows, number, unit)
        )
