"""A photo is one row, however often it is delivered."""

from dataclasses import replace
from datetime import timedelta

from storage.db import Session
from storage.photos import (
    NewPhoto,
    PhotoState,
    add_photo,
    album_of,
    burst,
    count_of,
    load_photo,
    move_photos,
    note_fetched,
    set_state,
    waiting_photos,
    with_album,
)
from tests.builders import a_day, a_district, in_day, saturday

PHOTO = NewPhoto(
    "webchat",
    7,
    8,
    "file-1",
    saturday(11, 0),
    saturday(11, 0, 5),
    store_key="ab/abcd",
    sha256="abcd",
    size=9,
)


async def _participation(session: Session) -> int:
    host, ward, _ = await a_district(session)
    return (await in_day(session, await a_day(session, host), ward)).id


async def _add(session: Session, photo: NewPhoto, of: int | None = None) -> int | None:
    return await add_photo(session, photo, participation_id=of, sent_by=None)


async def test_a_redelivered_photo_is_the_same_row(session: Session) -> None:
    of = await _participation(session)
    assert await _add(session, PHOTO, of) is not None
    assert await _add(session, PHOTO, of) is None
    assert await count_of(session, of) == 1


async def test_a_photo_that_could_not_be_fetched_waits_and_counts(session: Session) -> None:
    of = await _participation(session)
    photo_id = await _add(session, replace(PHOTO, store_key=None, sha256=None), of) or 0
    assert await count_of(session, of) == 1
    assert [one.id for one in await waiting_photos(session, ["webchat"], 5)] == [photo_id]
    assert await note_fetched(session, photo_id, store_key="ab/abcd", sha256="abcd", size=9)
    assert not await note_fetched(session, photo_id, store_key="x", sha256="x", size=1)
    stored = await load_photo(session, photo_id)
    assert stored is not None
    assert (stored.state, stored.store_key) == (PhotoState.STORED, "ab/abcd")


async def test_an_album_is_what_of_it_still_counts(session: Session) -> None:
    ids = [
        await _add(session, replace(PHOTO, message_id=n, file_ref=f"f{n}", album="a1"))
        for n in range(4)
    ]
    await set_state(session, [ids[0] or 0], [PhotoState.STORED], PhotoState.REMOVED)
    assert len(await album_of(session, "webchat", 7, "a1")) == 3
    assert len(await album_of(session, "webchat", 8, "a1")) == 0
    assert len(await with_album(session, ids[3] or 0)) == 3


async def test_photos_move_only_from_where_they_are(session: Session) -> None:
    of = await _participation(session)
    photo_id = await _add(session, PHOTO) or 0
    assert await move_photos(session, [photo_id], None, of) == 1
    assert await move_photos(session, [photo_id], None, of) == 0
    assert await count_of(session, of) == 1


async def test_a_burst_ends_with_a_pause(session: Session) -> None:
    await _add(session, replace(PHOTO, album="burst8"))
    soon = PHOTO.received_at + timedelta(seconds=1)
    assert await burst(session, "webchat", 7, soon) == "burst8"
    assert await burst(session, "webchat", 7, soon + timedelta(seconds=5)) is None
    assert await burst(session, "webchat", 8, soon) is None
