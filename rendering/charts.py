"""Plots as geometry, for templates to draw as SVG: no script, sharp on paper and on a projector."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

WIDTH: Final = 720
HEIGHT: Final = 220
LEFT, RIGHT, TOP, BOTTOM = 66, 30, 20, 30
_STEPS: Final = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000)
_HOURS: Final = (1, 2, 3, 6, 12, 24, 48, 168)
_LEVELS: Final = 5
_MARKS: Final = 8
ROW: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How many units were complete at each moment. `line` and `area` are SVG paths; `levels` pairs
    of y and number, `hours` of x and moment; `rows` say the same in numbers, half hour by half
    hour; `after` units came later than the plot reaches."""

    line: str
    area: str
    due_x: float
    now_x: float | None
    levels: tuple[tuple[float, int], ...]
    hours: tuple[tuple[float, datetime], ...]
    rows: tuple[tuple[datetime, int], ...]
    in_time: int
    total: int
    after: int
    expected: int


@dataclass(frozen=True, slots=True)
class Scale:
    """From a span of values to a span of pixels."""

    begins: float
    ends: float
    low: float
    high: float

    def at(self, value: float) -> float:
        share = (value - self.begins) / ((self.ends - self.begins) or 1)
        return round(self.low + share * (self.high - self.low), 1)


def arrivals(
    completed: Iterable[datetime],
    *,
    begins: datetime,
    due: datetime,
    ends: datetime,
    now: datetime,
    expected: int,
) -> Arrivals:
    """Units by the moment when each became complete, from `begins` (or the first) to `ends`."""
    came = sorted(completed)
    first = min([begins, *came[:1]])
    shown = [moment for moment in came if moment <= ends]
    across = Scale(first.timestamp(), ends.timestamp(), LEFT, WIDTH - RIGHT)
    up = Scale(0, max(expected, 1), HEIGHT - BOTTOM, TOP)
    line = _stairs(shown, across, up, min(now, ends))
    return Arrivals(
        line=line,
        area=f"{line}V{up.at(0)}H{across.at(first.timestamp())}Z" if line else "",
        due_x=across.at(due.timestamp()),
        now_x=across.at(now.timestamp()) if first <= now <= ends else None,
        levels=tuple((up.at(level), level) for level in levels(expected)),
        hours=tuple((across.at(hour.timestamp()), hour) for hour in _hours(first, ends)),
        rows=tuple(_rows(came, first, min(now, ends))),
        in_time=sum(moment <= due for moment in came),
        total=len(came),
        after=len(came) - len(shown),
        expected=expected,
    )


def _stairs(came: Sequence[datetime], across: Scale, up: Scale, until: datetime) -> str:
    """One step a pixel at most, however many units there are."""
    if until.timestamp() < across.begins:
        return ""
    path = [f"M{across.low} {up.at(0)}"]
    drawn = -1.0
    for number, moment in enumerate(came, 1):
        x = across.at(moment.timestamp())
        last = number == len(came)
        if x - drawn >= 1 or last:
            path.append(f"H{x}V{up.at(number)}")
            drawn = x
    end = max(until, came[-1]) if came else until
    path.append(f"H{across.at(end.timestamp())}")
    return "".join(path)


def levels(most: int) -> tuple[int, ...]:
    """Round numbers for a scale from 0 to `most`."""
    step = next((step for step in _STEPS if most / step <= _LEVELS), _STEPS[-1])
    return tuple(range(0, most + 1, step))


def _hours(first: datetime, last: datetime) -> Iterable[datetime]:
    span = (last - first) / timedelta(hours=1)
    step = timedelta(hours=next((each for each in _HOURS if span / each <= _MARKS), _HOURS[-1]))
    hour = first.replace(minute=0, second=0, microsecond=0)
    while hour <= last:
        if hour >= first:
            yield hour
        hour += step


def _rows(
    came: Sequence[datetime], first: datetime, until: datetime
) -> Iterable[tuple[datetime, int]]:
    """Only the half hours in which something came: the first night would be a long blank table."""
    before = 0
    moment = first.replace(minute=0, second=0, microsecond=0)
    while moment < until:
        moment += ROW
        number = sum(each <= moment for each in came)
        if number != before:
            yield moment, number
        before = number


@dataclass(frozen=True, slots=True)
class Bar:
    """`value` None: there is nothing to show; its place stays empty."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    value: int | None


@dataclass(frozen=True, slots=True)
class Bars:
    bars: tuple[Bar, ...]
    levels: tuple[tuple[float, int], ...]


def bars(values: Sequence[int | None], *, most: int) -> Bars:
    """One bar a value, from 0 to `most`."""
    up = Scale(0, most, HEIGHT - BOTTOM, TOP)
    room = (WIDTH - LEFT - RIGHT) / max(len(values), 1)
    width = min(room * 0.64, 72)
    made = []
    for place, value in enumerate(values):
        middle = LEFT + room * (place + 0.5)
        y = up.at(value or 0)
        made.append(
            Bar(
                x=round(middle - width / 2, 1),
                y=y,
                width=round(width, 1),
                height=round(up.at(0) - y, 1),
                middle=round(middle, 1),
                value=value,
            )
        )
    return Bars(tuple(made), tuple((up.at(level), level) for level in levels(most)))
