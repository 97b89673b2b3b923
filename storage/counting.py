"""Whose figures are in another unit's: what was said of a unit, and of its part in one event."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, func, select, update

from rules.rollup import Why
from storage.db import Session
from storage.tables import participations, units

_OTHER: Final = participations.alias("other")
_COVERED: Final = participations.alias("covered")
_COUNTED: Final = select(
    participations.c.counted_by, participations.c.counted_how, participations.c.covers
).where(participations.c.id == bindparam("of"))
_COUNTED_IN: Final = (
    select(
        func.coalesce(_OTHER.c.known_as, units.c.name).label("name"), participations.c.counted_how
    )
    .join_from(participations, _OTHER, _OTHER.c.id == participations.c.counted_by)
    .join(units, units.c.id == _OTHER.c.unit_id)
    .where(participations.c.id == bindparam("of"))
)
_FREE: Final = (
    select(_OTHER.c.id)
    .where(
        _OTHER.c.id == bindparam("at"),
        _OTHER.c.id != participations.c.id,
        _OTHER.c.event_id == participations.c.event_id,
        _OTHER.c.counted_by.is_(None),
        _OTHER.c.dropped_at.is_(None),
    )
    .correlate(participations)
    .exists()
)
_COUNT_AT: Final = (
    update(participations)
    .where(participations.c.id == bindparam("of"), participations.c.covers == 0, _FREE)
    .values(
        counted_by=bindparam("at"),
        counted_how=bindparam("how"),
        revision=participations.c.revision + 1,
    )
)
_COUNT_ITSELF: Final = (
    update(participations)
    .where(participations.c.id == bindparam("of"), participations.c.counted_by.is_not(None))
    .values(counted_by=None, counted_how=None, revision=participations.c.revision + 1)
)
_COVERS: Final = (
    update(participations)
    .where(participations.c.id == bindparam("of"))
    .values(
        covers=select(func.count())
        .select_from(_COVERED)
        .where(_COVERED.c.counted_by == bindparam("of"))
        .scalar_subquery(),
        revision=participations.c.revision + 1,
    )
)


@dataclass(frozen=True, slots=True)
class CountedAt:
    participation_id: int
    how: Why


async def includes_branches(session: Session, unit_id: int) -> bool | None:
    """None: nobody has said."""
    result = await session.execute(select(units.c.includes_branches).where(units.c.id == unit_id))
    says: bool | None = result.scalar_one()
    return says


async def set_includes_branches(session: Session, unit_id: int, says: bool | None) -> None:
    await session.execute(update(units).where(units.c.id == unit_id).values(includes_branches=says))


async def touch(session: Session, participation_id: int) -> None:
    """A change of its card that no column of its own shows."""
    await session.execute(
        update(participations)
        .where(participations.c.id == participation_id)
        .values(revision=participations.c.revision + 1)
    )


async def counted_at(session: Session, participation_id: int) -> CountedAt | None:
    row = (await session.execute(_COUNTED, {"of": participation_id})).one()
    return None if row.counted_by is None else CountedAt(row.counted_by, Why(row.counted_how))


@dataclass(frozen=True, slots=True)
class CountedIn:
    """The unit that holds the figures, by name."""

    name: str
    how: Why


async def counted_in(session: Session, participation_id: int) -> CountedIn | None:
    row = (await session.execute(_COUNTED_IN, {"of": participation_id})).first()
    return None if row is None else CountedIn(row.name, Why(row.counted_how))


async def count_at(session: Session, participation_id: int, at: int, how: Why) -> bool:
    """False when `at` is counted elsewhere itself, or this one counts for others: two coordinators
    may say so at once."""
    before = await counted_at(session, participation_id)
    wanted = {"of": participation_id, "at": at, "how": how.value}
    if (await session.execute(_COUNT_AT, wanted)).rowcount != 1:
        return False
    for holder in {at, *([before.participation_id] if before else [])}:
        await session.execute(_COVERS, {"of": holder})
    return True


async def count_itself(session: Session, participation_id: int) -> bool:
    """Its own figures count again. False when they did."""
    before = await counted_at(session, participation_id)
    if before is None:
        return False
    await session.execute(_COUNT_ITSELF, {"of": participation_id})
    await session.execute(_COVERS, {"of": before.participation_id})
    return True
