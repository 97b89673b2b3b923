"""Units renamed and merged: rows of the past keep the name they had, names lead to who bears them
now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import func, or_, select, update

from rules.model import EventState, RoleKind
from storage.db import Session
from storage.tables import audit, events, invitations, participations, roles, shifts, units

RENAMED: Final = "rename_unit"
MERGED: Final = "merge_units"
UNDONE: Final = "undo_unit_change"


@dataclass(frozen=True, slots=True)
class UnitChange:
    """One entry of the audit. `detail` is what undoing it needs."""

    id: int
    at: datetime
    action: str
    unit_id: int
    detail: dict[str, Any]


async def rename(session: Session, unit_id: int, *, before: str, after: str) -> bool:
    """False when it is no longer called `before`."""
    result = await session.execute(
        update(units).where(units.c.id == unit_id, units.c.name == before).values(name=after)
    )
    return result.rowcount == 1


async def keep_name(session: Session, unit_id: int, name: str, *, until: datetime) -> None:
    """Days that began before `until` go on showing the unit under this name."""
    past = select(events.c.id).where(events.c.starts_at < until)
    await session.execute(
        update(participations)
        .where(
            participations.c.unit_id == unit_id,
            participations.c.known_as.is_(None),
            participations.c.event_id.in_(past),
        )
        .values(known_as=name)
    )


async def forget_name(session: Session, unit_id: int, name: str) -> None:
    """The unit bears that name again itself."""
    await session.execute(
        update(participations)
        .where(participations.c.unit_id == unit_id, participations.c.known_as == name)
        .values(known_as=None)
    )


async def merge(session: Session, unit_id: int, into_id: int, *, on: date) -> bool:
    """Closed from that day on; False when it was closed before."""
    result = await session.execute(
        update(units)
        .where(units.c.id == unit_id, units.c.closed_on.is_(None))
        .values(closed_on=on, successor_id=into_id)
    )
    return result.rowcount == 1


async def unmerge(session: Session, unit_id: int, into_id: int) -> bool:
    result = await session.execute(
        update(units)
        .where(units.c.id == unit_id, units.c.successor_id == into_id)
        .values(closed_on=None, successor_id=None)
    )
    return result.rowcount == 1


async def branches(session: Session, unit_id: int) -> int:
    """Units right below it that are not closed."""
    result = await session.execute(
        select(func.count()).where(units.c.parent_id == unit_id, units.c.closed_on.is_(None))
    )
    count: int = result.scalar_one()
    return count


@dataclass(frozen=True, slots=True)
class OpenDay:
    """An open day that expects the unit; `begun`: it has registered, sent something or offers a
    shift there."""

    participation_id: int
    event_id: int
    starts_at: datetime
    report_due_at: datetime
    begun: bool


async def open_days(session: Session, unit_id: int) -> list[OpenDay]:
    begun = or_(
        participations.c.registered_at.is_not(None),
        participations.c.version > 0,
        participations.c.photo_count > 0,
        select(shifts.c.id).where(shifts.c.participation_id == participations.c.id).exists(),
    )
    rows = await session.execute(
        select(
            participations.c.id,
            participations.c.event_id,
            events.c.starts_at,
            events.c.report_due_at,
            begun,
        )
        .join(events, events.c.id == participations.c.event_id)
        .where(
            participations.c.unit_id == unit_id,
            participations.c.dropped_at.is_(None),
            events.c.state == EventState.OPEN.value,
        )
        .order_by(events.c.starts_at)
    )
    return [OpenDay(*row) for row in rows]


async def end_roles(
    session: Session, unit_id: int, person_ids: Iterable[int], *, at: datetime, now: datetime
) -> None:
    """Reporters of the unit: now, or when `at` has come."""
    values = {"ends_at": now} if at <= now else {"until": at}
    await session.execute(
        update(roles)
        .where(
            roles.c.unit_id == unit_id,
            roles.c.kind == RoleKind.REPORTER.value,
            roles.c.person_id.in_(list(person_ids)),
            roles.c.ends_at.is_(None),
        )
        .values(**values)
    )


async def last_for_good(session: Session, unit_id: int, person_ids: Iterable[int]) -> None:
    """Their roles no longer end on a date."""
    await session.execute(
        update(roles)
        .where(
            roles.c.unit_id == unit_id,
            roles.c.kind == RoleKind.REPORTER.value,
            roles.c.person_id.in_(list(person_ids)),
        )
        .values(until=None)
    )


async def move_codes(
    session: Session,
    unit_id: int,
    into_id: int,
    *,
    now: datetime,
    only: Iterable[int] | None = None,
) -> list[int]:
    """Codes and links that nobody has used up lead to the other unit. Which."""
    valid = [
        or_(invitations.c.uses_left.is_(None), invitations.c.uses_left > 0),
        or_(invitations.c.expires_at.is_(None), invitations.c.expires_at > now),
        invitations.c.shift_id.is_(None),
    ]
    if only is not None:
        valid.append(invitations.c.id.in_(list(only)))
    rows = await session.execute(
        update(invitations)
        .where(invitations.c.unit_id == unit_id, *valid)
        .values(unit_id=into_id)
        .returning(invitations.c.id)
    )
    return list(rows.scalars())


async def changes_below(session: Session, path: str, limit: int = 8) -> list[UnitChange]:
    """Renamings and mergers of units at or below `path` that stand, the latest first."""
    undone = {
        row.detail["of"]
        for row in await session.execute(select(audit.c.detail).where(audit.c.action == UNDONE))
    }
    rows = await session.execute(
        select(audit.c.id, audit.c.at, audit.c.action, audit.c.unit_id, audit.c.detail)
        .join(units, units.c.id == audit.c.unit_id)
        .where(audit.c.action.in_([RENAMED, MERGED]), units.c.path.startswith(path))
        .order_by(audit.c.id.desc())
        .limit(limit + len(undone))
    )
    return [UnitChange(*row) for row in rows if row.id not in undone][:limit]
