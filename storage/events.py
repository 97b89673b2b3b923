"""Volunteer days: their times, figures and the units they expect."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    bindparam,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from rules.deadlines import at_local, local
from rules.model import METRICS, EventState, Metric, RoleKind, Schedule, SignUpState
from rules.reschedule import moved
from rules.rungs import DEFAULT_RUNGS, Rung, rung_from_json, rung_json
from storage.db import Session, upsert
from storage.event_metrics import copy_also_required, copy_demands
from storage.tables import event_metrics, events, participations, roles, shifts, sign_ups, units
from storage.units import Unit, open_on
from storage.usual import note_usual


@dataclass(frozen=True, slots=True)
class Event:
    """A volunteer day with its host's facts. `officer` is what the host calls its officer, `zone`
    the host's time zone."""

    id: int
    host_unit_id: int
    host_path: str
    host_name: str
    officer: str
    zone: str
    title: str
    place: str
    state: EventState
    schedule: Schedule
    min_photos: int
    metrics: tuple[Metric, ...]
    rungs: tuple[Rung, ...]
    cancel_reason: str = ""

    @property
    def required(self) -> tuple[str, ...]:
        """Keys of the figures that a report must have, in the event's order."""
        return tuple(each.key for each in self.metrics if each.required and each.by_default)

    @property
    def day(self) -> date:
        return local(self.schedule.starts_at, self.zone).date()


@dataclass(frozen=True, slots=True)
class EventDraft:
    """What a coordinator decides about a day before it opens. It asks what the day `like` asked,
    metric by metric, and reminds as that did."""

    title: str
    schedule: Schedule
    place: str = ""
    min_photos: int = 3
    metrics: tuple[Metric, ...] = METRICS
    rungs: tuple[Rung, ...] = DEFAULT_RUNGS
    like: int | None = None


_EVENT = (
    select(
        events.c.id,
        events.c.host_unit_id,
        units.c.path,
        units.c.name,
        units.c.officer,
        units.c.timezone,
        events.c.title,
        events.c.place,
        events.c.state,
        events.c.starts_at,
        events.c.ends_at,
        events.c.registration_closes_at,
        events.c.report_due_at,
        events.c.first_edition_at,
        events.c.second_edition_at,
        events.c.grace_minutes,
        events.c.min_photos,
        events.c.rungs,
        events.c.cancel_reason,
        event_metrics.c.key,
        event_metrics.c.label,
        event_metrics.c.counts,
        event_metrics.c.words,
        event_metrics.c.required,
        event_metrics.c.by_default,
    )
    .select_from(
        events.join(units, units.c.id == events.c.host_unit_id).outerjoin(
            event_metrics,
            (event_metrics.c.event_id == events.c.id) & event_metrics.c.dropped_at.is_(None),
        )
    )
    .order_by(events.c.report_due_at, events.c.id, event_metrics.c.position)
)
_BY_ID = _EVENT.where(events.c.id == bindparam("event_id"))
_LAST = (
    select(events.c.title, events.c.place, events.c.min_photos, events.c.grace_minutes)
    .where(events.c.host_unit_id == bindparam("unit_id"), events.c.state != EventState.CANCELLED)
    .order_by(events.c.starts_at.desc())
    .limit(1)
)
_EXPECTED = participations.c.dropped_at.is_(None)
_MOVE_SHIFT = (
    update(shifts)
    .where(shifts.c.id == bindparam("b_id"))
    .values(
        gather_at=bindparam("b_gather"),
        starts_at=bindparam("b_starts"),
        ends_at=bindparam("b_ends"),
    )
)

_MOVE_EXTENSION = (
    update(participations)
    .where(participations.c.id == bindparam("b_id"))
    .values(extended_to=bindparam("b_until"), revision=participations.c.revision + 1)
)
_OTHER = events.alias("other")


def _events(rows: Iterable[Any]) -> list[Event]:
    grouped: dict[int, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row.id, []).append(row)
    return [_event(each) for each in grouped.values()]


def _event(rows: Sequence[Any]) -> Event:
    row = rows[0]
    return Event(
        id=row.id,
        host_unit_id=row.host_unit_id,
        host_path=row.path,
        host_name=row.name,
        officer=row.officer,
        zone=row.timezone,
        title=row.title,
        place=row.place,
        state=EventState(row.state),
        schedule=Schedule(
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            registration_closes_at=row.registration_closes_at,
            report_due_at=row.report_due_at,
            first_edition_at=row.first_edition_at,
            second_edition_at=row.second_edition_at,
            grace_minutes=row.grace_minutes,
        ),
        min_photos=row.min_photos,
        metrics=tuple(_metric(each) for each in rows if each.key is not None),
        rungs=tuple(rung_from_json(each) for each in row.rungs),
        cancel_reason=row.cancel_reason,
    )


def _metric(row: Any) -> Metric:  # noqa: ANN401  a row of _EVENT
    words = tuple(row.words)
    return Metric(row.key, row.label, row.counts, words, row.required, row.by_default)


