"""A volunteer changes places within the unit: the old seat is theirs until the new one is."""

from dataclasses import dataclass
from datetime import datetime

from actions.fill_seats import let_go
from actions.sign_up import Place, cancellable, old_enough, place_in, shift_on_offer
from rules.model import Actor, Refused, SignUpState
from storage.audit import note
from storage.db import Session
from storage.invitations import expire_seat_links
from storage.shifts import Shift, lock_shifts, shifts_of, take_seat
from storage.signups import Day, load_day, move, move_from, put_on_list


@dataclass(frozen=True, slots=True)
class Elsewhere:
    day: Day
    shifts: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """`left` is None while the old seat is kept: the new place is full and the person waits."""

    place: Place
    old: Day
    left: bool


async def elsewhere(session: Session, actor: Actor, sign_up_id: int, *, now: datetime) -> Elsewhere:
    """The unit's other places that day. Refused: "sign_up_unknown", "shift_over"."""
    day = await cancellable(session, actor, sign_up_id, now=now)
    return Elsewhere(day, tuple(await other_places(session, day.shift, now=now)))


async def other_places(session: Session, shift: Shift, *, now: datetime) -> list[Shift]:
    siblings = await shifts_of(session, shift.participation_id)
    return [each for each in siblings if each.id != shift.id and each.ends_at > now]


async def move_to(
    session: Session, actor: Actor, sign_up_id: int, shift_id: int, *, now: datetime
) -> Moved:
    """One conditional statement takes the new seat; only then the old one is let go. Where it is
    full the person waits there and keeps what they have.

    Refused: as `elsewhere`, "shift_unknown" for another unit's place, as `shift_on_offer`.
    """
    old = await cancellable(session, actor, sign_up_id, now=now)
    target = await shift_on_offer(session, shift_id, now=now)
    if target.participation_id != old.shift.participation_id:
        raise Refused("shift_unknown")
    person_id = await old_enough(session, actor, target, over_16=True)
    await lock_shifts(session, old.shift.id, target.id)
    if target.id == old.shift.id:
        return Moved(await place_in(session, target, person_id, repeated=True), old, left=False)
    left = await _take(session, old, target, person_id, now)
    await note(
        session,
        actor,
        "move_shift",
        now=now,
        unit_id=target.unit_id,
        event_id=target.event_id,
        detail={"from": old.shift.id, "to": target.id, "seat": left},
    )
    return Moved(await place_in(session, target, person_id), old, left)


async def _take(session: Session, old: Day, target: Shift, person_id: int, now: datetime) -> bool:
    """True when the new place is theirs and the old one let go."""
    new_id = await put_on_list(session, target.id, person_id, now=now)
    if new_id is None:
        return await _already_there(session, old, target, person_id, now)
    if not await take_seat(session, target.id):
        await move_from(session, new_id, old.sign_up.id)
        return False
    await move(session, new_id, {SignUpState.WAITING}, SignUpState.GOING)
    await _leave(session, old, now)
    return True


async def _already_there(
    session: Session, old: Day, target: Shift, person_id: int, now: datetime
) -> bool:
    place = await place_in(session, target, person_id)
    if place.state is SignUpState.GOING:
        await _leave(session, old, now)
        return True
    await move_from(session, place.sign_up_id, old.sign_up.id)
    return False


async def _leave(session: Session, old: Day, now: datetime) -> None:
    await expire_seat_links(session, old.sign_up.id, now=now)
    current = await load_day(session, old.sign_up.id)
    if current is not None:
        await let_go(session, current, now=now)
