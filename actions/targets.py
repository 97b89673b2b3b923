"""What units or a day are to reach: set in one line or by questions, changed, removed, undone."""

from dataclasses import dataclass, replace
from datetime import datetime

from actions.change_day import day_to_change, unit_of_day
from actions.edit_metrics import Asks, Want, Wish, add_metric, require_of, set_metric
from actions.progress import board_changed
from actions.report_card import card_changed
from reading.own_metric import own_key
from rules.model import Actor, Refused
from rules.targets import Goal, Target, goals, paired
from storage import targets as stored
from storage.audit import note
from storage.days_of_units import rows_of_units
from storage.db import Session
from storage.event_metrics import EventMetric, metrics_of_day
from storage.events import Event, load_event
from storage.participations import Participation, participations_of
from storage.targets import load_target, targets_of
from storage.unit_lines import unit_lines


@dataclass(frozen=True, slots=True)
class DayTargets:
    """`unit`: those that concern this one alone, or every unit."""

    event: Event
    goals: tuple[Goal, ...]
    unit: Participation | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """`own`: the label of a denominator that nobody is asked for yet; of one unit only that unit
    is, and must report it. `instead_of`: the target that this one replaces."""

    numerator: str
    percent: int | None = None
    amount: int | None = None
    denominator: str = ""
    own: str = ""
    period: str = ""
    each: bool = True
    participation_id: int = 0
    instead_of: int = 0


@dataclass(frozen=True, slots=True)
class Set:
    """`instead_of`: the id of the one that it replaced; `stands`: it was not removed."""

    event: Event
    goal: Goal
    instead_of: int = 0
    stands: bool = True


async def day_targets(
    session: Session, actor: Actor, event_id: int, participation_id: int = 0
) -> DayTargets:
    event = await day_to_change(session, actor, event_id)
    unit = await _unit(session, actor, event, participation_id)
    found = await targets_of(session, event.id)
    if unit is not None:
        found = [each for each in found if _concerns(each, unit)]
    lines = await unit_lines(session, event.id)
    return DayTargets(event, goals(found, lines, event.metrics), unit)


def _concerns(target: Target, unit: Participation) -> bool:
    return target.unit_id == unit.unit_id or (target.unit_id is None and target.each_unit)


async def _unit(
    session: Session, actor: Actor, event: Event, participation_id: int
) -> Participation | None:
    if not participation_id:
        return None
    unit = await unit_of_day(session, actor, participation_id)
    if unit.event_id != event.id:
        raise Refused("participation_gone")
    return unit


async def set_target(
    session: Session, actor: Actor, event_id: int, wanted: Wanted, *, sure: bool, now: datetime
) -> Set | Asks:
    """Refused: "target_metric" when the day does not ask the figure any more."""
    event = await day_to_change(session, actor, event_id)
    unit = await _unit(session, actor, event, wanted.participation_id)
    denominator = wanted.denominator
    if wanted.own:
        asked = await _asked_for(session, actor, event, wanted, sure=sure, now=now)
        if isinstance(asked, Asks):
            return asked
        denominator = asked.metric.key
    target = await _target(session, event.id, wanted, unit, denominator)
    added = await stored.add_target(session, event.id, target)
    if wanted.instead_of:
        await _drop(session, actor, wanted.instead_of, now, now=now)
    return await _done(
        session, actor, event.id, replace(target, id=added), wanted.instead_of, now=now
    )


async def _target(
    session: Session, event_id: int, wanted: Wanted, unit: Participation | None, denominator: str
) -> Target:
    labels = {
        each.metric.key: each.metric.label
        for each in await metrics_of_day(session, event_id)
        if not each.dropped
    }
    if wanted.numerator not in labels or (denominator and denominator not in labels):
        raise Refused("target_metric", event_id=event_id)
    first = labels[wanted.numerator]
    return Target(
        0,
        unit.unit_id if unit else None,
        paired(first, labels[denominator]) if denominator else first,
        wanted.numerator,
        denominator,
        wanted.period,
        wanted.percent,
        wanted.amount,
        each_unit=wanted.each and unit is None,
    )


