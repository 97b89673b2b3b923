"""Targets: what a unit, every unit or the whole day is to reach, and how far it has come."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rules.model import Metric
from rules.rollup import UnitLine, tally

WHOLE: Final = 100


@dataclass(frozen=True, slots=True)
class Target:
    """At least `percent` of the `denominator`, or at least `amount`, of the `numerator` (keys of
    metrics). Of one unit (`unit_id`), of `each_unit` by itself, or of the day as a whole."""

    id: int
    unit_id: int | None
    label: str
    numerator: str
    denominator: str = ""
    period: str = ""
    percent: int | None = None
    amount: int | None = None
    each_unit: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """How far figures have come; `of` is the denominator's. Without the figures `reached` is
    None."""

    target: Target
    label: str
    counts: str
    value: int | None
    of: int | None
    percent: int | None
    reached: bool | None


@dataclass(frozen=True, slots=True)
class Goal:
    """A target over a day: `reached` of the `judged` units, and the figures of the day as a whole
    (`whole`), that of one unit when it is only that unit's (`unit`, its name)."""

    target: Target
    unit: str
    whole: Reach
    reached: int
    judged: int


def reach(target: Target, values: Mapping[str, int], metrics: Iterable[Metric]) -> Reach:
    """A target whose metrics are not asked any more has nothing to be judged by."""
    asked = {metric.key: metric for metric in metrics}
    numerator = asked.get(target.numerator)
    value = values.get(target.numerator) if numerator else None
    of = values.get(target.denominator) if target.denominator in asked else None
    return Reach(
        target,
        _label(target, asked),
        numerator.counts if numerator else "",
        value,
        of,
        _percent(target, value, of),
        _reached(target, value, of),
    )


def _reached(target: Target, value: int | None, of: int | None) -> bool | None:
    if value is None:
        return None
    if target.percent is None:
        return value >= (target.amount or 0)
    if not of:
        return None
    return WHOLE * value >= target.percent * of


def _percent(target: Target, value: int | None, of: int | None) -> int | None:
    """Half rounded up, but never up to a target that is not reached."""
    if value is None or not of:
        return None
    rounded = (2 * WHOLE * value + of) // (2 * of)
    if target.percent is not None and not _reached(target, value, of):
        return min(rounded, target.percent - 1)
    return rounded


def _label(target: Target, asked: Mapping[str, Metric]) -> str:
    """ "Hồ sơ giải quyết/tiếp nhận": what both begin with is said once."""
    numerator, denominator = asked.get(target.numerator), asked.get(target.denominator)
    if numerator is None:
        return target.label
    if denominator is None:
        return numerator.label
    return paired(numerator.label, denominator.label)


def paired(first: str, second: str) -> str:
    one, other = first.split(), second.split()
    same = 0
    while same < min(len(one), len(other)) - 1 and one[same].lower() == other[same].lower():
        same += 1
    return f"{first}/{' '.join(other[same:])}"


def goals(
    targets: Iterable[Target], lines: Sequence[UnitLine], metrics: Sequence[Metric]
) -> tuple[Goal, ...]:
    """A unit that another's report stands for is not judged by itself, nor is one that does not
    take part; the figures of the whole are those of the roll-up."""
    totals = tally(lines).totals
    return tuple(_goal(target, lines, totals, metrics) for target in targets)


def _goal(
    target: Target, lines: Iterable[UnitLine], totals: Mapping[str, int], metrics: Sequence[Metric]
) -> Goal:
    own = [line for line in lines if line.must_report and not line.covered and _is_of(target, line)]
    if target.unit_id is None and not target.each_unit:
        whole = reach(target, totals, metrics)
        return Goal(target, "", whole, int(bool(whole.reached)), 1)
    reached = [reach(target, line.values, metrics) for line in own]
    one = target.unit_id is not None and bool(reached)
    rest = totals if target.unit_id is None else {}  # never all units' for one that is not there
    return Goal(
        target,
        own[0].name if one else "",
        reached[0] if one else reach(target, rest, metrics),
        sum(bool(each.reached) for each in reached),
        len(own),
    )


def _is_of(target: Target, line: UnitLine) -> bool:
    return target.unit_id in (None, line.unit_id)
