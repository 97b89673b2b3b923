"""A code, typed or behind a link: a role, a place in the group's queue, or a shift. Looking uses
nothing up; the person's tap does (DESIGN 4)."""

from typing import Any, Final

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.find_unit import units_called
from actions.invite import peek, redeem, request_join
from actions.privacy import SERVING_CONSENT, consent
from handlers.forms import Field, Form, begin, prose
from handlers.home import home
from handlers.kinds import Written
from handlers.shift_codes import KINDS as SHIFT_CODES
from handlers.shift_codes import open_shift_code
from handlers.taps import Id
from handlers.turn import Replies, Turn
from handlers.volunteer import show_shift, show_unit
from reading.codes import read_code
from reading.names import given_name, looks_like_name
from rules.model import Actor, Refused
from storage.invitations import Invitation, InvitationKind
from storage.people import Account, load_actor

SHORT: Final = 24
"""A message no longer than this that holds a code is about the code; in a longer one, a code that
nobody gave out is chance."""


class BindYes(CallbackData, prefix="bind_yes"):
    code: str


class BindName(CallbackData, prefix="bind_name"):
    code: str


class BindNo(CallbackData, prefix="bind_no"):
    pass


class BindUnit(CallbackData, prefix="bind_unit"):
    code: str
    unit_id: Id


async def open_code(turn: Turn, text: str) -> Replies:
    """What the code in `text` gives, and what tapping means. Refused: "code_used"."""
    code = read_code(text) or text
    invitation = await peek(turn.session, code, now=turn.now, actor=turn.actor)
    if invitation.kind is InvitationKind.SHIFT and invitation.shift_id is not None:
        return await show_shift(turn, invitation.shift_id)
    if invitation.kind in SHIFT_CODES:
        return await open_shift_code(turn, code, invitation.kind)
    if invitation.kind is InvitationKind.VOLUNTEER and invitation.event_id is not None:
        return turn.says("volunteer/find")
    if invitation.kind is InvitationKind.VOLUNTEER:
        return await show_unit(turn, invitation.unit_id)
    return _offer(turn, invitation, code)


def _offer(turn: Turn, invitation: Invitation, code: str) -> Replies:
    return turn.says(
        "bind/offer",
        kind=invitation.kind.value,
        unit_name=invitation.unit_name,
        given_name=given_name(turn.actor.name or looks_like_name(turn.name) or ""),
        known=turn.actor.person_id is not None,
        code=code,
        until=invitation.ends_role,
        consent_version=SERVING_CONSENT,
    )


async def _agreed(turn: Turn, state: FSMContext, code: str, name: str) -> Replies:
    """The role at once; behind the group's link the unit comes first."""
    invitation = await peek(turn.session, code, now=turn.now, actor=turn.actor)
    actor = await consent(
        turn.session,
        turn.actor,
        Account(turn.channel, turn.account_id),
        name,
        version=SERVING_CONSENT,
        now=turn.now,
    )
    if invitation.kind is InvitationKind.GROUP:
        return await _ask_unit(turn, state, code, invitation)
    return await _take_role(turn, code, actor)


async def _take_role(turn: Turn, code: str, actor: Actor) -> Replies:
    person_id = _known(actor)
    taken = await redeem(turn.session, code, person_id, now=turn.now)
    now_serving = await load_actor(turn.session, person_id)
    done = turn.says("bind/done", who=actor.name, kind=taken.kind.value, unit_name=taken.unit_name)
    return [done, await home(turn, now_serving)]


async def _ask_unit(
    turn: Turn, state: FSMContext, code: str, invitation: Invitation, typed: str = ""
) -> Replies:
    return await begin(
        UNIT_FORM, turn, state, code=code, unit_name=invitation.unit_name, typed=typed
    )


async def _join(turn: Turn, code: str, unit_id: int) -> Replies:
    person_id = _known(turn.actor)
    wanted = await request_join(turn.session, code, person_id, unit_id, now=turn.now)
    return turn.says("bind/requested", who=turn.actor.name, unit_name=wanted.name)


async def _named(
    turn: Turn, state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    return await _agreed(turn, state, known["code"], answers["name"])


async def _unit_named(
    turn: Turn, state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    invitation = await peek(turn.session, known["code"], now=turn.now)
    units = await units_called(turn.session, answers["unit"], below=invitation.unit_path)
    if len(units) == 1:
        return await _join(turn, known["code"], units[0].id)
    if units:
        return turn.says("bind/which_unit", units=units, code=known["code"])
    return await _ask_unit(turn, state, known["code"], invitation, answers["unit"])


NAME_FORM: Final = Form(
    "bind_name",
    (Field("name", lambda text, _asked: looks_like_name(text), kind="name"),),
    _named,
)
UNIT_FORM: Final = Form("bind_unit", (Field("unit", prose(100), example="Tân Lộc"),), _unit_named)


def _known(actor: Actor) -> int:
    if actor.person_id is None:
        raise Refused("who_are_you")
    return actor.person_id


async def holds_code(message: Message, turn: Turn) -> dict[str, str] | bool:
    """A private message with a code; in a long one, only a code that somebody gave out."""
    text = message.text or ""
    code = read_code(text)
    if code is None or not turn.private:
        return False
    if len(text) > SHORT and not await _given_out(turn, code):
        return False
    return {"code": code}


async def _given_out(turn: Turn, code: str) -> bool:
    try:
        await peek(turn.session, code, now=turn.now, actor=turn.actor)
    except Refused:
        return False
    return True


def build_router() -> Router:
    router = Router(name="bind")

    @router.message(StateFilter(None), Written(), holds_code)
    async def typed(_message: Message, turn: Turn, code: str) -> Replies:
        return await open_code(turn, code)

    @router.callback_query(BindYes.filter())
    async def yes(
        _tap: CallbackQuery, callback_data: BindYes, turn: Turn, state: FSMContext
    ) -> Replies:
        name = turn.actor.name or looks_like_name(turn.name)
        if not name:
            return await begin(NAME_FORM, turn, state, code=callback_data.code)
        return await _agreed(turn, state, callback_data.code, name)

    @router.callback_query(BindName.filter())
    async def other_name(
        _tap: CallbackQuery, callback_data: BindName, turn: Turn, state: FSMContext
    ) -> Replies:
        return await begin(NAME_FORM, turn, state, code=callback_data.code)

    @router.callback_query(BindNo.filter())
    async def not_me(_tap: CallbackQuery, turn: Turn) -> Replies:
        return turn.says("bind/not_me")

    @router.callback_query(BindUnit.filter())
    async def unit(_tap: CallbackQuery, callback_data: BindUnit, turn: Turn) -> Replies:
        return await _join(turn, callback_data.code, callback_data.unit_id)

    return router
