"""The page of one unit, on which everything that a coordinator can do with it has its button.

A button that another conversation reads is one line of rendering/templates/unit/page.j2, or, when
it is rarely needed, of unit/more.j2.
"""

from typing import Any, Final

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from actions.unit_page import day_at, unit_page, units_of_day
from handlers.forms import Field, Form, begin, prose
from handlers.taps import Id
from handlers.turn import Card, Replies, Turn


class UnitOf(CallbackData, prefix="unit"):
    participation_id: Id


class UnitMore(CallbackData, prefix="unit_more"):
    participation_id: Id


class UnitHistory(CallbackData, prefix="unit_history"):
    participation_id: Id


class UnitFind(CallbackData, prefix="unit_find"):
    event_id: Id


async def show_unit(turn: Turn, participation_id: int) -> Card:
    """The page as a fresh card below the conversation."""
    page = await unit_page(turn.session, turn.actor, participation_id, now=turn.now)
    return turn.card(f"unit:{page.p.id}", "unit/page", fresh=True, page=page, zone=page.p.zone)


async def _found(
    turn: Turn, state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    event_id, typed = known["event_id"], answers["name"]
    found = await units_of_day(turn.session, turn.actor, event_id, typed)
    if not found:
        return await begin(FIND, turn, state, event_id=event_id, typed=typed)
    if len(found) > 1:
        return turn.says("unit/choose", found=found)
    return await show_unit(turn, found[0].participation_id)


FIND: Final = Form("unit_find", (Field("name", prose(120)),), _found)
FORMS: Final = (FIND,)


def build_router() -> Router:
    router = Router(name="unit_page")

    @router.callback_query(UnitOf.filter())
    async def opened(_tap: CallbackQuery, callback_data: UnitOf, turn: Turn) -> Replies:
        return await show_unit(turn, callback_data.participation_id)

    @router.callback_query(UnitMore.filter())
    async def more(_tap: CallbackQuery, callback_data: UnitMore, turn: Turn) -> Replies:
        page = await unit_page(
            turn.session, turn.actor, callback_data.participation_id, now=turn.now
        )
        if not page.acts:
            return await show_unit(turn, callback_data.participation_id)
        return turn.says("unit/more", page=page, zone=page.p.zone)

    @router.callback_query(UnitHistory.filter())
    async def history(_tap: CallbackQuery, callback_data: UnitHistory, turn: Turn) -> Replies:
        page = await unit_page(
            turn.session, turn.actor, callback_data.participation_id, now=turn.now
        )
        return turn.says("unit/history", page=page, zone=page.p.zone)

    @router.callback_query(UnitFind.filter())
    async def another(
        _tap: CallbackQuery, callback_data: UnitFind, turn: Turn, state: FSMContext
    ) -> Replies:
        event = await day_at(turn.session, turn.actor, callback_data.event_id, "see_unit_page")
        return await begin(FIND, turn, state, event_id=event.id, typed="")

    return router
