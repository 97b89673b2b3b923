"""All that came of a day, unit by unit, for its documents: a handful of statements, however many
units."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar

from sqlalchemy import Row, Select, bindparam, select

from rules.day_book import Picture, Plan, Told, UnitBook
from rules.rollup import UnitLine
from storage.db import Session
from storage.photos import COUNTED
from storage.tables import participations, photos, submissions, units

T = TypeVar("T")

_EXPECTED: Final = (
    participations.c.event_id == bindparam("event_id"),
    participations.c.dropped_at.is_(None),
)
_UNITS: Final = (
    select(
        participations.c.id,
        units.c.code,
        participations.c.registered_at,
        participations.c.content,
        participations.c.time_place,
        participations.c.finish_time,
        participations.c.summary,
        participations.c.partners,
        participations.c.notes,
        participations.c.expected,
        participations.c.last_sent_at,
        participations.c.completed_at,
        participations.c.edited_late,
        participations.c.reason,
    )
    .join_from(participations, units, units.c.id == participations.c.unit_id)
    .where(*_EXPECTED)
)
_TOLD: Final = (
    select(
        submissions.c.participation_id,
        submissions.c.version,
        submissions.c.sent_at,
        submissions.c.received_at,
        submissions.c.figures,
        submissions.c.text,
        submissions.c.on_behalf,
        submissions.c.edited_late,
        submissions.c.after_freeze,
        submissions.c.corrections,
        submissions.c.reason,
        submissions.c.moved_to,
    )
    .join_from(participations, submissions, submissions.c.participation_id == participations.c.id)
    .where(*_EXPECTED)
    .order_by(submissions.c.participation_id, submissions.c.version)
)
_PICTURES: Final = (
    select(
        photos.c.participation_id,
        photos.c.id,
        photos.c.sent_at,
        photos.c.store_key,
        photos.c.sha256,
        photos.c.size,
        photos.c.caption,
        photos.c.on_behalf,
    )
    .join_from(participations, photos, photos.c.participation_id == participations.c.id)
    .where(*_EXPECTED, photos.c.state.in_(COUNTED))
    .order_by(photos.c.participation_id, photos.c.sent_at, photos.c.id)
)


_OF_ONE: Final = (
    select(
        photos.c.id,
        photos.c.sent_at,
        photos.c.store_key,
        photos.c.sha256,
        photos.c.size,
        photos.c.caption,
        photos.c.on_behalf,
    )
    .where(photos.c.participation_id == bindparam("participation_id"), photos.c.state.in_(COUNTED))
    .order_by(photos.c.sent_at, photos.c.id)
)


async def pictures_of(session: Session, participation_id: int) -> tuple[Picture, ...]:
    """The photos that count of one unit."""
    rows = await session.execute(_OF_ONE, {"participation_id": participation_id})
    return tuple(_picture(row) for row in rows)


async def unit_books(
    session: Session, event_id: int, lines: Iterable[UnitLine]
) -> tuple[UnitBook, ...]:
    """One for each of the event's `lines`, in their order."""
    told = await _grouped(session, _TOLD, event_id, _version)
    pictures = await _grouped(session, _PICTURES, event_id, _picture)
    rows = {row.id: row for row in await session.execute(_UNITS, {"event_id": event_id})}
    return tuple(
        _unit_book(line, rows[line.participation_id], told, pictures)
        for line in lines
        if line.participation_id in rows
    )


async def _grouped(
    session: Session,
    statement: Select[Any],
    event_id: int,
    read: Callable[[Row[Any]], T],
) -> dict[int, list[T]]:
    groups: defaultdict[int, list[T]] = defaultdict(list)
    for row in await session.execute(statement, {"event_id": event_id}):
        groups[row.participation_id].append(read(row))
    return groups


def _version(row: Row[Any]) -> Told:
    return Told(
        version=row.version,
        sent_at=row.sent_at,
        received_at=row.received_at,
        figures=row.figures,
        text=row.text,
        on_behalf=row.on_behalf,
        edited_late=row.edited_late,
        after_freeze=row.after_freeze,
        corrected=bool(row.corrections),
        reason=row.reason,
        counts=row.moved_to is None,
    )


def _picture(row: Row[Any]) -> Picture:
    return Picture(
        id=row.id,
        sent_at=row.sent_at,
        store_key=row.store_key,
        sha256=row.sha256,
        size=row.size or 0,
        caption=row.caption,
        on_behalf=row.on_behalf,
    )


def _unit_book(
    line: UnitLine,
    row: Row[Any],
    told: Mapping[int, list[Told]],
    pictures: Mapping[int, list[Picture]],
) -> UnitBook:
    return UnitBook(
        line=line,
        code=row.code,
        plan=_plan(row),
        registered_at=row.registered_at,
        sent_at=row.last_sent_at,
        completed_at=row.completed_at,
        edited_late=row.edited_late,
        reason=row.reason,
        told=tuple(told.get(row.id, ())),
        pictures=tuple(pictures.get(row.id, ())),
    )


def _plan(row: Row[Any]) -> Plan | None:
    if row.registered_at is None:
        return None
    return Plan(
        content=row.content,
        time_place=row.time_place,
        finish_time=row.finish_time,
        summary=row.summary,
        partners=row.partners,
        notes=row.notes,
        expected=row.expected or {},
    )
