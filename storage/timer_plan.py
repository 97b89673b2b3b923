"""When an event's timers fall due: written anew from the rules, repeating nothing that was done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, func, select

from rules.deadlines import at_local, local
from rules.editions import EditionNumber
from rules.model import EventState
from rules.reminders import PlannedRung, plan, still_ahead
from rules.rungs import Rung, Stage
from storage.db import Session, upsert
from storage.events import Event
from storage.tables import participations, shifts, timers
from storage.timers import DigestKind, TimerKind

MORNING: Final = time(7)
BRIEFING: Final = time(7, 30)
_WEEK: Final = 7
BEFORE_DEADLINE: Final = timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class _Shift:
    """One shift of the event, as far as its reminders are concerned."""

    id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class _Wanted:
    key: str
    kind: TimerKind
    rung: str
    due_at: datetime
    participation_id: int | None = None
    shift_id: int | None = None
    planned: PlannedRung | None = None


def unit_rungs(event: Event, extended_to: datetime | None = None) -> tuple[PlannedRung, ...]:
    """The plan of the units without an extension, or of one that has it (its report rungs only)."""
    rungs = [rung for rung in event.rungs if _asks_a_unit(rung, extended=extended_to is not None)]
    return plan(rungs, event.schedule, event.zone, extended_to=extended_to)


def _asks_a_unit(rung: Rung, *, extended: bool) -> bool:
    return rung.stage is Stage.REPORT or (rung.stage is Stage.REGISTRATION and not extended)


def shift_rungs(event: Event, starts_at: datetime, ends_at: datetime) -> tuple[PlannedRung, ...]:
    """The plan of one shift's volunteers, from the shift's own times."""
    rungs = [rung for rung in event.rungs if rung.stage is Stage.VOLUNTEER]
    times = replace(event.schedule, starts_at=starts_at, ends_at=ends_at)
    return plan(rungs, times, event.zone)


async def plan_timers(session: Session, event: Event, *, now: datetime) -> None:
    """Write what lies ahead of the event as it now is; what was done is not repeated. Call it after
    every change of the event."""
    wanted = [] if event.state is EventState.CANCELLED else list(_briefing(event))
    if event.state is EventState.OPEN:
        places = await _shifts(session, event.id)
        wanted += [
            *_of_units(f"{event.id}", unit_rungs(event)),
            *_digests(event),
            *_editions(event),
            *(row for each in places for row in _of_shift(event, each)),
            *await _of_extended(session, event),
        ]
    await _replace(session, event, wanted, timers.c.event_id == event.id, now=now)


async def plan_shift(session: Session, event: Event, shift_id: int, *, now: datetime) -> None:
    """The reminders of one shift, after it was added or moved."""
    places = [each for each in await _shifts(session, event.id) if each.id == shift_id]
    wanted = [row for each in places for row in _of_shift(event, each)]
    await _replace(session, event, wanted, timers.c.shift_id == shift_id, now=now)


async def plan_extension(
    session: Session, event: Event, participation_id: int, *, now: datetime
) -> None:
    """The rungs of one unit, after its deadline was extended."""
    extended = await _of_extended(session, event)
    wanted = [row for row in extended if row.participation_id == participation_id]
    await _replace(session, event, wanted, timers.c.participation_id == participation_id, now=now)


async def _replace(
    session: Session,
    event: Event,
    wanted: Sequence[_Wanted],
    whose: ColumnElement[bool],
    *,
    now: datetime,
) -> None:
    """A timer whose moment stays is left alone, even when it is due and not claimed yet."""
    keys = [row.key for row in wanted]
    await session.execute(
        delete(timers).where(
            whose,
            timers.c.state == "ahead",
            timers.c.key.not_in(keys),
            timers.c.kind != TimerKind.THANKS.value,
        )
    )
    last_done = await _last_done(session, event.id)
    fresh = [_row(event, each) for each in wanted if _is_ahead(each, last_done, now)]
    if not fresh:
        return
    statement = upsert(session, timers)
    statement = statement.on_conflict_do_update(
        index_elements=["key"],
        set_={"due_at": statement.excluded.due_at},
        where=timers.c.state == "ahead",
    )
    await session.execute(statement, fresh)


def _of_units(
    whose: str, planned: Sequence[PlannedRung], participation_id: int | None = None
) -> Iterable[_Wanted]:
    for each in planned:
        key, rung = f"rung:{whose}:{each.key}", each.rung.key
        yield _Wanted(key, TimerKind.RUNG, rung, each.at, participation_id, None, each)


async def _of_extended(session: Session, event: Event) -> list[_Wanted]:
    return [
        row
        for participation_id, moment in (await _extensions(session, event.id)).items()
        if moment > event.schedule.report_due_at
        for row in _of_units(f"p{participation_id}", unit_rungs(event, moment), participation_id)
    ]


def _of_shift(event: Event, shift: _Shift) -> Iterable[_Wanted]:
    for each in shift_rungs(event, shift.starts_at, shift.ends_at):
        key, rung = f"shift:{shift.id}:{each.key}", each.rung.key
        yield _Wanted(key, TimerKind.SHIFT, rung, each.at, None, shift.id, each)


def _digests(event: Event) -> Iterable[_Wanted]:
    day = local(event.schedule.starts_at, event.zone).date()
    moments = {
        DigestKind.MORNING: at_local(day, MORNING.hour, MORNING.minute, event.zone),
        DigestKind.LAST_HOUR: event.schedule.report_due_at - BEFORE_DEADLINE,
    }
    for digest, moment in moments.items():
        key = f"digest:{event.id}:{digest.value}@{moment:%Y%m%dT%H%M%S}"
        yield _Wanted(key, TimerKind.DIGEST, digest.value, moment)


def _editions(event: Event) -> Iterable[_Wanted]:
    """Their keys hold no time: each number is made once, however often the times move."""
    moments = {
        EditionNumber.FIRST: event.schedule.first_edition_at,
        EditionNumber.SECOND: event.schedule.second_edition_at,
    }
    for number, moment in moments.items():
        yield _Wanted(f"edition:{event.id}:{number}", TimerKind.EDITION, f"{number}", moment)


def _briefing(event: Event) -> Iterable[_Wanted]:
    """On the Monday after the day, for the week's giao ban; its key holds no time either."""
    day = local(event.schedule.starts_at, event.zone).date()
    monday = day + timedelta(days=_WEEK - day.weekday())
    moment = at_local(monday, BRIEFING.hour, BRIEFING.minute, event.zone)
    yield _Wanted(f"briefing:{event.id}", TimerKind.BRIEFING, "briefing", moment)


