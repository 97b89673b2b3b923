"""What looks found, on both databases: who is like whom, what the search remembers."""

from dataclasses import replace

from storage.db import Session
from storage.doubts import Told, doubts_of, likenesses_of, likenesses_of_unit, mark_told
from storage.looks import (
    NewLook,
    add_look,
    note_likeness,
    remembered_after,
    same_bytes,
    small_pictures,
    unseen_photos,
)
from storage.photos import NewPhoto, PhotoState, add_photo, set_state
from tests.builders import a_day, a_district, in_day, saturday

NOON = saturday(12, 0)
PHOTO = NewPhoto("webchat", 7, 8, "f", NOON, NOON, store_key="ab/abcd", sha256="abcd", size=9)


async def _photos(session: Session, count: int, of: int | None = None) -> list[int]:
    made = []
    for n in range(count):
        each = replace(PHOTO, message_id=n, file_ref=f"f{of}-{n}", sha256=f"{of}-{n}")
        made.append(await add_photo(session, each, participation_id=of, sent_by=None) or 0)
    return made


def _look(photo_id: int, fault: str = "") -> NewLook:
    return NewLook(photo_id, fault, 1280, 960, -5, b"words", b"small")


async def test_a_stored_photo_is_looked_at_once(session: Session) -> None:
    first, second = await _photos(session, 2)
    waiting = replace(PHOTO, file_ref="w", store_key=None, sha256=None)
    await add_photo(session, waiting, participation_id=None, sent_by=None)
    unseen = await unseen_photos(session, after=0, most=9)
    assert [each.id for each in unseen] == [first, second]
    assert unseen[0].store_key == "ab/abcd"
    assert await add_look(session, _look(first), now=NOON)
    assert not await add_look(session, _look(first), now=NOON)
    assert [each.id for each in await unseen_photos(session, after=0, most=9)] == [second]


async def test_what_is_remembered_comes_in_the_order_of_the_looks(session: Session) -> None:
    first, second, plain = await _photos(session, 3)
    for each in (second, first):
        await add_look(session, _look(each), now=NOON)
    await add_look(session, NewLook(plain, ""), now=NOON)
    found = await remembered_after(session, 0)
    assert [(each.photo_id, each.phash, each.words) for each in found] == [
        (second, -5, b"words"),
        (first, -5, b"words"),
    ]
    assert [each.photo_id for each in await remembered_after(session, found[0].id)] == [first]


async def test_small_pictures_are_of_those_that_still_count(session: Session) -> None:
    first, second = await _photos(session, 2)
    for each in (first, second):
        await add_look(session, _look(each), now=NOON)
    await set_state(session, [second], [PhotoState.STORED], PhotoState.REMOVED)
    assert await small_pictures(session, [first, second]) == {first: b"small"}
    assert await small_pictures(session, []) == {}


async def test_the_same_bytes_are_found_in_any_unit_unless_taken_out(session: Session) -> None:
    first, second = await _photos(session, 2)
    copy = replace(PHOTO, message_id=9, file_ref="copy", sha256="None-1")
    third = await add_photo(session, copy, participation_id=None, sent_by=None) or 0
    assert await same_bytes(session, third) == second
    assert await same_bytes(session, first) is None
    await set_state(session, [second], [PhotoState.STORED], PhotoState.REMOVED)
    assert await same_bytes(session, third) is None


async def test_the_later_is_like_the_earlier_whichever_was_looked_at_first(
    session: Session,
) -> None:
    host, ward, other = await a_district(session)
    event = await a_day(session, host)
    theirs, ours = await in_day(session, event, other), await in_day(session, event, ward)
    (earlier,) = await _photos(session, 1, theirs.id)
    (later,) = await _photos(session, 1, ours.id)
    for each in (later, earlier):
        await add_look(session, _look(each), now=NOON)
    assert await note_likeness(session, earlier, later, same=False) == later
    (found,) = await likenesses_of(session, event.id)
    assert (found.photo_id, found.participation_id, found.same) == (later, ours.id, False)
    assert found.earlier is not None
    assert (found.earlier.photo_id, found.earlier.unit_name) == (earlier, other.name)
    assert (found.earlier.unit_path, found.earlier.sent_at) == (other.path, NOON)
    assert await likenesses_of_unit(session, ours.id) == [found]
    assert await likenesses_of_unit(session, theirs.id) == []


async def test_a_likeness_ends_when_either_photo_is_taken_out(session: Session) -> None:
    host, ward, _ = await a_district(session)
    event = await a_day(session, host)
    of = (await in_day(session, event, ward)).id
    first, second = await _photos(session, 2, of)
    for each in (first, second):
        await add_look(session, _look(each), now=NOON)
    await note_likeness(session, second, first, same=True)
    assert len(await likenesses_of(session, event.id)) == 1
    await set_state(session, [first], [PhotoState.STORED], PhotoState.REMOVED)
    assert await likenesses_of(session, event.id) == []
    assert await doubts_of(session, [second]) == []


async def test_what_was_told_in_one_way_is_not_told_in_another(session: Session) -> None:
    first, second = await _photos(session, 2)
    await add_look(session, _look(first, "dark"), now=NOON)
    await add_look(session, _look(second, "small"), now=NOON)
    await mark_told(session, [first], Told.WITH_THANKS)
    await mark_told(session, [first, second], Told.APART)
    told = {
        each.photo_id: (each.fault, each.told) for each in await doubts_of(session, [first, second])
    }
    assert told == {first: ("dark", Told.WITH_THANKS), second: ("small", Told.APART)}
