"""The body's own Word template: sent, tried out, in use from the next edition on; or the built-in
one again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Filter, StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from actions.letterhead import body_page, drop_template, keep_template
from actions.plan_event import reads_as_plan
from handlers.days import day_at_hand
from handlers.letterhead import shown
from handlers.on_behalf import Officer
from handlers.taps import Id
from handlers.turn import Replies, Turn
from handlers.words import Said
from rendering.texts import words
from rules.model import Refused

WAITS: Final = timedelta(hours=1)
WORDS: Final = (".docx", ".docm", ".dotx", ".doc")


class HeadFile(CallbackData, prefix="head_file"):
    event_id: Id


class HeadGet(CallbackData, prefix="head_get"):
    event_id: Id


class HeadUsual(CallbackData, prefix="head_usual"):
    event_id: Id


class Awaiting(StatesGroup):
    """A template is to come; the day whose body it is for is in the data."""

    template = State()


class WordFile(Filter):
    async def __call__(self, message: Message) -> bool:
        document = message.document
        return bool(document and (document.file_name or "").lower().endswith(WORDS))


def build_router() -> Router:
    router = Router(name="word_template")
    _add_sending(router)
    _add_having(router)
    return router


def _add_sending(router: Router) -> None:
    @router.callback_query(HeadFile.filter())
    async def asks(
        _tap: CallbackQuery, callback_data: HeadFile, turn: Turn, state: FSMContext
    ) -> Replies:
        page = await body_page(turn.session, turn.actor, callback_data.event_id)
        await state.set_state(Awaiting.template)
        await state.set_data({"event_id": page.event.id, "at": turn.now.isoformat()})
        return turn.says("letterhead/send", page=page, zone=page.event.zone)

    @router.message(StateFilter(Awaiting.template), WordFile())
    async def sent(_message: Message, turn: Turn, state: FSMContext) -> Replies:
        data = await state.get_data()
        if _is_for_others(turn, data):
            await state.clear()
            raise SkipHandler
        kept = await _take(turn, data["event_id"])
        await state.clear()
        return kept

    @router.message(WordFile(), Officer())
    async def unasked(_message: Message, turn: Turn) -> Replies:
        """Whatever has places to fill is a template, no plan."""
        if turn.file is None or not turn.file.template:
            raise SkipHandler
        found = await day_at_hand(turn, "hand_over", "head")
        return await _take(turn, found) if isinstance(found, int) else found

    @router.message(StateFilter(Awaiting.template), Said("thôi", "hủy", "không gửi nữa"))
    async def enough(_message: Message, turn: Turn, state: FSMContext) -> Replies:
        event_id = (await state.get_data())["event_id"]
        await state.clear()
        return shown(turn, await body_page(turn.session, turn.actor, event_id))


def _add_having(router: Router) -> None:
    @router.callback_query(HeadGet.filter())
    async def gets(_tap: CallbackQuery, callback_data: HeadGet, turn: Turn) -> Replies:
        page = await body_page(turn.session, turn.actor, callback_data.event_id)
        own = page.template
        reference = f"store:{own.store_key}" if own else "word:report"
        return turn.sends(reference, own.name if own else words("letterhead/file_name").text)

    @router.callback_query(HeadUsual.filter())
    async def usual(_tap: CallbackQuery, callback_data: HeadUsual, turn: Turn) -> Replies:
        event_id = callback_data.event_id
        return shown(turn, await drop_template(turn.session, turn.actor, event_id, now=turn.now))


def _is_for_others(turn: Turn, data: Mapping[str, Any]) -> bool:
    """A plan, or a file long after it was asked for."""
    text = turn.file.text if turn.file else None
    plan = text is not None and turn.file is not None and not turn.file.template
    late = turn.now - datetime.fromisoformat(data["at"]) > WAITS
    return late or (plan and reads_as_plan(text or ""))


async def _take(turn: Turn, event_id: int) -> Replies:
    """Refused: what rendering.files.word.BadTemplate says, or "template_without_names"."""
    file = turn.file
    if file is None or file.store_key is None or not file.template:
        raise _unfit(turn)
    page = await keep_template(
        turn.session, turn.actor, event_id, file.name, file.store_key, now=turn.now
    )
    return turn.says("letterhead/kept", page=page, zone=page.event.zone)


def _unfit(turn: Turn) -> Refused:
    refused = turn.file.refused if turn.file else None
    if refused is not None and refused.code.startswith("template_"):
        return refused
    if refused is not None and refused.code == "plan_too_large":
        return Refused("template_too_large")
    text = turn.file.text if turn.file else None
    return Refused("template_unreadable" if text is None else "template_without_names")
