"""Chốt số liệu, [Mở lại], and the editions of a day."""

from typing import Annotated, Final

from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message
from pydantic import Field

from actions.freeze import edition_again, freeze_figures, freezing, handed_over, reopen_figures
from handlers.days import day_at_hand
from handlers.taps import Id
from handlers.turn import Replies, Turn
from handlers.words import Said
from rendering.texts import Words, words
from rules.permissions import may

NAMES_SHOWN: Final = 15


class Freeze(CallbackData, prefix="freeze"):
    event_id: Id


class FreezeYes(CallbackData, prefix="freeze_yes"):
    event_id: Id


class Reopen(CallbackData, prefix="reopen"):
    event_id: Id


class Editions(CallbackData, prefix="editions"):
    event_id: Id


class EditionOf(CallbackData, prefix="edition"):
    event_id: Id
    number: Annotated[int, Field(ge=1, le=1000)]


async def _asks(turn: Turn, event_id: int) -> Replies:
    shown = await freezing(turn.session, turn.actor, event_id, now=turn.now)
    return turn.says(
        "edition/confirm_freeze",
        event=shown.event,
        figures=shown.figures,
        metrics=shown.event.metrics,
        shown=NAMES_SHOWN,
        zone=shown.event.zone,
    )


async def _list(turn: Turn, event_id: int) -> Replies:
    handed = await handed_over(turn.session, turn.actor, event_id, now=turn.now)
    return turn.says(
        "edition/list", handed=handed, metrics=handed.event.metrics, zone=handed.event.zone
    )


def build_router() -> Router:
    router = Router(name="freezing")
    _add_freezing(router)
    _add_editions(router)
    return router


def _add_freezing(router: Router) -> None:
    @router.message(Said("chốt số liệu", "chốt"))
    async def asked(_message: Message, turn: Turn) -> Replies:
        found = await day_at_hand(turn, "freeze_figures", "freeze")
        return await _asks(turn, found) if isinstance(found, int) else found

    @router.callback_query(Freeze.filter())
    async def tapped(_tap: CallbackQuery, callback_data: Freeze, turn: Turn) -> Replies:
        return await _asks(turn, callback_data.event_id)

    @router.callback_query(FreezeYes.filter())
    async def freezes(_tap: CallbackQuery, callback_data: FreezeYes, turn: Turn) -> Replies:
        event_id = callback_data.event_id
        return turn.shows(await freeze_figures(turn.session, turn.actor, event_id, now=turn.now))

    @router.message(Said("mở lại số liệu", "mở lại"))
    async def opens(_message: Message, turn: Turn) -> Replies:
        found = await day_at_hand(turn, "freeze_figures", "reopen")
        return await _reopened(turn, found) if isinstance(found, int) else found

    @router.callback_query(Reopen.filter())
    async def reopens(_tap: CallbackQuery, callback_data: Reopen, turn: Turn) -> Replies:
        return await _reopened(turn, callback_data.event_id)


async def _reopened(turn: Turn, event_id: int) -> Replies:
    event = await reopen_figures(turn.session, turn.actor, event_id, now=turn.now)
    return turn.says("edition/reopened", event=event, zone=event.zone)


def _add_editions(router: Router) -> None:
    @router.message(Command("bangiao"))
    @router.message(Said("các bản đã gửi", "bản đã gửi", "bàn giao", "xem các bản đã gửi"))
    async def asked(_message: Message, turn: Turn) -> Replies:
        found = await day_at_hand(turn, "see_board", "editions")
        return await _list(turn, found) if isinstance(found, int) else found

    @router.callback_query(Editions.filter())
    async def listed(_tap: CallbackQuery, callback_data: Editions, turn: Turn) -> Replies:
        return await _list(turn, callback_data.event_id)

    @router.callback_query(EditionOf.filter())
    async def again(_tap: CallbackQuery, callback_data: EditionOf, turn: Turn) -> Replies:
        event, kept = await edition_again(
            turn.session, turn.actor, callback_data.event_id, callback_data.number
        )
        acts = may(turn.actor, "hand_over", event.host_path)
        rows = words("edition/again", event=event, number=kept.number, acts=acts).rows
        return turn.shows(Words(kept.text, rows))
