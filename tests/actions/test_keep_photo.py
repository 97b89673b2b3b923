"""A photo is kept, counted once, and acknowledged once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from actions.keep_photo import (
    PhotoKept,
    compose_photos_ack,
    keep_photo,
)
from actions.mend_photos import assign_photos, remove_photos
from rules.model import Actor, Progress, Refused
from storage.db import Session
from storage.events import Event
from storage.outbox import REPLY, claim_due, note_sent
from storage.photos import NewPhoto, load_photo
from storage.tables import notices
from storage.units import Unit
from tests.builders import a_day, a_district, a_person, a_reporter, in_day, saturday

NOON = saturday(11, 50)
PHOTO = NewPhoto("telegram", 7, 1, "f1", NOON, NOON, store_key="ab/abcd", sha256="abcd", size=9)


async def _ready(session: Session) -> tuple[Event, Unit, Actor]:
    host, ward, _ = await a_district(session)
    return await a_day(session, host), ward, await a_reporter(session, ward)


async def _send(
    session: Session,
    who: Actor,
    *numbers: int,
    **changes: Any,  # noqa: ANN401  fields of NewPhoto
) -> list[PhotoKept]:
    return [
        await keep_photo(
            session,
            who,
            replace(PHOTO, message_id=n, file_ref=f"f{n}", **changes),
            now=NOON + timedelta(milliseconds=100 * n),
        )
        for n in numbers
    ]


async def _acknowledged(session: Session) -> list[str]:
    """The texts of the album acknowledgements that are due by now."""
    later = NOON + timedelta(seconds=10)
    claimed = await claim_due(session, now=later, priority=REPLY, limit=9, channels=["telegram"])
    texts = []
    for each in claimed:
        payload = await compose_photos_ack(session, each, now=later)
        assert payload is not None
        assert payload["edit"] is True, "a later count takes the place of the earlier"
        texts.append(str(payload["text"]))
        await note_sent(session, each, message_id=5, now=later)
    return texts


async def test_a_photo_counts_for_the_unit_from_when_it_was_sent(session: Session) -> None:
    event, ward, who = await _ready(session)
    kept = await _send(session, who, 1, 2, 3)
    mine = await in_day(session, event, ward)
    assert (mine.facts.photos, mine.progress) == (3, Progress.PARTIAL)
    assert mine.last_sent_at == NOON
    assert kept[2].participation == mine


async def test_a_redelivered_photo_is_counted_once(session: Session) -> None:
    event, ward, who = await _ready(session)
    await _send(session, who, 1, 1)
    assert (await in_day(session, event, ward)).facts.photos == 1


async def test_an_album_is_acknowledged_once_after_its_last_photo(session: Session) -> None:
    _, ward, who = await _ready(session)
    await _send(session, who, 1, 2, 3, 4, album="a1")
    waiting = (await session.execute(select(notices))).all()
    assert [row.due_at for row in waiting] == [NOON + timedelta(seconds=0.4 + 1.5)]
    texts = await _acknowledged(session)
    assert len(texts) == 1
    assert ward.name in texts[0]
    assert "4 ảnh" in texts[0]


async def test_a_photo_after_the_acknowledgement_mends_its_count(session: Session) -> None:
    _, _, who = await _ready(session)
    await _send(session, who, 1, 2, album="a1")
    assert "2 ảnh" in (await _acknowledged(session))[0]
    await _send(session, who, 3, album="a1")
    texts = await _acknowledged(session)
    assert len(texts) == 1
    assert "3 ảnh" in texts[0]


async def test_a_photo_while_the_acknowledgement_is_on_its_way_is_acknowledged_too(
    session: Session,
) -> None:
    _, _, who = await _ready(session)
    await _send(session, who, 1, album="a1")
    later = NOON + timedelta(seconds=5)
    assert await claim_due(session, now=later, priority=REPLY, limit=9, channels=["telegram"])
    await _send(session, who, 2, album="a1")
    assert "2 ảnh" in (await _acknowledged(session))[0]


async def test_a_lone_photo_is_acknowledged_at_once(session: Session) -> None:
    _, _, who = await _ready(session)
    assert [kept.later for kept in await _send(session, who, 1)] == [False]
    assert (await session.execute(select(notices))).first() is None


async def test_where_there_are_no_albums_a_burst_is_one(session: Session) -> None:
    _, _, who = await _ready(session)
    await _send(session, who, 1, 2, 3, album="burst")
    after = NOON + timedelta(minutes=1)
    await _send(session, who, 4, album="burst", received_at=after)
    assert len((await session.execute(select(notices))).all()) == 2


async def test_a_photo_without_an_open_day_is_kept(session: Session) -> None:
    who = await a_person(session)
    kept = (await _send(session, who, 1))[0]
    assert kept.fits == ()
    photo = await load_photo(session, kept.photo_id or 0)
    assert photo is not None
    assert (photo.participation_id, photo.sent_by) == (None, who.person_id)


async def test_nothing_is_kept_of_a_stranger(session: Session) -> None:
    with pytest.raises(Refused, match="photo_of_stranger"):
        await _send(session, Actor(), 1)


async def test_a_photo_that_could_not_be_fetched_counts_and_is_said_so(session: Session) -> None:
    event, ward, who = await _ready(session)
    kept = await _send(session, who, 1, store_key=None, sha256=None, album="a1")
    assert not kept[0].fetched
    assert (await in_day(session, event, ward)).facts.photos == 1
    assert "tải lại" in (await _acknowledged(session))[0]


async def test_an_album_that_fits_two_units_is_asked_about_once_and_then_counted(
    session: Session,
) -> None:
    host, ward, other = await a_district(session)
    event = await a_day(session, host)
    who = await a_reporter(session, ward, other)
    kept = await _send(session, who, 1, 2, 3, album="a1")
    texts = await _acknowledged(session)
    assert len(texts) == 1
    assert "đơn vị nào" in texts[0]
    target = await in_day(session, event, other)
    mine, moved = await assign_photos(
        session, who, kept[0].photo_id or 0, target.id, now=saturday(16, 30)
    )
    assert (moved, mine.facts.photos, mine.last_sent_at) == (3, 3, NOON)
    again = await assign_photos(session, who, kept[0].photo_id or 0, target.id, now=NOON)
    assert again == (mine, 0)


async def test_photos_move_to_another_unit_with_their_count(session: Session) -> None:
    host, ward, other = await a_district(session)
    event = await a_day(session, host)
    who = await a_reporter(session, ward, other)
    kept = await _send(session, who, 1, 2, album="a1")
    first, second = await in_day(session, event, ward), await in_day(session, event, other)
    for target in (first, second):
        await assign_photos(session, who, kept[0].photo_id or 0, target.id, now=NOON)
    counts = [(await in_day(session, event, unit)).facts.photos for unit in (ward, other)]
    assert counts == [0, 2]


async def test_removed_photos_no_longer_count_and_removing_twice_is_once(session: Session) -> None:
    event, ward, who = await _ready(session)
    kept = await _send(session, who, 1, 2, 3)
    await remove_photos(session, who, kept[0].photo_id or 0, now=NOON)
    await remove_photos(session, who, kept[0].photo_id or 0, now=NOON)
    assert (await in_day(session, event, ward)).facts.photos == 2


async def test_nobody_touches_the_photos_of_another_unit(session: Session) -> None:
    host, ward, other = await a_district(session)
    event = await a_day(session, host)
    who, someone = await a_reporter(session, ward), await a_reporter(session, other)
    kept = await _send(session, who, 1)
    target = await in_day(session, event, other)
    with pytest.raises(Refused):
        await remove_photos(session, someone, kept[0].photo_id or 0, now=NOON)
    with pytest.raises(Refused):
        await assign_photos(session, someone, kept[0].photo_id or 0, target.id, now=NOON)
    assert (await in_day(session, event, ward)).facts.photos == 1
