"""One day from above: by the units below, level by level down to the page of a unit."""

from typing import Final

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from actions.areas import area
from handlers.paging import page_of
from handlers.taps import Id, Page
from handlers.turn import Replies, Turn

PAGE: Final = 8


class AreaOf(CallbackData, prefix="area"):
    """`day` as 20261128."""

    unit_id: Id
    day: Id
    page: Page


async def show_area(turn: Turn, unit_id: int, day: int, page: int) -> Replies:
    seen = await area(turn.session, turn.actor, unit_id, day, now=turn.now)
    shown = page_of(seen.branches, page, PAGE)
    return turn.says("areas/area", area=seen, shown=shown, zone=seen.unit.timezone)


def build_router() -> Router:
    router = Router(name="areas")

    @router.callback_query(AreaOf.filter())
    async def area_of(_tap: CallbackQuery, callback_data: AreaOf, turn: Turn) -> Replies:
        return await show_area(turn, callback_data.unit_id, callback_data.day, callback_data.page)

    return router
