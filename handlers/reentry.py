""" "Xin vào lại": a reporter on a new phone says who they are; a coordinator lets them in."""

from typing import Any, Final

from aiogram import Router
from aiogram.filters import Filter, StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject

from actions.find_unit import units_called
from actions.privacy import SERVING_CONSENT, consent
from actions.reenter import (
    Decided,
    ask_to_reenter,
    decline,
    end_before,
    hold_report,
    let_in,
    undo,
    unit_named,
    waiting_requests,
    waits,
)
from handlers.forms import Field, Form, begin, prose
from handlers.kinds import Written
from handlers.reporter import brought
from handlers.taps import Id
from handlers.turn import Replies, Turn
from handlers.words import Said
from reading.names import looks_like_name
from rules.model import Actor, Refused, RoleKind
from rules.permissions import units_of
from storage.people import Account, load_actor

WORDS: Final = Said(
    "xin vào lại",
    "vào lại",
    "đổi máy",
    "đổi điện thoại",
    "máy mới",
    "điện thoại mới",
    "mất máy",
    "mất điện thoại",
    "đổi tài khoản",
    "đổi số",
)


class Reenter(CallbackData, prefix="reenter"):
    pass


class ReenterYes(CallbackData, prefix="reenter_yes"):
    pass


class ReenterNo(CallbackData, prefix="reenter_no"):
    pass


class ReenterAt(CallbackData, prefix="reenter_at"):
    unit_id: Id


class LetIn(CallbackData, prefix="let_in"):
    reentry_id: Id


class LetInNo(CallbackData, prefix="let_in_no"):
    reentry_id: Id


class LetInUndo(CallbackData, prefix="let_in_undo"):
    reentry_id: Id


class LetInAlone(CallbackData, prefix="let_in_alone"):
    """The account used before shall report no more."""

    reentry_id: Id


def _account(turn: Turn) -> Account:
    return Account(turn.channel, turn.account_id)


async def _ask_unit(turn: Turn, state: FSMContext, typed: str = "") -> Replies:
    return await begin(UNIT, turn, state, typed=typed)


async def _named(
    turn: Turn, state: FSMContext, answers: dict[str, Any], _known: dict[str, Any]
) -> Replies:
    """The person exists from here on: what they send is kept while they wait."""
    await consent(
        turn.session,
        turn.actor,
        _account(turn),
        answers["name"],
        version=SERVING_CONSENT,
        now=turn.now,
    )
    return await _ask_unit(turn, state)


async def _unit_named(
    turn: Turn, state: FSMContext, answers: dict[str, Any], _known: dict[str, Any]
) -> Replies:
    units = await units_called(turn.session, answers["unit"])
    if len(units) == 1:
        return await _asks(turn, units[0].id)
    if units:
        return turn.says("reentry/which_unit", units=units)
    return await _ask_unit(turn, state, answers["unit"])


async def _asks(turn: Turn, unit_id: int) -> Replies:
    of = await unit_named(turn.session, unit_id)
    request = await ask_to_reenter(
        turn.session, await _known(turn), _account(turn), of, now=turn.now
    )
    return turn.says("reentry/asked", r=request.reentry, told=request.told)


async def _known(turn: Turn) -> Actor:
    """Refused: "who_are_you" for who has not consented."""
    if turn.actor.person_id is None:
        raise Refused("who_are_you")
    return await load_actor(turn.session, turn.actor.person_id)


NAME: Final = Form(
    "reenter_name",
    (Field("name", lambda text, _asked: looks_like_name(text), kind="name"),),
    _named,
)
UNIT: Final = Form("reenter_unit", (Field("unit", prose(100), example="Tân Lộc"),), _unit_named)
FORMS: Final = (NAME, UNIT)


class WaitsToReenter(Filter):
    """Somebody with no unit to report for, whose request is not decided yet."""

    async def __call__(self, _event: TelegramObject, turn: Turn) -> bool:
        return await waits(turn.session, turn.actor, _account(turn)) is not None


async def hold(turn: Turn, text: str) -> Replies:
    """A report that came while its sender waits. None when it states no figures."""
    kept = await hold_report(
        turn.session, turn.actor, _account(turn), brought(turn, text), now=turn.now
    )
    return None if kept is None else turn.says("reentry/kept", what="report", r=kept)


def build_router() -> Router:
    router = Router(name="reentry")
    _add_asking(router)
    _add_deciding(router)
    return router


def build_waiting_router() -> Router:
    """Goes after all that understands a message of a person without a unit to report for."""
    router = Router(name="waits_to_reenter")

    @router.message(StateFilter(None), Written(), WaitsToReenter())
    async def reports(message: Message, turn: Turn) -> Replies:
        held = await hold(turn, message.text or "")
        return held if held is not None else turn.says("reentry/waiting")

    return router


def _add_asking(router: Router) -> None:
    @router.message(WORDS)
    @router.callback_query(Reenter.filter())
    async def begins(_event: Message | CallbackQuery, turn: Turn) -> Replies:
        if units_of(turn.actor, RoleKind.COORDINATOR):
            found = await waiting_requests(turn.session, turn.actor)
            return turn.says("reentry/list", found=found, now=turn.now)
        if not turn.private:
            raise Refused("only_in_private")
        known = turn.actor.person_id is not None
        return turn.says("reentry/offer", known=known, consent_version=SERVING_CONSENT)

    @router.callback_query(ReenterYes.filter())
    async def yes(_tap: CallbackQuery, turn: Turn, state: FSMContext) -> Replies:
        if turn.actor.person_id is None:
            return await begin(NAME, turn, state)
        return await _named(turn, state, {"name": turn.actor.name}, {})

    @router.callback_query(ReenterNo.filter())
    async def no(_tap: CallbackQuery, turn: Turn) -> Replies:
        return turn.says("reentry/not_now")

    @router.callback_query(ReenterAt.filter())
    async def at(_tap: CallbackQuery, callback_data: ReenterAt, turn: Turn) -> Replies:
        return await _asks(turn, callback_data.unit_id)


def _decided(turn: Turn, decided: Decided) -> Replies:
    zone = decided.request.reentry.zone
    return turn.says("reentry/done", d=decided, r=decided.request.reentry, zone=zone)


def _add_deciding(router: Router) -> None:
    @router.callback_query(LetIn.filter())
    async def lets_in(_tap: CallbackQuery, callback_data: LetIn, turn: Turn) -> Replies:
        decided = await let_in(turn.session, turn.actor, callback_data.reentry_id, now=turn.now)
        return _decided(turn, decided)

    @router.callback_query(LetInNo.filter())
    async def declines(_tap: CallbackQuery, callback_data: LetInNo, turn: Turn) -> Replies:
        decided = await decline(turn.session, turn.actor, callback_data.reentry_id, now=turn.now)
        return _decided(turn, decided)

    @router.callback_query(LetInUndo.filter())
    async def undoes(_tap: CallbackQuery, callback_data: LetInUndo, turn: Turn) -> Replies:
        request = await undo(turn.session, turn.actor, callback_data.reentry_id, now=turn.now)
        return turn.says("reentry/undone", r=request.reentry)

    @router.callback_query(LetInAlone.filter())
    async def alone(_tap: CallbackQuery, callback_data: LetInAlone, turn: Turn) -> Replies:
        request = await end_before(turn.session, turn.actor, callback_data.reentry_id, now=turn.now)
        return turn.says("reentry/alone", r=request.reentry)
