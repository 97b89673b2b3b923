"""Reports and photos of reporters of which nobody has said yet to which unit or day they belong."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    cast,
    exists,
    false,
    func,
    or_,
    select,
    union_all,
)

from rules.model import RoleKind
from storage.db import Session
from storage.photos import COUNTED
from storage.tables import people, photos, roles, submissions, units

KEPT_IN_VIEW: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A report, or the photos of one album (`id` is of the first), sent by this person."""

    kind: str
    id: int
    person_id: int
    name: str
    count: int
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait, and since when the oldest does."""

    count: int = 0
    oldest_at: datetime | None = None


def _serves(person: ColumnElement[int], paths: Sequence[str]) -> ColumnElement[bool]:
    below = or_(false(), *(units.c.path.startswith(path) for path in paths))
    return exists().where(
        roles.c.person_id == person,
        roles.c.kind == RoleKind.REPORTER.value,
        roles.c.ends_at.is_(None),
        units.c.id == roles.c.unit_id,
        below,
    )


def _reports(paths: Sequence[str], since: datetime) -> Select[Any]:
    return select(
        submissions.c.id,
        submissions.c.entered_by.label("person_id"),
        submissions.c.sent_at,
    ).where(
        submissions.c.participation_id.is_(None),
        submissions.c.version == 0,
        submissions.c.received_at > since,
        _serves(submissions.c.entered_by, paths),
    )


def _albums(paths: Sequence[str], since: datetime) -> Select[Any]:
    album = func.coalesce(photos.c.album, cast(photos.c.id, String))
    return (
        select(
            func.min(photos.c.id).label("id"),
            photos.c.sent_by.label("person_id"),
            func.min(photos.c.sent_at).label("sent_at"),
            func.count().label("count"),
        )
        .where(
            photos.c.participation_id.is_(None),
            photos.c.state.in_(COUNTED),
            photos.c.received_at > since,
            _serves(photos.c.sent_by, paths),
        )
        .group_by(photos.c.channel, photos.c.chat_id, album, photos.c.sent_by)
    )


async def unplaced(session: Session, paths: Iterable[str], *, now: datetime) -> list[Unplaced]:
    """Of reporters at or below these units, the longest waiting first."""
    within, since = list(paths), now - KEPT_IN_VIEW
    reports = _reports(within, since).subquery()
    albums = _albums(within, since).subquery()
    found = [
        *await _named(session, "report", select(reports, people.c.name), reports),
        *await _named(session, "photos", select(albums, people.c.name), albums),
    ]
    return sorted(found, key=lambda each: (each.sent_at, each.id))


async def _named(session: Session, kind: str, chosen: Select[Any], source: Any) -> list[Unplaced]:  # noqa: ANN401
    rows = await session.execute(
        chosen.select_from(source.join(people, people.c.id == source.c.person_id))
    )
    return [
        Unplaced(kind, row.id, row.person_id, row.name, getattr(row, "count", 1), row.sent_at)
        if kind == "photos"
        else Unplaced(kind, row.id, row.person_id, row.name, 1, row.sent_at)
        for row in rows
    ]


async def waiting_of(session: Session, paths: Iterable[str], *, now: datetime) -> Waiting:
    """What `unplaced` would list, counted; one statement, for the board."""
    within, since = list(paths), now - KEPT_IN_VIEW
    reports = _reports(within, since).subquery()
    albums = _albums(within, since).subquery()
    every = union_all(select(reports.c.sent_at), select(albums.c.sent_at)).subquery()
    result = await session.execute(select(func.count(), func.min(every.c.sent_at)))
    return Waiting(*result.one())
