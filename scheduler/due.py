"""What has fallen due: timers are claimed and acted on in one transaction."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from typing import Final

from actions.briefing import send_briefing
from actions.hand_over import make_edition
from actions.liaisons import end_due
from actions.progress import send_digest
from actions.remind import send_rung
from actions.remind_volunteers import send_volunteer_reminders
from actions.usual import learn_usual
from storage.db import Session
from storage.timers import Timer, TimerKind, claim_due

Act = Callable[[Session, Timer, datetime], Awaitable[object]]


async def run_due(session: Session, *, now: datetime) -> int:
    """Act on every timer whose moment has come, in order; then roles end that were given until
    now. How many timers were claimed."""
    claimed = await claim_due(session, now=now)
    for timer in collapsed(claimed):
        await ACTS[timer.kind](session, timer, now)
    await end_due(session, now=now)
    return len(claimed)


def collapsed(timers: Iterable[Timer]) -> list[Timer]:
    """Rungs and digests overdue together (an outage, a jumped clock) come down to the latest of
    their audience; editions are all made (DESIGN 3.3)."""
    kept: dict[object, Timer] = {}
    for timer in timers:
        audience = (timer.kind, timer.event_id, timer.participation_id, timer.shift_id)
        kept[timer.key if timer.kind is TimerKind.EDITION else audience] = timer
    return sorted(kept.values(), key=lambda timer: (timer.due_at, timer.id))


async def _rung(session: Session, timer: Timer, now: datetime) -> None:
    await send_rung(session, timer, now=now)


async def _shift(session: Session, timer: Timer, now: datetime) -> None:
    await send_volunteer_reminders(session, timer, now=now)


async def _digest(session: Session, timer: Timer, now: datetime) -> None:
    await send_digest(session, timer, now=now)


async def _edition(session: Session, timer: Timer, now: datetime) -> None:
    await make_edition(session, timer.event_id, int(timer.rung), now=now)
    await learn_usual(session, timer.event_id)


async def _briefing(session: Session, timer: Timer, now: datetime) -> None:
    await send_briefing(session, timer, now=now)


ACTS: Final[Mapping[TimerKind, Act]] = {
    TimerKind.RUNG: _rung,
    TimerKind.SHIFT: _shift,
    TimerKind.DIGEST: _digest,
    TimerKind.EDITION: _edition,
    TimerKind.BRIEFING: _briefing,
}
