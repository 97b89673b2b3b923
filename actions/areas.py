"""The days of a whole subtree, as who stands above several hosts sees them: a list of days, and one
day rolled up by the units below, level by level down to a unit's page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from actions.load import events_for
from rules.deadlines import local
from rules.model import METRICS, Actor, Metric, Refused
from rules.permissions import authorise, may
from rules.rollup import Tally, UnitLine, by_child, rollup
from rules.tree import within
from storage.areas import HostedDay, hosted_days
from storage.db import Session
from storage.event_metrics import metrics_of_days
from storage.events import Event
from storage.totals import DayTotals, totals_by_day
from storage.unit_lines import unit_lines
from storage.units import Unit, unit, units_by_id

_ZONES: Final = timedelta(days=1)
"""A local day lies within this of the same day in UTC."""


@dataclass(frozen=True, slots=True)
class ListedDay:
    """`number` is the day as 20261128."""

    event: Event
    complete: int
    must_report: int
    number: int


@dataclass(frozen=True, slots=True)
class Crumb:
    unit_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit below, with all that is below it. `alone` when it is a single unit of the day; else
    one can go further down."""

    unit_id: int
    name: str
    tally: Tally
    alone: UnitLine | None


@dataclass(frozen=True, slots=True)
class Area:
    """One day of a subtree. `trail` leads from the reader's own unit down to this one, which is not
    in it; `event_id` is the day that this very unit holds."""

    unit: Unit
    day: int
    at: datetime
    tally: Tally
    metrics: tuple[Metric, ...]
    branches: tuple[Branch, ...]
    trail: tuple[Crumb, ...]
    event_id: int | None


async def days_listed(
    session: Session, actor: Actor, action: str, *, now: datetime
) -> list[ListedDay]:
    """The days at hand in which the actor may do this, with how far each is; a fixed number of
    statements for each role that the actor holds."""
    events = await events_for(session, actor, action, now=now)
    sums: dict[int, DayTotals] = {}
    for root in {event.host_path for event in events}:
        ids = [event.id for event in events if event.host_path == root]
        sums |= {each.event_id: each for each in await totals_by_day(session, ids, root)}
    return [_listed(event, sums.get(event.id)) for event in events]


def _listed(event: Event, sums: DayTotals | None) -> ListedDay:
    number = day_number(event.day)
    if sums is None:
        return ListedDay(event, 0, 0, number)
    return ListedDay(event, sums.complete, sums.taking_part, number)


def day_number(day: date) -> int:
    return int(day.strftime("%Y%m%d"))


def top_of(actor: Actor, days: Iterable[ListedDay]) -> int | None:
    """The id of the actor's unit that stands above all of these days, which fall on one date."""
    listed = list(days)
    if len({each.number for each in listed}) != 1:
        return None
    for grant in actor.grants:
        own = Actor(actor.person_id, actor.name, (grant,))
        if all(may(own, "see_board", each.event.host_path) for each in listed):
            return grant.unit_id
    return None


async def area(session: Session, actor: Actor, unit_id: int, day: int, *, now: datetime) -> Area:
    """Refused: "unit_unknown", "nothing_that_day" and those of `authorise`."""
    top = await unit(session, unit_id)
    if top is None:
        raise Refused("unit_unknown")
    authorise(actor, "see_board", top.path)
    held = await _held(session, top, day)
    lines = [line for each in held for line in await unit_lines(session, each.event_id)]
    if not any(within(line.path, top.path) for line in lines):
        raise Refused("nothing_that_day", unit=top.name)
    sums = rollup(lines, top.path, _grace(held))
    own = next((each.event_id for each in held if each.host_path == top.path), None)
    return Area(
        unit=top,
        day=day,
        at=now,
        tally=sums,
        metrics=await _metrics(session, held, sums),
        branches=await _branches(session, lines, top.path, _grace(held)),
        trail=await _trail(session, actor, top.path),
        event_id=own,
    )


async def _metrics(session: Session, held: Sequence[HostedDay], sums: Tally) -> tuple[Metric, ...]:
    """The usual ones, then those of the hosts' own: one key means one thing everywhere."""
    known = {metric.key: metric for metric in METRICS}
    if sums.totals.keys() - known.keys():
        for each in await metrics_of_days(session, [day.event_id for day in held]):
            known.setdefault(each.metric.key, each.metric)
    return tuple(metric for key, metric in known.items() if key in sums.totals)


def _grace(held: Sequence[HostedDay]) -> int:
    """The grace of the day, where all of its hosts have the same."""
    return min((each.grace_minutes for each in held), default=0)


async def _held(session: Session, top: Unit, day: int) -> list[HostedDay]:
    try:
        midnight = datetime.strptime(f"{day:08}", "%Y%m%d").replace(tzinfo=UTC)
        around = midnight - _ZONES, midnight + 2 * _ZONES
    except (ValueError, OverflowError):
        raise Refused("nothing_that_day", unit=top.name) from None
    found = await hosted_days(session, top.path, since=around[0], until=around[1])
    return [each for each in found if local(each.starts_at, each.zone).date() == midnight.date()]


async def _branches(
    session: Session, lines: Sequence[UnitLine], path: str, grace: int
) -> tuple[Branch, ...]:
    groups = by_child(lines, path, grace)
    alone = _alone(lines, groups)
    named = await units_by_id(session, (_last(each) for each in groups))
    known = [(each, named[_last(each)]) for each in groups if _last(each) in named]
    known.sort(key=lambda pair: (pair[1].position, pair[1].id))
    return tuple(
        Branch(below.id, below.name, groups[each], alone.get(each)) for each, below in known
    )


def _alone(lines: Iterable[UnitLine], groups: Mapping[str, Tally]) -> dict[str, UnitLine]:
    """The line of each group that is one unit and nothing below it."""
    return {
        line.path: line for line in lines if line.path in groups and groups[line.path].expected == 1
    }


def _last(path: str) -> int:
    return int(path.rstrip("/").rsplit("/", 1)[-1])


async def _trail(session: Session, actor: Actor, path: str) -> tuple[Crumb, ...]:
    """The units above that the actor may see as well, from the top."""
    ids = [int(part) for part in path.split("/") if part]
    above = await units_by_id(session, ids[:-1])
    seen = (above[each] for each in ids[:-1] if each in above)
    return tuple(Crumb(each.id, each.name) for each in seen if may(actor, "see_board", each.path))
