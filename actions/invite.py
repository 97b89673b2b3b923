"""Codes and links that bring people in, and the approval of those who came by the group's link."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from actions.liaisons import reporter_came, reporter_of
from actions.open_event import host_of
from actions.tell import tell
from reading.codes import ALPHABET, CODE_LENGTH, is_code
from rendering.texts import words
from rules.deadlines import DEFAULT_ZONE
from rules.model import Actor, Refused, RoleKind
from rules.permissions import authorise
from rules.reminders import next_allowed
from rules.tree import within
from storage import invitations
from storage.audit import note
from storage.db import Session
from storage.events import Event
from storage.invitations import (
    Invitation,
    InvitationKind,
    JoinRequest,
    JoinState,
    NewInvitation,
)
from storage.people import coordinators_above, grant_role, held_role, reporters_of
from storage.shifts import load_shift
from storage.units import Unit, subtree, unit

CODE_LASTS: Final = timedelta(days=14)
GROUP_LASTS: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Invited:
    """The only moment at which the code is known: the database keeps its hash."""

    code: str
    kind: InvitationKind
    unit: Unit
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Redeemed:
    """`again`: the code was this person's already."""

    person_id: int
    kind: RoleKind
    unit_id: int
    unit_name: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """Where inviting stands: `missing` units have no reporter, `waiting` people want approval."""

    host: Unit
    missing: int
    waiting: int


async def overview(session: Session, actor: Actor) -> Overview:
    host = await host_of(session, actor)
    units = [each for each in await subtree(session, host.path) if each.id != host.id]
    reporters = await reporters_of(session, [each.id for each in units])
    asked = await invitations.waiting_joins(session, host.path)
    return Overview(host, sum(not people for people in reporters.values()), len(asked))


async def invitable(session: Session, actor: Actor) -> list[Unit]:
    """The units below the coordinator's own, those without a reporter first."""
    host = await host_of(session, actor)
    units = [each for each in await subtree(session, host.path) if each.id != host.id]
    reporters = await reporters_of(session, [each.id for each in units])
    return sorted(units, key=lambda each: bool(reporters[each.id]))


def draw_code() -> str:
    """Forty bits; drawn again until it has the shape that no word or year has."""
    code = ""
    while not is_code(code):
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return code


async def invite(
    session: Session, actor: Actor, unit_id: int, kind: InvitationKind, *, now: datetime
) -> Invited:
    """A code for one person, or the group's link, which ends the one before. Refused:
    "unit_unknown"."""
    invited = await unit(session, unit_id)
    if invited is None:
        raise Refused("unit_unknown")
    authorise(actor, "invite", invited.path)
    if kind is InvitationKind.GROUP:
        await invitations.expire_invitations(session, unit_id, kind, now=now)
    made = await new_code(session, invited, kind, created_by=actor.person_id, now=now)
    await note(session, actor, "invite", now=now, unit_id=unit_id, detail={"kind": kind.value})
    return made


async def new_code(
    session: Session,
    invited: Unit,
    kind: InvitationKind,
    *,
    created_by: int | None,
    now: datetime,
) -> Invited:
    """What `invite` does, for whoever sits at the server itself."""
    many = kind is InvitationKind.GROUP
    expires_at = now + (GROUP_LASTS if many else CODE_LASTS)
    new = NewInvitation(kind, invited.id, expires_at, uses_left=None if many else 1)
    code = await _add(session, new, created_by, now)
    return Invited(code, kind, invited, expires_at)


async def new_link(
    session: Session, of: Unit, new: NewInvitation, *, created_by: int | None, now: datetime
) -> Invited:
    """A code as `new` says, for whom its caller has authorised."""
    code = await _add(session, new, created_by, now)
    return Invited(code, new.kind, of, new.expires_at)


async def replace_reporter(
    session: Session, actor: Actor, unit_id: int, person_id: int, *, now: datetime
) -> tuple[Invited, str]:
    """A code for somebody new; the role of that person ends when it is used. And their name."""
    of, _, name = await reporter_of(session, actor, unit_id, person_id)
    new = NewInvitation(
        InvitationKind.REPORTER, of.id, now + CODE_LASTS, uses_left=1, replaces=person_id
    )
    made = await new_link(session, of, new, created_by=actor.person_id, now=now)
    detail = {"person": person_id}
    await note(session, actor, "replace_reporter", now=now, unit_id=of.id, detail=detail)
    return made, name


async def shift_link(session: Session, actor: Actor, shift_id: int, *, now: datetime) -> Invited:
    """The sign-up link of one shift, for any number of people until it is over. Refused:
    "shift_unknown"."""
    shift = await load_shift(session, shift_id)
    place = None if shift is None else await unit(session, shift.unit_id)
    if shift is None or place is None:
        raise Refused("shift_unknown")
    authorise(actor, "register_unit", place.path)
    new = NewInvitation(
        InvitationKind.SHIFT,
        place.id,
        shift.ends_at,
        uses_left=None,
        event_id=shift.event_id,
        shift_id=shift.id,
    )
    code = await _add(session, new, actor.person_id, now)
    return Invited(code, InvitationKind.SHIFT, place, shift.ends_at)


async def day_link(
    session: Session, actor: Actor, event: Event, kind: InvitationKind, *, now: datetime
) -> Invited:
    """A link into one day, for any number of people until it is over; it ends no earlier one."""
    authorise(actor, "invite", event.host_path)
    host = await unit(session, event.host_unit_id)
    if host is None:
        raise Refused("unit_unknown")
    joins = kind is InvitationKind.GROUP
    ends = event.schedule.report_due_at if joins else event.schedule.ends_at
    new = NewInvitation(kind, host.id, ends, uses_left=None, event_id=event.id)
    code = await _add(session, new, actor.person_id, now)
    detail = {"kind": kind.value}
    await note(
        session, actor, "announce", now=now, unit_id=host.id, event_id=event.id, detail=detail
    )
    return Invited(code, kind, host, ends)


