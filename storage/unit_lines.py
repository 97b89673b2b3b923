"""Where every expected unit of an event stands, with its figures, for boards and digests."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Row, bindparam, select

from rules import deadlines
from rules.model import METRICS, Progress
from rules.rollup import UnitLine
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
        units.c.path,
        units.c.name,
        events.c.report_due_at,
        *(report_values.c[metric.key] for metric in METRICS),
    )
    .select_from(
        participations.join(units, units.c.id == participations.c.unit_id)
        .join(events, events.c.id == participations.c.event_id)
        .outerjoin(report_values, report_values.c.participation_id == participations.c.id)
    )
    .where(participations.c.event_id == bindparam("event_id"))
    .order_by(units.c.position, units.c.id)
)
_FIRST_VALUE: Final = 9
_EXTRAS = (
    select(extra_values.c.participation_id, extra_values.c.key, extra_values.c.value)
    .join(participations, participations.c.id == extra_values.c.participation_id)
    .where(participations.c.event_id == bindparam("event_id"))
)


async def unit_lines(session: Session, event_id: int) -> list[UnitLine]:
    """Every expected unit with its current figures: two statements, however many units."""
    extras: dict[int, dict[str, int]] = {}
    for extra in await session.execute(_EXTRAS, {"event_id": event_id}):
        extras.setdefault(extra.participation_id, {})[extra.key] = extra.value
    rows = (await session.execute(_LINES, {"event_id": event_id})).all()
    return [_line(row, extras.get(row.id, {})) for row in rows]


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
    )
