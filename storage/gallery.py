"""All photos of a day, page by page, with whose they are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Select, bindparam, func, select

from storage.db import Session
from storage.photos import COUNTED
from storage.tables import participations, photos, units


@dataclass(frozen=True, slots=True)
class DayPhoto:
    """`store_key` None: its bytes are still to be fetched."""

    id: int
    participation_id: int
    unit_name: str
    store_key: str | None
    caption: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class PhotoUnit:
    """A unit with photos, and how many."""

    participation_id: int
    name: str
    photos: int


_NAME: Final = func.coalesce(participations.c.known_as, units.c.name)
_OF_DAY: Final = (
    photos.c.state.in_(COUNTED),
    participations.c.event_id == bindparam("event_id"),
    participations.c.dropped_at.is_(None),
)
_JOINED: Final = photos.join(participations, participations.c.id == photos.c.participation_id).join(
    units, units.c.id == participations.c.unit_id
)
_PHOTOS: Final = (
    select(
        photos.c.id,
        photos.c.participation_id,
        _NAME.label("unit_name"),
        photos.c.store_key,
        photos.c.caption,
        photos.c.sent_at,
    )
    .select_from(_JOINED)
    .where(*_OF_DAY)
    .order_by(photos.c.sent_at.desc(), photos.c.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skip"))
)
_UNITS: Final = (
    select(photos.c.participation_id, _NAME.label("name"), func.count().label("photos"))
    .select_from(_JOINED)
    .where(*_OF_DAY)
    .group_by(photos.c.participation_id, _NAME, units.c.position, units.c.id)
    .order_by(units.c.position, units.c.id)
)


async def photos_of_day(
    session: Session, event_id: int, participation_id: int | None, *, skip: int, most: int
) -> list[DayPhoto]:
    """The newest first; of one unit alone, or of all."""
    row = {"event_id": event_id, "skip": skip, "most": most}
    found = await session.execute(_of_unit(participation_id), row)
    return [DayPhoto(*each) for each in found]


def _of_unit(participation_id: int | None) -> Select[tuple[object, ...]]:
    if participation_id is None:
        return _PHOTOS
    return _PHOTOS.where(photos.c.participation_id == participation_id)


async def units_with_photos(session: Session, event_id: int) -> list[PhotoUnit]:
    """In the host's order."""
    rows = await session.execute(_UNITS, {"event_id": event_id})
    return [PhotoUnit(*row) for row in rows]
