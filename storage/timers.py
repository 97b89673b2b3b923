"""What falls due by itself: rungs, digests, editions; claimed once."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select, update

from storage.db import Session
from storage.statements import in_both_dialects
from storage.tables import AHEAD, timers


class TimerKind(StrEnum):
    """RUNG asks units (all, or the one with an extension), SHIFT reminds the volunteers of a shift,
    DIGEST, EDITION and BRIEFING go to coordinators. THANKS follows a unit's report that has become
    complete; it alone is not planned from the event's times."""

    RUNG = "rung"
    SHIFT = "shift"
    DIGEST = "digest"
    EDITION = "edition"
    BRIEFING = "briefing"
    THANKS = "thanks"


class DigestKind(StrEnum):
    MORNING = "morning"
    LAST_HOUR = "last_hour"


@dataclass(frozen=True, slots=True)
class Timer:
    """`rung` is the rung's key, a DigestKind, or an edition's number."""

    id: int
    key: str
    event_id: int
    participation_id: int | None
    shift_id: int | None
    kind: TimerKind
    rung: str
    due_at: datetime


_COLUMNS = (
    timers.c.id,
    timers.c.key,
    timers.c.event_id,
    timers.c.participation_id,
    timers.c.shift_id,
    timers.c.kind,
    timers.c.rung,
    timers.c.due_at,
)
_AHEAD = timers.c.state == AHEAD
_THANK = in_both_dialects(
    timers,
    lambda insertion: insertion.on_conflict_do_update(
        index_elements=["key"],
        set_={name: insertion.excluded[name] for name in ("due_at", "state", "done_at")},
    ),
)


async def claim_due(session: Session, *, now: datetime, limit: int = 200) -> list[Timer]:
    """Take what has fallen due, in its order, but for thanks, which wait for their cards. Act on
    it in the same transaction: a crash in between gives it back, a second process never gets
    it."""
    due = (
        select(timers.c.id)
        .where(_AHEAD, timers.c.due_at <= now, timers.c.kind != TimerKind.THANKS.value)
        .order_by(timers.c.due_at, timers.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    statement = (
        update(timers)
        .where(timers.c.id.in_(due.scalar_subquery()), _AHEAD)
        .values(state="done", done_at=now)
        .returning(*_COLUMNS)
    )
    claimed = [_timer(row) for row in await session.execute(statement)]
    return sorted(claimed, key=lambda timer: (timer.due_at, timer.id))


async def thank_later(
    session: Session, event_id: int, participation_id: int, due_at: datetime
) -> None:
    """Once a report has become complete, or complete again. Who is thanked is decided then."""
    await session.execute(
        _THANK[session.dialect.name],
        {
            "key": f"thanks:{participation_id}",
            "event_id": event_id,
            "participation_id": participation_id,
            "kind": TimerKind.THANKS.value,
            "due_at": due_at,
            "state": "ahead",
            "done_at": None,
        },
    )


async def thanks_due(session: Session, *, now: datetime) -> Timer | None:
    """The first; it stays due until `claim_thanks`."""
    rows = await session.execute(
        select(*_COLUMNS)
        .where(_AHEAD, timers.c.due_at <= now, timers.c.kind == TimerKind.THANKS.value)
        .order_by(timers.c.due_at, timers.c.id)
        .limit(1)
    )
    row = rows.first()
    return None if row is None else _timer(row)


async def claim_thanks(session: Session, timer: Timer, *, now: datetime) -> bool:
    """False when another process was first, or the report became complete anew meanwhile."""
    claimed = await session.execute(
        update(timers)
        .where(timers.c.id == timer.id, timers.c.due_at == timer.due_at, _AHEAD)
        .values(state="done", done_at=now)
    )
    return claimed.rowcount == 1


def _timer(row: Any) -> Timer:  # noqa: ANN401  a row of _COLUMNS
    return Timer(
        row.id,
        row.key,
        row.event_id,
        row.participation_id,
        row.shift_id,
        TimerKind(row.kind),
        row.rung,
        row.due_at,
    )


async def next_timer_at(session: Session) -> datetime | None:
    result = await session.execute(select(func.min(timers.c.due_at)).where(_AHEAD))
    moment: datetime | None = result.scalar()
    return moment


async def timers_ahead(session: Session, event_id: int) -> list[Timer]:
    rows = await session.execute(
        select(*_COLUMNS)
        .where(timers.c.event_id == event_id, _AHEAD)
        .order_by(timers.c.due_at, timers.c.id)
    )
    return [_timer(row) for row in rows]
