"""What a board in a browser shows of each unit beside its line, and whether anything changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func, select

from storage.db import Session
from storage.tables import audit, editions, events, participations


@dataclass(frozen=True, slots=True)
class Mark:
    """`last_sent_at`: its last word. `why`: of a return, or of not taking part."""

    last_sent_at: datetime | None
    completed_at: datetime | None
    extended_to: datetime | None
    approved_at: datetime | None
    nudged_at: datetime | None
    edited_late: bool
    return_reason: str
    reason: str


_MARKS: Final = select(
    participations.c.id,
    participations.c.last_sent_at,
    participations.c.completed_at,
    participations.c.extended_to,
    participations.c.approved_at,
    participations.c.nudged_at,
    participations.c.edited_late,
    participations.c.return_reason,
    participations.c.reason,
).where(participations.c.event_id == bindparam("event_id"), participations.c.dropped_at.is_(None))
_STATE: Final = (
    select(
        events.c.state,
        events.c.starts_at,
        events.c.report_due_at,
        events.c.second_edition_at,
        func.count(participations.c.id),
        func.coalesce(func.sum(participations.c.revision), 0),
        func.max(participations.c.nudged_at),
        select(func.max(editions.c.made_at))
        .where(editions.c.event_id == events.c.id)
        .scalar_subquery(),
        select(func.max(audit.c.id)).scalar_subquery(),
    )
    .select_from(events.outerjoin(participations, participations.c.event_id == events.c.id))
    .where(events.c.id == bindparam("event_id"))
    .group_by(events.c.id)
)


async def marks_of(session: Session, event_id: int) -> dict[int, Mark]:
    """By participation."""
    rows = await session.execute(_MARKS, {"event_id": event_id})
    return {row.id: Mark(*row[1:]) for row in rows}


async def state_of_day(session: Session, event_id: int) -> tuple[object, ...]:
    """Differs whenever something that a board shows has changed: a participation's revision grows
    with each of its changes, and what a coordinator does is in the audit. One statement."""
    row = (await session.execute(_STATE, {"event_id": event_id})).first()
    return () if row is None else tuple(row)
