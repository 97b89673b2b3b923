"""What a sender is asked about photos: once, kindly, and naming a unit only to who may see it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from actions.keep_photo import compose_photos_ack, keep_photo
from actions.look_at_photo import compose_photo_doubts, keep_look, named_for
from actions.unit_page import unit_page
from rendering.texts import words
from rules.model import Actor, RoleKind
from storage.db import Session
from storage.doubts import likenesses_of
from storage.events import Event
from storage.looks import NewLook, Unseen, unseen_photos
from storage.outbox import REPLY, claim_due, note_sent
from storage.photos import NewPhoto
from storage.units import Unit
from tests.builders import a_day, a_district, a_reporter, a_role, in_day, saturday

NOON = saturday(11, 50)
PHOTO = NewPhoto("telegram", 7, 1, "f1", NOON, NOON, store_key="ab/abcd", sha256="abcd", size=9)


class Place:
    """A day with two units, each with a reporter."""

    def __init__(self, session: Session, event: Event, *units: Unit) -> None:
        self.session, self.event = session, event
        self.host, self.ward, self.other = units
        self.sent = 0

    async def sends(self, who: Actor, *, album: str | None = None, sha256: str = "") -> Unseen:
        self.sent += 1
        photo = replace(
            PHOTO,
            message_id=self.sent,
            file_ref=f"f{self.sent}",
            album=album,
            sha256=sha256 or f"s{self.sent}",
        )
        kept = await keep_photo(self.session, who, photo, now=NOON)
        waiting = await unseen_photos(self.session, after=0, most=99)
        return next(each for each in waiting if each.id == kept.photo_id)

    async def looked(self, photo: Unseen, fault: str = "", copy_of: Unseen | None = None) -> None:
        look = NewLook(photo.id, fault, 960, 720, 1, b"w", b"s")
        other = None if copy_of is None else copy_of.id
        assert await keep_look(self.session, photo, look, other, now=NOON)

    async def told(self, after: float = 10) -> list[str]:
        """What goes out by then, in the order of its due times."""
        later = NOON + timedelta(seconds=after)
        texts = []
        for each in await claim_due(
            self.session, now=later, priority=REPLY, limit=9, channels=["telegram"]
        ):
            compose = compose_photos_ack if each.kind == "photos_ack" else compose_photo_doubts
            payload = await compose(self.session, each, now=later)
            if payload is not None:
                texts.append(str(payload["text"]))
            await note_sent(self.session, each, message_id=5, now=later)
        return texts


@pytest.fixture
async def place(session: Session) -> Place:
    host, ward, other = await a_district(session)
    return Place(session, await a_day(session, host), host, ward, other)


async def test_a_copy_is_counted_and_asked_about_once_in_the_albums_thanks(place: Place) -> None:
    who = await a_reporter(place.session, place.ward)
    first = await place.sends(who)
    await place.looked(first)
    second, third = await place.sends(who, album="a"), await place.sends(who, album="a")
    await place.looked(second, copy_of=first)
    await place.looked(third)
    texts = await place.told()
    assert len(texts) == 1
    assert "đã nhận 2 ảnh" in texts[0]
    assert "Có 1 ảnh giống ảnh đã gửi 28/11, đ/c kiểm tra giúp" in texts[0]
    assert (await in_day(place.session, place.event, place.ward)).facts.photos == 3


async def test_a_doubt_that_comes_after_the_thanks_is_a_message_of_its_own(place: Place) -> None:
    who = await a_reporter(place.session, place.ward)
    first = await place.sends(who)
    await place.looked(first)
    second = await place.sends(who, album="a")
    assert len(await place.told()) == 1
    await place.looked(second, copy_of=first)
    (text,) = await place.told()
    assert text.startswith("Ảnh này giống ảnh đã gửi 28/11, đ/c kiểm tra giúp.")
    assert await place.told(99) == []


async def test_a_lone_photos_doubt_comes_by_itself(place: Place) -> None:
    who = await a_reporter(place.session, place.ward)
    first, second = await place.sends(who, sha256="x"), await place.sends(who, sha256="x")
    await place.looked(first)
    assert await place.told() == []
    await place.looked(second)
    (text,) = await place.told()
    assert "Ảnh này trùng ảnh đã gửi 28/11" in text


async def _copied_from_another_unit(place: Place) -> tuple[Actor, Unseen]:
    theirs = await a_reporter(place.session, place.other)
    ours = await a_reporter(place.session, place.ward)
    first, second = await place.sends(theirs), await place.sends(ours)
    await place.looked(first)
    await place.looked(second, copy_of=first)
    return ours, second


async def test_a_reporter_is_not_told_whose_photo_it_is_like(place: Place) -> None:
    ours, _ = await _copied_from_another_unit(place)
    (text,) = await place.told()
    assert "Ảnh này giống ảnh đơn vị khác đã gửi 28/11" in text
    assert place.other.name not in text
    (doubt,) = named_for(ours, await likenesses_of(place.session, place.event.id))
    assert doubt.earlier is not None
    assert doubt.earlier.unit_name == ""


async def test_the_coordinator_sees_it_on_the_units_page_with_the_name(place: Place) -> None:
    _, photo = await _copied_from_another_unit(place)
    officer = await a_role(place.session, RoleKind.COORDINATOR, place.host)
    mine = await in_day(place.session, place.event, place.ward)
    page = await unit_page(place.session, officer, mine.id, now=NOON)
    assert [each.photo_id for each in page.likenesses] == [photo.id]
    text = words("unit/page", page=page, zone=mine.zone).text
    assert f"⚠️ Có 1 ảnh giống ảnh đã gửi (28/11 của <b>{place.other.name}</b>)" in text


async def test_faults_are_one_kind_sentence(place: Place) -> None:
    who = await a_reporter(place.session, place.ward)
    for fault in ("dark", "dark", "blurred", ""):
        await place.looked(await place.sends(who, album="a"), fault)
    (text,) = await place.told()
    assert "2 ảnh hơi tối, 1 ảnh hơi mờ, nếu có bản rõ hơn đ/c gửi thêm giúp nhé." in text


async def test_a_backlog_is_looked_at_in_silence(place: Place) -> None:
    who = await a_reporter(place.session, place.ward)
    photo = await place.sends(who)
    old = replace(photo, received_at=NOON - timedelta(days=1))
    await place.looked(old, "dark")
    assert await place.told() == []


async def test_two_processes_tell_it_once(place: Place) -> None:
    who = await a_reporter(place.session, place.ward)
    photo = await place.sends(who)
    await place.looked(photo, "dark")
    look = NewLook(photo.id, "dark")
    assert not await keep_look(place.session, photo, look, None, now=NOON)
    assert len(await place.told()) == 1
