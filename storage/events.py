"""Volunteer days: their times, figures and the units they expect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, literal, or_, select, update

from rules.deadlines import local
from rules.model import METRICS, EventState, Metric, RoleKind, Schedule, SignUpState
from rules.rungs import DEFAULT_RUNGS, Rung, rung_from_json, rung_json
from storage.db import Session, upsert
from storage.tables import event_metrics, events, participations, roles, shifts, sign_ups, units
from storage.units import Unit, open_on


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

    @property
    def required(self) -> tuple[str, ...]:
        """Keys of the figures that a report must have, in the event's order."""
        return tuple(metric.key for metric in self.metrics if metric.required)

    @property
    def day(self) -> date:
        return local(self.schedule.starts_at, self.zone).date()


@dataclass(frozen=True, slots=True)
class EventDraft:
    """What a coordinator decides about a day before it opens."""

    title: str
    schedule: Schedule
    place: str = ""
    min_photos: int = 3
    metrics: tuple[Metric, ...] = METRICS
    rungs: tuple[Rung, ...] = DEFAULT_RUNGS


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
        event_metrics.c.key,
        event_metrics.c.label,
        event_metrics.c.counts,
        event_metrics.c.words,
        event_metrics.c.required,
    )
    .select_from(
        events.join(units, units.c.id == events.c.host_unit_id).outerjoin(
            event_metrics, event_metrics.c.event_id == events.c.id
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
_MOVE_SHIFT = (
    update(shifts)
    .where(shifts.c.id == bindparam("b_id"))
    .values(
        gather_at=bindparam("b_gather"),
        starts_at=bindparam("b_starts"),
        ends_at=bindparam("b_ends"),
    )
)


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
    )


def _metric(row: Any) -> Metric:  # noqa: ANN401  a row of _EVENT
    return Metric(row.key, row.label, row.counts, tuple(row.words), row.required)


async def load_event(session: Session, event_id: int) -> Event | None:
    """One statement."""
    rows = (await session.execute(_BY_ID, {"event_id": event_id})).all()
    return _event(rows) if rows else None


async def open_events(session: Session, unit_path: str) -> list[Event]:
    """Open days that concern the unit at `unit_path`: hosted by it, above it or below it; nearest
    report deadline first. One statement."""
    lineage = [int(part) for part in unit_path.split("/") if part]
    concerned = or_(events.c.host_unit_id.in_(lineage), units.c.path.startswith(unit_path))
    result = await session.execute(_EVENT.where(events.c.state == EventState.OPEN.value, concerned))
    grouped: dict[int, list[Any]] = {}
    for row in result:
        grouped.setdefault(row.id, []).append(row)
    return [_event(rows) for rows in grouped.values()]


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
    await _add_metrics(session, event_id, draft.metrics)
    event = await load_event(session, event_id)
    if event is not None:
        await expect_units(session, event)
    return event


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
    many were added; one statement whatever their number."""
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
    return len((await session.execute(statement)).all())


async def expected_units(session: Session, event_id: int) -> int:
    """How many units the day expects."""
    result = await session.execute(
        select(func.count()).where(participations.c.event_id == event_id)
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


async def change_event(session: Session, event_id: int, changes: Mapping[str, Any]) -> bool:
    """Columns of an open day. False when it is no longer open."""
    result = await session.execute(
        update(events)
        .where(events.c.id == event_id, events.c.state == EventState.OPEN.value)
        .values(**changes)
    )
    return result.rowcount == 1


async def reschedule(session: Session, event_id: int, schedule: Schedule) -> bool:
    return await change_event(session, event_id, times(schedule))


async def move_shifts(session: Session, before: Event, schedule: Schedule) -> None:
    """A day that moves takes its shifts along, and their hours stay."""
    days = local(schedule.starts_at, before.zone).date() - before.day
    if not days:
        return
    rows = await session.execute(
        select(shifts.c.id, shifts.c.gather_at, shifts.c.starts_at, shifts.c.ends_at)
        .join(participations, participations.c.id == shifts.c.participation_id)
        .where(participations.c.event_id == before.id)
    )
    moved = [
        {
            "b_id": row.id,
            "b_gather": row.gather_at + days,
            "b_starts": row.starts_at + days,
            "b_ends": row.ends_at + days,
        }
        for row in rows
    ]
    if moved:
        await session.execute(_MOVE_SHIFT, moved)


async def close_event(session: Session, event_id: int, state: EventState) -> bool:
    """Freeze or cancel an open day; False when somebody else was first."""
    return await change_event(session, event_id, {"state": state.value})


async def reporters_concerned(session: Session, event_id: int) -> list[int]:
    """Reporters of the units that the day expects."""
    rows = await session.execute(
        select(roles.c.person_id)
        .join(participations, participations.c.unit_id == roles.c.unit_id)
        .where(
            participations.c.event_id == event_id,
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
            sign_ups.c.state.in_(
                [SignUpState.GOING.value, SignUpState.WAITING.value, SignUpState.OFFERED.value]
            ),
        )
        .order_by(sign_ups.c.id)
    )
    return list(dict.fromkeys(rows.scalars()))
