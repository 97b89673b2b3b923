"""The targets of a unit as one text, so that its row brings them along without another query."""

import json
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, func, literal, or_, select

from rules.targets import Target
from storage.tables import targets

_FIELD = "\x1f"
_TARGET = "\x1e"
_TOLD = (
    targets.c.id,
    targets.c.unit_id,
    targets.c.label,
    targets.c.numerator,
    targets.c.denominator,
    targets.c.period,
    targets.c.percent,
    targets.c.amount,
)


def targets_text(
    event_id: ColumnElement[Any],
    unit_id: ColumnElement[Any],
    *outer: Any,  # noqa: ANN401
) -> ColumnElement[str | None]:
    """A column for `targets_in`; `outer` are the tables of the query around that it refers to."""
    line: ColumnElement[str] = cast(_TOLD[0], Text)
    for column in _TOLD[1:]:
        line = line.concat(literal(_FIELD)).concat(func.coalesce(cast(column, Text), ""))
    own = or_(targets.c.unit_id == unit_id, and_(targets.c.unit_id.is_(None), targets.c.each_unit))
    told = select(func.aggregate_strings(line, _TARGET)).where(
        targets.c.event_id == event_id, targets.c.dropped_at.is_(None), own
    )
    return told.correlate(*outer).scalar_subquery().label("targets")


@lru_cache(maxsize=64)
def targets_in(text: str | None) -> tuple[Target, ...]:
    """In the order in which they were set."""
    if not text:
        return ()
    lines = sorted(
        (line.split(_FIELD) for line in text.split(_TARGET)), key=lambda one: int(one[0])
    )
    return tuple(_target(*line) for line in lines)


def _target(
    target_id: str,
    unit_id: str,
    label: str,
    numerator: str,
    denominator: str,
    period: str,
    percent: str,
    amount: str,
) -> Target:
    return Target(
        int(target_id),
        json.loads(unit_id or "null"),
        label,
        numerator,
        denominator,
        period,
        json.loads(percent or "null"),
        json.loads(amount or "null"),
        each_unit=not unit_id,
    )
