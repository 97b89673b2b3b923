"""Who comes to the board in a browser, by which link, and for how long."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from actions.load import load_event_for
from rules.model import Actor, Grant, Refused, RoleKind
from rules.permissions import ACTIONS, authorise, may
from storage import board_doors
from storage.audit import note
from storage.board_doors import DoorLink, DoorSession
from storage.db import Session
from storage.events import Event
from storage.people import load_actor

LINK_LASTS: Final = timedelta(minutes=30)
SESSION_LASTS: Final = timedelta(days=3)
"""From the Friday before to the evening of the day, and the morning after."""
SHARED_LASTS: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser that was let in. By a shared link it is nobody in particular: `actor` may look at
    the unit of the link and below, and `guest_of` is that unit's name."""

    session_id: int
    actor: Actor
    guest_of: str = ""

    @property
    def guest(self) -> bool:
        return bool(self.guest_of)


@dataclass(frozen=True, slots=True)
class Entered:
    """`token` is the session's, for the browser alone to keep."""

    token: str
    event_id: int | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Shared:
    event: Event
    links: tuple[DoorLink, ...]


async def own_link(
    session: Session, actor: Actor, event_id: int | None, *, now: datetime
) -> tuple[str, datetime]:
    """The token of a link that lets one browser in as this person, and until when it can be used.
    Refused unless one of their roles sees boards."""
    if event_id is not None:
        await load_event_for(session, actor, "see_board", event_id)
    elif not any(grant.kind in ACTIONS["see_board"] for grant in actor.grants):
        authorise(actor, "see_board", "")
    person_id = _somebody(actor)
    token, until = secrets.token_urlsafe(24), now + LINK_LASTS
    await board_doors.add_link(
        session, token, person_id, event_id=event_id, unit_id=None, expires_at=until, now=now
    )
    return token, until


async def shared_link(
    session: Session, actor: Actor, event_id: int, *, now: datetime
) -> tuple[Event, str, datetime]:
    """A link for leaders: anybody who has it looks at the days of the host's subtree, until it
    expires or is withdrawn. The day, its token, and until when."""
    event = await load_event_for(session, actor, "remind", event_id)
    token, until = secrets.token_urlsafe(24), now + SHARED_LASTS
    await board_doors.add_link(
        session,
        token,
        _somebody(actor),
        event_id=event.id,
        unit_id=event.host_unit_id,
        expires_at=until,
        now=now,
    )
    await note(session, actor, "share_board", now=now, event_id=event.id, detail={})
    return event, token, until


async def shared(session: Session, actor: Actor, event_id: int, *, now: datetime) -> Shared:
    """The links of the host that still let somebody in."""
    event = await load_event_for(session, actor, "remind", event_id)
    links = await board_doors.shared_links(session, [event.host_unit_id], now=now)
    return Shared(event, tuple(links))


async def withdraw_shared(
    session: Session, actor: Actor, link_id: int, *, now: datetime
) -> DoorLink:
    """Whoever came in by it is out at their next request. Refused: "board_link_unknown"."""
    link = await board_doors.load_link(session, link_id)
    if link is None or not link.shared:
        raise Refused("board_link_unknown")
    authorise(actor, "remind", link.unit_path)
    if await board_doors.withdraw_link(session, link.id, now=now):
        await note(
            session,
            actor,
            "withdraw_board_link",
            now=now,
            unit_id=link.unit_id,
            event_id=link.event_id,
            detail={"link": link.id},
        )
    return link


async def usable_link(session: Session, token: str, *, now: datetime) -> DoorLink:
    """For the page that asks for the tap; nothing is used up. Refused: "board_link_unknown",
    "board_link_used", "board_link_withdrawn", "board_link_expired"."""
    link = await board_doors.find_link(session, token)
    if link is None:
        raise Refused("board_link_unknown")
    if link.withdrawn_at is not None:
        raise Refused("board_link_withdrawn")
    if link.used_at is not None and not link.shared:
        raise Refused("board_link_used")
    if link.expires_at <= now:
        raise Refused("board_link_expired")
    return link


async def enter(session: Session, token: str, *, now: datetime) -> Entered:
    """The tap. Of two who hold one person's link the first gets in. Refused as `usable_link`."""
    link = await usable_link(session, token, now=now)
    await _actor_of(session, link)
    if not await board_doors.use_link(session, link, now=now):
        raise Refused("board_link_used")
    until = now + SESSION_LASTS
    if link.shared:
        until = min(until, link.expires_at)
    key = secrets.token_urlsafe(24)
    await board_doors.open_session(session, key, link.id, expires_at=until, now=now)
    return Entered(key, link.event_id, until)


async def visitor_of(session: Session, token: str | None, *, now: datetime) -> Visitor:
    """Who is behind a browser's request; roles are read anew each time. Refused: "board_closed"
    (nobody is), "board_link_withdrawn", "board_no_role"."""
    found = None if token is None else await board_doors.load_session(session, token)
    if found is None or found.ended_at is not None or found.expires_at <= now:
        raise Refused("board_closed")
    _check_shared(found, now)
    actor = await _actor_of(session, found.link)
    return Visitor(found.id, actor, found.link.unit_name if found.link.shared else "")


def _check_shared(found: DoorSession, now: datetime) -> None:
    if found.link.withdrawn_at is not None:
        raise Refused("board_link_withdrawn")
    if found.link.shared and found.link.expires_at <= now:
        raise Refused("board_link_expired")


async def _actor_of(session: Session, link: DoorLink) -> Actor:
    """A shared link is worth what its maker may see now."""
    person = await load_actor(session, link.person_id)
    if link.unit_id is not None:
        if not may(person, "remind", link.unit_path):
            raise Refused("board_link_withdrawn")
        guest = Grant(RoleKind.VIEWER, link.unit_id, link.unit_path)
        return Actor(person.person_id, "", (guest,))
    if not any(grant.kind in ACTIONS["see_board"] for grant in person.grants):
        raise Refused("board_no_role")
    return person


async def leave(session: Session, visitor: Visitor, *, everywhere: bool, now: datetime) -> None:
    """This browser is out, or all that this person's links let in."""
    await board_doors.end_session(session, visitor.session_id, now=now)
    if everywhere and not visitor.guest and visitor.actor.person_id is not None:
        await board_doors.end_sessions(session, visitor.actor.person_id, now=now)


def _somebody(actor: Actor) -> int:
    if actor.person_id is None:
        raise Refused("who_are_you")
    return actor.person_id
