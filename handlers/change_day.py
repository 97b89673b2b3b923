"""A day is called off or put on again; units are added to it and dropped from it.

Its lines, and with them its date, are changed in handlers/events.py.
"""

import re
from typing import Any, Final

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.change_day import (
    Added,
    add_new_unit,
    add_unit_to_day,
    cancel_event,
    day_to_change,
    drop_unit,
    restore_unit,
    uncancel_event,
    unit_of_day,
    units_to_add,
)
from actions.load import events_for
from handlers.events import begin_line, event_card
from handlers.forms import Field, Form, begin, prose
from handlers.taps import Id
from handlers.turn import Replies, Turn
from handlers.words import Said
from reading.fold import plain, spelling
from rendering.texts import words
from rules.model import RoleKind
from rules.permissions import units_of
from storage.events import Event

LONGEST_WISH: Final = 120
_RAINS: Final = re.compile(r"\b(?:mưa|bão|hoãn|dời|h[ủu][ỷy] (?:ngày|buổi|lịch))\b")
_UNMARKED: Final = re.compile(
    r"\b(?:(?:troi|mai|dang) mua|mua (?:to|lon|bao)|hoan (?:ngay|lai|den|sang)"
    r"|doi (?:ngay|lich|sang|qua)|huy (?:ngay|buoi|lich))\b"
)


class EventCancel(CallbackData, prefix="event_cancel"):
    event_id: Id


class EventCancelYes(CallbackData, prefix="event_cancel_yes"):
    """Because of rain, the reason that needs no words."""

    event_id: Id


class EventCancelWhy(CallbackData, prefix="event_cancel_why"):
    event_id: Id


class EventCancelSo(CallbackData, prefix="event_cancel_so"):
    """For the reason that was typed: it is in the conversation's state."""

    event_id: Id


class EventUncancel(CallbackData, prefix="event_uncancel"):
    event_id: Id


class DayUnit(CallbackData, prefix="day_unit"):
    event_id: Id


class DayUnitAdd(CallbackData, prefix="day_unit_add"):
    event_id: Id
    unit_id: Id


class DayUnitNew(CallbackData, prefix="day_unit_new"):
    """The name is in the conversation's state: it would not fit into a button."""

    event_id: Id


class UnitDrop(CallbackData, prefix="unit_drop"):
    participation_id: Id


class UnitDropYes(CallbackData, prefix="unit_drop_yes"):
    participation_id: Id


class UnitRestore(CallbackData, prefix="unit_restore"):
    participation_id: Id


