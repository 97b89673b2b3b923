"""A report's card follows the photos that come after it."""

from dataclasses import replace

from sqlalchemy import insert

from actions.keep_photo import keep_photo
from actions.report_card import compose_report_card
from actions.submit_report import Entry, submit_as
from rules.model import Source
from storage.db import Session
from storage.outbox import BROADCAST, claim_due
from storage.photos import NewPhoto
from storage.reports import Message
from storage.tables import cards
from tests.builders import a_day, a_district, a_reporter, in_day, saturday

AT = saturday(15, 0)
PHOTO = NewPhoto("webchat", 9, 1, "ref-1", AT, AT, store_key="a", sha256="a", size=1)


async def test_a_photo_changes_the_card_where_it_stands_until_there_are_enough(
    session: Session,
) -> None:
    host, ward, _ = await a_district(session)
    event = await a_day(session, host)
    minh = await a_reporter(session, ward)
    own = await in_day(session, event, ward)
    said = Message("", AT, AT, "webchat", 9, 1)
    entry = Entry({"volunteers": 20, "citizens": 80}, Source.TYPED, said)
    await submit_as(session, minh, own.id, entry, now=AT)
    card = {"channel": "webchat", "chat_id": 9, "key": f"report:{own.id}", "message_id": 5}
    await session.execute(insert(cards), card)
    for number in range(4):
        photo = replace(PHOTO, message_id=number, file_ref=f"{number}", sha256=f"{number}")
        await keep_photo(session, minh, photo, now=AT)
    later = saturday(15, 1)
    claimed = await claim_due(session, now=later, priority=BROADCAST, limit=9, channels=["webchat"])
    assert [each.kind for each in claimed] == ["report_card"]
    words = await compose_report_card(session, claimed[0], now=later)
    assert words is not None
    assert words["edit"] is True
    assert "Đã đủ số liệu và ảnh" in words["text"]


async def test_before_the_first_report_there_is_no_card_to_change(session: Session) -> None:
    host, ward, _ = await a_district(session)
    await a_day(session, host)
    minh = await a_reporter(session, ward)
    await keep_photo(session, minh, PHOTO, now=AT)
    assert not await claim_due(
        session, now=saturday(15, 1), priority=BROADCAST, limit=9, channels=["webchat"]
    )
