"""What was entered for a unit by somebody else, and when its author says that it was told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Table, bindparam, literal_column, select, true, update

from rules.deadlines import effective_sent_at
from storage.db import Session
from storage.photos import COUNTED
from storage.tables import photos, submissions


@dataclass(frozen=True, slots=True)
class Sent:
    """A version or a photo that counts for one participation. `mine`: entered by the person asked
    about."""

    photo: bool
    id: int
    sent_at: datetime
    received_at: datetime
    edited_late: bool
    author: str
    mine: bool


def _mine(table: Table, person: ColumnElement[int]) -> ColumnElement[bool]:
    return table.c.on_behalf & (person == bindparam("person"))


_VERSIONS: Final = select(
    submissions.c.id,
    submissions.c.sent_at,
    submissions.c.received_at,
    submissions.c.edited_late,
    submissions.c.author,
    _mine(submissions, submissions.c.entered_by).label("mine"),
).where(submissions.c.participation_id == bindparam("of"), submissions.c.moved_to.is_(None))
_PHOTOS: Final = select(
    photos.c.id,
    photos.c.sent_at,
    photos.c.received_at,
    literal_column("0").label("edited_late"),
    photos.c.author,
    _mine(photos, photos.c.sent_by).label("mine"),
).where(photos.c.participation_id == bindparam("of"), photos.c.state.in_(COUNTED))


async def sent_to(session: Session, participation_id: int, person_id: int) -> list[Sent]:
    given = {"of": participation_id, "person": person_id}
    return [
        Sent(
            photo,
            row.id,
            effective_sent_at(row.sent_at, row.received_at),
            row.received_at,
            bool(row.edited_late),
            row.author,
            bool(row.mine),
        )
        for photo, statement in ((False, _VERSIONS), (True, _PHOTOS))
        for row in await session.execute(statement, given)
    ]


async def retell_version(
    session: Session, version_id: int, author: str, sent_at: datetime, *, edited_late: bool
) -> None:
    await session.execute(
        update(submissions)
        .where(submissions.c.id == version_id)
        .values(author=author, sent_at=sent_at, edited_late=edited_late)
    )


async def retell_photo(session: Session, photo_id: int, author: str, sent_at: datetime) -> None:
    await session.execute(
        update(photos).where(photos.c.id == photo_id).values(author=author, sent_at=sent_at)
    )


async def mark_photos(session: Session, photo_ids: Iterable[int]) -> None:
    """They came through somebody who is not of the unit."""
    await session.execute(
        update(photos).where(photos.c.id.in_(list(photo_ids))).values(on_behalf=true())
    )
