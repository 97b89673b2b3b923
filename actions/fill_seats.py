"""Freed seats go to who waits: given until the evening before, offered after it (rules.seats)."""

from datetime import datetime
from typing import Final

from actions.tell import tell
from rendering.texts import words
from rules.model import EventState, SignUpState
from rules.reminders import next_allowed
from rules.seats import Promotion, promotable
from storage.db import Session
from storage.shifts import Shift, free_seat, load_shift, take_seat
from storage.signups import Day, SignUp, load_day, move, waiting_list

_SEATED: Final = frozenset({SignUpState.GOING, SignUpState.OFFERED})


async def fill_seats(session: Session, shift_id: int, *, now: datetime) -> int:
    """After a cancellation, an offer that lapsed, or a larger capacity. How many moved up."""
    shift = await load_shift(session, shift_id)
    if shift is None or shift.event_state is not EventState.OPEN or shift.cancelled_at:
        return 0
    waiting = {each.person_id: each for each in await waiting_list(session, shift_id)}
    free = len(waiting) if shift.free is None else shift.free
    moved = 0
    for promotion in promotable(list(waiting), free, now, shift.starts_at, shift.zone):
        chosen = waiting[promotion.person_id]
        if not await _promote(session, shift, chosen, promotion):
            continue
        left = None
        if promotion.state is SignUpState.GOING:
            left = await leave_old_seat(session, chosen, now=now)
        await _tell(session, shift, chosen, promotion, left, now)
        moved += 1
    return moved


async def leave_old_seat(session: Session, sign_up: SignUp, *, now: datetime) -> Shift | None:
    """Who was changing places has the new seat: the old one goes to who waits for it. The shift
    that was left, None when there was none to leave."""
    if sign_up.moves_from is None:
        return None
    day = await load_day(session, sign_up.moves_from)
    if day is None or day.sign_up.person_id != sign_up.person_id:
        return None
    return day.shift if await let_go(session, day, now=now) else None


async def let_go(session: Session, day: Day, *, now: datetime) -> bool:
    """A seat or a place in line is given up; False when it was none any more."""
    if await move(session, day.sign_up.id, _SEATED, SignUpState.CANCELLED):
        await free_seat(session, day.shift.id)
        await fill_seats(session, day.shift.id, now=now)
        return True
    return await move(session, day.sign_up.id, {SignUpState.WAITING}, SignUpState.CANCELLED)


async def _promote(session: Session, shift: Shift, waiting: SignUp, promotion: Promotion) -> bool:
    """Seat first, then the list: each may be lost to somebody quicker."""
    if not await take_seat(session, shift.id):
        return False
    if await move(
        session,
        waiting.id,
        {SignUpState.WAITING},
        promotion.state,
        offered_until=promotion.expires_at,
    ):
        return True
    await free_seat(session, shift.id)
    return False


async def _tell(
    session: Session,
    shift: Shift,
    waiting: SignUp,
    promotion: Promotion,
    left: Shift | None,
    now: datetime,
) -> None:
    name = "offered" if promotion.state is SignUpState.OFFERED else "promoted"
    said = words(
        f"volunteer/{name}",
        zone=shift.zone,
        shift=shift,
        sign_up_id=waiting.id,
        expires_at=promotion.expires_at,
        left=left,
        now=now,
    )
    await tell(
        session,
        [waiting.person_id],
        said,
        key=f"seat:{waiting.id}:{name}:{int(now.timestamp())}",
        now=now,
        due_at=next_allowed(now, shift.zone),
        event_id=shift.event_id,
    )