async def load_event(session: Session, event_id: int) -> Event | None:
    """One statement."""
    rows = (await session.execute(_BY_ID, {"event_id": event_id})).all()
    return _event(rows) if rows else None


async def open_events(session: Session, unit_path: str, *, frozen: bool = False) -> list[Event]:
    """Open days, or `frozen` ones too, that concern the unit at `unit_path`: hosted by it, above it
    or below it; nearest report deadline first. One statement."""
    lineage = [int(part) for part in unit_path.split("/") if part]
    concerned = or_(events.c.host_unit_id.in_(lineage), units.c.path.startswith(unit_path))
    states = [EventState.OPEN.value, *([EventState.FROZEN.value] if frozen else [])]
    return _events(await session.execute(_EVENT.where(events.c.state.in_(states), concerned)))


async def days_kept(session: Session) -> list[Event]:
    """Every day that was ever opened and not called off."""
    rows = await session.execute(_EVENT.where(events.c.state != EventState.CANCELLED.value))
    return _events(rows)


async def last_draft(session: Session, unit_id: int) -> tuple[str, str, int, int] | None:
    """Title, place, minimum of photos and grace of the latest day: the next is proposed alike."""
    row = (await session.execute(_LAST, {"unit_id": unit_id})).first()
    return None if row is None else (row.title, row.place, row.min_photos, row.grace_minutes)


async def create_event(
    session: Session, host: Unit, draft: EventDraft, *, created_by: int | None, now: datetime
) -> Event | None:
    """The day with its metrics and one participation per expected unit. None when the host already
    has a day that starts then (a second tap)."""
    row = {
        "host_unit_id": host.id,
        "title": draft.title,
        "place": draft.place,
        "state": EventState.OPEN.value,
        **times(draft.schedule),
        "min_photos": draft.min_photos,
        "grace_minutes": draft.schedule.grace_minutes,
        "rungs": [rung_json(rung) for rung in draft.rungs],
        "created_by": created_by,
        "created_at": now,
    }
    statement = upsert(session, events).on_conflict_do_nothing().returning(events.c.id)
    event_id = (await session.execute(statement, row)).scalar()
    if event_id is None:
        return None
    if draft.like is None:
        await _add_metrics(session, event_id, draft.metrics)
    else:
        await copy_demands(session, draft.like, event_id)
    event = await load_event(session, event_id)
    if event is not None:
        await expect_units(session, event)
    if event is not None and draft.like is not None:
        await copy_also_required(session, draft.like, event_id)
    return event


async def last_day(session: Session, unit_id: int) -> int | None:
    """The host's latest day that was not called off."""
    result = await session.execute(_LAST.with_only_columns(events.c.id), {"unit_id": unit_id})
    event_id: int | None = result.scalar()
    return event_id


async def event_starting(session: Session, unit_id: int, starts_at: datetime) -> int | None:
    """The host's day, not cancelled, that starts at that moment."""
    result = await session.execute(
        select(events.c.id).where(
            events.c.host_unit_id == unit_id,
            events.c.starts_at == starts_at,
            events.c.state != EventState.CANCELLED.value,
        )
    )
    event_id: int | None = result.scalar()
    return event_id


def times(schedule: Schedule) -> dict[str, datetime]:
    return {
        "starts_at": schedule.starts_at,
        "ends_at": schedule.ends_at,
        "registration_closes_at": schedule.registration_closes_at,
        "report_due_at": schedule.report_due_at,
        "first_edition_at": schedule.first_edition_at,
        "second_edition_at": schedule.second_edition_at,
    }


async def _add_metrics(session: Session, event_id: int, metrics: Sequence[Metric]) -> None:
    rows = [
        {
            "event_id": event_id,
            "position": position,
            "key": metric.key,
            "label": metric.label,
            "counts": metric.counts,
            "words": list(metric.words),
            "required": metric.required,
        }
        for position, metric in enumerate(metrics)
    ]
    if rows:
        await session.execute(insert(event_metrics), rows)


async def expect_units(session: Session, event: Event) -> int:
    """One participation for each unit below the host that exists on the day and has none yet. How
    many were added; a few statements whatever their number."""
    expected = select(literal(event.id), units.c.id).where(
        units.c.path.startswith(event.host_path),
        units.c.id != event.host_unit_id,
        open_on(event.day),
    )
    statement = (
        upsert(session, participations)
        .from_select(["event_id", "unit_id"], expected)
        .on_conflict_do_nothing()
        .returning(participations.c.id)
    )
    added = len((await session.execute(statement)).all())
    if added:
        await note_usual(session, event.id, starts_at=event.schedule.starts_at)
    return added


async def expected_units(session: Session, event_id: int) -> int:
    """How many units the day expects."""
    result = await session.execute(
        select(func.count()).where(participations.c.event_id == event_id, _EXPECTED)
    )
    count: int = result.scalar_one()
    return count