def _is_ahead(
    row: _Wanted, last_done: Mapping[tuple[int | None, int | None], datetime], now: datetime
) -> bool:
    if row.planned is None:
        return row.kind is TimerKind.EDITION or row.due_at > now
    own = last_done.get((row.participation_id, row.shift_id))
    everybody = last_done.get((None, None)) if row.participation_id else None
    sent = max((moment for moment in (own, everybody) if moment), default=None)
    return bool(still_ahead([row.planned], now=now, last_sent_at=sent))


def _row(event: Event, wanted: _Wanted) -> dict[str, Any]:
    return {
        "key": wanted.key,
        "event_id": event.id,
        "participation_id": wanted.participation_id,
        "shift_id": wanted.shift_id,
        "kind": wanted.kind.value,
        "rung": wanted.rung,
        "due_at": wanted.due_at,
        "state": "ahead",
    }


async def _extensions(session: Session, event_id: int) -> dict[int, datetime]:
    rows = await session.execute(
        select(participations.c.id, participations.c.extended_to).where(
            participations.c.event_id == event_id,
            participations.c.extended_to.is_not(None),
            participations.c.dropped_at.is_(None),
        )
    )
    return {row.id: row.extended_to for row in rows}


async def _shifts(session: Session, event_id: int) -> list[_Shift]:
    rows = await session.execute(
        select(shifts.c.id, shifts.c.starts_at, shifts.c.ends_at)
        .join(participations, participations.c.id == shifts.c.participation_id)
        .where(
            participations.c.event_id == event_id,
            participations.c.dropped_at.is_(None),
            shifts.c.cancelled_at.is_(None),
        )
        .order_by(shifts.c.id)
    )
    return [_Shift(*row) for row in rows]


async def _last_done(
    session: Session, event_id: int
) -> dict[tuple[int | None, int | None], datetime]:
    """When each audience was last reminded: all units, one unit with an extension, one shift."""
    rows = await session.execute(
        select(timers.c.participation_id, timers.c.shift_id, func.max(timers.c.done_at))
        .where(
            timers.c.event_id == event_id,
            timers.c.kind.in_([TimerKind.RUNG.value, TimerKind.SHIFT.value]),
            timers.c.done_at.is_not(None),
        )
        .group_by(timers.c.participation_id, timers.c.shift_id)
    )
    return {(row[0], row[1]): row[2] for row in rows}