async def _finish_cancelling(
    turn: Turn, state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    await state.set_data({"reason": answers["reason"]})
    return await _sure(turn, known["event_id"], answers["reason"])


async def _cancel(turn: Turn, event_id: int, reason: str) -> Replies:
    event = await cancel_event(turn.session, turn.actor, event_id, reason, now=turn.now)
    return turn.says("events/cancel_done", event=event, zone=event.zone)


async def _finish_adding(
    turn: Turn, state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    event_id, typed = known["event_id"], answers["name"]
    units = await units_to_add(turn.session, turn.actor, event_id, typed)
    if len(units) == 1:
        return await _add(turn, event_id, units[0].id)
    await state.set_data({"new_unit": typed})
    return turn.says("events/which_unit", units=units, event_id=event_id, typed=typed)


async def _add(turn: Turn, event_id: int, unit_id: int) -> Replies:
    added = await add_unit_to_day(turn.session, turn.actor, event_id, unit_id, now=turn.now)
    return _added(turn, added)


def _added(turn: Turn, added: Added) -> Replies:
    found = added.participation
    return turn.says("events/unit_added", p=found, new=added.new, zone=found.zone)


CANCEL_FORM: Final = Form("event_cancel", (Field("reason", prose(200)),), _finish_cancelling)
ADD_FORM: Final = Form("day_unit", (Field("name", prose(100)),), _finish_adding)
FORMS: Final = (CANCEL_FORM, ADD_FORM)


class Rains(Filter):
    """A coordinator says in their own words that the day cannot be as planned."""

    async def __call__(self, message: Message, turn: Turn) -> bool:
        text = message.text or ""
        if len(text) > LONGEST_WISH or not units_of(turn.actor, RoleKind.COORDINATOR):
            return False
        said = spelling(text)
        return bool(_RAINS.search(said) or (said == plain(text) and _UNMARKED.search(said)))


def build_last_router() -> Router:
    """After everybody who knows better what such a message means."""
    router = Router(name="change_day_last")

    @router.message(Rains())
    async def rains(_message: Message, turn: Turn) -> Replies:
        days = await events_for(turn.session, turn.actor, "change_event", now=turn.now)
        if not days or not turn.private:
            raise SkipHandler
        if len(days) == 1:
            return await _sure(turn, days[0].id)
        return _which(turn, days, "event_cancel")

    return router


def build_router() -> Router:
    router = Router(name="change_day")
    _add_cancelling(router)
    _add_words(router)
    _add_adding(router)
    _add_dropping(router)
    return router


async def _sure(turn: Turn, event_id: int, reason: str = "") -> Replies:
    event = await day_to_change(turn.session, turn.actor, event_id)
    return turn.says("events/confirm_cancel", event=event, reason=reason, zone=event.zone)


def _add_cancelling(router: Router) -> None:
    @router.callback_query(EventCancel.filter())
    async def ask_to_cancel(_tap: CallbackQuery, callback_data: EventCancel, turn: Turn) -> Replies:
        return await _sure(turn, callback_data.event_id)

    @router.callback_query(EventCancelYes.filter())
    async def rains(_tap: CallbackQuery, callback_data: EventCancelYes, turn: Turn) -> Replies:
        return await _cancel(turn, callback_data.event_id, words("events/rain").text)

    @router.callback_query(EventCancelWhy.filter())
    async def another_reason(
        _tap: CallbackQuery, callback_data: EventCancelWhy, turn: Turn, state: FSMContext
    ) -> Replies:
        event = await day_to_change(turn.session, turn.actor, callback_data.event_id)
        return await begin(CANCEL_FORM, turn, state, event_id=event.id, title=event.title)

    @router.callback_query(EventCancelSo.filter())
    async def for_that(
        _tap: CallbackQuery, callback_data: EventCancelSo, turn: Turn, state: FSMContext
    ) -> Replies:
        reason = (await state.get_data()).get("reason")
        if not reason:
            return await _sure(turn, callback_data.event_id)
        await state.clear()
        return await _cancel(turn, callback_data.event_id, reason)

    @router.callback_query(EventUncancel.filter())
    async def on_again(_tap: CallbackQuery, callback_data: EventUncancel, turn: Turn) -> Replies:
        event = await uncancel_event(turn.session, turn.actor, callback_data.event_id, now=turn.now)
        return await event_card(turn, "events/uncancelled", event)


def _add_words(router: Router) -> None:
    @router.message(Said("hủy ngày", "hủy ngày này", "hủy vì mưa", "mưa hủy ngày"))
    async def call_off(_message: Message, turn: Turn) -> Replies:
        days = await events_for(turn.session, turn.actor, "change_event", now=turn.now)
        if len(days) == 1:
            return await _sure(turn, days[0].id)
        return _which(turn, days, "event_cancel")

    @router.message(Said("dời ngày", "hoãn", "hoãn ngày", "hoãn ngày này", "đổi ngày"))
    async def postpone(_message: Message, turn: Turn, state: FSMContext) -> Replies:
        days = await events_for(turn.session, turn.actor, "change_event", now=turn.now)
        if len(days) == 1:
            return await begin_line(turn, state, days[0].id, "day")
        return _which(turn, days, "event_lines")

    @router.message(Said("thêm đơn vị vào ngày", "thêm một đơn vị"))
    async def add_to_day(_message: Message, turn: Turn, state: FSMContext) -> Replies:
        days = await events_for(turn.session, turn.actor, "change_event", now=turn.now)
        if len(days) == 1:
            return await begin(ADD_FORM, turn, state, event_id=days[0].id)
        return _which(turn, days, "day_unit")


def _which(turn: Turn, days: list[Event], prefix: str) -> Replies:
    if not days:
        return turn.says("events/none")
    return turn.says("events/which", events=days, prefix=prefix, zone=days[0].zone)


def _add_adding(router: Router) -> None:
    @router.callback_query(DayUnit.filter())
    async def which(
        _tap: CallbackQuery, callback_data: DayUnit, turn: Turn, state: FSMContext
    ) -> Replies:
        event = await day_to_change(turn.session, turn.actor, callback_data.event_id)
        return await begin(ADD_FORM, turn, state, event_id=event.id)

    @router.callback_query(DayUnitAdd.filter())
    async def this_one(_tap: CallbackQuery, callback_data: DayUnitAdd, turn: Turn) -> Replies:
        return await _add(turn, callback_data.event_id, callback_data.unit_id)

    @router.callback_query(DayUnitNew.filter())
    async def a_new_one(
        _tap: CallbackQuery, callback_data: DayUnitNew, turn: Turn, state: FSMContext
    ) -> Replies:
        event = await day_to_change(turn.session, turn.actor, callback_data.event_id)
        name = (await state.get_data()).get("new_unit")
        if not name:
            return await begin(ADD_FORM, turn, state, event_id=event.id)
        await state.clear()
        found = await add_new_unit(turn.session, turn.actor, event.id, name, now=turn.now)
        return _added(turn, Added(found, new=True))


def _add_dropping(router: Router) -> None:
    @router.callback_query(UnitDrop.filter())
    async def sure(_tap: CallbackQuery, callback_data: UnitDrop, turn: Turn) -> Replies:
        found = await unit_of_day(turn.session, turn.actor, callback_data.participation_id)
        return turn.says("events/confirm_drop", p=found, zone=found.zone)

    @router.callback_query(UnitDropYes.filter())
    async def drops(_tap: CallbackQuery, callback_data: UnitDropYes, turn: Turn) -> Replies:
        found = await drop_unit(
            turn.session, turn.actor, callback_data.participation_id, now=turn.now
        )
        return turn.says("events/unit_dropped", p=found, zone=found.zone)

    @router.callback_query(UnitRestore.filter())
    async def restores(_tap: CallbackQuery, callback_data: UnitRestore, turn: Turn) -> Replies:
        found = await restore_unit(
            turn.session, turn.actor, callback_data.participation_id, now=turn.now
        )
        return _added(turn, Added(found, new=True))
