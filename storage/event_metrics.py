"""What a day asks of its units, metric by metric: added, dropped and put back, required or not."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, exists, func, insert, literal, select, update

from rules.model import EventState, Metric
from storage.db import Session, upsert
from storage.tables import event_metrics, events, participations, units


@dataclass(frozen=True, slots=True)
class EventMetric:
    """A metric of one day; `dropped`: it is not asked, what came of it is kept."""

    id: int
    event_id: int
    metric: Metric
    dropped: bool


_COLUMNS: Final = (
    event_metrics.c.key,
    event_metrics.c.label,
    event_metrics.c.counts,
    event_metrics.c.words,
    event_metrics.c.required,
    event_metrics.c.by_default,
)
_ROWS: Final = select(
    event_metrics.c.id, event_metrics.c.event_id, event_metrics.c.dropped_at, *_COLUMNS
).order_by(event_metrics.c.position, event_metrics.c.id)
_IS_OPEN: Final = exists().where(
    events.c.id == event_metrics.c.event_id, events.c.state == EventState.OPEN.value
)
_LIVE: Final = event_metrics.c.dropped_at.is_(None)
_OLD: Final = participations.alias("old")
_LIKE: Final = (
    select(_OLD.c.also_required)
    .where(_OLD.c.event_id == bindparam("like"), _OLD.c.unit_id == participations.c.unit_id)
    .correlate(participations)
    .scalar_subquery()
)
_ALONE: Final = (
    select(
        participations.c.id,
        func.coalesce(participations.c.known_as, units.c.name).label("name"),
        participations.c.also_required,
    )
    .join(units, units.c.id == participations.c.unit_id)
    .where(
        participations.c.event_id == bindparam("event_id"),
        participations.c.dropped_at.is_(None),
        participations.c.also_required.is_not(None),
    )
    .order_by(units.c.position, units.c.id)
)


async def metrics_of_day(session: Session, event_id: int) -> list[EventMetric]:
    """In the day's order, with those that were dropped."""
    return await metrics_of_days(session, [event_id])


async def metrics_of_days(session: Session, event_ids: Collection[int]) -> list[EventMetric]:
    rows = await session.execute(_ROWS.where(event_metrics.c.event_id.in_(event_ids)))
    return [_metric(row) for row in rows]


async def load_metric(session: Session, metric_id: int) -> EventMetric | None:
    row = (await session.execute(_ROWS.where(event_metrics.c.id == metric_id))).first()
    return None if row is None else _metric(row)


def _metric(row: Any) -> EventMetric:  # noqa: ANN401  a row of _ROWS
    metric = Metric(row.key, row.label, row.counts, tuple(row.words), row.required, row.by_default)
    return EventMetric(row.id, row.event_id, metric, row.dropped_at is not None)


async def add_metric(session: Session, event_id: int, metric: Metric) -> EventMetric | None:
    """At the end of the list. None when the day has one of that key."""
    last = select(func.coalesce(func.max(event_metrics.c.position), 0) + 1).where(
        event_metrics.c.event_id == event_id
    )
    row = {
        "event_id": event_id,
        "position": (await session.execute(last)).scalar_one(),
        "key": metric.key,
        "label": metric.label,
        "counts": metric.counts,
        "words": list(metric.words),
        "required": metric.required,
        "by_default": metric.by_default,
    }
    statement = upsert(session, event_metrics).on_conflict_do_nothing()
    added = (await session.execute(statement.returning(event_metrics.c.id), row)).scalar()
    return None if added is None else EventMetric(added, event_id, metric, dropped=False)


async def change_metric(
    session: Session, seen: EventMetric, after: EventMetric, *, now: datetime
) -> bool:
    """False when the day is not open any more, or somebody has just changed the metric."""
    was = event_metrics.c.dropped_at.is_not(None) if seen.dropped else _LIVE
    result = await session.execute(
        update(event_metrics)
        .where(
            event_metrics.c.id == seen.id,
            event_metrics.c.required == seen.metric.required,
            event_metrics.c.by_default == seen.metric.by_default,
            was,
            _IS_OPEN,
        )
        .values(
            required=after.metric.required,
            by_default=after.metric.by_default,
            dropped_at=now if after.dropped else None,
        )
    )
    return result.rowcount == 1


async def required_alone(session: Session, event_id: int) -> dict[str, list[tuple[int, str]]]:
    """Of which units (participation and name) alone a metric is required, by its key."""
    found: dict[str, list[tuple[int, str]]] = {}
    for row in await session.execute(_ALONE, {"event_id": event_id}):
        for key in row.also_required or ():
            found.setdefault(key, []).append((row.id, row.name))
    return found


async def require_alone(
    session: Session, participation_id: int, revision: int, keys: Collection[str]
) -> bool:
    """False when the participation has changed since it was read."""
    result = await session.execute(
        update(participations)
        .where(participations.c.id == participation_id, participations.c.revision == revision)
        .values(also_required=list(keys), revision=participations.c.revision + 1)
    )
    return result.rowcount == 1


async def touch_all(session: Session, event_id: int) -> None:
    """Whoever reports at this moment decides again, by what the day asks now."""
    await session.execute(
        update(participations)
        .where(participations.c.event_id == event_id)
        .values(revision=participations.c.revision + 1)
    )


async def copy_demands(session: Session, from_id: int, to_id: int) -> None:
    """The metrics, those that were dropped too, and the reminder rungs."""
    rest = (event_metrics.c.position, *_COLUMNS, event_metrics.c.dropped_at)
    await session.execute(
        insert(event_metrics).from_select(
            ["event_id", *(column.name for column in rest)],
            select(literal(to_id), *rest).where(event_metrics.c.event_id == from_id),
        )
    )
    rungs = select(events.c.rungs).where(events.c.id == from_id).scalar_subquery()
    await session.execute(update(events).where(events.c.id == to_id).values(rungs=rungs))


async def copy_also_required(session: Session, from_id: int, to_id: int) -> None:
    await session.execute(
        update(participations)
        .where(participations.c.event_id == bindparam("to"))
        .values(also_required=_LIKE),
        {"like": from_id, "to": to_id},
    )
