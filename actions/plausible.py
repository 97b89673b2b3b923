"""What is doubtful about a report, gathered from its words and weighed against what is known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from reading.origins import loose_number, metric_of, origin_of
from reading.report import Loose, Value
from reading.unsure import HEDGED, UNITS
from rules.model import Metric
from rules.plausibility import RECEIVED, RESOLVED, About, Doubt
from rules.rollup import PEOPLE
from storage.remarks import Origins

_EITHER: Final[Mapping[str, tuple[str, ...]]] = {
    "tn": (PEOPLE, RECEIVED),
    "hồ sơ": (RECEIVED, RESOLVED),
}
"""Between which metrics a word of that name leaves the choice (reading.report.Value.doubt)."""
_LIKELY: Final = ("citizens", PEOPLE, RECEIVED, RESOLVED)
_CHOICES: Final = 2
_OF_SUMS: Final = (HEDGED, UNITS)
_RATIO: Final = "ratio"
"""More resolved than received: that is asked by its own question."""


@dataclass(frozen=True, slots=True)
class Heard:
    """How figures came about by the words of a message, and what these leave open."""

    how: Origins = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()


def heard(
    values: Sequence[Value],
    loose: Iterable[Loose],
    metrics: Sequence[Metric],
    *,
    there: Iterable[str] = (),
) -> Heard:
    """`there`: metrics that the report has figures of already."""
    keys = {value.key for value in values}
    how = {value.key: came for value in values if (came := origin_of(value, values))}
    unclear = [_unclear(value, metrics, keys) for value in values if _is_unclear(value)]
    free = [metric for metric in metrics if metric.key not in keys | set(there)]
    return Heard(how, (*unclear, *(_unexplained(each, free) for each in loose)))


def _is_unclear(value: Value) -> bool:
    """A sum that its words add up is clear, whatever short form a part of it has."""
    is_clear_sum = value.how == "sum" and value.doubt not in _OF_SUMS
    return value.doubtful and value.doubt != _RATIO and not is_clear_sum


def _unclear(value: Value, metrics: Sequence[Metric], told: set[str]) -> Doubt:
    others = (
        key
        for key in _EITHER.get(value.doubt, ())
        if key != value.key and key not in told and metric_of(key, metrics)
    )
    choices = (value.key, *others)
    return Doubt(
        About.MEANING,
        value.key,
        value.value,
        why=value.doubt or "unclear",
        quote=value.quote,
        choices=choices if len(choices) > 1 else (),
    )


def _unexplained(loose: Loose, free: Sequence[Metric]) -> Doubt:
    number = loose_number(loose.quote)
    choices: tuple[str, ...] = ()
    if number:
        choices = tuple(metric.key for metric in sorted(free, key=_likely)[:_CHOICES])
    return Doubt(About.LOOSE, value=number or 0, quote=loose.quote, choices=choices)


def _likely(metric: Metric) -> tuple[bool, int]:
    place = _LIKELY.index(metric.key) if metric.key in _LIKELY else len(_LIKELY)
    return not metric.required, place
