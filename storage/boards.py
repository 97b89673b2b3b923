"""What a board needs besides the units' lines: who watches it, and whom messages did not reach."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, exists, func, literal, or_, select, update

from rules.model import EventState, RoleKind
from storage.db import Session
from storage.prepared import hot
from storage.tables import (
    addresses,
    audit,
    cards,
    events,
    notices,
    participations,
    people,
    roles,
    units,
    webchat_messages,
)
from storage.webchat import CHANNEL


@dataclass(frozen=True, slots=True)
class Deed:
    """What a coordinator did to a day last; `unit_name` is "" where it concerned all."""

    at: datetime
    action: str
    person_id: int
    name: str
    unit_name: str


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
_REMINDERS = (notices.c.event_id == bindparam("event_id")) & (notices.c.kind == "reminder")
_ROUND = (
    select(notices.c.participation_id, func.max(notices.c.created_at).label("at"))
    .where(_REMINDERS)
    .group_by(notices.c.participation_id)
    .subquery("round")
)
_OPENED = or_(
    webchat_messages.c.confirmed_at.is_not(None), addresses.c.seen_at >= notices.c.sent_at
)
_UNSEEN = (
    select(participations.c.unit_id)
    .select_from(
        notices.join(
            _ROUND,
            (_ROUND.c.participation_id == notices.c.participation_id)
            & (_ROUND.c.at == notices.c.created_at),
        )
        .join(participations, participations.c.id == notices.c.participation_id)
        .outerjoin(
            webchat_messages,
            (notices.c.channel == CHANNEL)
            & (webchat_messages.c.chat_id == notices.c.chat_id)
            & (webchat_messages.c.id == notices.c.message_id),
        )
        .outerjoin(
            addresses,
            (addresses.c.channel == notices.c.channel)
            & (addresses.c.account_id == notices.c.chat_id),
        )
    )
    .where(_REMINDERS, notices.c.state == "sent")
    .group_by(participations.c.unit_id)
    .having(
        func.sum(case((_OPENED, 1), else_=0)) == 0,
        func.count(webchat_messages.c.id) > 0,
    )
)
_NUDGE = (
    update(participations)
    .where(
        participations.c.id.in_(bindparam("ids", expanding=True)),
        (participations.c.nudged_at.is_(None)) | (participations.c.nudged_at < bindparam("before")),
    )
    .values(nudged_at=bindparam("now"), nudged_by=bindparam("by"))
    .returning(participations.c.id)
)
_NUDGED = (
    select(participations.c.id, people.c.id.label("person_id"), people.c.name)
    .join(people, people.c.id == participations.c.nudged_by)
    .where(participations.c.id.in_(bindparam("ids", expanding=True)))
)
_DEEDS = (
    select(
        audit.c.at,
        audit.c.action,
        audit.c.person_id,
        people.c.name,
        func.coalesce(units.c.name, "").label("unit_name"),
    )
    .select_from(
        audit.join(people, people.c.id == audit.c.person_id).outerjoin(
            units, units.c.id == audit.c.unit_id
        )
    )
    .where(
        audit.c.event_id == bindparam("event_id"),
        audit.c.at >= bindparam("since"),
        audit.c.action.in_(bindparam("actions", expanding=True)),
        audit.c.person_id != bindparam("but"),
    )
    .order_by(audit.c.id.desc())
    .limit(1)
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
    """Ids of units none of whose reporters has opened the last reminder: no browser has shown it,
    and nobody has written since. Asked of the messages: a browser may have confirmed one before we
    noted that it was sent. A channel that tells nothing of opening proves nothing alone."""
    return set((await session.execute(_UNSEEN, {"event_id": event_id})).scalars())


async def nudge(
    session: Session,
    participation_ids: Iterable[int],
    *,
    by: int | None,
    before: datetime,
    now: datetime,
) -> set[int]:
    """Mark them as reminded by hand; those last marked before `before` only, so that two taps are
    one, whoever makes them."""
    wanted = list(participation_ids)
    if not wanted:
        return set()
    row = {"ids": wanted, "before": before, "now": now, "by": by}
    return set((await session.execute(_NUDGE, row)).scalars())


async def nudgers(session: Session, participation_ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """Who (id and name) reminded each of them by hand last."""
    wanted = list(participation_ids)
    if not wanted:
        return {}
    rows = await session.execute(_NUDGED, {"ids": wanted})
    return {row.id: (row.person_id, row.name) for row in rows}


async def last_deed(
    session: Session,
    event_id: int,
    actions: Iterable[str],
    *,
    but: int | None,
    since: datetime,
) -> Deed | None:
    """The last of these actions upon the day by somebody else than `but`."""
    row = {"event_id": event_id, "actions": list(actions), "but": but or 0, "since": since}
    found = (await session.execute(_DEEDS, row)).first()
    return None if found is None else Deed(*found)


async def days_hosted_above(session: Session, paths: Iterable[str]) -> list[int]:
    """Ids of open days hosted by one of these units or by one above it."""
    lineage = {int(part) for path in paths for part in path.split("/") if part}
    if not lineage:
        return []
    rows = await session.execute(
        select(events.c.id)
        .where(events.c.host_unit_id.in_(lineage), events.c.state == literal(EventState.OPEN.value))
        .order_by(events.c.id)
    )
    return list(rows.scalars())
