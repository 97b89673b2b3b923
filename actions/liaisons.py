"""Who reports for a unit: for good, until a day, or for one day on somebody's behalf; and how one
follows another."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from actions.tell import tell
from rendering.texts import words
from rules.deadlines import DEFAULT_ZONE, at_local
from rules.model import Actor, EventState, Refused, RoleKind
from rules.permissions import authorise, may
from rules.reminders import next_allowed
from storage.audit import note
from storage.db import Session
from storage.events import load_event
from storage.invitations import Invitation, handed_to, load_invitation
from storage.last_seen import LastSeen, reporters_seen
from storage.participations import Participation, load_participation
from storage.people import (
    HeldRole,
    coordinators_above,
    end_due_roles,
    end_role,
    grant_role,
    held_role,
    last_role,
    load_person,
    role_holders,
    set_role_until,
)
from storage.units import Unit, unit

LAST_MINUTE: Final = (23, 59)


async def reporter_came(
    session: Session, found: Invitation, person_id: int, *, now: datetime
) -> None:
    """Who gave the link hears that it was used; whom the newcomer replaces is done."""
    if found.replaces is not None:
        await _end(session, found.replaces, found.unit_id, now)
        await tell_ended(session, found.replaces, found.unit_id, "replaced", now=now)
    if found.created_by is None or not (found.event_id or found.replaces):
        return
    newcomer = await load_person(session, person_id)
    before = None if found.replaces is None else await load_person(session, found.replaces)
    said = words(
        "somebody_else/came",
        who=newcomer.name if newcomer else "",
        unit=found.unit_name,
        until=found.ends_role,
        before=before,
        given=found,
        you="đ/c",
    )
    await tell(session, [found.created_by], said, key=f"link_used:{found.id}", now=now)


async def _end(session: Session, person_id: int, unit_id: int, now: datetime) -> bool:
    return await end_role(session, person_id, unit_id, RoleKind.REPORTER, now=now)


async def tell_ended(
    session: Session, person_id: int, unit_id: int, why: str, *, now: datetime
) -> None:
    """Kindly, and with thanks."""
    of = await unit(session, unit_id)
    said = words("somebody_else/ended", unit=of.name if of else "", why=why, you="đ/c")
    key = f"role_ended:{unit_id}:{person_id}:{int(now.timestamp() * 1000)}"
    zone = of.timezone if of else DEFAULT_ZONE
    await tell(session, [person_id], said, key=key, now=now, due_at=next_allowed(now, zone))


async def liaisons(
    session: Session, actor: Actor, participation_id: int
) -> tuple[Participation, list[LastSeen]]:
    """Who reports for the unit of this day, for its coordinators."""
    found = await load_participation(session, participation_id)
    if found is None:
        raise Refused("participation_gone")
    authorise(actor, "invite", found.unit_path)
    return found, await reporters_seen(session, found.unit_id)


async def reporter_of(
    session: Session, actor: Actor, unit_id: int, person_id: int
) -> tuple[Unit, HeldRole, str]:
    """Somebody who reports for a unit of the coordinator's. Refused: "unit_unknown",
    "reporter_gone"."""
    of = await _coordinated(session, actor, unit_id)
    held = await held_role(session, person_id, of.id, RoleKind.REPORTER)
    person = await load_person(session, person_id)
    if held is None or person is None:
        raise Refused("reporter_gone", unit=of.name)
    return of, held, person.name


async def _coordinated(session: Session, actor: Actor, unit_id: int) -> Unit:
    of = await unit(session, unit_id)
    if of is None:
        raise Refused("unit_unknown")
    authorise(actor, "invite", of.path)
    return of


async def end_reporter(
    session: Session, actor: Actor, unit_id: int, person_id: int, *, now: datetime
) -> tuple[Unit, str]:
    """At once. They are told; the unit that has nobody left is shown as such."""
    of, held, name = await reporter_of(session, actor, unit_id, person_id)
    await _end(session, person_id, of.id, now)
    until = None if held.until is None else held.until.isoformat()
    await _note(session, actor, "end_reporter", of.id, {"person": person_id, "until": until}, now)
    await tell_ended(session, person_id, of.id, "ended", now=now)
    return of, name


async def restore_reporter(
    session: Session, actor: Actor, unit_id: int, person_id: int, *, now: datetime
) -> tuple[Unit, str]:
    """The end is taken back, for as long as it was. Refused: "reporter_gone" for who never
    reported for the unit, or whose time is over."""
    of = await _coordinated(session, actor, unit_id)
    person = await load_person(session, person_id)
    role = await last_role(session, person_id, of.id, RoleKind.REPORTER)
    over = role is None or (role.until is not None and role.until <= now)
    if person is None or role is None or over:
        raise Refused("reporter_gone", unit=of.name)
    await give_role_back(session, actor, role, of, now=now)
    return of, person.name


async def give_role_back(
    session: Session, actor: Actor, role: HeldRole, of: Unit, *, now: datetime
) -> None:
    given = await grant_role(
        session,
        role.person_id,
        of.id,
        RoleKind.REPORTER,
        granted_by=actor.person_id,
        now=now,
        until=role.until,
    )
    if given:
        await _note(session, actor, "restore_reporter", of.id, {"person": role.person_id}, now)
        said = words("somebody_else/restored", unit=of.name, who=actor.name, you="đ/c")
        key = f"role_back:{of.id}:{role.person_id}:{int(now.timestamp() * 1000)}"
        await tell(session, [role.person_id], said, key=key, now=now)


async def end_reporter_on(
    session: Session,
    actor: Actor,
    unit_id: int,
    person_id: int,
    day: date | None,
    *,
    now: datetime,
) -> tuple[Unit, datetime | None, str]:
    """The role lasts to the end of that day, or (None) for good. Refused: "until_past"."""
    of, held, name = await reporter_of(session, actor, unit_id, person_id)
    until = None if day is None else at_local(day, *LAST_MINUTE, of.timezone)
    if until is not None and until <= now:
        raise Refused("until_past")
    await set_role_until(session, person_id, of.id, RoleKind.REPORTER, until=until)
    told = None if until is None else until.isoformat()
    before = None if held.until is None else held.until.isoformat()
    detail = {"person": person_id, "until": told, "before": before}
    await _note(session, actor, "reporter_until", of.id, detail, now)
    said = words("somebody_else/until_news", unit=of.name, until=until, you="đ/c")
    key = f"role_until:{of.id}:{person_id}:{int(now.timestamp() * 1000)}"
    await tell(session, [person_id], said, key=key, now=now)
    return of, until, name


async def _note(
    session: Session,
    actor: Actor,
    deed: str,
    unit_id: int,
    detail: Mapping[str, object],
    now: datetime,
) -> None:
    await note(session, actor, deed, now=now, unit_id=unit_id, detail=detail)


async def end_due(session: Session, *, now: datetime) -> int:
    """Every tick: roles that have come to their end. One that was given for a day which was put
    off since lasts until the day is over."""
    due = await end_due_roles(session, now=now)
    for role in due:
        if not await _lasts(session, role, now):
            await _over(session, role, now)
    return len(due)


async def _lasts(session: Session, role: HeldRole, now: datetime) -> bool:
    if role.kind != RoleKind.REPORTER.value:
        return False
    for link in await handed_to(session, role.person_id, role.unit_id):
        event = None if link.event_id is None else await load_event(session, link.event_id)
        if event is None or event.state is not EventState.OPEN or link.expires_at != role.until:
            continue
        until = event.schedule.second_edition_at
        if until > now:
            await grant_role(
                session,
                role.person_id,
                role.unit_id,
                RoleKind.REPORTER,
                granted_by=link.created_by,
                now=now,
                until=until,
            )
            return True
    return False


async def _over(session: Session, role: HeldRole, now: datetime) -> None:
    await note(
        session, Actor(), "role_over", now=now, unit_id=role.unit_id, detail={"role": role.id}
    )
    await tell_ended(session, role.person_id, role.unit_id, "over", now=now)
    if role.kind != RoleKind.REPORTER.value:
        return
    if await role_holders(session, role.unit_id, RoleKind.REPORTER):
        return
    of = await unit(session, role.unit_id)
    if of is not None:
        await tell(
            session,
            await coordinators_above(session, of.path),
            words("privacy/no_reporter_left", unit=of.name),
            key=f"no_reporter:{of.id}:{int(now.timestamp())}",
            now=now,
            due_at=next_allowed(now, of.timezone),
        )


async def link_of(session: Session, actor: Actor, invitation_id: int) -> Invitation:
    """A link by which somebody was asked to report for a day: for who gave it, and the unit's
    coordinators. Refused: "link_gone"."""
    link = await load_invitation(session, invitation_id)
    if link is None or link.ends_role is None:
        raise Refused("link_gone")
    own = actor.person_id is not None and link.created_by == actor.person_id
    if not own and not may(actor, "hand_to_another", link.unit_path):
        authorise(actor, "hand_to_another", link.unit_path)
    return link
