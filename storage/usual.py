"""What a unit usually reports, kept beside the day on which it is compared with it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Any, Final

from sqlalchemy import bindparam, select, update

from rules.model import METRICS, EventState
from rules.plausibility import Usual
from storage.db import Session
from storage.remarks import usual_json
from storage.tables import events, participations, report_values

LOOK_BACK: Final = timedelta(weeks=12)
LAST: Final = 5
"""So many reports, at most, make the usual figure."""
ENOUGH: Final = 2

_MINE = participations.alias("mine")
_DAY = events.alias("day")
_PAST = (
    select(
        _MINE.c.id.label("of"),
        *(report_values.c[metric.key] for metric in METRICS),
    )
    .select_from(
        _MINE.join(_DAY, _DAY.c.id == _MINE.c.event_id)
        .join(participations, participations.c.unit_id == _MINE.c.unit_id)
        .join(events, events.c.id == participations.c.event_id)
        .join(report_values, report_values.c.participation_id == participations.c.id)
    )
    .where(
        _MINE.c.event_id == bindparam("event_id"),
        events.c.starts_at < _DAY.c.starts_at,
        events.c.starts_at >= bindparam("since"),
        events.c.state != EventState.CANCELLED.value,
        participations.c.version > 0,
        participations.c.dropped_at.is_(None),
        participations.c.not_taking_part.is_(False),
    )
    .order_by(_MINE.c.id, events.c.starts_at.desc())
)
_KEEP = (
    update(participations)
    .where(participations.c.id == bindparam("b_id"))
    .values(usual=bindparam("b_usual"))
)


async def note_usual(session: Session, event_id: int, *, starts_at: datetime) -> None:
    """For every unit of the day that has reported before: two statements, however many units."""
    past: dict[int, list[dict[str, int]]] = {}
    given = {"event_id": event_id, "since": starts_at - LOOK_BACK}
    for row in await session.execute(_PAST, given):
        reports = past.setdefault(row.of, [])
        if len(reports) < LAST:
            reports.append(_figures(row))
    kept = [{"b_id": each, "b_usual": usual_json(usual(said))} for each, said in past.items()]
    if kept:
        await session.execute(_KEEP, kept)


async def later_days(session: Session, event_id: int) -> list[tuple[int, datetime]]:
    """Open days after this one, whose usual figures this one's reports change."""
    after = select(events.c.starts_at).where(events.c.id == event_id).scalar_subquery()
    rows = await session.execute(
        select(events.c.id, events.c.starts_at).where(
            events.c.starts_at > after, events.c.state == EventState.OPEN.value
        )
    )
    return [(row.id, row.starts_at) for row in rows]


def usual(reports: Sequence[dict[str, int]]) -> Usual:
    """`reports`: the newest first. A figure told once is not usual yet."""
    told: dict[str, list[int]] = {}
    for figures in reports:
        for key, value in figures.items():
            told.setdefault(key, []).append(value)
    typical = {key: _middle(values) for key, values in told.items() if len(values) >= ENOUGH}
    return Usual(typical, reports[0] if reports else {})


def _middle(values: Iterable[int]) -> int:
    return round(median(values))


def _figures(row: Any) -> dict[str, int]:  # noqa: ANN401  a row of _PAST
    told = {metric.key: getattr(row, metric.key) for metric in METRICS}
    return {key: value for key, value in told.items() if value is not None}
