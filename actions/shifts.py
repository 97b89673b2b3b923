"""The places and times of a unit on a day: added, changed, called off, opened again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from actions.fill_seats import fill_seats
from actions.load import load_open_participation
from actions.register_unit import Place, place_of, shift_as_told
from actions.tell import tell
from rendering.texts import words
from rules.deadlines import at_local, local
from rules.model import Actor, EventState, Refused
from rules.permissions import authorise
from rules.reminders import next_allowed
from storage.attendance import attended
from storage.audit import note
from storage.db import Session
from storage.events import load_event
from storage.participations import Participation
from storage.shifts import (
    Shift,
    add_shift,
    alter_shift,
    call_off,
    load_shift,
    shifts_of,
)
from storage.signups import SignUp, concerned, waiting_list
from storage.timer_plan import plan_shift


@dataclass(frozen=True, slots=True)
class Places:
    """All of a unit's places on a day, also those called off; `present`: ticked in all of them."""

    p: Participation
    shifts: tuple[Shift, ...]
    present: int


@dataclass(frozen=True, slots=True)
class OnePlace:
    shift: Shift
    waiting: int


@dataclass(frozen=True, slots=True)
class Told:
    """One place, with how many people hear of what was done to it."""

    shift: Shift
    people: int = 0


async def places(session: Session, actor: Actor, participation_id: int) -> Places:
    """Refused: "participation_gone", "event_closed"."""
    found = await load_open_participation(session, actor, "manage_shifts", participation_id)
    all_of_them = await shifts_of(session, found.id, cancelled=True)
    return Places(found, tuple(all_of_them), await attended(session, found.id))


async def own_place(session: Session, actor: Actor, shift_id: int) -> Shift:
    """One that the actor looks after. Refused: "shift_unknown", "shift_cancelled"."""
    shift = await load_shift(session, shift_id)
    if shift is None:
        raise Refused("shift_unknown")
    authorise(actor, "manage_shifts", shift.unit_path)
    if shift.event_state is EventState.CANCELLED:
        raise Refused("shift_cancelled", shift=shift, zone=shift.zone)
    return shift


async def one_place(session: Session, actor: Actor, shift_id: int) -> OnePlace:
    shift = await own_place(session, actor, shift_id)
    return OnePlace(shift, len(await waiting_list(session, shift.id)))


async def adding(
    session: Session, actor: Actor, participation_id: int
) -> tuple[Participation, Shift | None]:
    """May they add one, and the place that "như ca trước" means."""
    found = await load_open_participation(session, actor, "manage_shifts", participation_id)
    before = await shifts_of(session, found.id)
    return found, before[-1] if before else None


async def add_place(
    session: Session,
    actor: Actor,
    participation_id: int,
    place: Place,
    *,
    now: datetime,
    like: int | None = None,
) -> Shift:
    """`like`: what `place` leaves out is as in that shift. Refused: "event_closed"."""
    found = await load_open_participation(session, actor, "manage_shifts", participation_id)
    before = None if like is None else await load_shift(session, like)
    if before is not None and before.participation_id == found.id:
        place = _filled(place, place_of(before))
    shift_id = await add_shift(session, found.id, shift_as_told(found, place))
    shift = await own_place(session, actor, shift_id)
    await _planned(session, shift, now)
    await _note(session, actor, "add_shift", shift, now)
    return shift


def _filled(place: Place, before: Place) -> Place:
    """What was left out, from before; other hours gather a quarter of an hour before them."""
    given = {name: value for name in Place.__slots__ if (value := getattr(place, name))}
    if place.starts is not None and place.gather is None:
        given["gather"] = None
    return replace(before, **given)


async def change_place(
    session: Session, actor: Actor, shift_id: int, told: Mapping[str, Any], *, now: datetime
) -> Told:
    """`told` by the names of `Place`; capacity 0 means no limit. Who has a seat or waits hears of
    another time or place once. Refused: "shift_too_small", "shift_over"."""
    before = await _changeable(session, actor, shift_id, now)
    changes = _columns(before, told)
    if changes and not await alter_shift(session, shift_id, changes):
        raise Refused("shift_too_small", taken=before.taken)
    after = await own_place(session, actor, shift_id)
    await _planned(session, after, now)
    await _note(session, actor, "change_shift", after, now, changed=sorted(changes))
    people = 0
    if _when_and_where(before) != _when_and_where(after):
        people = await _tell_all(session, "shift_changed", after, now, before=before)
    await fill_seats(session, shift_id, now=now)
    return Told(await own_place(session, actor, shift_id), people)


