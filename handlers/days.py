"""Which day a coordinator means; and, from above, all days of a subtree."""

from typing import Final

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from actions.areas import days_listed, top_of
from handlers.areas import show_area
from handlers.paging import page_of
from handlers.taps import Page
from handlers.turn import Replies, Turn
from handlers.words import Said

PAGE: Final = 8

ADDED_UP: Final = frozenset({"board", "totals"})
"""What several hosts' days of one date answer together."""

WHAT: Final = {
    "board": "see_board",
    "totals": "see_board",
    "remind": "remind",
    "group_text": "remind",
    "announce": "remind",
    "private_texts": "remind",
    "freeze": "freeze_figures",
    "reopen": "freeze_figures",
    "editions": "see_board",
    "files": "hand_over",
    "originals": "hand_over",
    "head": "hand_over",
    "short": "hand_over",
}
"""What can be asked of a day: the prefix of its button, and the action that it needs."""


class Days(CallbackData, prefix="days"):
    what: str
    page: Page


async def show_days(turn: Turn, what: str, page: int) -> Replies:
    known = what if what in WHAT else "board"
    days = await days_listed(turn.session, turn.actor, WHAT[known], now=turn.now)
    if not days:
        return turn.says("events/none")
    top = top_of(turn.actor, days) if known in ADDED_UP and len(days) > 1 else None
    shown = page_of(days, page, PAGE)
    return turn.says("areas/days", shown=shown, what=known, top=top, zone=days[0].event.zone)


async def day_at_hand(turn: Turn, action: str, prefix: str) -> int | Replies:
    """The one day at hand, or the question which of several; a reply when there is none. Whoever
    looks from above at one date of several hosts sees them added up."""
    days = await days_listed(turn.session, turn.actor, action, now=turn.now)
    if len(days) == 1:
        return days[0].event.id
    top = top_of(turn.actor, days) if prefix in ADDED_UP else None
    if top is not None:
        return await show_area(turn, top, days[0].number, 0)
    return await show_days(turn, prefix, 0)


def build_router() -> Router:
    router = Router(name="days")

    @router.message(Said("các ngày", "danh sách ngày", "mọi ngày"))
    async def all_days(_message: Message, turn: Turn) -> Replies:
        return await show_days(turn, "board", 0)

    @router.callback_query(Days.filter())
    async def days(_tap: CallbackQuery, callback_data: Days, turn: Turn) -> Replies:
        return await show_days(turn, callback_data.what, callback_data.page)

    return router
