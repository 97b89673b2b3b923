"""Hạn chế: what the report says fell short, as a draft from the figures or in the coordinator's
words."""

from collections.abc import Mapping
from typing import Any, Final

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.letterhead import Shortcomings, shortcomings_now, write_shortcomings
from handlers.days import day_at_hand
from handlers.forms import Field, Form, begin, prose
from handlers.on_behalf import Officer
from handlers.taps import Id
from handlers.turn import Replies, Turn
from handlers.words import Said


class Short(CallbackData, prefix="short"):
    event_id: Id


class ShortEdit(CallbackData, prefix="short_edit"):
    event_id: Id


class ShortDraft(CallbackData, prefix="short_draft"):
    event_id: Id


class ShortNames(CallbackData, prefix="short_names"):
    event_id: Id
    on: bool


async def _written(
    turn: Turn, _state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    said = {"text": answers["text"]}
    event_id = known["event_id"]
    return _short(
        turn, await write_shortcomings(turn.session, turn.actor, event_id, said, now=turn.now)
    )


FORM: Final = Form("shortcomings", (Field("text", prose(2000)),), _written)


def _short(turn: Turn, short: Shortcomings) -> Replies:
    return turn.says("letterhead/shortcomings", short=short, zone=short.event.zone)


def build_router() -> Router:
    router = Router(name="shortcomings")

    @router.message(Said("hạn chế", "sửa hạn chế", "nhận định"), Officer())
    async def said(_message: Message, turn: Turn) -> Replies:
        found = await day_at_hand(turn, "hand_over", "short")
        if not isinstance(found, int):
            return found
        return _short(turn, await shortcomings_now(turn.session, turn.actor, found, now=turn.now))

    @router.callback_query(Short.filter())
    async def tapped(_tap: CallbackQuery, callback_data: Short, turn: Turn) -> Replies:
        event_id = callback_data.event_id
        return _short(
            turn, await shortcomings_now(turn.session, turn.actor, event_id, now=turn.now)
        )

    @router.callback_query(ShortEdit.filter())
    async def edits(
        _tap: CallbackQuery, callback_data: ShortEdit, turn: Turn, state: FSMContext
    ) -> Replies:
        event_id = callback_data.event_id
        short = await shortcomings_now(turn.session, turn.actor, event_id, now=turn.now)
        return await begin(
            FORM, turn, state, event_id=short.event.id, lines=list(short.lines), own=short.own
        )

    @router.callback_query(ShortDraft.filter())
    async def draft(_tap: CallbackQuery, callback_data: ShortDraft, turn: Turn) -> Replies:
        return await _write(turn, callback_data.event_id, {"text": None})

    @router.callback_query(ShortNames.filter())
    async def names(_tap: CallbackQuery, callback_data: ShortNames, turn: Turn) -> Replies:
        return await _write(turn, callback_data.event_id, {"names_units": callback_data.on})

    return router


async def _write(turn: Turn, event_id: int, said: Mapping[str, Any]) -> Replies:
    return _short(
        turn, await write_shortcomings(turn.session, turn.actor, event_id, said, now=turn.now)
    )
