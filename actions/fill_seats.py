"""Freed seats go to who waits: given until the evening before, offered after it (rules.seats)."""

from datetime import datetime

from actions.tell import tell
from rendering.texts import words
from rules.model import EventState, SignUpState
from rules.reminders import next_allowed
from rules.seats import Promotion, promotable
from storage.db import Session
from storage.shifts import Shift, free_seat, load_shift, take_seat
from storage.signups import SignUp, move, waiting_list


async def fill_seats(session: Session, shift_id: int, *, now: datetime) -> int:
    """After a cancellation, an offer that lapsed, or a larger capacity. How many moved up."""
    shift = await load_shift(session, shift_id)
    if shift is None or shift.event_state is not EventState.OPEN:
        return 0
    waiting = {each.person_id: each for each in await waiting_list(session, shift_id)}
    free = len(waiting) if shift.free is None else shift.free
    moved = 0
    for promotion in promotable(list(waiting), free, now, shift.starts_at, shift.zone):
        if not await _promote(session, shift, waiting[promotion.person_id], promotion):
            continue
        await _tell(session, shift, waiting[promotion.person_id], promotion, now)
        moved += 1
    return moved


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
    session: Session, shift: Shift, waiting: SignUp, promotion: Promotion, now: datetime
) -> None:
    name = "offered" if promotion.state is SignUpState.OFFERED else "promoted"
    said = words(
        f"volunteer/{name}",
        zone=shift.zone,
        shift=shift,
        sign_up_id=waiting.id,
        expires_at=promotion.expires_at,
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
