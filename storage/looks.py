"""What looking at photos has found: which are like an earlier one, which cannot be made out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, func, literal_column, select, update

from storage.db import Session
from storage.photos import COUNTED, PhotoState
from storage.statements import in_both_dialects
from storage.tables import looks, participations, photos, units

LOT: Final = 10_000


class Told(StrEnum):
    """How the sender learned of it. `QUIETLY`: not at all, for the photo was old by then."""

    NOT_YET = ""
    WITH_THANKS = "thanks"
    APART = "apart"
    QUIETLY = "quietly"


@dataclass(frozen=True, slots=True)
class Unseen:
    """A stored photo that nobody has looked at yet."""

    id: int
    store_key: str
    channel: str
    chat_id: int
    album: str | None
    sent_by: int | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class NewLook:
    """`words` and `small` None: nothing to know it by."""

    photo_id: int
    fault: str
    width: int = 0
    height: int = 0
    phash: int | None = None
    words: bytes | None = None
    small: bytes | None = None
    told: Told = Told.NOT_YET


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the search holds of a photo; `id` of its look, which grows."""

    id: int
    photo_id: int
    phash: int
    words: bytes


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
_UNSEEN = (
    select(
        photos.c.id,
        photos.c.store_key,
        photos.c.channel,
        photos.c.chat_id,
        photos.c.album,
        photos.c.sent_by,
        photos.c.received_at,
    )
    .where(
        photos.c.looked_at.is_(None),
        photos.c.state == literal_column("'stored'"),
        photos.c.id > bindparam("after"),
    )
    .order_by(photos.c.id)
    .limit(bindparam("most"))
)
_ADD = in_both_dialects(
    looks, lambda insertion: insertion.on_conflict_do_nothing().returning(looks.c.id)
)
_REMEMBERED = (
    select(looks.c.id, looks.c.photo_id, photos.c.phash, looks.c.words)
    .join(photos, photos.c.id == looks.c.photo_id)
    .where(looks.c.id > bindparam("after"), looks.c.words.is_not(None))
    .order_by(looks.c.id)
    .limit(LOT)
)


async def unseen_photos(session: Session, *, after: int, most: int) -> list[Unseen]:
    """In the order in which they came."""
    rows = await session.execute(_UNSEEN, {"after": after, "most": most})
    return [Unseen(*row) for row in rows]


async def add_look(session: Session, look: NewLook, *, now: datetime) -> bool:
    """False when somebody else has looked meanwhile."""
    row = {
        "photo_id": look.photo_id,
        "fault": look.fault,
        "width": look.width,
        "height": look.height,
        "told": look.told.value,
        "words": look.words,
        "small": look.small,
    }
    added = (await session.execute(_ADD[session.dialect.name], row)).first()
    await session.execute(
        update(photos)
        .where(photos.c.id == look.photo_id, photos.c.looked_at.is_(None))
        .values(looked_at=now, phash=look.phash)
    )
    return added is not None


async def note_likeness(session: Session, photo_id: int, other_id: int, *, same: bool) -> int:
    """The later of the two is like the earlier, unless it was found like another before. The id
    of the later."""
    earlier, later = sorted((photo_id, other_id))
    await session.execute(
        update(looks)
        .where(looks.c.photo_id == later, looks.c.like_id.is_(None))
        .values(like_id=earlier, same=same)
    )
    return later


async def remembered_after(session: Session, look_id: int) -> list[Remembered]:
    """The next lot, in the order of the looks."""
    rows = await session.execute(_REMEMBERED, {"after": look_id})
    return [Remembered(row.id, row.photo_id, row.phash or 0, row.words) for row in rows]


async def small_pictures(session: Session, photo_ids: Sequence[int]) -> dict[int, bytes]:
    """Of those that still count."""
    if not photo_ids:
        return {}
    rows = await session.execute(
        select(looks.c.photo_id, looks.c.small)
        .join(photos, photos.c.id == looks.c.photo_id)
        .where(
            looks.c.photo_id.in_(list(photo_ids)),
            looks.c.small.is_not(None),
            photos.c.state.in_(COUNTED),
        )
    )
    return {row.photo_id: row.small for row in rows}


async def same_bytes(session: Session, photo_id: int) -> int | None:
    """The first other photo of the very same bytes that still counts."""
    own = select(photos.c.sha256).where(photos.c.id == photo_id).scalar_subquery()
    rows = await session.execute(
        select(func.min(photos.c.id)).where(
            photos.c.sha256 == own,
            photos.c.id != photo_id,
            photos.c.state == PhotoState.STORED.value,
        )
    )
    found: int | None = rows.scalar()
    return found


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
