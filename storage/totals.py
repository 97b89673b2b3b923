"""Figures of many days at once, summed by SQL over the current values (a week at a time stays a
row).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, String, bindparam, case, func, literal, select

from rules.model import METRICS, Progress
from storage.db import Session
from storage.tables import extra_values, participations, report_values, units

_KEYS: Final = tuple(metric.key for metric in METRICS)


@dataclass(frozen=True, slots=True)
class DayTotals:
    """One event over one subtree. A metric that nobody reported is absent; 0 stays 0."""

    event_id: int
    expected: int
    taking_part: int
    complete: int
    totals: dict[str, int]


def _counted(state: Progress) -> ColumnElement[int]:
    return func.sum(case((participations.c.progress == state.value, 1), else_=0))


_TAKING_PART = participations.c.not_taking_part.is_(False)
_IN_SUBTREE = units.c.path.like(bindparam("path", type_=String) + literal("%"))
_DAYS = (
    select(
        participations.c.event_id,
        func.count().label("expected"),
        func.sum(case((_TAKING_PART, 1), else_=0)).label("taking_part"),
        _counted(Progress.COMPLETE).label("complete"),
        *(func.sum(case((_TAKING_PART, report_values.c[key]))).label(key) for key in _KEYS),
    )
    .select_from(
        participations.join(units, units.c.id == participations.c.unit_id).outerjoin(
            report_values, report_values.c.participation_id == participations.c.id
        )
    )
    .where(participations.c.event_id.in_(bindparam("event_ids", expanding=True)), _IN_SUBTREE)
    .group_by(participations.c.event_id)
    .order_by(participations.c.event_id)
)
_EXTRAS = (
    select(
        participations.c.event_id,
        extra_values.c.key,
        func.sum(extra_values.c.value).label("total"),
    )
    .select_from(
        extra_values.join(
            participations, participations.c.id == extra_values.c.participation_id
        ).join(units, units.c.id == participations.c.unit_id)
    )
    .where(
        participations.c.event_id.in_(bindparam("event_ids", expanding=True)),
        _IN_SUBTREE,
        _TAKING_PART,
    )
    .group_by(participations.c.event_id, extra_values.c.key)
)


async def totals_by_day(session: Session, event_ids: Sequence[int], path: str) -> list[DayTotals]:
    """The roll-up of the subtree at `path`, a row an event: two statements, whatever the number of
    units.
    """
    wanted = {"event_ids": list(event_ids), "path": path}
    extras: dict[int, dict[str, int]] = {}
    for row in await session.execute(_EXTRAS, wanted):
        extras.setdefault(row.event_id, {})[row.key] = int(row.total)
    return [
        DayTotals(
            row.event_id,
            row.expected,
            int(row.taking_part),
            int(row.complete),
            {key: int(value) for key in _KEYS if (value := getattr(row, key)) is not None}
            | extras.get(row.event_id, {}),
        )
        for row in await session.execute(_DAYS, wanted)
    ]
