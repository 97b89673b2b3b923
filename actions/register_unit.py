"""A unit registers what it will do (Mẫu 1) and its place and hours."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final

from actions.fill_seats import fill_seats
from actions.load import load_open_participation
from actions.progress import board_changed
from rendering.texts import words
from rules.deadlines import at_local, is_on_time, local
from rules.model import Actor, EventState, Refused, RoleKind
from rules.permissions import authorise, units_of
from storage.audit import note
from storage.db import Session
from storage.events import load_event
from storage.participations import Participation, candidates, load_participation, refresh
from storage.registrations import (
    Registration,
    change_shift,
    last_registration,
    load_registration,
    save_registration,
)
from storage.shifts import NewShift, Shift, add_shift, first_shift, load_shift, shifts_of
from storage.timer_plan import plan_shift

GATHER_BEFORE: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Place:
    """A shift as its unit tells it: local clock times of the event's day; what it leaves out is the
    event's own."""

    place: str = ""
    gather: time | None = None
    starts: time | None = None
    ends: time | None = None
    capacity: int | None = None
    leader: str = ""
    dress: str = ""
    map_url: str = ""


@dataclass(frozen=True, slots=True)
class Registered:
    participation: Participation
    registration: Registration
    shift: Shift
    late: bool
    again: bool


async def registering(session: Session, actor: Actor, participation_id: int) -> Participation:
    """May this person register it now? Nothing is stored yet."""
    return await load_open_participation(session, actor, "register_unit", participation_id)


async def register_unit(
    session: Session,
    actor: Actor,
    participation_id: int,
    registration: Registration,
    place: Place,
    *,
    now: datetime,
) -> Registered:
    """Registering again changes what was said; who signed up for the shift keeps their seat."""
    found = await registering(session, actor, participation_id)
    shift = shift_as_told(found, place)
    return await _register(session, actor, found, registration, shift, now=now)


async def register_as_before(
    session: Session, actor: Actor, participation_id: int, *, now: datetime
) -> Registered:
    """ "Như lần trước": the unit's last registration, its shift at the same hours of this day."""
    found = await registering(session, actor, participation_id)
    before = await last_registration(session, found.unit_id, found.id)
    if before is None:
        raise Refused("nothing_before", unit=found.unit_name)
    last_id, registration = before
    shifts = await shifts_of(session, last_id)
    told = [shift_as_told(found, place_of(each)) for each in shifts]
    first = told[0] if told else shift_as_told(found, Place())
    again = replace(registration, time_place="")
    done = await _register(session, actor, found, again, first, now=now)
    if not done.shift.others:
        for more in told[1:]:
            await _plan_reminders(session, await _added(session, found.id, more), now)
    return done


async def to_register(
    session: Session, actor: Actor, *, now: datetime
) -> tuple[list[Participation], bool]:
    """The coming days of this reporter's units: those not registered yet, else all of them; and
    whether there is a registration before the first of them to repeat."""
    own = [grant.unit_id for grant in units_of(actor, RoleKind.REPORTER)]
    coming = [
        one
        for one in await candidates(session, own, now)
        if one.state is EventState.OPEN and now < one.schedule.ends_at
    ]
    days = [one for one in coming if not one.facts.registered] or coming
    again = bool(days) and await last_registration(session, days[0].unit_id, days[0].id) is not None
    return days, again


async def registration_of(
    session: Session, actor: Actor, participation_id: int
) -> tuple[Participation, Registration | None, list[Shift]]:
    found = await load_participation(session, participation_id)
    if found is None:
        raise Refused("participation_gone")
    authorise(actor, "see_unit", found.unit_path)
    registration = await load_registration(session, participation_id)
    return found, registration, await shifts_of(session, participation_id)


async def _register(
    session: Session,
    actor: Actor,
    found: Participation,
    registration: Registration,
    shift: NewShift,
    *,
    now: datetime,
) -> Registered:
    full = replace(registration, time_place=registration.time_place or _time_place(found, shift))
    if not await save_registration(session, found.id, full, person_id=actor.person_id, now=now):
        raise Refused("event_closed", **found.named)
    kept = await _keep_shift(session, found.id, shift, now)
    await _plan_reminders(session, kept, now)
    await note(
        session,
        actor,
        "register_unit",
        now=now,
        unit_id=found.unit_id,
        event_id=found.event_id,
    )
    after = await refresh(session, found.id) or found
    await board_changed(session, found.event_id, now=now)
    late = not is_on_time(now, found.schedule.registration_closes_at)
    return Registered(after, full, kept, late, again=found.facts.registered)


async def _plan_reminders(session: Session, shift: Shift, now: datetime) -> None:
    """Its volunteers are reminded by the shift's own times."""
    event = await load_event(session, shift.event_id)
    if event is not None:
        await plan_shift(session, event, shift.id, now=now)


async def _keep_shift(
    session: Session, participation_id: int, shift: NewShift, now: datetime
) -> Shift:
    before = await first_shift(session, participation_id)
    if before is None:
        return await _added(session, participation_id, shift)
    if not await change_shift(session, before.id, shift):
        raise Refused("shift_too_small", taken=before.taken)
    await fill_seats(session, before.id, now=now)
    return await load_shift(session, before.id) or before


async def _added(session: Session, participation_id: int, shift: NewShift) -> Shift:
    kept = await load_shift(session, await add_shift(session, participation_id, shift))
    if kept is None:
        raise Refused("shift_unknown")
    return kept


def shift_as_told(found: Participation, place: Place) -> NewShift:
    schedule = found.schedule
    starts_at = _moment(found, place.starts) or schedule.starts_at
    ends_at = _moment(found, place.ends) or schedule.ends_at
    return NewShift(
        place=place.place or found.place or found.unit_name,
        gather_at=min(_moment(found, place.gather) or starts_at - GATHER_BEFORE, starts_at),
        starts_at=starts_at,
        ends_at=max(ends_at, starts_at),
        capacity=place.capacity,
        leader=place.leader,
        dress=place.dress,
        map_url=place.map_url,
    )


def _moment(found: Participation, clock: time | None) -> datetime | None:
    if clock is None:
        return None
    day = local(found.schedule.starts_at, found.zone).date()
    return at_local(day, clock.hour, clock.minute, found.zone)


def place_of(shift: Shift) -> Place:
    """As it would be told again for another day or hour."""
    return Place(
        place=shift.place,
        gather=local(shift.gather_at, shift.zone).time(),
        starts=local(shift.starts_at, shift.zone).time(),
        ends=local(shift.ends_at, shift.zone).time(),
        capacity=shift.capacity,
        leader=shift.leader,
        dress=shift.dress,
        map_url=shift.map_url,
    )


def _time_place(found: Participation, shift: NewShift) -> str:
    """The column of Mẫu 1, from the hours and the place."""
    return words("registration/time_place", shift=shift, zone=found.zone).text
