"""Places in a shift: who is going, who waits, and who may move up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from rules.deadlines import at_local, local
from rules.model import SignUpState
from rules.reminders import in_quiet_hours, next_allowed

ASK_FROM: Final = time(18, 0)
"""From this local clock on the evening before the shift, a freed seat is offered, not given: by
then the person may have made other plans, and a seat given to someone asleep stays empty."""

OFFER_LASTS: Final = timedelta(minutes=60)
MORNING_ANSWER: Final = timedelta(minutes=30)
"""How long after quiet hours an offer made late in the evening still holds."""


@dataclass(frozen=True, slots=True)
class Promotion:
    """GOING at once, or OFFERED until `expires_at`; an offer holds its seat meanwhile."""

    person_id: int
    state: SignUpState
    expires_at: datetime | None = None


CHECK_IN_BEFORE: Final = timedelta(minutes=60)
"""Before the gathering: who comes early to put up tables is there already."""

TICKED_FOR: Final = timedelta(days=2)
"""After the shift: the list is often ticked in the evening."""


def may_check_in(now: datetime, gather_at: datetime, ends_at: datetime) -> bool:
    """By oneself, both ends included."""
    return gather_at - CHECK_IN_BEFORE <= now <= ends_at


def may_tick(now: datetime, gather_at: datetime, ends_at: datetime) -> bool:
    """Others, by who leads them."""
    return gather_at - CHECK_IN_BEFORE <= now <= ends_at + TICKED_FOR


def seat(capacity: int | None, taken: int) -> SignUpState:
    """`taken` counts those going, those attended and the seats on offer. No capacity: no limit."""
    free = capacity is None or taken < capacity
    return SignUpState.GOING if free else SignUpState.WAITING


def position(waiting: Sequence[int], person_id: int) -> int | None:
    """Place in the waiting list, from 1; None when not on it."""
    return waiting.index(person_id) + 1 if person_id in waiting else None


def promotable(
    waiting: Sequence[int], free: int, now: datetime, shift_start: datetime, zone: str
) -> tuple[Promotion, ...]:
    """Who moves up, first come first served. `waiting` holds neither those asked nor those who
    declined. Nobody who could hear of it only after the shift began."""
    if next_allowed(now, zone) >= shift_start:
        return ()
    chosen = waiting[: max(0, free)]
    if not asks_first(now, shift_start, zone):
        return tuple(Promotion(person_id, SignUpState.GOING) for person_id in chosen)
    expires_at = offer_expires_at(now, shift_start, zone)
    return tuple(Promotion(person_id, SignUpState.OFFERED, expires_at) for person_id in chosen)


def asks_first(now: datetime, shift_start: datetime, zone: str) -> bool:
    evening = local(shift_start, zone).date() - timedelta(days=1)
    return now >= at_local(evening, ASK_FROM.hour, ASK_FROM.minute, zone)


def offer_expires_at(now: datetime, shift_start: datetime, zone: str) -> datetime:
    """An hour from when the person can be told; if that falls into the night, half an hour after
    it; never later than the shift."""
    expires_at = next_allowed(now, zone) + OFFER_LASTS
    if in_quiet_hours(local(expires_at, zone).time()):
        expires_at = next_allowed(expires_at, zone) + MORNING_ANSWER
    return min(expires_at, shift_start)
