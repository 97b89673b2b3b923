"""Days of many hosts at once, for who stands above them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_, select

from rules.model import EventState
from storage.db import Session
from storage.tables import events, units


@dataclass(frozen=True, slots=True)
class HostedDay:
    """A day that is open or closed with its figures, and who holds it."""

    event_id: int
    host_path: str
    zone: str
    starts_at: datetime
    grace_minutes: int


_DAYS = (
    select(
        events.c.id,
        units.c.path,
        units.c.timezone,
        events.c.starts_at,
        events.c.grace_minutes,
    )
    .join(units, units.c.id == events.c.host_unit_id)
    .where(
        events.c.state.in_((EventState.OPEN.value, EventState.FROZEN.value)),
        events.c.starts_at >= bindparam("since"),
        events.c.starts_at < bindparam("until"),
    )
    .order_by(events.c.id)
)


async def hosted_days(
    session: Session, path: str, *, since: datetime, until: datetime
) -> Sequence[HostedDay]:
    """Those that concern the unit at `path`: held by it, above it or below it. One statement."""
    lineage = [int(part) for part in path.split("/") if part]
    concerned = or_(events.c.host_unit_id.in_(lineage), units.c.path.startswith(path))
    rows = await session.execute(_DAYS.where(concerned), {"since": since, "until": until})
    return [HostedDay(*row) for row in rows]
