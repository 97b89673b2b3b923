"""The evening before and on the morning: those who hold a seat, and nobody else (DESIGN 3.3)."""

from datetime import datetime
from typing import Any, Final

from rendering.texts import words
from rules.deadlines import local
from rules.model import EventState, SignUpState
from rules.reminders import due, sendable
from storage.db import Session
from storage.events import load_event
from storage.outbox import BROADCAST, Claimed, Notice, add_notice
from storage.people import Address, reachable
from storage.shifts import Shift, load_shift
from storage.signups import Day, going, load_day
from storage.timer_plan import shift_rungs
from storage.timers import Timer

VOLUNTEER_REMINDER: Final = "volunteer_reminder"
"""The kind of its notices: `compose_volunteer_reminder` writes them."""


async def send_volunteer_reminders(session: Session, timer: Timer, *, now: datetime) -> int:
    """Queue this shift's rung. How many; 0 when it is pointless, or a later one is due as well."""
    shift = None if timer.shift_id is None else await load_shift(session, timer.shift_id)
    if shift is None or not await _wanted(session, shift, timer, now):
        return 0
    sign_ups = {
        each.person_id: each.id
        for each in await going(session, shift.id)
        if each.state is SignUpState.GOING
    }
    queued = 0
    for address in await reachable(session, sign_ups):
        notice = _notice(address, sign_ups[address.person_id or 0], shift, timer, now)
        queued += await add_notice(session, notice, now=now)
    return queued


async def compose_volunteer_reminder(
    session: Session, claimed: Claimed, *, now: datetime
) -> dict[str, Any] | None:
    """Decided again just before sending: None for who has cancelled, or when the day has."""
    day = await load_day(session, claimed.payload["sign_up_id"])
    if day is None or not _still_goes(day, now):
        return None
    zone = day.shift.zone
    today = local(day.shift.starts_at, zone).date() == local(now, zone).date()
    said = words(
        "volunteer/reminder", zone=zone, shift=day.shift, sign_up_id=day.sign_up.id, today=today
    )
    return said.payload()


async def _wanted(session: Session, shift: Shift, timer: Timer, now: datetime) -> bool:
    event = await load_event(session, shift.event_id)
    if event is None or event.state is not EventState.OPEN or shift.cancelled_at is not None:
        return False
    planned = shift_rungs(event, shift.starts_at, shift.ends_at)
    own = next((each for each in planned if each.rung.key == timer.rung), None)
    if own is None or not sendable(own, now=now, zone=event.zone):
        return False
    later = due(planned, now=now, after=own.at)
    return later is None


def _notice(address: Address, sign_up_id: int, shift: Shift, timer: Timer, now: datetime) -> Notice:
    return Notice(
        key=f"{timer.key}:{sign_up_id}",
        channel=address.channel,
        chat_id=address.account_id,
        payload={"sign_up_id": sign_up_id},
        due_at=now,
        kind=VOLUNTEER_REMINDER,
        priority=BROADCAST,
        person_id=address.person_id,
        event_id=shift.event_id,
    )


def _still_goes(day: Day, now: datetime) -> bool:
    return (
        day.sign_up.state is SignUpState.GOING
        and day.shift.event_state is EventState.OPEN
        and day.shift.cancelled_at is None
        and now < day.shift.starts_at
    )
