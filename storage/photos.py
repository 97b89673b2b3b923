"""Photos as rows: whose, when, where their bytes are. A redelivered photo is the same row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import bindparam, case, func, select, update

from storage.db import Session
from storage.statements import in_both_dialects
from storage.tables import photos

BURST: Final = timedelta(seconds=2)


class PhotoState(StrEnum):
    """`WAITING`: its bytes could not be fetched yet. It counts: the sender did their part."""

    STORED = "stored"
    WAITING = "waiting"
    LOST = "lost"
    REMOVED = "removed"


COUNTED: Final = (PhotoState.STORED.value, PhotoState.WAITING.value, PhotoState.LOST.value)
"""A photo that could not be fetched counts: its sender did their part."""


@dataclass(frozen=True, slots=True)
class NewPhoto:
    channel: str
    chat_id: int
    message_id: int
    file_ref: str
    sent_at: datetime
    received_at: datetime
    store_key: str | None = None
    sha256: str | None = None
    size: int | None = None
    caption: str = ""
    album: str | None = None
    on_behalf: bool = False
    author: str = ""


@dataclass(frozen=True, slots=True)
class Photo:
    id: int
    participation_id: int | None
    sent_by: int | None
    channel: str
    chat_id: int
    message_id: int
    file_ref: str
    state: PhotoState
    store_key: str | None
    caption: str
    album: str | None
    sent_at: datetime


_ADD: Final = in_both_dialects(
    photos, lambda insertion: insertion.on_conflict_do_nothing().returning(photos.c.id)
)
_PHOTO = select(
    photos.c.id,
    photos.c.participation_id,
    photos.c.sent_by,
    photos.c.channel,
    photos.c.chat_id,
    photos.c.message_id,
    photos.c.file_ref,
    photos.c.state,
    photos.c.store_key,
    photos.c.caption,
    photos.c.album,
    photos.c.sent_at,
).order_by(photos.c.id)
_ALBUM = _PHOTO.where(
    photos.c.channel == bindparam("of_channel"),
    photos.c.chat_id == bindparam("of_chat"),
    photos.c.album == bindparam("of_album"),
    photos.c.state.in_(COUNTED),
)
_LAST_ALBUM = (
    select(photos.c.album)
    .where(
        photos.c.channel == bindparam("of_channel"),
        photos.c.chat_id == bindparam("of_chat"),
        photos.c.album.is_not(None),
        photos.c.received_at >= bindparam("since"),
    )
    .order_by(photos.c.id.desc())
    .limit(1)
)


async def add_photo(
    session: Session, photo: NewPhoto, *, participation_id: int | None, sent_by: int | None
) -> int | None:
    """Its id; None when this very photo of this message is here already."""
    state = PhotoState.STORED if photo.store_key is not None else PhotoState.WAITING
    result = await session.execute(
        _ADD[session.dialect.name],
        {
            "participation_id": participation_id,
            "sent_by": sent_by,
            "channel": photo.channel,
            "chat_id": photo.chat_id,
            "message_id": photo.message_id,
            "file_ref": photo.file_ref,
            "state": state.value,
            "sha256": photo.sha256,
            "store_key": photo.store_key,
            "size": photo.size,
            "caption": photo.caption,
            "album": photo.album,
            "on_behalf": photo.on_behalf,
            "author": photo.author,
            "sent_at": photo.sent_at,
            "received_at": photo.received_at,
        },
    )
    added: int | None = result.scalar()
    return added


async def burst(session: Session, channel: str, chat_id: int, received_at: datetime) -> str | None:
    """The album of this chat's last photo, when that came a moment ago."""
    result = await session.execute(
        _LAST_ALBUM,
        {"of_channel": channel, "of_chat": chat_id, "since": received_at - BURST},
    )
    album: str | None = result.scalar()
    return album


async def load_photo(session: Session, photo_id: int) -> Photo | None:
    row = (await session.execute(_PHOTO.where(photos.c.id == photo_id))).first()
    return None if row is None else _photo(row)


async def album_of(session: Session, channel: str, chat_id: int, album: str) -> list[Photo]:
    """What is kept of an album now."""
    rows = await session.execute(
        _ALBUM, {"of_channel": channel, "of_chat": chat_id, "of_album": album}
    )
    return [_photo(row) for row in rows]


