"""Looks at photos: whose turn it is, what was found, what the search remembers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func, literal_column, select, update

from storage.db import Session
from storage.doubts import Told
from storage.photos import COUNTED, PhotoState
from storage.statements import in_both_dialects
from storage.tables import looks, photos

LOT: Final = 10_000


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
