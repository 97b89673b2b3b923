from datetime import timedelta

import pytest

from storage.book_packing import FileMade, packed, unpacked
from storage.db import Session
from storage.hand_overs import (
    LEASE,
    TRIES,
    Asked,
    claim,
    files_of,
    is_asked,
    note_made,
    note_unmade,
    owe,
    waiting_hand_overs,
)
from tests.builders import MONDAY, a_day, a_district
from tests.day_books import a_book

FILES = (FileMade("card", "Infographic.png", "ab/c", 3), FileMade("report", "B.docx", "ab/d", 4))
CHAT = Asked(None, "webchat", 7)


async def _owed(session: Session) -> int:
    host, *_ = await a_district(session)
    event = await a_day(session, host)
    assert event.id == a_book().event_id
    return await owe(session, a_book(), asked=CHAT, now=MONDAY)


def test_a_book_comes_out_of_its_packing_as_it_went_in() -> None:
    assert unpacked(packed(a_book())) == a_book()


async def test_one_maker_has_it_until_its_lease_is_over(session: Session) -> None:
    owed = await _owed(session)
    claimed = await claim(session, now=MONDAY)
    assert claimed is not None
    assert (claimed[0].id, claimed[0].asked, unpacked(claimed[1])) == (owed, CHAT, a_book())
    assert await claim(session, now=MONDAY + LEASE - timedelta(seconds=1)) is None
    assert await claim(session, now=MONDAY + LEASE) is not None


async def test_what_was_made_is_kept_once_in_its_order(session: Session) -> None:
    owed = await _owed(session)
    await claim(session, now=MONDAY)
    assert await note_made(session, owed, FILES, now=MONDAY)
    assert not await note_made(session, owed, FILES, now=MONDAY)
    assert tuple(await files_of(session, owed)) == FILES
    assert await waiting_hand_overs(session) == 0


@pytest.mark.parametrize("tries", [1, TRIES])
async def test_it_is_tried_again_a_few_times(session: Session, tries: int) -> None:
    owed = await _owed(session)
    for _ in range(tries):
        assert await claim(session, now=MONDAY) is not None
        gave_up = await note_unmade(session, owed)
    assert gave_up is (tries == TRIES)
    assert await is_asked(session, 1, CHAT) is (tries < TRIES)
