"""[Ảnh và tin bài]: a unit's own card and draft, had again with the figures of now."""

from typing import Any

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.methods import SendPhoto
from aiogram.types import CallbackQuery, Message

from actions.thanks import latest_card, own_card
from handlers.taps import Id
from handlers.turn import Replies, Turn
from handlers.words import Said
from rendering.texts import Words


class UnitCard(CallbackData, prefix="unit_card"):
    participation_id: Id


def _shown(turn: Turn, payload: dict[str, Any], after: Words | None) -> Replies:
    fields = {name: value for name, value in payload.items() if name != "method"}
    photo = SendPhoto.model_validate({**fields, "chat_id": turn.chat_id})
    return [photo] if after is None else [photo, turn.shows(after)]


def build_router() -> Router:
    router = Router(name="unit_cards")

    @router.callback_query(UnitCard.filter())
    async def tapped(_tap: CallbackQuery, callback_data: UnitCard, turn: Turn) -> Replies:
        shown = await own_card(
            turn.session, turn.actor, callback_data.participation_id, now=turn.now
        )
        return _shown(turn, *shown)

    @router.message(Said("ảnh và tin bài", "tin bài", "làm tin bài", "infographic"))
    async def said(_message: Message, turn: Turn) -> Replies:
        return _shown(turn, *await latest_card(turn.session, turn.actor, now=turn.now))

    return router
