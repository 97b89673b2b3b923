"""What a board needs besides the units' lines: who watches it, and whom messages did not reach."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, exists, select, update

from rules.model import RoleKind
from storage.db import Session
from storage.prepared import hot
from storage.tables import (
    addresses,
    cards,
    notices,
    participations,
    roles,
    webchat_messages,
)
from storage.webchat import CHANNEL


@dataclass(frozen=True, slots=True)
class Watcher:
    """A chat in which a card stands."""

    channel: str
    chat_id: int


_WATCHERS = hot(
    select(cards.c.channel, cards.c.chat_id)
    .where(cards.c.key == bindparam("key"))
    .where(
        ~exists().where(
            addresses.c.channel == cards.c.channel,
            addresses.c.account_id == cards.c.chat_id,
            addresses.c.plain.is_(True),
        )
    )
)
_HOLDS = (roles.c.kind == RoleKind.REPORTER.value) & roles.c.ends_at.is_(None)
_UNREACHABLE = (
    select(roles.c.unit_id)
    .join(participations, participations.c.unit_id == roles.c.unit_id)
    .where(participations.c.event_id == bindparam("event_id"), _HOLDS)
    .where(
        ~exists().where(addresses.c.person_id == roles.c.person_id, addresses.c.state == "active")
    )
    .distinct()
)
_REACHED = (
    select(roles.c.unit_id)
    .join(participations, participations.c.unit_id == roles.c.unit_id)
    .join(addresses, addresses.c.person_id == roles.c.person_id)
    .where(
        participations.c.event_id == bindparam("event_id"), _HOLDS, addresses.c.state == "active"
    )
    .distinct()
)
_GIVEN_UP = (
    select(participations.c.unit_id)
    .join(notices, notices.c.participation_id == participations.c.id)
    .where(
        notices.c.event_id == bindparam("event_id"),
        notices.c.kind == "reminder",
        notices.c.state == "failed",
    )
    .distinct()
)
_UNSEEN = (
    select(participations.c.unit_id)
    .join(notices, notices.c.participation_id == participations.c.id)
    .join(
        webchat_messages,
        (webchat_messages.c.chat_id == notices.c.chat_id)
        & (webchat_messages.c.id == notices.c.message_id),
    )
    .where(
        notices.c.event_id == bindparam("event_id"),
        notices.c.channel == CHANNEL,
        notices.c.kind == "reminder",
        notices.c.state == "sent",
        webchat_messages.c.confirmed_at.is_(None),
    )
    .distinct()
)
_NUDGE = (
    update(participations)
    .where(
        participations.c.id.in_(bindparam("ids", expanding=True)),
        (participations.c.nudged_at.is_(None)) | (participations.c.nudged_at < bindparam("before")),
    )
    .values(nudged_at=bindparam("now"))
    .returning(participations.c.id)
)


def board_key(event_id: int) -> str:
    return f"board:{event_id}"


async def watchers(session: Session, card: str) -> list[Watcher]:
    """Where it can be drawn again in its place; a plain chat would get a new message each time. One
    statement on an index: the report's hot path asks this every time."""
    rows = await session.execute(_WATCHERS, {"key": card})
    return [Watcher(*row) for row in rows]


async def unreached(session: Session, event_id: int) -> set[int]:
    """Ids of units whose reporters cannot be written to: all their accounts refuse the bot, or a
    reminder was given up."""
    parameters = {"event_id": event_id}
    silent = set((await session.execute(_UNREACHABLE, parameters)).scalars())
    reached = set((await session.execute(_REACHED, parameters)).scalars())
    given_up = set((await session.execute(_GIVEN_UP, parameters)).scalars())
    return (silent - reached) | given_up


async def unseen(session: Session, event_id: int) -> set[int]:
    """Ids of units with a reminder that no browser has shown yet. Asked of the messages: a browser
    may have confirmed one before we noted that it was sent."""
    return set((await session.execute(_UNSEEN, {"event_id": event_id})).scalars())


async def nudge(
    session: Session, participation_ids: Iterable[int], *, before: datetime, now: datetime
) -> set[int]:
    """Mark them as reminded by hand; those last marked before `before` only, so that two taps are
    one."""
    wanted = list(participation_ids)
    if not wanted:
        return set()
    rows = await session.execute(_NUDGE, {"ids": wanted, "before": before, "now": now})
    return set(rows.scalars())
