"""An open day is changed line by line, postponed, called off and put on again; units are added to
it and dropped. What was done is kept, everybody concerned hears of it once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from actions.day_news import tell_of_day, tell_of_unit
from actions.find_unit import units_called
from actions.import_units import import_units, typed_roster
from actions.load import load_event, load_event_for
from actions.progress import board_changed
from actions.resettle import resettle_event, resettle_unit
from rules import reschedule
from rules.deadlines import check_order, check_schedule
from rules.editions import EditionNumber
from rules.model import Actor, EventState, Refused, Schedule
from rules.permissions import authorise
from storage import events
from storage.audit import note
from storage.db import Session
from storage.editions import latest_number
from storage.events import Event, EventDraft
from storage.expected import expect_unit, row_of, set_dropped
from storage.participations import Participation, load_participation, settle_covered
from storage.reports import set_values_of
from storage.timer_plan import plan_timers
from storage.units import Unit, unit


@dataclass(frozen=True, slots=True)
class Change:
    """What a coordinator changes; None leaves a line as it is."""

    title: str | None = None
    place: str | None = None
    min_photos: int | None = None
    day: date | None = None
    window: tuple[time, time] | None = None
    registration_closes_at: datetime | None = None
    report_due_at: datetime | None = None
    grace_minutes: int | None = None
    second_edition_at: datetime | None = None


def changed_draft(draft: EventDraft, change: Change, zone: str) -> EventDraft:
    return replace(
        draft,
        title=draft.title if change.title is None else change.title,
        place=draft.place if change.place is None else change.place,
        min_photos=draft.min_photos if change.min_photos is None else change.min_photos,
        schedule=_rescheduled(draft.schedule, change, zone),
    )


def _rescheduled(schedule: Schedule, change: Change, zone: str) -> Schedule:
    if change.day is not None:
        schedule = reschedule.on_day(schedule, change.day, zone)
    if change.window is not None:
        schedule = reschedule.between(schedule, *change.window, zone)
    if change.registration_closes_at is not None:
        schedule = replace(schedule, registration_closes_at=change.registration_closes_at)
    if change.report_due_at is not None:
        schedule = reschedule.report_due(schedule, change.report_due_at)
    if change.second_edition_at is not None:
        schedule = replace(schedule, second_edition_at=change.second_edition_at)
    if change.grace_minutes is not None:
        schedule = replace(schedule, grace_minutes=change.grace_minutes)
    return schedule


async def change_event(
    session: Session, actor: Actor, event_id: int, change: Change, *, now: datetime
) -> Event:
    """Postponing is a change of the day: registrations, shifts, sign-ups and the units' own
    deadlines move along. What was reported is judged by the new demands.

    Refused: "event_not_open", "day_taken", "schedule_order", "schedule_past", "edition_past".
    """
    while True:
        before = await load_event_for(session, actor, "change_event", event_id)
        draft = EventDraft(before.title, before.schedule, before.place, before.min_photos)
        after = changed_draft(draft, change, before.zone)
        await _check(session, before, after.schedule, now)
        old, new = _columns(draft), _columns(after)
        seen = {key: old[key] for key in old if old[key] != new[key]}
        if await _saved(session, before, seen, {key: new[key] for key in seen}):
            return await _changed(session, actor, before, after, now=now)


async def _check(session: Session, before: Event, after: Schedule, now: datetime) -> None:
    """Bản 2 alone may be moved once the deadline is over, while it lies ahead."""
    second = before.schedule.second_edition_at
    if _times(after) == _times(before.schedule):
        return
    if _times(replace(after, second_edition_at=second)) != _times(before.schedule):
        check_schedule(after, now)
        return
    check_order(after)
    made = await latest_number(session, before.id) or 0
    if made >= EditionNumber.SECOND or after.second_edition_at <= now:
        raise Refused("edition_past", zone=before.zone, at=second, made=made)


def _times(schedule: Schedule) -> Mapping[str, datetime]:
    return events.times(schedule)


async def _saved(
    session: Session, before: Event, seen: Mapping[str, Any], changes: Mapping[str, Any]
) -> bool:
    """False when another coordinator has just changed the same: then decide again."""
    if before.state is not EventState.OPEN:
        raise Refused("event_not_open")
    if not changes or await events.change_event(session, before.id, changes, seen=seen):
        return True
    starts_at = changes.get("starts_at")
    if starts_at is not None:
        other = await events.event_starting(session, before.host_unit_id, starts_at)
        if other is not None and other != before.id:
            raise Refused("day_taken", day=starts_at, zone=before.zone)
    return False


async def _changed(
    session: Session, actor: Actor, before: Event, draft: EventDraft, *, now: datetime
) -> Event:
    """What follows from a change that is saved."""
    await events.move_shifts(session, before, draft.schedule)
    event = await load_event(session, before.id)
    old = EventDraft(before.title, before.schedule, before.place, before.min_photos)
    changes = _diff(old, draft)
    if not changes:
        return event
    await plan_timers(session, event, now=now)
    await note(session, actor, "change_event", now=now, event_id=event.id, detail=changes)
    if before.min_photos != event.min_photos or _due(before) != _due(event):
        await resettle_event(session, event.id, now=now)
    await tell_of_day(session, actor, before, event, now=now)
    await board_changed(session, event.id, now=now)
    return event


def _due(event: Event) -> datetime:
    return event.schedule.report_due_at


def _columns(draft: EventDraft) -> dict[str, Any]:
    return {
        "title": draft.title,
        "place": draft.place,
        "min_photos": draft.min_photos,
        "grace_minutes": draft.schedule.grace_minutes,
        **events.times(draft.schedule),
    }


def _diff(before: EventDraft, after: EventDraft) -> Mapping[str, str]:
    """What the audit keeps: old and new of each line that moved."""
    old, new = _columns(before), _columns(after)
    return {key: f"{old[key]} -> {new[key]}" for key in old if old[key] != new[key]}


async def cancel_event(
    session: Session, actor: Actor, event_id: int, reason: str = "", *, now: datetime
) -> Event:
    """Called off (rain): reminders stop, everyone concerned hears it once; all that was done stays.

    Refused: "event_not_open".
    """
    before = await load_event_for(session, actor, "change_event", event_id)
    if not await events.close_event(session, event_id, EventState.CANCELLED, reason):
        raise Refused("event_not_open")
    return await _called(session, actor, before, "cancel_event", now=now)


async def uncancel_event(session: Session, actor: Actor, event_id: int, *, now: datetime) -> Event:
    """On again as it was, reminders planned anew; who has not heard that it was off hears nothing.

    Refused: "event_not_cancelled", "day_taken", "schedule_past".
    """
    before = await load_event_for(session, actor, "change_event", event_id)
    if before.state is not EventState.CANCELLED:
        raise Refused("event_not_cancelled")
    check_schedule(before.schedule, now)
    if not await events.reopen_cancelled(session, before):
        raise Refused("day_taken", day=before.schedule.starts_at, zone=before.zone)
    return await _called(session, actor, before, "uncancel_event", now=now)


async def _called(
    session: Session, actor: Actor, before: Event, action: str, *, now: datetime
) -> Event:
    event = await load_event(session, before.id)
    await plan_timers(session, event, now=now)
    await note(session, actor, action, now=now, event_id=event.id)
    await tell_of_day(session, actor, before, event, now=now)
    return event


@dataclass(frozen=True, slots=True)
class Added:
    """`participation` is now expected; `new` is False when it was already."""

    participation: Participation
    new: bool


async def units_to_add(session: Session, actor: Actor, event_id: int, typed: str) -> list[Unit]:
    """Units of the tree that may be meant, best first; exactly one when there is no doubt."""
    event = await day_to_change(session, actor, event_id)
    return await units_called(session, typed, below=event.host_path)


async def add_unit_to_day(
    session: Session, actor: Actor, event_id: int, unit_id: int, *, now: datetime
) -> Added:
    """A unit of the tree, or one that was dropped: then with all that it sent."""
    event = await day_to_change(session, actor, event_id)
    wanted = await unit(session, unit_id)
    if wanted is None or not wanted.path.startswith(event.host_path):
        raise Refused("unit_unknown")
    there = await row_of(session, event_id, unit_id)
    if there is not None:
        before = await unit_of_day(session, actor, there)
        if before.dropped_at is None:
            return Added(before, new=False)
        return Added(await restore_unit(session, actor, there, now=now), new=True)
    fresh = await expect_unit(session, event_id, unit_id)
    if fresh is None:
        return await add_unit_to_day(session, actor, event_id, unit_id, now=now)
    return Added(await _added(session, actor, fresh, now=now), new=True)


async def _added(
    session: Session, actor: Actor, participation_id: int, *, now: datetime
) -> Participation:
    found = await _expected(session, actor, participation_id, "add_unit", now=now)
    unknown = replace(found, dropped_at=now)
    await tell_of_unit(session, actor, unknown, volunteers=False, now=now)
    return found


async def add_new_unit(
    session: Session, actor: Actor, event_id: int, name: str, *, now: datetime
) -> Participation:
    """A unit that the tree does not have yet, below the day's host; other open days expect it too.

    Refused: "roster_faults", "unit_unknown".
    """
    event = await day_to_change(session, actor, event_id)
    host = await unit(session, event.host_unit_id)
    if host is None:
        raise Refused("unit_unknown")
    made = await import_units(session, actor, host, typed_roster(name), now=now)
    units = made.added or tuple(await units_called(session, name, below=host.path))
    if not units:
        raise Refused("unit_unknown")
    there = await row_of(session, event_id, units[0].id)
    if there is None:
        return (await add_unit_to_day(session, actor, event_id, units[0].id, now=now)).participation
    return await _added(session, actor, there, now=now)


async def drop_unit(
    session: Session, actor: Actor, participation_id: int, *, now: datetime
) -> Participation:
    """Not expected on this day after all: in no count, not chased, in no total. What it sent stays;
    its reporters and volunteers are told once. Refused: "unit_dropped"."""
    before = await unit_of_day(session, actor, participation_id)
    if before.dropped_at is not None or not await set_dropped(session, before.id, now):
        raise Refused("unit_dropped", unit=before.unit_name)
    after = await _expected(session, actor, before.id, "drop_unit", now=now)
    await tell_of_unit(session, actor, before, volunteers=True, now=now)
    return after


async def restore_unit(
    session: Session, actor: Actor, participation_id: int, *, now: datetime
) -> Participation:
    """Expected again, as it stands by what it sent."""
    before = await unit_of_day(session, actor, participation_id)
    if before.dropped_at is None or not await set_dropped(session, before.id, None):
        raise Refused("unit_not_dropped", unit=before.unit_name)
    await resettle_unit(session, before.id, now=now)
    await set_values_of(session, [before])  # the day may ask other figures by now
    after = await _expected(session, actor, before.id, "restore_unit", now=now)
    await tell_of_unit(session, actor, before, volunteers=True, now=now)
    return after


async def unit_of_day(session: Session, actor: Actor, participation_id: int) -> Participation:
    """Which may be dropped or taken back. Refused: "event_not_open"."""
    found = await load_participation(session, participation_id)
    if found is None:
        raise Refused("participation_gone")
    authorise(actor, "change_event", found.host_path)
    if found.state is not EventState.OPEN:
        raise Refused("event_not_open")
    return found


async def day_to_change(session: Session, actor: Actor, event_id: int) -> Event:
    """The first tap: may it be changed at all? Refused: "event_not_open"."""
    event = await load_event_for(session, actor, "change_event", event_id)
    if event.state is not EventState.OPEN:
        raise Refused("event_not_open")
    return event


async def _expected(
    session: Session, actor: Actor, participation_id: int, action: str, *, now: datetime
) -> Participation:
    """The plan and the board of the day, once it expects other units."""
    await settle_covered(session, participation_id)
    found = await load_participation(session, participation_id)
    if found is None:
        raise Refused("participation_gone")
    event = await load_event(session, found.event_id)
    await plan_timers(session, event, now=now)
    await note(session, actor, action, now=now, unit_id=found.unit_id, event_id=event.id)
    await board_changed(session, event.id, now=now)
    return found
