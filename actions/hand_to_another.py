""" "Nhờ người khác báo cáo": a link for one person, who reports for the unit until the day is over.

The day is over with its second edition, or later when the unit was given more time; asked in the
last hour or after that, while the figures are not frozen, the link serves for three hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from actions.invite import Invited, new_link
from actions.liaisons import give_role_back, link_of, tell_ended
from actions.load import load_open_participation
from rules.model import Actor, Refused, RoleKind
from storage.audit import note
from storage.db import Session
from storage.invitations import (
    Invitation,
    InvitationKind,
    NewInvitation,
    give_link_again,
    handed_links,
    take_link_back,
)
from storage.participations import Participation
from storage.people import end_role, held_role, last_role, names_of
from storage.units import unit

TOO_SHORT: Final = timedelta(hours=1)
AT_LEAST: Final = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Handed:
    """A link given before: `by` who has used it, "" while nobody has; `serves`: they still do."""

    link: Invitation
    by: str
    serves: bool


@dataclass(frozen=True, slots=True)
class Asked:
    p: Participation
    invited: Invited
    link_id: int
    before: tuple[Handed, ...]


def day_over(p: Participation, now: datetime) -> datetime:
    over = max(p.schedule.second_edition_at, p.closes)
    return over if over - now >= TOO_SHORT else now + AT_LEAST


async def hand_to_another(
    session: Session, actor: Actor, participation_id: int, *, now: datetime
) -> Asked:
    """Refused: "event_closed", "unit_dropped"."""
    p = await load_open_participation(session, actor, "hand_to_another", participation_id)
    if p.dropped_at is not None:
        raise Refused("unit_dropped", unit=p.unit_name)
    of = await unit(session, p.unit_id)
    if of is None:
        raise Refused("unit_unknown")
    before = await handed(session, p)
    new = NewInvitation(InvitationKind.REPORTER, p.unit_id, day_over(p, now), event_id=p.event_id)
    invited = await new_link(session, of, new, created_by=actor.person_id, now=now)
    links = await handed_links(session, p.unit_id, p.event_id)
    await note(
        session,
        actor,
        "hand_to_another",
        now=now,
        unit_id=p.unit_id,
        event_id=p.event_id,
        detail={"link": links[-1].id},
    )
    return Asked(p, invited, links[-1].id, tuple(before))


async def handed(session: Session, p: Participation) -> list[Handed]:
    """Links for this day that were not taken back."""
    links = await handed_links(session, p.unit_id, p.event_id)
    return [each for each in await _used(session, links) if each.serves or not each.by]


async def _used(session: Session, links: Sequence[Invitation]) -> list[Handed]:
    by = await names_of(session, (link.used_by or 0 for link in links))
    found = []
    for link in links:
        held = link.used_by and await held_role(
            session, link.used_by, link.unit_id, RoleKind.REPORTER
        )
        found.append(Handed(link, by.get(link.used_by or 0, ""), bool(held)))
    return found


async def take_back_link(
    session: Session, actor: Actor, invitation_id: int, *, now: datetime
) -> Handed:
    """Unused it opens nothing any more; used, the role that it gave ends. Who reports for the unit
    in their own right goes on. Refused: "link_gone"."""
    link = await link_of(session, actor, invitation_id)
    if not await take_link_back(session, link.id):
        link = await link_of(session, actor, invitation_id)
    person = link.used_by
    if person is not None:
        held = await held_role(session, person, link.unit_id, RoleKind.REPORTER)
        if held is not None and held.until is not None:
            await end_role(session, person, link.unit_id, RoleKind.REPORTER, now=now)
            await tell_ended(session, person, link.unit_id, "taken_back", now=now)
    await _note(session, actor, "take_link_back", link, now)
    return (await _used(session, [link]))[0]


async def give_again(
    session: Session, actor: Actor, invitation_id: int, *, now: datetime
) -> Handed:
    """Undoes it, while the day lasts. Refused: "link_gone"."""
    link = await link_of(session, actor, invitation_id)
    of = await unit(session, link.unit_id)
    if of is None or link.expires_at is None or link.expires_at <= now:
        raise Refused("link_gone")
    if link.used_by is None:
        await give_link_again(session, link.id)
    else:
        role = await last_role(session, link.used_by, link.unit_id, RoleKind.REPORTER)
        if role is None or role.until is None:
            raise Refused("link_gone")
        await give_role_back(session, actor, role, of, now=now)
    await _note(session, actor, "give_link_again", link, now)
    return (await _used(session, [link]))[0]


async def _note(session: Session, actor: Actor, deed: str, link: Invitation, now: datetime) -> None:
    await note(
        session,
        actor,
        deed,
        now=now,
        unit_id=link.unit_id,
        event_id=link.event_id,
        detail={"link": link.id},
    )
