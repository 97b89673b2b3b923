"""Figures of many days at once, summed by SQL over the current values (a week at a time stays a
row), none counted twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import (
    ColumnElement,
    FromClause,
    String,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union,
)

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
_HERE = and_(
    participations.c.event_id.in_(bindparam("event_ids", expanding=True)),
    participations.c.dropped_at.is_(None),
    _IN_SUBTREE,
)


def _has_figures(who: FromClause) -> ColumnElement[bool]:
    """As `UnitLine.has_figures`, of an expected unit."""
    own, more = report_values.alias(), extra_values.alias()
    standard = exists().where(
        own.c.participation_id == who.c.id,
        func.coalesce(*(own.c[key] for key in _KEYS)).is_not(None),
    )
    return and_(
        who.c.event_id.in_(bindparam("event_ids", expanding=True)),
        who.c.not_taking_part.is_(False),
        who.c.dropped_at.is_(None),
        or_(standard, exists().where(more.c.participation_id == who.c.id)),
    )


# --- whose figures are in another's: rules/count_once.py in SQL
_OVER, _UNDER = units.alias("over"), units.alias("under")
_BELOW = (
    select(_OVER.c.id.label("over_id"), _UNDER.c.id.label("unit_id"))
    .join_from(
        _OVER,
        _UNDER,
        and_(_UNDER.c.id != _OVER.c.id, _UNDER.c.path.like(_OVER.c.path + literal("%"))),
    )
    .where(_OVER.c.includes_branches.is_(True))
    .cte("below")
)
_HOLDER, _BRANCH = participations.alias("holder"), participations.alias("branch")
_HOLDERS = (
    select(_HOLDER.c.event_id, _HOLDER.c.unit_id)
    .join(units, units.c.id == _HOLDER.c.unit_id)
    .where(units.c.includes_branches.is_(True), _has_figures(_HOLDER))
    .cte("holders")
)
_BRANCHES = (
    select(_BRANCH.c.id)
    .select_from(_HOLDERS)
    .join(_BELOW, _BELOW.c.over_id == _HOLDERS.c.unit_id)
    .join(
        _BRANCH,
        and_(_BRANCH.c.unit_id == _BELOW.c.unit_id, _BRANCH.c.event_id == _HOLDERS.c.event_id),
    )
)
_COUNTED, _COUNTS = participations.alias("counted"), participations.alias("counts")
_COUNTED_UNIT, _THIRD = units.alias("counted_unit"), participations.alias("third")
_IN_CIRCLE = (
    exists()
    .select_from(_BELOW.join(_THIRD, _THIRD.c.unit_id == _BELOW.c.over_id))
    .where(
        _BELOW.c.unit_id == _COUNTS.c.unit_id,
        _THIRD.c.event_id == _COUNTS.c.event_id,
        _THIRD.c.counted_by.is_not(None),
        _has_figures(_THIRD),
    )
)
_BY_OTHERS = (
    select(_COUNTED.c.id)
    .join(_COUNTED_UNIT, _COUNTED_UNIT.c.id == _COUNTED.c.unit_id)
    .join(
        _COUNTS,
        and_(
            _COUNTS.c.id == _COUNTED.c.counted_by,
            _COUNTS.c.event_id == _COUNTED.c.event_id,
            _COUNTS.c.counted_by.is_(None),
        ),
    )
    .where(
        _has_figures(_COUNTS),
        or_(func.coalesce(_COUNTED_UNIT.c.includes_branches, False).is_(False), ~_IN_CIRCLE),
    )
)
_LEFT_OUT = union(_BRANCHES, _BY_OTHERS).cte("left_out")
_COUNTS_HERE = participations.c.id.not_in(select(_LEFT_OUT.c.id))

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
            report_values,
            and_(report_values.c.participation_id == participations.c.id, _COUNTS_HERE),
        )
    )
    .where(_HERE)
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
    .where(_HERE, _TAKING_PART, _COUNTS_HERE)
    .group_by(participations.c.event_id, extra_values.c.key)
)


async def totals_by_day(session: Session, event_ids: Sequence[int], path: str) -> list[DayTotals]:
    """The roll-up of the subtree at `path`, a row an event: two statements, whatever the number of
    units. To the digit what `rules.rollup` makes of `unit_lines`."""
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