async def with_album(session: Session, photo_id: int) -> list[Photo]:
    """The photo, and what came in one album with it."""
    photo = await load_photo(session, photo_id)
    if photo is None or photo.album is None:
        return [] if photo is None else [photo]
    return await album_of(session, photo.channel, photo.chat_id, photo.album)


async def whole_album(session: Session, photo_id: int) -> list[Photo]:
    """The photo, and what came in one album with it and belongs to the same unit; with those that
    were taken out."""
    photo = await load_photo(session, photo_id)
    if photo is None or photo.album is None:
        return [] if photo is None else [photo]
    rows = await session.execute(
        _PHOTO.where(
            photos.c.channel == photo.channel,
            photos.c.chat_id == photo.chat_id,
            photos.c.album == photo.album,
            photos.c.participation_id.is_not_distinct_from(photo.participation_id),
        )
    )
    return [_photo(row) for row in rows]


async def all_photos_of(session: Session, participation_id: int) -> list[Photo]:
    """With those that were taken out."""
    rows = await session.execute(_PHOTO.where(photos.c.participation_id == participation_id))
    return [_photo(row) for row in rows]


async def put_back(session: Session, photo_ids: Iterable[int]) -> int:
    """Taken out before, they count again; what was never fetched is fetched again."""
    again = case(
        (photos.c.store_key.is_not(None), PhotoState.STORED.value),
        else_=PhotoState.WAITING.value,
    )
    result = await session.execute(
        update(photos)
        .where(photos.c.id.in_(list(photo_ids)), photos.c.state == PhotoState.REMOVED.value)
        .values(state=again)
    )
    return result.rowcount


async def photos_of(session: Session, participation_id: int) -> list[Photo]:
    rows = await session.execute(
        _PHOTO.where(photos.c.participation_id == participation_id, photos.c.state.in_(COUNTED))
    )
    return [_photo(row) for row in rows]


async def count_of(session: Session, participation_id: int) -> int:
    result = await session.execute(
        select(func.count()).where(
            photos.c.participation_id == participation_id, photos.c.state.in_(COUNTED)
        )
    )
    count: int = result.scalar_one()
    return count


async def move_photos(
    session: Session, photo_ids: Iterable[int], before: int | None, after: int
) -> int:
    """From one participation (or none) to another; how many were still there to move."""
    result = await session.execute(
        update(photos)
        .where(
            photos.c.id.in_(list(photo_ids)),
            photos.c.participation_id.is_not_distinct_from(before),
        )
        .values(participation_id=after)
    )
    return result.rowcount


async def set_state(
    session: Session, photo_ids: Iterable[int], before: Iterable[str], after: PhotoState
) -> int:
    result = await session.execute(
        update(photos)
        .where(photos.c.id.in_(list(photo_ids)), photos.c.state.in_(list(before)))
        .values(state=after.value)
    )
    return result.rowcount


async def waiting_photos(session: Session, channels: Iterable[str], limit: int) -> list[Photo]:
    """Those to fetch again, oldest first."""
    rows = await session.execute(
        _PHOTO.where(
            photos.c.state == PhotoState.WAITING.value, photos.c.channel.in_(list(channels))
        ).limit(limit)
    )
    return [_photo(row) for row in rows]


async def lose_before(session: Session, moment: datetime) -> int:
    """Give up what could not be fetched since it came before `moment`. How many."""
    result = await session.execute(
        update(photos)
        .where(photos.c.state == PhotoState.WAITING.value, photos.c.received_at < moment)
        .values(state=PhotoState.LOST.value)
    )
    return result.rowcount


async def note_fetched(
    session: Session, photo_id: int, *, store_key: str, sha256: str, size: int
) -> bool:
    """The bytes came after all."""
    result = await session.execute(
        update(photos)
        .where(photos.c.id == photo_id, photos.c.state == PhotoState.WAITING.value)
        .values(state=PhotoState.STORED.value, store_key=store_key, sha256=sha256, size=size)
    )
    return result.rowcount == 1


def _photo(row: Any) -> Photo:  # noqa: ANN401  a row of _PHOTO
    fields = dict(zip(Photo.__slots__, row, strict=True))
    return Photo(**{**fields, "state": PhotoState(row.state)})
