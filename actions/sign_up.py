"""A volunteer takes a seat, waits for one, answers an offer, or lets it go."""

from dataclasses import dataclass
from datetime import datetime

from actions.fill_seats import fill_seats, leave_old_seat, let_go
from actions.tell import tell
from rendering.texts import words
from rules.model import Actor, EventState, Refused, RoleKind, SignUpState
from rules.permissions import authorise
from rules.reminders import next_allowed
from rules.seats import position
from storage.audit import note
from storage.db import Session
from storage.invitations import expire_seat_links
from storage.people import grant_role, load_person
from storage.shifts import Shift, free_seat, load_shift, open_shifts, take_seat
from storage.signups import (
    Day,
    days_ahead,
    days_served,
    expired_offers,
    find_sign_up,
    load_day,
    move,
    put_on_list,
    waiting_list,
)
from storage.units import unit

GOING, WAITING = SignUpState.GOING, SignUpState.WAITING
OFFERED, CANCELLED = SignUpState.OFFERED, SignUpState.CANCELLED


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person stands in a shift. `position` from 1 while waiting; `repeated`: nothing
    changed."""

    sign_up_id: int
    shift: Shift
    state: SignUpState
    position: int | None = None
    offered_until: datetime | None = None
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class MyDays:
    ahead: tuple[Place, ...]
    served: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class UnitShifts:
    unit_id: int
    unit_name: str
    shifts: tuple[Shift, ...]


async def shifts_to_choose(session: Session, unit_id: int, *, now: datetime) -> UnitShifts:
    """What a unit and those below it offer. Refused: "unit_unknown"."""
    chosen = await unit(session, unit_id)
    if chosen is None:
        raise Refused("unit_unknown")
    shifts = await open_shifts(session, chosen.path, now=now)
    return UnitShifts(chosen.id, chosen.name, tuple(shifts))


async def shift_on_offer(session: Session, shift_id: int, *, now: datetime) -> Shift:
    """Refused: "shift_unknown", "shift_over" or "shift_cancelled"."""
    shift = await load_shift(session, shift_id)
    if shift is None:
        raise Refused("shift_unknown")
    if shift.event_state is EventState.CANCELLED or shift.cancelled_at is not None:
        raise Refused("shift_cancelled", shift=shift, zone=shift.zone)
    if shift.event_state is not EventState.OPEN or shift.ends_at <= now:
        raise Refused("shift_over", shift=shift, zone=shift.zone)
    return shift


async def sign_up(
    session: Session,
    actor: Actor,
    shift_id: int,
    *,
    now: datetime,
    over_16: bool | None = None,
) -> Place:
    """A seat, or a place in the waiting list; a second tap changes nothing.

    Refused: as `shift_on_offer`, "who_are_you" before consent, "under_16" at a school.
    """
    shift = await shift_on_offer(session, shift_id, now=now)
    authorise(actor, "sign_up", shift.unit_path)
    person_id = await old_enough(session, actor, shift, over_16)
    sign_up_id = await put_on_list(session, shift_id, person_id, now=now)
    if sign_up_id is None:
        return await place_in(session, shift, person_id, repeated=True)
    if await take_seat(session, shift_id):
        await move(session, sign_up_id, {WAITING}, GOING)
    await grant_role(
        session, person_id, shift.unit_id, RoleKind.VOLUNTEER, granted_by=None, now=now
    )
    await _note(session, actor, "sign_up", shift, sign_up_id, now)
    return await place_in(session, shift, person_id)


async def cancel(session: Session, actor: Actor, sign_up_id: int, *, now: datetime) -> Day:
    """The seat goes to who waits. Twice is the same as once.

    Refused: "sign_up_unknown", "shift_over".
    """
    day = await cancellable(session, actor, sign_up_id, now=now)
    await let_go(session, day, now=now)
    await expire_seat_links(session, sign_up_id, now=now)
    await _note(session, actor, "cancel_sign_up", day.shift, sign_up_id, now)
    return day


async def answer_offer(
    session: Session, actor: Actor, sign_up_id: int, *, accepts: bool, now: datetime
) -> Place:
    """Refused: "offer_gone" when it lapsed or was declined, "sign_up_unknown"."""
    if not accepts:
        day = await cancel(session, actor, sign_up_id, now=now)
        return Place(sign_up_id, day.shift, CANCELLED)
    day = await own_day(session, actor, sign_up_id)
    repeated = day.sign_up.state is GOING
    lapsed = day.sign_up.offered_until is not None and day.sign_up.offered_until < now
    if not repeated and (lapsed or not await move(session, sign_up_id, {OFFERED}, GOING)):
        raise Refused("offer_gone", shift=day.shift, zone=day.shift.zone)
    if not repeated:
        await leave_old_seat(session, day.sign_up, now=now)
    return Place(sign_up_id, day.shift, GOING, repeated=repeated)


async def expire_offers(session: Session, *, now: datetime) -> int:
    """Seats nobody answered for go to the next. How many lapsed."""
    lapsed = [
        day
        for day in await expired_offers(session, now=now)
        if await move(session, day.sign_up.id, {OFFERED}, CANCELLED)
    ]
    for day in lapsed:
        await free_seat(session, day.shift.id)
        await _tell_lapsed(session, day, now)
    for shift_id in dict.fromkeys(day.shift.id for day in lapsed):
        await fill_seats(session, shift_id, now=now)
    return len(lapsed)


async def my_days(session: Session, actor: Actor, *, now: datetime) -> MyDays:
    if actor.person_id is None:
        return MyDays((), ())
    ahead = await days_ahead(session, actor.person_id, now=now)
    places = [await place_in(session, day.shift, actor.person_id) for day in ahead]
    return MyDays(tuple(places), tuple(await days_served(session, actor.person_id, now=now)))


async def cancellable(session: Session, actor: Actor, sign_up_id: int, *, now: datetime) -> Day:
    """Refused: "sign_up_unknown", "shift_over"."""
    day = await own_day(session, actor, sign_up_id)
    if day.shift.ends_at <= now:
        raise Refused("shift_over", shift=day.shift, zone=day.shift.zone)
    if day.sign_up.state is SignUpState.ATTENDED:
        raise Refused("there_already", shift=day.shift, zone=day.shift.zone)
    return day


async def own_day(session: Session, actor: Actor, sign_up_id: int) -> Day:
    """Refused: "sign_up_unknown", also for somebody else's: who asks learns nothing."""
    day = await load_day(session, sign_up_id)
    if day is None or actor.person_id is None or day.sign_up.person_id != actor.person_id:
        raise Refused("sign_up_unknown")
    return day