async def call_off_place(session: Session, actor: Actor, shift_id: int, *, now: datetime) -> Told:
    """Its volunteers hear it once, with the unit's other places; their seats are kept in case it
    is opened again. Refused: "shift_over"."""
    before = await _changeable(session, actor, shift_id, now)
    if not await call_off(session, shift_id, at=now):
        return Told(before)
    await _planned(session, before, now)
    await _note(session, actor, "cancel_shift", before, now)
    others = await shifts_of(session, before.participation_id)
    open_ones = tuple(each for each in others if each.ends_at > now)
    people = await _tell_all(session, "shift_off", before, now, others=open_ones)
    return Told(await own_place(session, actor, shift_id), people)


async def reopen_place(session: Session, actor: Actor, shift_id: int, *, now: datetime) -> Told:
    """Undoes calling off: who did not go elsewhere has their seat as before."""
    shift = await own_place(session, actor, shift_id)
    if shift.ends_at <= now:
        raise Refused("shift_over", shift=shift, zone=shift.zone)
    if not await call_off(session, shift_id, at=None):
        return Told(shift)
    await _planned(session, shift, now)
    await _note(session, actor, "reopen_shift", shift, now)
    people = await _tell_all(session, "shift_on", shift, now)
    await fill_seats(session, shift_id, now=now)
    return Told(await own_place(session, actor, shift_id), people)


async def _changeable(session: Session, actor: Actor, shift_id: int, now: datetime) -> Shift:
    shift = await own_place(session, actor, shift_id)
    await load_open_participation(session, actor, "manage_shifts", shift.participation_id)
    if shift.ends_at <= now:
        raise Refused("shift_over", shift=shift, zone=shift.zone)
    return shift


def _columns(before: Shift, told: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that these answers change. Other hours keep the time between gathering and
    start."""
    changes = {key: told[key] for key in ("place", "map_url", "leader", "dress") if key in told}
    if "capacity" in told:
        changes["capacity"] = told["capacity"] or None
    if "leader" in changes and changes["leader"] != before.leader:
        changes["leader_id"] = None
    return changes | _times(before, told)


def _times(before: Shift, told: Mapping[str, Any]) -> dict[str, datetime]:
    changes: dict[str, datetime] = {}
    starts_at = before.starts_at
    if "starts" in told:
        starts_at = _on_its_day(before, told["starts"])
        changes["starts_at"], changes["ends_at"] = starts_at, _on_its_day(before, told["ends"])
        changes["gather_at"] = starts_at - (before.starts_at - before.gather_at)
    if "gather" in told:
        changes["gather_at"] = min(_on_its_day(before, told["gather"]), starts_at)
    return changes


def _on_its_day(shift: Shift, clock: time) -> datetime:
    day = local(shift.starts_at, shift.zone).date()
    return at_local(day, clock.hour, clock.minute, shift.zone)


def _when_and_where(shift: Shift) -> tuple[datetime, datetime, datetime, str]:
    return shift.gather_at, shift.starts_at, shift.ends_at, shift.place


async def _planned(session: Session, shift: Shift, now: datetime) -> None:
    event = await load_event(session, shift.event_id)
    if event is not None:
        await plan_shift(session, event, shift.id, now=now)


async def _tell_all(
    session: Session, name: str, shift: Shift, now: datetime, **values: object
) -> int:
    """Everybody with a seat, an offer or a place in line; whoever can be reached. How many."""
    told = 0
    for each in await concerned(session, shift.id):
        told += await _tell(session, name, shift, each, now, values)
    return told


async def _tell(
    session: Session,
    name: str,
    shift: Shift,
    sign_up: SignUp,
    now: datetime,
    values: Mapping[str, object],
) -> int:
    said = words(f"volunteer/{name}", zone=shift.zone, shift=shift, sign_up_id=sign_up.id, **values)
    return await tell(
        session,
        [sign_up.person_id],
        said,
        key=f"{name}:{sign_up.id}:{int(now.timestamp())}",
        now=now,
        due_at=next_allowed(now, shift.zone),
        event_id=shift.event_id,
    )


async def _note(
    session: Session, actor: Actor, action: str, shift: Shift, now: datetime, **detail: object
) -> None:
    await note(
        session,
        actor,
        action,
        now=now,
        unit_id=shift.unit_id,
        event_id=shift.event_id,
        detail={"shift_id": shift.id, **detail},
    )
