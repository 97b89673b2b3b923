"""What a day asks is changed metric by metric, also while reports are in.

What was sent is kept: a metric that is dropped is in no card and no total, and back in all of them
once it is put back. Who becomes incomplete by a change is said before it is made, and told once.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from actions.change_day import day_to_change, unit_of_day
from actions.day_news import tell_of_day, tell_of_unit
from actions.load import load_event
from actions.progress import board_changed
from actions.report_card import card_changed
from actions.resettle import resettle_event, resettle_unit
from actions.unit_page import Found, units_of_day
from reading.own_metric import meant_by, own_key, proposed_words
from rules.completeness import is_covered
from rules.model import Actor, Metric, Progress, Refused
from storage import event_metrics as stored
from storage.audit import note
from storage.db import Session
from storage.event_metrics import EventMetric, load_metric, metrics_of_day
from storage.events import Event
from storage.participations import (
    Participation,
    load_participation,
    participations_of,
    refresh,
)
from storage.reports import set_values_of

MOST: Final = 30
_NAMES: Final = re.compile(r"[,;\n]|\s+và\s+")


class Want(StrEnum):
    """What a metric is to be: not asked, asked again, required, not required, or asked only of the
    units that are named."""

    OFF = "off"
    ON = "on"
    MUST = "must"
    MAY = "may"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class DayMetrics:
    """`alone`: participation and name of the units of which alone a metric is required, by key."""

    event: Event
    rows: tuple[EventMetric, ...]
    alone: Mapping[str, Sequence[tuple[int, str]]]

    def row(self, metric_id: int) -> EventMetric:
        return next(each for each in self.rows if each.id == metric_id)


@dataclass(frozen=True, slots=True)
class Asks:
    """Nothing is stored yet: these units are complete and would not be."""

    event: Event
    label: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """`back`: what undoes it; None when it was so already. `left_out`: words that mean something
    else."""

    event: Event
    row: EventMetric
    back: Want | None
    owing: int = 0
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Required:
    """Of these units (participation and name) alone."""

    event: Event
    row: EventMetric
    units: tuple[tuple[int, str], ...]
    owing: int = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """A metric of one's own. `words`: besides those that follow from its label;
    `participation_ids`: of these alone."""

    label: str
    counts: str
    words: tuple[str, ...] = ()
    need: Want = Want.MAY
    participation_ids: tuple[int, ...] = ()


async def day_metrics(session: Session, actor: Actor, event_id: int) -> DayMetrics:
    event = await day_to_change(session, actor, event_id)
    rows = await metrics_of_day(session, event.id)
    return DayMetrics(event, tuple(rows), await stored.required_alone(session, event.id))


async def metric_of_day(
    session: Session, actor: Actor, metric_id: int
) -> tuple[DayMetrics, EventMetric]:
    """Refused: "metric_gone"."""
    row = await load_metric(session, metric_id)
    if row is None:
        raise Refused("metric_gone")
    day = await day_metrics(session, actor, row.event_id)
    return day, day.row(row.id)


async def set_metric(
    session: Session, actor: Actor, metric_id: int, want: Want, *, sure: bool, now: datetime
) -> Changed | Asks:
    """Of two coordinators the second decides again by what the first has made of it."""
    while True:
        day, row = await metric_of_day(session, actor, metric_id)
        after = _wanted(row, want)
        if after == row:
            return Changed(day.event, row, None)
        units = await participations_of(session, day.event.id)
        owing = _owing(units, after)
        if owing and not sure:
            return Asks(day.event, row.metric.label, _names(owing))
        if await stored.change_metric(session, row, after, now=now):
            break
    for each in units:
        if row.metric.key in each.also_required:
            await tell_of_unit(session, actor, each, volunteers=False, now=now)
    event = await _follow(session, actor, day.event, after, want, now=now)
    return Changed(event, after, _back(row, after), len(owing))


def _wanted(row: EventMetric, want: Want) -> EventMetric:
    if want in (Want.OFF, Want.ON):
        return replace(row, dropped=want is Want.OFF)
    metric = replace(row.metric, required=want is Want.MUST, by_default=want is not Want.ALONE)
    return replace(row, metric=metric, dropped=False)


def _back(before: EventMetric, after: EventMetric) -> Want:
    if before.dropped is not after.dropped:
        return Want.ON if after.dropped else Want.OFF
    if not before.metric.by_default:
        return Want.ALONE
    return Want.MUST if before.metric.required else Want.MAY


def _owing(units: Collection[Participation], after: EventMetric) -> list[Participation]:
    """Complete ones that would lack this figure."""
    metric = after.metric
    if after.dropped:
        return []
    of_all = metric.required and metric.by_default
    return [
        each
        for each in _complete(units)
        if metric.key not in each.facts.values and (of_all or metric.key in each.also_required)
    ]


def _complete(units: Collection[Participation]) -> list[Participation]:
    return [
        each for each in units if each.progress is Progress.COMPLETE and not is_covered(each.facts)
    ]


def _names(units: Collection[Participation]) -> tuple[str, ...]:
    return tuple(each.unit_name for each in units)


async def _follow(
    session: Session, actor: Actor, before: Event, row: EventMetric, want: Want, *, now: datetime
) -> Event:
    """Current figures, how units stand, boards, cards and news, by what the day asks now."""
    await stored.touch_all(session, before.id)
    touched = [
        each
        for each in await participations_of(session, before.id)
        if row.metric.key in each.facts.values
    ]
    await set_values_of(session, touched)
    await resettle_event(session, before.id, now=now)
    for each in touched:
        if each.doubts:
            await refresh(session, each.id)
        await card_changed(session, each, now=now)
    event = await load_event(session, before.id)
    detail = {"metric": row.id, "want": want.value}
    await note(session, actor, "change_metrics", now=now, event_id=event.id, detail=detail)
    await tell_of_day(session, actor, before, event, now=now)
    return event


async def add_metric(
    session: Session, actor: Actor, event_id: int, wish: Wish, *, sure: bool, now: datetime
) -> Changed | Asks:
    """Refused: "metric_there" (named so already), "metrics_many"."""
    day = await day_metrics(session, actor, event_id)
    metric, left_out = _own(day, wish)
    there = next((each for each in day.rows if each.metric.key == metric.key), None)
    if there is not None:
        return await set_metric(session, actor, there.id, _need(wish), sure=sure, now=now)
    if len(day.rows) >= MOST:
        raise Refused("metrics_many", most=MOST)
    owing = await _would_owe(session, day.event, metric, wish)
    if owing and not sure:
        return Asks(day.event, metric.label, _names(owing))
    row = await stored.add_metric(session, day.event.id, metric)
    if row is None:
        return await add_metric(session, actor, event_id, wish, sure=sure, now=now)
    for each in wish.participation_ids:
        await _require(session, actor, each, metric.key, now=now)
    event = await _follow(session, actor, day.event, row, Want.ON, now=now)
    return Changed(event, row, Want.OFF, len(owing), left_out)


def _need(wish: Wish) -> Want:
    return wish.need if wish.need is not Want.ALONE else Want.ON


def _own(day: DayMetrics, wish: Wish) -> tuple[Metric, tuple[str, ...]]:
    """The metric, and those of its words that mean something else."""
    others = [each.metric for each in day.rows]
    key = own_key(wish.label, wish.counts)
    sense = meant_by(wish.label, [each for each in others if each.key != key])
    if sense is not None:
        named = next((each.label for each in others if each.key == sense), wish.label)
        raise Refused("metric_there", label=wish.label, named=named, event_id=day.event.id)
    free = tuple(each for each in wish.words if meant_by(each, others) is None)
    words = tuple(dict.fromkeys((*proposed_words(wish.label, wish.counts, others), *free)))
    metric = Metric(
        key,
        wish.label,
        wish.counts,
        words,
        required=wish.need is Want.MUST,
        by_default=wish.need is not Want.ALONE,
    )
    return metric, tuple(each for each in wish.words if each not in words)


async def _would_owe(
    session: Session, event: Event, metric: Metric, wish: Wish
) -> list[Participation]:
    if not (metric.required or wish.participation_ids):
        return []
    named = set(wish.participation_ids)
    units = _complete(await participations_of(session, event.id))
    return [
        each
        for each in units
        if metric.key not in each.facts.values and (metric.required or each.id in named)
    ]


async def require_of(
    session: Session,
    actor: Actor,
    metric_id: int,
    participation_ids: Sequence[int],
    *,
    sure: bool,
    now: datetime,
) -> Required | Asks:
    """ "Hồ sơ bắt buộc cho hai đơn vị". Refused: "metric_dropped"."""
    day, row = await metric_of_day(session, actor, metric_id)
    if row.dropped:
        raise Refused("metric_dropped", label=row.metric.label, metric_id=row.id)
    units = [await unit_of_day(session, actor, each) for each in participation_ids]
    key = row.metric.key
    units = [each for each in units if each.event_id == row.event_id]
    owing = [
        each
        for each in _complete(units)
        if key not in each.facts.values and key not in each.facts.required
    ]
    if owing and not sure:
        return Asks(day.event, row.metric.label, _names(owing))
    fresh = [each for each in units if key not in each.also_required]
    for each in fresh:
        await _require(session, actor, each.id, key, now=now)
    await _noted(session, actor, row, now=now)
    told = tuple((each.id, each.unit_name) for each in fresh or units)
    return Required(day.event, row, told, len(owing))


@dataclass(frozen=True, slots=True)
class Named:
    """Units by what somebody typed; `unclear`: the text, and the names that it may mean."""

    units: tuple[Found, ...]
    unclear: tuple[tuple[str, tuple[str, ...]], ...] = ()


async def units_named(session: Session, actor: Actor, event_id: int, typed: str) -> Named:
    await day_to_change(session, actor, event_id)
    units: dict[int, Found] = {}
    unclear: list[tuple[str, tuple[str, ...]]] = []
    for part in _NAMES.split(typed)[:MOST]:
        name = part.strip(" .")
        if not name:
            continue
        found = await units_of_day(session, actor, event_id, name)
        if len(found) == 1:
            units[found[0].participation_id] = found[0]
        else:
            unclear.append((name, tuple(each.name for each in found)))
    return Named(tuple(units.values()), tuple(unclear))


async def release(
    session: Session, actor: Actor, metric_id: int, participation_id: int, *, now: datetime
) -> tuple[EventMetric, Participation]:
    """Not required of this unit alone any more."""
    _, row = await metric_of_day(session, actor, metric_id)
    found = await unit_of_day(session, actor, participation_id)
    if found.event_id != row.event_id:
        raise Refused("participation_gone")
    await _require(session, actor, found.id, row.metric.key, now=now, required=False)
    await _noted(session, actor, row, now=now)
    return row, found


async def _require(
    session: Session,
    actor: Actor,
    participation_id: int,
    key: str,
    *,
    now: datetime,
    required: bool = True,
) -> None:
    while True:
        before = await unit_of_day(session, actor, participation_id)
        keys = [each for each in before.also_required if each != key] + [key] * required
        if await stored.require_alone(session, before.id, before.revision, keys):
            break
    after = await load_participation(session, before.id)
    if after is not None and key in after.facts.values:
        await set_values_of(session, [after])
        await card_changed(session, after, now=now)
    await resettle_unit(session, before.id, now=now)
    await tell_of_unit(session, actor, before, volunteers=False, now=now)


async def _noted(session: Session, actor: Actor, row: EventMetric, *, now: datetime) -> None:
    detail = {"metric": row.id, "want": Want.ALONE.value}
    await note(session, actor, "change_metrics", now=now, event_id=row.event_id, detail=detail)
    await board_changed(session, row.event_id, now=now)
