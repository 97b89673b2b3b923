"""What a body's documents bear: as it said, the rest as its names say."""

from rules.day_book import Letterhead, Signer
from storage.db import Session
from storage.letterheads import (
    REPORT_TEMPLATE,
    BodyFile,
    drop_body_file,
    keep_body_file,
    letterhead_of,
    report_template_of,
    set_letterhead,
    set_shortcomings,
    shortcomings_of,
)
from tests.builders import MONDAY, a_day, a_district


async def test_until_it_says_otherwise_names_are_those_of_the_units(session: Session) -> None:
    host, ward, _ = await a_district(session)
    assert await letterhead_of(session, host.id) == Letterhead(
        issuer="Quận Đoàn Lạc Hồng", place="Lạc Hồng"
    )
    below = await letterhead_of(session, ward.id)
    assert (below.issuer, below.superior, below.place) == (
        "Đoàn phường Tân Lộc",
        "Quận Đoàn Lạc Hồng",
        "Tân Lộc",
    )


async def test_what_was_said_stands_and_what_was_not_follows_the_names(session: Session) -> None:
    _, ward, _ = await a_district(session)
    said = {"superior": "", "signers": [["BÍ THƯ", "Trần Văn Minh"], ["PHÓ BÍ THƯ", ""]]}
    await set_letterhead(session, ward.id, said, by=None, now=MONDAY)
    await set_letterhead(session, ward.id, {"recipients": ["Thành Đoàn"]}, by=None, now=MONDAY)
    head = await letterhead_of(session, ward.id)
    assert head.superior == ""
    assert head.signers == (Signer("BÍ THƯ", "Trần Văn Minh"), Signer("PHÓ BÍ THƯ"))
    assert head.recipients == ("Thành Đoàn",)
    assert (head.issuer, head.on_behalf) == ("Đoàn phường Tân Lộc", "TM. BAN THƯỜNG VỤ")


async def test_the_last_template_of_a_body_is_the_one_in_use(session: Session) -> None:
    host, ward, _ = await a_district(session)
    assert await report_template_of(session, host.id) is None
    for key in ("aa", "bb"):
        file = BodyFile("mau.docx", key, MONDAY)
        await keep_body_file(session, host.id, REPORT_TEMPLATE, file, by=None)
    assert await report_template_of(session, host.id) == "bb"
    assert await report_template_of(session, ward.id) is None
    assert await drop_body_file(session, host.id, REPORT_TEMPLATE)
    assert not await drop_body_file(session, host.id, REPORT_TEMPLATE)
    assert await report_template_of(session, host.id) is None


async def test_a_draft_names_units_until_somebody_says_otherwise(session: Session) -> None:
    host, *_ = await a_district(session)
    event = await a_day(session, host)
    assert await shortcomings_of(session, event.id) == (None, True)
    await set_shortcomings(session, event.id, {"names_units": False}, by=None, now=MONDAY)
    assert await shortcomings_of(session, event.id) == (None, False)
    await set_shortcomings(session, event.id, {"text": "Mưa to"}, by=None, now=MONDAY)
    assert await shortcomings_of(session, event.id) == ("Mưa to", False)
    await set_shortcomings(session, event.id, {"text": None}, by=None, now=MONDAY)
    assert await shortcomings_of(session, event.id) == (None, False)
