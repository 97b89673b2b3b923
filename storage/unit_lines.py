"""Where every expected unit of an event stands, with its figures, for boards and digests."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Row, bindparam, func, select

from rules import deadlines
from rules.count_once import count_once
from rules.model import METRICS, Progress
from rules.rollup import UnitLine, Why
from storage.db import Session
from storage.tables import events, extra_values, participations, report_values, units

_LINES = (
    select(
        participations.c.id,
        participations.c.unit_id,
        participations.c.progress,
        participations.c.photo_count,
        participations.c.completed_at,
        participations.c.extended_to,
        participations.c.counted_by,
        participations.c.counted_how,
        participations.c.also_required,
        participations.c.doubts,
        units.c.path,
        func.coalesce(participations.c.known_as, units.c.name).label("name"),
        units.c.includes_branches,
        events.c.report_due_at,
        *(report_values.c[metric.key] for metric in METRICS),
    )
    .select_from(
        participations.join(units, units.c.id == participations.c.unit_id)
        .join(events, events.c.id == participations.c.event_id)
        .outerjoin(report_values, report_values.c.participation_id == participations.c.id)
    )
    .where(
        participations.c.event_id == bindparam("event_id"), participations.c.dropped_at.is_(None)
    )
    .order_by(units.c.position, units.c.id)
)
_FIRST_VALUE: Final = 14
_EXTRAS = (
    select(extra_values.c.participation_id, extra_values.c.key, extra_values.c.value)
    .join(participations, participations.c.id == extra_values.c.participation_id)
    .where(participations.c.event_id == bindparam("event_id"))
    .where(participations.c.dropped_at.is_(None))
)


async def unit_lines(session: Session, event_id: int) -> list[UnitLine]:
    """Every expected unit with its current figures, and what of them is left out of totals: two
    statements, however many units."""
    extras: dict[int, dict[str, int]] = {}
    for extra in await session.execute(_EXTRAS, {"event_id": event_id}):
        extras.setdefault(extra.participation_id, {})[extra.key] = extra.value
    rows = (await session.execute(_LINES, {"event_id": event_id})).all()
    return count_once(_line(row, extras.get(row.id, {})) for row in rows)


def _line(row: Row[Any], extras: Mapping[str, int]) -> UnitLine:
    due = row.report_due_at
    extended_to = row.extended_to
    figures: tuple[int | None, ...] = tuple(row[_FIRST_VALUE:])
    values = {
        metric.key: value
        for metric, value in zip(METRICS, figures, strict=True)
        if value is not None
    }
    return UnitLine(
        participation_id=row.id,
        unit_id=row.unit_id,
        path=row.path,
        name=row.name,
        progress=Progress(row.progress),
        timeliness=deadlines.timeliness(
            row.completed_at, due if extended_to is None else max(due, extended_to)
        ),
        values={**values, **extras},
        photos=row.photo_count,
        includes_branches=row.includes_branches,
        counted_by=row.counted_by,
        counted_how=None if row.counted_how is None else Why(row.counted_how),
        doubts=row.doubts,
        also_required=tuple(row.also_required or ()),
    )
