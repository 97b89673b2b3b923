"""A volunteer day: proposed as usual, opened once, changed line by line, called off."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from actions.load import load_event, load_event_for
from actions.progress import board_changed
from actions.tell import tell
from rendering.texts import words
from rules import reschedule
from rules.deadlines import check_schedule, local, usual_schedule
from rules.model import Actor, EventState, Refused, RoleKind, Schedule
from rules.permissions import authorise, units_of
from rules.reminders import next_allowed
from storage import events
from storage.audit import note
from storage.db import Session
from storage.events import Event, EventDraft
from storage.participations import participations_of, refresh
from storage.people import coordinators_above
from storage.timer_plan import plan_timers
from storage.units import Unit, unit


@dataclass(frozen=True, slots=True)
class Proposal:
    """A day as it would open, and how many units it would expect."""

    host: Unit
    draft: EventDraft
    units: int


@dataclass(frozen=True, slots=True)
class Opened:
    """`new` is False when the host had opened that day already."""

    event: Event
    units: int
    new: bool


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


async def host_of(session: Session, actor: Actor) -> Unit:
    """The unit that this coordinator runs; the first granted when there are several.

    Refused: "for_coordinators", "who_are_you".
    """
    grants = units_of(actor, RoleKind.COORDINATOR)
    authorise(actor, "open_event", grants[0].path if grants else "")
    host = await unit(session, grants[0].unit_id)
    if host is None:
        raise Refused("unit_unknown")
    return host


async def propose_day(session: Session, actor: Actor, *, now: datetime) -> Proposal:
    """The next Saturday that the host has no day on, with the usual times, otherwise like the
    latest day."""
    host = await host_of(session, actor)
    last = await events.last_draft(session, host.id)
    title, place, min_photos, grace = last or (words("events/usual_title").text, "", 3, 0)
    schedule = usual_schedule(now, host.timezone)
    while await events.event_starting(session, host.id, schedule.starts_at) is not None:
        schedule = usual_schedule(schedule.starts_at, host.timezone)
    schedule = replace(schedule, grace_minutes=grace)
    draft = EventDraft(title, schedule, place=place, min_photos=min_photos)
    return await propose(session, actor, draft, now=now)


async def propose(session: Session, actor: Actor, draft: EventDraft, *, now: datetime) -> Proposal:
    """The card of a draft. Refused: "schedule_order", "schedule_past"."""
    host = await host_of(session, actor)
    check_schedule(draft.schedule, now)
    day = local(draft.schedule.starts_at, host.timezone).date()
    return Proposal(host, draft, await events.expected_count(session, host, day))


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
    if change.grace_minutes is not None:
        schedule = replace(schedule, grace_minutes=change.grace_minutes)
    return schedule


async def open_event(session: Session, actor: Actor, draft: EventDraft, *, now: datetime) -> Opened:
    """Opens the day and plans its reminders. A second tap gives the day of the first.

    Refused: "no_units", "schedule_order", "schedule_past".
    """
    proposal = await propose(session, actor, draft, now=now)
    host = proposal.host
    authorise(actor, "open_event", host.path)
    if not proposal.units:
        raise Refused("no_units")
    event = await events.create_event(session, host, draft, created_by=actor.person_id, now=now)
    if event is None:
        event_id = await events.event_starting(session, host.id, draft.schedule.starts_at)
        return Opened(await load_event(session, event_id), proposal.units, new=False)
    await plan_timers(session, event, now=now)
    await note(session, actor, "open_event", now=now, unit_id=host.id, event_id=event.id)
    return Opened(event, proposal.units, new=True)


async def change_event(
    session: Session, actor: Actor, event_id: int, change: Change, *, now: datetime
) -> Event:
    """Everyone concerned hears of other times or another place once. Refused: "event_not_open"."""
    before = await load_event_for(session, actor, "change_event", event_id)
    draft = EventDraft(before.title, before.schedule, before.place, before.min_photos)
    after = changed_draft(draft, change, before.zone)
    check_schedule(after.schedule, now)
    if not await events.change_event(session, event_id, _columns(after)):
        raise Refused("event_not_open")
    await events.move_shifts(session, before, after.schedule)
    event = await load_event(session, event_id)
    await plan_timers(session, event, now=now)
    await note(
        session, actor, "change_event", now=now, event_id=event_id, detail=_diff(draft, after)
    )
    if draft.min_photos != after.min_photos:
        await _settle_again(session, event_id)
    await _tell_of_change(session, actor, before, event, now=now)
    await board_changed(session, event_id, now=now)
    return event


async def _tell_of_change(
    session: Session, actor: Actor, before: Event, event: Event, *, now: datetime
) -> None:
    """Whom it concerns: volunteers hear of another time or place, who serves of deadlines too."""
    moved = _when_and_where(before) != _when_and_where(event)
    if not moved and _deadlines(before) == _deadlines(event):
        return
    key = f"changed:{event.id}:{int(now.timestamp())}"
    await _tell_concerned(
        session, actor, "events/changed", event, before, volunteers=moved, key=key, now=now
    )


def _when_and_where(event: Event) -> tuple[datetime, datetime, str]:
    return event.schedule.starts_at, event.schedule.ends_at, event.place


def _deadlines(event: Event) -> tuple[datetime, datetime]:
    return event.schedule.registration_closes_at, event.schedule.report_due_at


async def _settle_again(session: Session, event_id: int) -> None:
    """Another minimum of photos makes reports complete or incomplete; who sent nothing stays so."""
    for each in await participations_of(session, event_id):
        if each.version or each.facts.photos:
            await refresh(session, each.id)


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


async def cancel_event(session: Session, actor: Actor, event_id: int, *, now: datetime) -> Event:
    """Called off (rain): reminders stop, everyone concerned hears it once.

    Refused: "event_not_open".
    """
    event = await load_event_for(session, actor, "change_event", event_id)
    if not await events.close_event(session, event_id, EventState.CANCELLED):
        raise Refused("event_not_open")
    cancelled = replace(event, state=EventState.CANCELLED)
    await plan_timers(session, cancelled, now=now)
    await note(session, actor, "cancel_event", now=now, event_id=event_id)
    key = f"cancelled:{event_id}"
    await _tell_concerned(
        session, actor, "events/cancelled", cancelled, event, volunteers=True, key=key, now=now
    )
    return cancelled


async def _tell_concerned(
    session: Session,
    actor: Actor,
    name: str,
    event: Event,
    before: Event,
    *,
    volunteers: bool,
    key: str,
    now: datetime,
) -> None:
    """Reporters and coordinators, and `volunteers` or not; a person once, not who did it."""
    serving = await events.reporters_concerned(session, event.id)
    serving += await coordinators_above(session, event.host_path)
    going = await events.volunteers_concerned(session, event.id) if volunteers else []
    due_at = next_allowed(now, event.zone)
    for people, you in ((serving, "đ/c"), (going, "bạn")):
        others = [person for person in people if person != actor.person_id]
        said = words(name, event=event, before=before, you=you, zone=event.zone)
        await tell(session, others, said, key=key, now=now, due_at=due_at, event_id=event.id)
