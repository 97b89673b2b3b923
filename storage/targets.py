"""What units or a day are to reach."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import exists, insert, literal, or_, select, update

from rules.model import EventState
from rules.targets import Target
from storage.db import Session
from storage.tables import events, participations, targets

_COLUMNS: Final = (
    targets.c.id,
    targets.c.unit_id,
    targets.c.label,
    targets.c.numerator,
    targets.c.denominator,
    targets.c.period,
    targets.c.percent,
    targets.c.amount,
    targets.c.each_unit,
)
_LIVE: Final = targets.c.dropped_at.is_(None)
_IS_OPEN: Final = exists().where(
    events.c.id == targets.c.event_id, events.c.state == EventState.OPEN.value
)


async def targets_of(session: Session, event_id: int) -> list[Target]:
    """Those that stand, in the order in which they were set."""
    rows = await session.execute(
        select(*_COLUMNS).where(targets.c.event_id == event_id, _LIVE).order_by(targets.c.id)
    )
    return [Target(*row) for row in rows]


async def load_target(session: Session, target_id: int) -> tuple[int, Target, bool] | None:
    """The day, the target, and whether it stands."""
    row = (
        await session.execute(
            select(targets.c.event_id, targets.c.dropped_at, *_COLUMNS).where(
                targets.c.id == target_id
            )
        )
    ).first()
    return None if row is None else (row.event_id, Target(*row[2:]), row.dropped_at is None)


async def add_target(session: Session, event_id: int, target: Target) -> int:
    row: dict[str, Any] = {
        "event_id": event_id,
        "unit_id": target.unit_id,
        "label": target.label,
        "numerator": target.numerator,
        "denominator": target.denominator,
        "period": target.period,
        "percent": target.percent,
        "amount": target.amount,
        "each_unit": target.each_unit,
    }
    result = await session.execute(insert(targets).returning(targets.c.id), row)
    added: int = result.scalar_one()
    return added


async def copy_targets(session: Session, from_id: int, to_id: int) -> None:
    """Those that stand, of the whole day and of the units that the other day expects as well."""
    expected = select(participations.c.unit_id).where(
        participations.c.event_id == to_id, participations.c.dropped_at.is_(None)
    )
    kept = _COLUMNS[1:]
    await session.execute(
        insert(targets).from_select(
            ["event_id", *(column.name for column in kept)],
            select(literal(to_id), *kept)
            .where(
                targets.c.event_id == from_id,
                _LIVE,
                or_(targets.c.unit_id.is_(None), targets.c.unit_id.in_(expected)),
            )
            .order_by(targets.c.id),
        )
    )


async def drop_target(session: Session, target_id: int, at: datetime | None) -> bool:
    """`at` None puts it back. False when it is so already, or the day is not open any more."""
    stands = _LIVE if at is not None else targets.c.dropped_at.is_not(None)
    result = await session.execute(
        update(targets).where(targets.c.id == target_id, stands, _IS_OPEN).values(dropped_at=at)
    )
    return result.rowcount == 1


async def judge_each(session: Session, target_id: int, *, each: bool) -> bool:
    """Every unit by itself, or the day as a whole. False when somebody was quicker."""
    result = await session.execute(
        update(targets)
        .where(
            targets.c.id == target_id,
            targets.c.unit_id.is_(None),
            targets.c.each_unit.is_(not each),
            _LIVE,
            _IS_OPEN,
        )
        .values(each_unit=each)
    )
    return result.rowcount == 1