async def _asked_for(
    session: Session, actor: Actor, event: Event, wanted: Wanted, *, sure: bool, now: datetime
) -> EventMetric | Asks:
    """The denominator's own metric: made, or there already and asked of this unit too."""
    rows = {each.metric.key: each for each in await metrics_of_day(session, event.id)}
    numerator = rows.get(wanted.numerator)
    if numerator is None or numerator.dropped:
        raise Refused("target_metric", event_id=event.id)
    label = wanted.own[:1].upper() + wanted.own[1:]
    counts = numerator.metric.counts
    units = (wanted.participation_id,) if wanted.participation_id else ()
    need = Want.ALONE if units else Want.MAY
    there = rows.get(own_key(label, counts))
    if there is None or there.dropped:
        wish = Wish(label, counts, need=need, participation_ids=units)
        made = await add_metric(session, actor, event.id, wish, sure=sure, now=now)
        if isinstance(made, Asks):
            return made
        there = made.row
    if units:
        required = await require_of(session, actor, there.id, units, sure=sure, now=now)
        if isinstance(required, Asks):
            return required
    return there


async def remove_target(session: Session, actor: Actor, target_id: int, *, now: datetime) -> Set:
    """A number that only this target asked for is not asked any more; both come back together."""
    event_id, target = await _drop(session, actor, target_id, now, now=now)
    return replace(await _done(session, actor, event_id, target, now=now), stands=False)


async def restore_target(
    session: Session, actor: Actor, target_id: int, *, now: datetime, instead_of: int = 0
) -> Set:
    """`instead_of`: the one that had replaced it goes again."""
    if instead_of:
        await _drop(session, actor, instead_of, now, now=now)
    event_id, target = await _drop(session, actor, target_id, None, now=now)
    return await _done(session, actor, event_id, target, instead_of, now=now)


async def judge_whole(
    session: Session, actor: Actor, target_id: int, *, each: bool, now: datetime
) -> Set:
    """The day as a whole, or each unit by itself."""
    event_id, target, _ = await _loaded(session, actor, target_id)
    await stored.judge_each(session, target_id, each=each)
    return await _done(session, actor, event_id, replace(target, each_unit=each), now=now)


async def target_of_day(session: Session, actor: Actor, target_id: int) -> tuple[int, int]:
    """Its day, and the participation of the unit whose alone it is, or 0. Refused:
    "target_gone"."""
    event_id, target, stands = await _loaded(session, actor, target_id)
    if not stands:
        raise Refused("target_gone")
    if target.unit_id is None:
        return event_id, 0
    rows = await rows_of_units(session, event_id, [target.unit_id])
    return event_id, rows.get(target.unit_id, 0)


async def _loaded(session: Session, actor: Actor, target_id: int) -> tuple[int, Target, bool]:
    found = await load_target(session, target_id)
    if found is None:
        raise Refused("target_gone")
    await day_to_change(session, actor, found[0])
    return found


async def _drop(
    session: Session, actor: Actor, target_id: int, at: datetime | None, *, now: datetime
) -> tuple[int, Target]:
    event_id, target, _ = await _loaded(session, actor, target_id)
    if await stored.drop_target(session, target_id, at):
        await _own_denominator(session, actor, event_id, target, dropped=at is not None, now=now)
    return event_id, target


async def _own_denominator(
    session: Session,
    actor: Actor,
    event_id: int,
    target: Target,
    *,
    dropped: bool,
    now: datetime,
) -> None:
    """The number that only targets of single units ask for goes with the last of them."""
    rows = await metrics_of_day(session, event_id)
    own = next((each for each in rows if each.metric.key == target.denominator), None)
    if own is None or own.metric.by_default:
        return
    used = any(
        target.denominator in (each.denominator, each.numerator)
        for each in await targets_of(session, event_id)
    )
    if dropped is not used:
        want = Want.OFF if dropped else Want.ON
        await set_metric(session, actor, own.id, want, sure=True, now=now)


async def _done(
    session: Session,
    actor: Actor,
    event_id: int,
    target: Target,
    instead_of: int = 0,
    *,
    now: datetime,
) -> Set:
    """Boards and cards show it; nobody is sent anything."""
    detail = {"target": target.id, "instead_of": instead_of}
    await note(session, actor, "change_targets", now=now, event_id=event_id, detail=detail)
    event = await load_event(session, event_id)
    if event is None:
        raise Refused("no_such_event")
    for each in await participations_of(session, event_id):
        if each.version and _concerns(target, each):
            await card_changed(session, each, now=now)
    await board_changed(session, event_id, now=now)
    (goal,) = goals([target], await unit_lines(session, event_id), event.metrics)
    return Set(event, goal, instead_of)