async def old_enough(
    session: Session, actor: Actor, shift: Shift, over_16: bool | None = None
) -> int:
    """The person, who may come to this unit. Refused: "who_are_you", "under_16"."""
    if actor.person_id is None:
        raise Refused("who_are_you")
    if shift.minors and not (over_16 or await _said_over_16(session, actor.person_id)):
        raise Refused("under_16")
    return actor.person_id


async def _said_over_16(session: Session, person_id: int) -> bool:
    person = await load_person(session, person_id)
    return person is not None and person.over_16 is True


async def place_in(
    session: Session, shift: Shift, person_id: int, *, repeated: bool = False
) -> Place:
    """Where the person stands in the shift. Refused: "sign_up_unknown"."""
    found = await find_sign_up(session, shift.id, person_id)
    if found is None:
        raise Refused("sign_up_unknown")
    waiting = []
    if found.state is WAITING:
        waiting = [each.person_id for each in await waiting_list(session, shift.id)]
    return Place(
        found.id,
        shift,
        found.state,
        position(waiting, person_id),
        found.offered_until,
        repeated,
    )


async def _tell_lapsed(session: Session, day: Day, now: datetime) -> None:
    said = words("volunteer/offer_lapsed", zone=day.shift.zone, shift=day.shift)
    await tell(
        session,
        [day.sign_up.person_id],
        said,
        key=f"seat:{day.sign_up.id}:lapsed:{int(now.timestamp())}",
        now=now,
        due_at=next_allowed(now, day.shift.zone),
        event_id=day.shift.event_id,
    )


async def _note(
    session: Session, actor: Actor, action: str, shift: Shift, sign_up_id: int, now: datetime
) -> None:
    await note(
        session,
        actor,
        action,
        now=now,
        unit_id=shift.unit_id,
        event_id=shift.event_id,
        detail={"sign_up_id": sign_up_id},
    )
