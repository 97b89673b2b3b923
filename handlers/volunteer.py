"""A volunteer: a unit's shifts, consent, a seat, the waiting list, my days."""

from typing import Any, Final

from aiogram import Router
from aiogram.filters import Command, StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.find_unit import units_called
from actions.privacy import VOLUNTEER_CONSENT, consent
from actions.sign_up import my_days, shift_on_offer, shifts_to_choose, sign_up
from handlers.forms import Field, Form, begin
from handlers.kinds import Written
from handlers.my_days import stands
from handlers.taps import Id
from handlers.turn import Replies, Turn
from handlers.words import Said
from reading.names import given_name, looks_like_name
from rules.model import Actor, Refused, RoleKind
from storage.people import Account
from storage.shifts import Shift
from storage.units import Unit

MOST: Final = 6
"""More places than this are not a list of buttons: the person types which."""

_SERVING: Final = {RoleKind.REPORTER, RoleKind.COORDINATOR, RoleKind.VIEWER}


class Show(CallbackData, prefix="su_show"):
    shift_id: Id


class OfUnit(CallbackData, prefix="su_unit"):
    unit_id: Id


class Find(CallbackData, prefix="su_find"):
    pass


class Age(CallbackData, prefix="su_age"):
    shift_id: Id
    over_16: bool


class Yes(CallbackData, prefix="su_yes"):
    shift_id: Id
    over_16: bool


class OtherName(CallbackData, prefix="su_name"):
    shift_id: Id
    over_16: bool


class No(CallbackData, prefix="su_no"):
    pass


async def show_unit(turn: Turn, unit_id: int) -> Replies:
    """Its one shift, a short choice, or what to do when there is none."""
    offered = await shifts_to_choose(turn.session, unit_id, now=turn.now)
    if not offered.shifts:
        return turn.says("volunteer/no_shifts", unit_name=offered.unit_name)
    if len(offered.shifts) == 1:
        return await show_shift(turn, offered.shifts[0].id)
    return turn.says(
        "volunteer/choose_shift",
        zone=offered.shifts[0].zone,
        unit_name=offered.unit_name,
        shifts=offered.shifts,
        most=MOST,
    )


async def show_shift(turn: Turn, shift_id: int, *, over_16: bool = False) -> Replies:
    """Where the person stands in it, or the offer; at a school the question of age comes first."""
    shift = await shift_on_offer(turn.session, shift_id, now=turn.now)
    mine = await my_days(turn.session, turn.actor, now=turn.now)
    held = next((place for place in mine.ahead if place.shift.id == shift_id), None)
    if held is not None:
        return stands(turn, held, turn.actor.name, repeated=True)
    if shift.minors and turn.actor.person_id is None and not over_16:
        return turn.says("volunteer/age", zone=shift.zone, shift=shift)
    return _offer(turn, shift, over_16=over_16)


def _offer(turn: Turn, shift: Shift, *, over_16: bool) -> Replies:
    name = looks_like_name(turn.name)
    return turn.says(
        "volunteer/offer",
        zone=shift.zone,
        shift=shift,
        stranger=turn.actor.person_id is None,
        consent_version=VOLUNTEER_CONSENT,
        given_name=given_name(name) if name else "",
        over_16=int(over_16),
    )


async def _take(turn: Turn, shift_id: int, name: str, *, over_16: bool) -> Replies:
    """Consent and seat in one go: without the seat nobody is asked for a name."""
    shift = await shift_on_offer(turn.session, shift_id, now=turn.now)
    if shift.minors and turn.actor.person_id is None and not over_16:
        raise Refused("under_16")
    actor = await _enrolled(turn, name, over_16=over_16 or None)
    place = await sign_up(turn.session, actor, shift_id, now=turn.now, over_16=over_16)
    return stands(turn, place, actor.name)


async def _enrolled(turn: Turn, name: str, *, over_16: bool | None) -> Actor:
    return await consent(
        turn.session,
        turn.actor,
        Account(turn.channel, turn.account_id),
        name,
        version=VOLUNTEER_CONSENT,
        over_16=over_16,
        now=turn.now,
    )


async def _named(
    turn: Turn, _state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    return await _take(turn, known["shift_id"], answers["name"], over_16=known["over_16"])


NAME_FORM: Final = Form(
    "volunteer_name",
    (Field("name", lambda text, _asked: looks_like_name(text), kind="name"),),
    _named,
)


async def names_units(message: Message, turn: Turn) -> dict[str, list[Unit]] | bool:
    """A text of somebody who serves nowhere, and units that it may name."""
    serves = any(grant.kind in _SERVING for grant in turn.actor.grants)
    if serves or not turn.private or not message.text:
        return False
    units = await units_called(turn.session, message.text)
    return {"units": units} if units else False


def build_router() -> Router:
    """Goes after every other conversation that takes text: names of units are tried last."""
    router = Router(name="volunteer")
    _register_choosing(router)
    _register_answers(router)
    _register_by_name(router)
    return router


def _register_choosing(router: Router) -> None:
    @router.callback_query(Show.filter())
    async def shift(_tap: CallbackQuery, callback_data: Show, turn: Turn) -> Replies:
        return await show_shift(turn, callback_data.shift_id)

    @router.callback_query(OfUnit.filter())
    async def unit(_tap: CallbackQuery, callback_data: OfUnit, turn: Turn) -> Replies:
        return await show_unit(turn, callback_data.unit_id)

    @router.callback_query(Find.filter())
    @router.message(Command("dangky"))
    @router.message(Said("đăng ký", "đăng ký tình nguyện", "tình nguyện", "đi tình nguyện"))
    async def find(_event: CallbackQuery | Message, turn: Turn) -> Replies:
        return turn.says("volunteer/find")

    @router.callback_query(Age.filter())
    async def age(_tap: CallbackQuery, callback_data: Age, turn: Turn) -> Replies:
        if not callback_data.over_16:
            raise Refused("under_16")
        return await show_shift(turn, callback_data.shift_id, over_16=True)

    @router.callback_query(No.filter())
    async def no(_tap: CallbackQuery, turn: Turn) -> Replies:
        return turn.says("volunteer/declined", stranger=turn.actor.person_id is None)


def _register_answers(router: Router) -> None:
    @router.callback_query(Yes.filter())
    async def yes(
        _tap: CallbackQuery, callback_data: Yes, turn: Turn, state: FSMContext
    ) -> Replies:
        name = turn.actor.name or looks_like_name(turn.name)
        asked = callback_data.model_dump()
        if not name:
            return await begin(NAME_FORM, turn, state, **asked)
        return await _take(turn, callback_data.shift_id, name, over_16=callback_data.over_16)

    @router.callback_query(OtherName.filter())
    async def other(
        _tap: CallbackQuery, callback_data: OtherName, turn: Turn, state: FSMContext
    ) -> Replies:
        return await begin(NAME_FORM, turn, state, **callback_data.model_dump())


def _register_by_name(router: Router) -> None:
    @router.message(StateFilter(None), Written(), names_units)
    async def by_name(_message: Message, turn: Turn, units: list[Unit]) -> Replies:
        if len(units) == 1:
            return await show_unit(turn, units[0].id)
        return turn.says("volunteer/which_unit", units=units)
