"""How units did over the last weeks: on time or not, and what the days added up to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from actions.load import load_event_for
from rules.deadlines import counts_as_on_time
from rules.model import Actor, Metric
from rules.rollup import Tally, UnitLine, on_time_rate, tally
from storage.db import Session
from storage.events import Event
from storage.totals import totals_by_day
from storage.weeks import PastDay, past_days, units_of

MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Week:
    """One day of the past. `totals`: no figure twice, as everywhere."""

    event_id: int
    starts_at: datetime
    tally: Tally
    rate: int | None
    totals: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class OneWeek:
    """A unit on that day; `line` None: it was not expected. `on_time` within the day's grace."""

    starts_at: datetime
    line: UnitLine | None
    on_time: bool


@dataclass(frozen=True, slots=True)
class UnitWeeks:
    """One unit over the weeks, `on_time` of the `judged` ones."""

    unit_id: int
    name: str
    weeks: tuple[OneWeek, ...]
    on_time: int
    judged: int

    @property
    def rate(self) -> int | None:
        """Percent, half rounded up."""
        return (200 * self.on_time + self.judged) // (2 * self.judged) if self.judged else None


@dataclass(frozen=True, slots=True)
class Weeks:
    event: Event
    weeks: tuple[Week, ...]
    units: tuple[UnitWeeks, ...]
    metrics: tuple[Metric, ...]


async def weeks(session: Session, actor: Actor, event_id: int, *, now: datetime) -> Weeks:
    """The last days of the event's host whose deadline has passed."""
    event = await load_event_for(session, actor, "see_board", event_id)
    days = await past_days(session, event.host_unit_id, until=now, most=MOST)
    ids = [day.event_id for day in days]
    totals = {each.event_id: each for each in await totals_by_day(session, ids, event.host_path)}
    told = tuple(
        _week(day, totals[day.event_id].totals if day.event_id in totals else {}) for day in days
    )
    reported = {key for each in told for key in each.totals}
    return Weeks(
        event,
        told,
        unit_weeks(days),
        tuple(metric for metric in event.metrics if metric.key in reported),
    )


def _week(day: PastDay, totals: Mapping[str, int]) -> Week:
    sums = tally(day.lines, day.grace_minutes)
    return Week(day.event_id, day.starts_at, sums, on_time_rate(sums), totals)


def unit_weeks(days: Sequence[PastDay]) -> tuple[UnitWeeks, ...]:
    """Every unit over these days."""
    by_day = [(day, {line.unit_id: line for line in day.lines}) for day in days]
    return tuple(
        _unit(unit_id, name, [_one(day, lines.get(unit_id)) for day, lines in by_day])
        for unit_id, name in units_of(days).items()
    )


def _one(day: PastDay, line: UnitLine | None) -> OneWeek:
    must = line is not None and line.must_report
    on_time = must and counts_as_on_time(line.timeliness if line else None, day.grace_minutes)
    return OneWeek(day.starts_at, line, on_time)


def _unit(unit_id: int, name: str, told: Sequence[OneWeek]) -> UnitWeeks:
    judged = [each for each in told if each.line is not None and each.line.must_report]
    return UnitWeeks(unit_id, name, tuple(told), sum(each.on_time for each in judged), len(judged))
