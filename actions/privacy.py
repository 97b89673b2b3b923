"""Consent, what is held, and out at once (DESIGN 3.8)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from actions.fill_seats import fill_seats
from actions.tell import tell
from rendering.texts import words
from rules.deadlines import DEFAULT_ZONE
from rules.model import Actor, Refused, RoleKind, SignUpState
from rules.permissions import units_of
from rules.reminders import next_allowed
from storage.audit import note
from storage.consents import Consent, consents_of, give_consent, has_consent
from storage.db import Session
from storage.erasure import erase_account, erase_person
from storage.people import (
    Account,
    Person,
    add_person,
    addresses_of,
    bind_address,
    coordinators_above,
    load_person,
    role_holders,
)
from storage.questions import questions_of
from storage.shifts import free_seat
from storage.signups import GIVEN_UP, days_ahead, days_served, move
from storage.units import units_by_id

VOLUNTEER_CONSENT: Final = "volunteer-1"
SERVING_CONSENT: Final = "serving-1"
"""The wording of each is rendering/templates/consents/<version>.j2. It is never edited: a new
wording gets a new version, so that it can be shown what a person agreed to."""


@dataclass(frozen=True, slots=True)
class HeldRole:
    kind: RoleKind
    unit_name: str


@dataclass(frozen=True, slots=True)
class Held:
    """What the bot holds about somebody; without a person, only the account and messages not yet a
    day old."""

    person: Person | None
    consents: tuple[Consent, ...] = ()
    channels: tuple[str, ...] = ()
    roles: tuple[HeldRole, ...] = ()
    days_ahead: int = 0
    days_served: int = 0
    questions: int = 0


async def consent(
    session: Session,
    actor: Actor,
    account: Account,
    name: str,
    *,
    version: str,
    now: datetime,
    over_16: bool | None = None,
) -> Actor:
    """The person behind the account, made now if there was none. Refused: "account_taken"."""
    if actor.person_id is not None:
        if not await has_consent(session, actor.person_id):
            await give_consent(session, actor.person_id, version, now=now)
        return actor
    person_id = await add_person(session, name, now=now, consent_version=version, over_16=over_16)
    if not await bind_address(session, person_id, account.channel, account.account_id, now=now):
        raise Refused("account_taken")
    known = Actor(person_id, name)
    await note(session, known, "consent", now=now, detail={"version": version})
    return known


async def held(session: Session, actor: Actor, account: Account, *, now: datetime) -> Held:
    asked = len(await questions_of(session, account.channel, account.account_id))
    if actor.person_id is None:
        return Held(None, questions=asked)
    units = await units_by_id(session, (grant.unit_id for grant in actor.grants))
    return Held(
        person=await load_person(session, actor.person_id),
        consents=tuple(await consents_of(session, actor.person_id)),
        channels=tuple(a.channel for a in await addresses_of(session, actor.person_id)),
        roles=tuple(HeldRole(g.kind, units[g.unit_id].name) for g in actor.grants),
        days_ahead=len(await days_ahead(session, actor.person_id, now=now)),
        days_served=len(await days_served(session, actor.person_id, now=now)),
        questions=asked,
    )


async def erase(session: Session, actor: Actor, account: Account, *, now: datetime) -> None:
    """At once and on every channel. Seats go to who waits; a unit left without a reporter is known
    to its coordinators, without the name."""
    if actor.person_id is None:
        await erase_account(session, account)
        return
    await _leave_shifts(session, actor.person_id, now)
    await erase_person(session, actor.person_id, now=now)
    await erase_account(session, account)
    await note(session, Actor(actor.person_id), "erase", now=now)
    await _tell_of_orphans(session, actor, now)


async def _leave_shifts(session: Session, person_id: int, now: datetime) -> None:
    for day in await days_ahead(session, person_id, now=now):
        sign_up = day.sign_up
        if await move(session, sign_up.id, GIVEN_UP, SignUpState.CANCELLED):
            await free_seat(session, sign_up.shift_id)
            await fill_seats(session, sign_up.shift_id, now=now)
        else:
            await move(session, sign_up.id, {SignUpState.WAITING}, SignUpState.CANCELLED)


async def _tell_of_orphans(session: Session, actor: Actor, now: datetime) -> None:
    left = units_of(actor, RoleKind.REPORTER)
    units = await units_by_id(session, (grant.unit_id for grant in left))
    for grant in left:
        if await role_holders(session, grant.unit_id, RoleKind.REPORTER):
            continue
        said = words("privacy/no_reporter_left", unit=units[grant.unit_id].name)
        await tell(
            session,
            await coordinators_above(session, grant.path),
            said,
            key=f"no_reporter:{grant.unit_id}:{int(now.timestamp())}",
            now=now,
            due_at=next_allowed(now, DEFAULT_ZONE),
        )
