"""What a shift's code opens: a friend's seat, the door at the place, or the list of who is there.
Looking uses nothing up; the person's tap does."""

from typing import Any, Final

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from actions.attendance import check_in, join_here, take_lead
from actions.invite import peek
from actions.privacy import SERVING_CONSENT, VOLUNTEER_CONSENT, consent
from actions.replace_me import seat_behind, take_over
from actions.shift_links import behind
from handlers.attendance import show_roll
from handlers.forms import Field, Form, begin
from handlers.my_days import stands
from handlers.turn import Replies, Turn
from reading.names import given_name, looks_like_name
from rules.model import Actor, Refused
from storage.invitations import InvitationKind
from storage.people import Account
from storage.shifts import Shift

CHECKIN, LEADER, REPLACE = InvitationKind.CHECKIN, InvitationKind.LEADER, InvitationKind.REPLACE
KINDS: Final = frozenset({CHECKIN, LEADER, REPLACE})


class CodeShow(CallbackData, prefix="sc_show"):
    """After "Đủ 16 tuổi"."""

    code: str
    over_16: bool


class CodeYes(CallbackData, prefix="sc_yes"):
    code: str
    over_16: bool


class CodeName(CallbackData, prefix="sc_name"):
    code: str
    over_16: bool


async def open_shift_code(
    turn: Turn, code: str, kind: InvitationKind, *, over_16: bool = False
) -> Replies:
    """What the code gives. At the place, who has a seat is checked in by it."""
    _found, shift = await behind(turn.session, turn.actor, code, kind, now=turn.now)
    if kind is LEADER and shift.leader_id is not None and shift.leader_id == turn.actor.person_id:
        return await show_roll(turn, None, shift.id)
    if kind is CHECKIN and await check_in(turn.session, turn.actor, shift, now=turn.now):
        return _here(turn, shift, turn.actor.name)
    giver = ""
    if kind is REPLACE:
        giver = (await seat_behind(turn.session, turn.actor, code, now=turn.now)).giver
    if kind is not LEADER and _too_young(turn, shift, over_16=over_16):
        return turn.says("attendance/age", shift=shift, code=code, zone=shift.zone)
    return _offer(turn, shift, code, kind, giver, over_16=over_16)


def _offer(
    turn: Turn, shift: Shift, code: str, kind: InvitationKind, giver: str, *, over_16: bool
) -> Replies:
    name = looks_like_name(turn.name)
    return turn.says(
        f"attendance/offer_{kind.value}",
        zone=shift.zone,
        shift=shift,
        code=code,
        giver=giver,
        stranger=turn.actor.person_id is None,
        consent_version=SERVING_CONSENT if kind is LEADER else VOLUNTEER_CONSENT,
        given_name=given_name(turn.actor.name or name or ""),
        over_16=int(over_16),
    )


def _here(turn: Turn, shift: Shift, who: str) -> Replies:
    return turn.says(
        "attendance/here",
        shift=shift,
        who=given_name(who) or who,
        now=turn.now,
        zone=shift.zone,
    )


async def _agreed(turn: Turn, state: FSMContext, code: str, name: str, *, over_16: bool) -> Replies:
    found = await peek(turn.session, code, now=turn.now, actor=turn.actor)
    if found.kind not in KINDS:
        raise Refused("code_used")
    _invitation, shift = await behind(turn.session, turn.actor, code, found.kind, now=turn.now)
    if found.kind is not LEADER and _too_young(turn, shift, over_16=over_16):
        raise Refused("under_16")
    actor = await _enrolled(turn, name, found.kind, over_16=over_16 or None)
    if found.kind is REPLACE:
        place = await take_over(turn.session, actor, code, now=turn.now, over_16=over_16)
        return stands(turn, place, actor.name)
    if found.kind is CHECKIN:
        await join_here(turn.session, actor, shift, now=turn.now, over_16=over_16)
        return _here(turn, shift, actor.name)
    await take_lead(turn.session, actor, code, shift, now=turn.now)
    return await show_roll(turn, state, shift.id, actor=actor)


def _too_young(turn: Turn, shift: Shift, *, over_16: bool) -> bool:
    return shift.minors and turn.actor.person_id is None and not over_16


async def _enrolled(turn: Turn, name: str, kind: InvitationKind, *, over_16: bool | None) -> Actor:
    return await consent(
        turn.session,
        turn.actor,
        Account(turn.channel, turn.account_id),
        name,
        version=SERVING_CONSENT if kind is LEADER else VOLUNTEER_CONSENT,
        over_16=over_16,
        now=turn.now,
    )


async def _named(
    turn: Turn, state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    return await _agreed(turn, state, known["code"], answers["name"], over_16=known["over_16"])


NAME_FORM: Final = Form(
    "shift_code",
    (Field("name", lambda text, _asked: looks_like_name(text), kind="name"),),
    _named,
)


def build_router() -> Router:
    router = Router(name="shift_codes")

    @router.callback_query(CodeShow.filter())
    async def shows(_tap: CallbackQuery, callback_data: CodeShow, turn: Turn) -> Replies:
        found = await peek(turn.session, callback_data.code, now=turn.now, actor=turn.actor)
        if found.kind not in KINDS:
            raise Refused("code_used")
        if not callback_data.over_16:
            raise Refused("under_16")
        return await open_shift_code(turn, callback_data.code, found.kind, over_16=True)

    @router.callback_query(CodeYes.filter())
    async def yes(
        _tap: CallbackQuery, callback_data: CodeYes, turn: Turn, state: FSMContext
    ) -> Replies:
        name = turn.actor.name or looks_like_name(turn.name)
        if not name:
            return await begin(NAME_FORM, turn, state, **callback_data.model_dump())
        return await _agreed(turn, state, callback_data.code, name, over_16=callback_data.over_16)

    @router.callback_query(CodeName.filter())
    async def other(
        _tap: CallbackQuery, callback_data: CodeName, turn: Turn, state: FSMContext
    ) -> Replies:
        return await begin(NAME_FORM, turn, state, **callback_data.model_dump())

    return router
