"""What is to be asked about photos: which are like an earlier one, which cannot be made out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, func, select, update

from storage.db import Session
from storage.photos import COUNTED
from storage.tables import looks, participations, photos, units


class Told(StrEnum):
    """How the sender learned of it. `QUIETLY`: not at all, for the photo was old by then."""

    NOT_YET = ""
    WITH_THANKS = "thanks"
    APART = "apart"
    QUIETLY = "quietly"


@dataclass(frozen=True, slots=True)
class Earlier:
    """The photo that another is like. Without a unit as long as it belongs to none."""

    photo_id: int
    participation_id: int | None
    event_id: int | None
    unit_id: int | None
    unit_name: str
    unit_path: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is to be asked about a photo that counts; `same`: byte for byte the earlier one's."""

    photo_id: int
    participation_id: int | None
    fault: str
    same: bool
    told: Told
    earlier: Earlier | None


_EARLIER = photos.alias("earlier")
_AT_UNIT = participations.alias("at_unit")
_DOUBT: Final = (
    select(
        photos.c.id,
        photos.c.participation_id,
        looks.c.fault,
        looks.c.same,
        looks.c.told,
        _EARLIER.c.id.label("earlier_id"),
        _EARLIER.c.sent_at.label("earlier_at"),
        _AT_UNIT.c.id.label("at_id"),
        _AT_UNIT.c.event_id,
        units.c.id.label("unit_id"),
        func.coalesce(units.c.name, "").label("unit_name"),
        func.coalesce(units.c.path, "").label("unit_path"),
    )
    .select_from(
        photos.join(looks, looks.c.photo_id == photos.c.id)
        .outerjoin(_EARLIER, and_(_EARLIER.c.id == looks.c.like_id, _EARLIER.c.state.in_(COUNTED)))
        .outerjoin(_AT_UNIT, _AT_UNIT.c.id == _EARLIER.c.participation_id)
        .outerjoin(units, units.c.id == _AT_UNIT.c.unit_id)
    )
    .where(photos.c.state.in_(COUNTED))
    .order_by(photos.c.id)
)
_DOUBTS = _DOUBT.where(
    photos.c.id.in_(bindparam("ids", expanding=True)),
    (looks.c.fault != "") | _EARLIER.c.id.is_not(None),
)


async def doubts_of(session: Session, photo_ids: Iterable[int]) -> list[Doubt]:
    """Of these photos, those about which there is something to ask, in order."""
    ids = list(photo_ids)
    if not ids:
        return []
    return [_doubt(row) for row in await session.execute(_DOUBTS, {"ids": ids})]


async def likenesses_of(session: Session, event_id: int) -> list[Doubt]:
    """Every counted photo of the day that is like an earlier one (of whatever unit and week), in
    order; `participation_id` says whose it is."""
    return await _likenesses(session, participations.c.event_id == event_id)


async def likenesses_of_unit(session: Session, participation_id: int) -> list[Doubt]:
    """Likewise, of one unit on one day."""
    return await _likenesses(session, participations.c.id == participation_id)


async def mark_told(session: Session, photo_ids: Iterable[int], told: Told) -> None:
    """Only what the sender has not learned yet."""
    await session.execute(
        update(looks)
        .where(looks.c.photo_id.in_(list(photo_ids)), looks.c.told == Told.NOT_YET.value)
        .values(told=told.value)
    )


async def _likenesses(session: Session, which: ColumnElement[bool]) -> list[Doubt]:
    mine = photos.c.participation_id.in_(select(participations.c.id).where(which))
    rows = await session.execute(_DOUBT.where(mine, _EARLIER.c.id.is_not(None)))
    return [_doubt(row) for row in rows]


def _doubt(row: Any) -> Doubt:  # noqa: ANN401  a row of _DOUBT
    earlier = None
    if row.earlier_id is not None:
        earlier = Earlier(
            row.earlier_id,
            row.at_id,
            row.event_id,
            row.unit_id,
            row.unit_name,
            row.unit_path,
            row.earlier_at,
        )
    told = Told(row.told)
    return Doubt(row.id, row.participation_id, row.fault, row.same, told, earlier)
