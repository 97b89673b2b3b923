"""A volunteer day: proposed as usual, opened once, changed line by line, called off."""

from dataclasses import dataclass, replace
from datetime import datetime

from actions.load import load_event
from rendering.texts import words
from rules.deadlines import check_schedule, local, usual_schedule
from rules.model import Actor, Refused, RoleKind
from rules.permissions import authorise, units_of
from storage import events
from storage.audit import note
from storage.db import Session
from storage.events import Event, EventDraft
from storage.targets import copy_targets
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


async def open_event(
    session: Session, actor: Actor, draft: EventDraft, *, aims: bool = False, now: datetime
) -> Opened:
    """Opens the day, which asks and reminds as the latest did, and aims at the same unless it has
    `aims` of its own. A second tap gives the day of the first.

    Refused: "no_units", "schedule_order", "schedule_past".
    """
    proposal = await propose(session, actor, draft, now=now)
    host = proposal.host
    authorise(actor, "open_event", host.path)
    if not proposal.units:
        raise Refused("no_units")
    draft = replace(draft, like=await events.last_day(session, host.id))
    event = await events.create_event(session, host, draft, created_by=actor.person_id, now=now)
    if event is None:
        event_id = await events.event_starting(session, host.id, draft.schedule.starts_at)
        return Opened(await load_event(session, event_id), proposal.units, new=False)
    if draft.like is not None and not aims:
        await copy_targets(session, draft.like, event.id)
    await plan_timers(session, event, now=now)
    await note(session, actor, "open_event", now=now, unit_id=host.id, event_id=event.id)
    return Opened(event, proposal.units, new=True)