async def expected_count(session: Session, host: Unit, day: date) -> int:
    """How many units a day of this host would expect."""
    rows = await session.execute(
        select(units.c.id).where(
            units.c.path.startswith(host.path), units.c.id != host.id, open_on(day)
        )
    )
    return len(rows.all())


async def change_event(
    session: Session,
    event_id: int,
    changes: Mapping[str, Any],
    *,
    seen: Mapping[str, Any] | None = None,
) -> bool:
    """Columns of an open day. False when it is no longer open, no longer as `seen`, or when another
    day of the host starts at the moment that this one would."""
    as_seen = [events.c[key] == value for key, value in (seen or {}).items()]
    if "starts_at" in changes:
        starts_at = changes["starts_at"]
        as_seen.append(~_other_day(event_id, starts_at, starts_at + timedelta(seconds=1)))
    result = await session.execute(
        update(events)
        .where(events.c.id == event_id, events.c.state == EventState.OPEN.value, *as_seen)
        .values(**changes)
    )
    return result.rowcount == 1


def _other_day(event_id: int, since: datetime, until: datetime) -> ColumnElement[bool]:
    """Another day of the same host, not cancelled, that starts in these hours."""
    return exists().where(
        _OTHER.c.id != event_id,
        _OTHER.c.host_unit_id == events.c.host_unit_id,
        _OTHER.c.state != EventState.CANCELLED.value,
        _OTHER.c.starts_at >= since,
        _OTHER.c.starts_at < until,
    )


async def reopen_cancelled(session: Session, event: Event) -> bool:
    """A day called off is on again. False when it is not called off, or its date has been taken."""
    since = at_local(event.day, 0, 0, event.zone)
    until = at_local(event.day + timedelta(days=1), 0, 0, event.zone)
    result = await session.execute(
        update(events)
        .where(
            events.c.id == event.id,
            events.c.state == EventState.CANCELLED.value,
            ~_other_day(event.id, since, until),
        )
        .values(state=EventState.OPEN.value, cancel_reason="")
    )
    return result.rowcount == 1


async def reschedule(session: Session, event_id: int, schedule: Schedule) -> bool:
    return await change_event(session, event_id, times(schedule))


async def move_shifts(session: Session, before: Event, schedule: Schedule) -> None:
    """A day that moves takes its shifts and the units' own deadlines along; their hours stay."""
    days = (local(schedule.starts_at, before.zone).date() - before.day).days
    if not days:
        return
    rows = await session.execute(
        select(shifts.c.id, shifts.c.gather_at, shifts.c.starts_at, shifts.c.ends_at)
        .join(participations, participations.c.id == shifts.c.participation_id)
        .where(participations.c.event_id == before.id)
    )
    moved_shifts = [
        {
            "b_id": row.id,
            "b_gather": moved(row.gather_at, days, before.zone),
            "b_starts": moved(row.starts_at, days, before.zone),
            "b_ends": moved(row.ends_at, days, before.zone),
        }
        for row in rows
    ]
    if moved_shifts:
        await session.execute(_MOVE_SHIFT, moved_shifts)
    await _move_extensions(session, before, days)


async def _move_extensions(session: Session, before: Event, days: int) -> None:
    rows = await session.execute(
        select(participations.c.id, participations.c.extended_to).where(
            participations.c.event_id == before.id, participations.c.extended_to.is_not(None)
        )
    )
    extended = [
        {"b_id": row.id, "b_until": moved(row.extended_to, days, before.zone)} for row in rows
    ]
    if extended:
        await session.execute(_MOVE_EXTENSION, extended)


async def close_event(session: Session, event_id: int, state: EventState, reason: str = "") -> bool:
    """Freeze or cancel an open day; False when somebody else was first."""
    return await change_event(session, event_id, {"state": state.value, "cancel_reason": reason})


async def reporters_concerned(session: Session, event_id: int) -> list[int]:
    """Reporters of the units that the day expects."""
    rows = await session.execute(
        select(roles.c.person_id)
        .join(participations, participations.c.unit_id == roles.c.unit_id)
        .where(
            participations.c.event_id == event_id,
            _EXPECTED,
            roles.c.kind == RoleKind.REPORTER.value,
            roles.c.ends_at.is_(None),
        )
        .order_by(roles.c.id)
    )
    return list(dict.fromkeys(rows.scalars()))


async def volunteers_concerned(session: Session, event_id: int) -> list[int]:
    """Persons with a seat, an offer or a place in a waiting list of the day."""
    rows = await session.execute(
        select(sign_ups.c.person_id)
        .join(shifts, shifts.c.id == sign_ups.c.shift_id)
        .join(participations, participations.c.id == shifts.c.participation_id)
        .where(
            participations.c.event_id == event_id,
            _EXPECTED,
            shifts.c.cancelled_at.is_(None),
            sign_ups.c.state.in_(
                [SignUpState.GOING.value, SignUpState.WAITING.value, SignUpState.OFFERED.value]
            ),
        )
        .order_by(sign_ups.c.id)
    )
    return list(dict.fromkeys(rows.scalars()))
