"""Which figures a printed table shows and how wide each column is. A sheet of A4 holds so many: a
wider table is cut into several, each with the units' names."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from rendering.texts import number
from rules.day_book import DayBook
from rules.model import Metric

NUMBER: Final = 4
NAME: Final = 22
REMARK: Final = 13
"""Letters of the columns that every table has."""
UPRIGHT: Final = 84
TURNED: Final = 130
"""Letters of 10 points between the margins of a sheet."""
_ROOM: Final = 2
_NARROWEST: Final = 7


@dataclass(frozen=True, slots=True)
class Column:
    """`letters`: of the widest word or number that must not be broken."""

    metric: Metric
    letters: int


def columns(book: DayBook) -> list[Column]:
    """What somebody reported, and what everybody must report even if nobody did."""
    told = {key for unit in book.units for key in unit.line.values} | book.figures.totals.keys()
    shown = [metric for metric in book.metrics if metric.required or metric.key in told]
    return [Column(metric, _letters(book, metric)) for metric in shown]


def blocks(shown: Sequence[Column]) -> list[list[Column]]:
    """As few tables as fit a turned sheet, with about as many columns each."""
    for count in range(1, len(shown) + 1):
        size, longer = divmod(len(shown), count)
        ends = [size * at + min(at, longer) for at in range(count + 1)]
        tables = [list(shown[a:b]) for a, b in pairwise(ends)]
        if all(width(each) <= TURNED for each in tables):
            return tables
    return [[each] for each in shown]


def width(table: Sequence[Column]) -> int:
    """In letters, with the columns of every table."""
    return NUMBER + NAME + REMARK + sum(column.letters for column in table)


def shares(weights: Sequence[int], whole: int) -> list[int]:
    """`whole` dealt out by weight; the last takes what rounding left."""
    total = sum(weights)
    dealt = [whole * weight // total for weight in weights[:-1]]
    return [*dealt, whole - sum(dealt)]


def _letters(book: DayBook, metric: Metric) -> int:
    values = [book.figures.totals.get(metric.key, 0)]
    values += [unit.line.values.get(metric.key, 0) for unit in book.units]
    words = f"{metric.label} ({metric.counts})".split()
    longest = max(len(number(max(values))) + 1, *map(len, words))
    return max(longest + _ROOM, _NARROWEST)
