"""The metrics of an event as one text, so that a row brings them along without another query.

Reading eleven rows costs more than all else that a message asks; the text is parsed once.
"""

import json
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, cast, func, literal, select

from rules.model import Metric
from storage.tables import event_metrics

_FIELD: Final = "\x1f"
_METRIC: Final = "\x1e"
_COLUMNS: Final = (
    event_metrics.c.position,
    event_metrics.c.id,
    event_metrics.c.key,
    event_metrics.c.label,
    event_metrics.c.counts,
    event_metrics.c.words,
    event_metrics.c.required,
    event_metrics.c.by_default,
)


def metrics_text(event_id: ColumnElement[Any], *outer: Any) -> ColumnElement[str | None]:  # noqa: ANN401
    """A column for `metrics_in`; `outer` are the tables of the query around that it refers to."""
    line: ColumnElement[str] = cast(_COLUMNS[0], Text)
    for column in _COLUMNS[1:]:
        line = line.concat(literal(_FIELD)).concat(cast(column, Text))
    told = select(func.aggregate_strings(line, _METRIC)).where(
        event_metrics.c.event_id == event_id, event_metrics.c.dropped_at.is_(None)
    )
    return told.correlate(*outer).scalar_subquery().label("metrics")


@lru_cache(maxsize=64)
def metrics_in(text: str | None, also: tuple[str, ...] = ()) -> tuple[Metric, ...]:
    """What one unit is asked, in the event's order; `also`: keys that it alone must report."""
    if not text:
        return ()
    lines = [line.split(_FIELD) for line in text.split(_METRIC)]
    lines.sort(key=lambda line: (int(line[0]), int(line[1])))
    asked = (_asked(_metric(*line[2:]), also) for line in lines)
    return tuple(metric for metric in asked if metric.by_default or metric.required)


def _metric(
    key: str, label: str, counts: str, words: str, required: str, by_default: str
) -> Metric:
    told = tuple(json.loads(words))
    return Metric(key, label, counts, told, _is_true(required), _is_true(by_default))


def _is_true(told: str) -> bool:
    return told in ("1", "true")


def _asked(metric: Metric, also: tuple[str, ...]) -> Metric:
    required = metric.key in also or (metric.required and metric.by_default)
    return metric if metric.required is required else replace(metric, required=required)
