"""What a unit said it would do (Mẫu 1), or that it will not take part."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from rules.model import EventState
from storage.db import Session
from storage.shifts import NewShift
from storage.tables import events, participations, shifts


@dataclass(frozen=True, slots=True)
class Registration:
    """The columns of Mẫu 1; `expected` figures by metric."""

    content: str
    time_place: str = ""
    finish_time: str = ""
    summary: str = ""
    partners: str = ""
    notes: str = ""
    expected: Mapping[str, int] = field(default_factory=dict)


_COLUMNS = (
    participations.c.content,
    participations.c.time_place,
    participations.c.finish_time,
    participations.c.summary,
    participations.c.partners,
    participations.c.notes,
    participations.c.expected,
)
_OPEN = participations.c.event_id.in_(
    select(events.c.id).where(events.c.state == EventState.OPEN.value)
)


async def save_registration(
    session: Session,
    participation_id: int,
    registration: Registration,
    *,
    person_id: int | None,
    now: datetime,
) -> bool:
    """False when the event is no longer open. The first moment of registering stays."""
    result = await session.execute(
        update(participations)
        .where(participations.c.id == participation_id, _OPEN)
        .values(
            content=registration.content,
            time_place=registration.time_place,
            finish_time=registration.finish_time,
            summary=registration.summary,
            partners=registration.partners,
            notes=registration.notes,
            expected=dict(registration.expected),
            registered_at=func.coalesce(participations.c.registered_at, now),
            registered_by=person_id,
            not_taking_part=False,
            reason="",
            revision=participations.c.revision + 1,
        )
    )
    return result.rowcount == 1


async def load_registration(session: Session, participation_id: int) -> Registration | None:
    """None when the unit has not registered."""
    row = (
        await session.execute(
            select(*_COLUMNS).where(
                participations.c.id == participation_id,
                participations.c.registered_at.is_not(None),
            )
        )
    ).first()
    return None if row is None else _registration(row)


async def last_registration(
    session: Session, unit_id: int, participation_id: int
) -> tuple[int, Registration] | None:
    """The unit's latest other registration, with the id of its participation."""
    row = (
        await session.execute(
            select(participations.c.id, *_COLUMNS)
            .join(events, events.c.id == participations.c.event_id)
            .where(
                participations.c.unit_id == unit_id,
                participations.c.id != participation_id,
                participations.c.registered_at.is_not(None),
            )
            .order_by(events.c.starts_at.desc())
            .limit(1)
        )
    ).first()
    return None if row is None else (row.id, _registration(row))


def _registration(row: Any) -> Registration:  # noqa: ANN401  a row with _COLUMNS
    return Registration(
        content=row.content,
        time_place=row.time_place,
        finish_time=row.finish_time,
        summary=row.summary,
        partners=row.partners,
        notes=row.notes,
        expected=row.expected or {},
    )


async def set_not_taking_part(
    session: Session, participation_id: int, away: bool, reason: str
) -> bool:
    """False when it stands so already, or the event is no longer open."""
    result = await session.execute(
        update(participations)
        .where(
            participations.c.id == participation_id,
            participations.c.not_taking_part.is_(not away),
            _OPEN,
        )
        .values(not_taking_part=away, reason=reason, revision=participations.c.revision + 1)
    )
    return result.rowcount == 1


async def change_shift(session: Session, shift_id: int, shift: NewShift) -> bool:
    """False when more people than its capacity hold seats already; then nothing changes."""
    fits = [] if shift.capacity is None else [shifts.c.taken <= shift.capacity]
    result = await session.execute(
        update(shifts)
        .where(shifts.c.id == shift_id, *fits)
        .values(
            place=shift.place,
            gather_at=shift.gather_at,
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            capacity=shift.capacity,
            leader=shift.leader,
            dress=shift.dress,
        )
    )
    return result.rowcount == 1
