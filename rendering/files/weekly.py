"""The card over weeks: how many report on time, and what the days add up to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from rendering.files.card import totals
from rendering.files.drawing import png, svg
from rules.day_book import DayBook, PastDay
from rules.deadlines import local
from rules.model import Metric
from rules.rollup import PEOPLE, TURNS, sum_days

WEEKS: Final = 12
PLOTS: Final = 2
_STEPS: Final = (1, 2, 2.5, 5, 10)
_LINES: Final = 4
_WEEK: Final = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Column:
    """One day, or None for a week without one: a gap, not a zero. `value` None: nothing was
    told."""

    day: PastDay | None
    value: int | None


@dataclass(frozen=True, slots=True)
class Plot:
    """One metric over the weeks, from zero up to `top`; a line of the grid at every `step`."""

    metric: Metric
    columns: tuple[Column, ...]
    step: int
    top: int

    @property
    def lines(self) -> range:
        return range(0, self.top + 1, self.step)


def weekly_card(book: DayBook) -> bytes:
    """PNG, 1080 px wide."""
    return png(weekly_svg(book))


def weekly_svg(book: DayBook) -> str:
    days = book.past[-WEEKS:]
    columns = calendar(days, book.zone)
    return svg(
        "weekly",
        book=book,
        zone=book.zone,
        days=days,
        rates=[Column(day, day.on_time_rate if day else None) for day in columns],
        plots=plots(book, columns),
        sums=summed(book, days),
    )


def calendar(days: Sequence[PastDay], zone: str) -> list[PastDay | None]:
    """The days in their order, with a gap for each week that had none."""
    shown: list[PastDay | None] = []
    before: date | None = None
    for day in days:
        today = local(day.starts_at, zone).date()
        if before is not None:
            shown.extend([None] * min(WEEKS, (today - before) // _WEEK - 1))
        shown.append(day)
        before = today
    return shown[-WEEKS:]


def plots(book: DayBook, columns: Sequence[PastDay | None]) -> list[Plot]:
    """Those of the metrics told largest that any of the days told."""
    heroes, others = totals(book)
    told = [metric for metric in (*heroes, *others) if _told(metric.key, columns)]
    return [_plot(metric, columns) for metric in told[:PLOTS]]


def summed(book: DayBook, days: Sequence[PastDay]) -> list[tuple[Metric, int, bool]]:
    """What the days add up to; True where people became turns of people (DESIGN 3.4)."""
    sums = sum_days(day.totals for day in days)
    of = {TURNS if metric.key == PEOPLE else metric.key: metric for metric in book.metrics}
    return [(metric, sums[key], key == TURNS) for key, metric in of.items() if key in sums]


def _told(key: str, columns: Sequence[PastDay | None]) -> bool:
    return any(day is not None and day.totals.get(key) for day in columns)


def _plot(metric: Metric, days: Sequence[PastDay | None]) -> Plot:
    columns = tuple(Column(day, day.totals.get(metric.key) if day else None) for day in days)
    highest = max(column.value or 0 for column in columns)
    step = grid_step(highest)
    return Plot(metric, columns, step, step * max(1, -(-highest // step)))


def grid_step(highest: int) -> int:
    """A round number that parts 0 to `highest` into at most four."""
    power = 1
    while power * _STEPS[-1] * _LINES < highest:
        power *= 10
    sizes = (int(step * power) for step in _STEPS if step * power == int(step * power))
    return next(size for size in sizes if size * _LINES >= highest)