async def _add(session: Session, new: NewInvitation, created_by: int | None, now: datetime) -> str:
    while True:
        code = draw_code()
        if await invitations.add_invitation(session, code, new, created_by=created_by, now=now):
            return code


async def peek(
    session: Session, code: str, *, now: datetime, actor: Actor | None = None
) -> Invitation:
    """What a code offers; looking uses nothing up. `actor` may look again at the one they used.

    Refused: "code_used".
    """
    found = await invitations.find_invitation(session, code)
    if found is None:
        raise Refused("code_used")
    own = actor is not None and actor.person_id is not None and found.used_by == actor.person_id
    if not own and not found.usable(now):
        raise Refused("code_used")
    return found


async def redeem(session: Session, code: str, person_id: int, *, now: datetime) -> Redeemed:
    """The person's own tap or message takes the role; a second tap of theirs changes nothing.

    Refused: "code_used".
    """
    person = Actor(person_id)
    found = await peek(session, code, now=now, actor=person)
    if found.kind.value not in {role.value for role in RoleKind}:
        raise Refused("code_used")
    kind = RoleKind(found.kind.value)
    if found.used_by == person_id:
        return Redeemed(person_id, kind, found.unit_id, found.unit_name, again=True)
    await _refuse_holder(session, found, person_id)
    if not await invitations.claim_invitation(session, code, person_id, now=now):
        raise Refused("code_used")
    await grant_role(
        session,
        person_id,
        found.unit_id,
        kind,
        granted_by=found.created_by,
        now=now,
        until=found.ends_role,
    )
    detail = {"kind": kind.value}
    await note(session, person, "redeem", now=now, unit_id=found.unit_id, detail=detail)
    if kind is RoleKind.REPORTER:
        await reporter_came(session, found, person_id, now=now)
    return Redeemed(person_id, kind, found.unit_id, found.unit_name)


async def _refuse_holder(session: Session, found: Invitation, person_id: int) -> None:
    """Who reports for the unit already leaves the code for somebody else."""
    if found.kind is not InvitationKind.REPORTER:
        return
    held = await held_role(session, person_id, found.unit_id, RoleKind.REPORTER)
    if held is None:
        return
    lasts = held.until is None or (found.ends_role is not None and held.until >= found.ends_role)
    if lasts and found.uses_left is not None:
        raise Refused("reports_already", unit=found.unit_name)


async def request_join(
    session: Session, code: str, person_id: int, unit_id: int, *, now: datetime
) -> Unit:
    """Someone from the group asks to report for a unit below the link's; its coordinators hear of
    it. Refused: "code_used", "unit_unknown"."""
    found = await peek(session, code, now=now)
    wanted = await unit(session, unit_id)
    if found.kind is not InvitationKind.GROUP:
        raise Refused("code_used")
    if wanted is None or not within(wanted.path, found.unit_path):
        raise Refused("unit_unknown")
    if await invitations.ask_to_join(session, person_id, unit_id, now=now):
        await _tell_of_request(session, found, wanted, now)
    return wanted


async def _tell_of_request(
    session: Session, found: Invitation, wanted: Unit, now: datetime
) -> None:
    """One card that counts who waits: twenty who join in a minute are no twenty messages."""
    waiting = await invitations.waiting_joins(session, found.unit_path)
    said = words("invitations/joined", waiting=waiting, last=waiting[-1], unit=wanted)
    await tell(
        session,
        await coordinators_above(session, wanted.path),
        said,
        key=f"join:{waiting[-1].id}:{int(now.timestamp())}",
        now=now,
        due_at=next_allowed(now, DEFAULT_ZONE),
        kind="joins",
        card=f"joins:{found.unit_id}",
        edit=True,
    )


async def waiting(session: Session, actor: Actor, unit_id: int) -> list[JoinRequest]:
    """Who waits for approval at or below the unit."""
    top = await unit(session, unit_id)
    if top is None:
        raise Refused("unit_unknown")
    authorise(actor, "approve_joins", top.path)
    return await invitations.waiting_joins(session, top.path)


async def decide(
    session: Session,
    actor: Actor,
    unit_id: int,
    *,
    approve: bool,
    only: Collection[int] | None = None,
    now: datetime,
) -> list[JoinRequest]:
    """Approve or decline those who wait at or below the unit, all or `only` some; each person hears
    of it. Those decided by this call."""
    asked = await waiting(session, actor, unit_id)
    chosen = [each for each in asked if only is None or each.id in only]
    state = JoinState.APPROVED if approve else JoinState.DECLINED
    ids = await invitations.decide_joins(
        session, [each.id for each in chosen], state, decided_by=actor.person_id, now=now
    )
    decided = [each for each in chosen if each.id in ids]
    for each in decided:
        await _settle(session, actor, each, approve, now)
    return decided


async def _settle(
    session: Session, actor: Actor, asked: JoinRequest, approve: bool, now: datetime
) -> None:
    if approve:
        await grant_role(
            session,
            asked.person_id,
            asked.unit_id,
            RoleKind.REPORTER,
            granted_by=actor.person_id,
            now=now,
        )
    name = "invitations/approved" if approve else "invitations/declined"
    key = f"decided:{asked.id}:{int(now.timestamp())}"
    said = words(name, request=asked, you="đ/c")
    await tell(session, [asked.person_id], said, key=key, now=now)
    action = "approve_join" if approve else "decline_join"
    await note(session, actor, action, now=now, unit_id=asked.unit_id)
