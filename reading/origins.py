"""How a figure came about, as numbers to show: "15 đv + 10 tn" is the sum of 15 and 10."""

from collections.abc import Sequence
from math import prod
from typing import Final

from reading.numbers import numbers_in
from reading.report import Value
from rules.model import Metric

TEAMS: Final = "teams"
MOST: Final = 6
"""More parts than that explain nothing at a glance."""


def origin_of(value: Value, values: Sequence[Value]) -> tuple[str, tuple[int, ...]] | None:
    """("sum", (15, 10)), ("product", (3, 6)), ("copied", ()); None for what was simply stated, or
    when the words do not show the parts."""
    if value.how == "copied":
        return "copied", ()
    if value.how not in ("sum", "product"):
        return None
    numbers = tuple(found.value for found in numbers_in(value.quote))
    if value.how == "sum":
        return _sum(value.value, numbers)
    if value.how == "product":
        teams = next((each.value for each in values if each.key == TEAMS), 0)
        return _product(value.value, numbers, teams)
    return None


def _sum(total: int, numbers: tuple[int, ...]) -> tuple[str, tuple[int, ...]] | None:
    parts = tuple(number for number in numbers if number != total)
    if sum(parts) != total or not 1 < len(parts) <= MOST:
        return None
    return "sum", parts


def _product(
    total: int, numbers: tuple[int, ...], teams: int
) -> tuple[str, tuple[int, ...]] | None:
    factors = tuple(number for number in numbers if number != total)
    if len(factors) == 1 and teams * factors[0] == total:
        factors = (teams, *factors)
    return ("product", factors) if len(factors) > 1 and prod(factors) == total else None


def loose_number(quote: str) -> int | None:
    """The one clear number of a loose stretch; None for a range."""
    found = numbers_in(quote)
    return found[0].value if len(found) == 1 else None


def metric_of(key: str, metrics: Sequence[Metric]) -> Metric | None:
    return next((metric for metric in metrics if metric.key == key), None)
