"""What went to the wrong unit is moved, photos are taken out and put back, and what fits two units
is asked about once; the time of sending stays."""

import re

import pytest

from storage.invitations import InvitationKind
from tests.conversations.test_on_behalf import page_of
from tests.conversations.town import Town
from tests.talk import Talker, at, picture

pytestmark = pytest.mark.asyncio(loop_scope="module")

BOTH = ("Đoàn phường Tân Lộc", "Đoàn phường Sơn Hạ")


async def of_two_units(town: Town, name: str, first: str, second: str) -> Talker:
    who = await town.reporter(first, name)
    await who.opens(await town.code(InvitationKind.REPORTER, second))
    await who.waits("Từ nay đ/c là")
    await who.taps("Đồng ý")
    await who.waits(f"của {second}")
    await town.world.settles()
    return who


async def album(town: Town, who: Talker, count: int) -> None:
    await who.sends_album([picture() for _ in range(count)])
    await town.world.settles()
    await town.world.moves_to(town.world.clock() + (at(28, 1, 0, 2) - at(28, 1)))


async def test_a_report_and_photos_of_the_wrong_unit_are_moved_with_their_time_and_back(
    town: Town,
) -> None:
    officer = await town.coordinator()
    await town.opens_the_day(officer)
    minh = await of_two_units(town, "Lê Văn Minh", *BOTH)
    hoa = await town.reporter("Đoàn phường Sơn Hạ", "Phan Thị Hoa")
    await town.world.moves_to(at(28, 15, 30))
    await minh.says("Đoàn phường Tân Lộc: ĐVTN: 25, lượt dân: 120")
    await minh.waits("Đoàn phường Tân Lộc, báo cáo 28/11")
    await town.world.moves_to(at(28, 16, 30))
    await minh.taps("Chuyển đơn vị hoặc ngày")
    await minh.waits("sang đâu?")
    await minh.taps("Đoàn phường Sơn Hạ")
    await minh.waits("Đã chuyển báo cáo gửi lúc 15:30")
    await hoa.waits("Đ/c Lê Văn Minh đã chuyển báo cáo gửi lúc 15:30")
    page = await page_of(officer, "Sơn Hạ")
    assert "ĐVTN tham gia 25" in page
    assert "Lê Văn Minh gửi lúc 15:30" in page
    assert "ĐVTN tham gia" not in await page_of(officer, "Tân Lộc")
    await minh.taps("Hoàn tác")
    await minh.waits("Đã chuyển báo cáo gửi lúc 15:30")
    assert "ĐVTN tham gia 25" in await page_of(officer, "Tân Lộc")
    assert "ĐVTN tham gia" not in await page_of(officer, "Sơn Hạ")


async def test_photos_that_fit_two_units_are_asked_about_once_and_seen_until_then(
    town: Town,
) -> None:
    officer = await town.coordinator("Ngô Thị Hai")
    lan = await of_two_units(town, "Trần Lan", "Đoàn phường Phú Lạc", "Chi đoàn Thuế")
    await album(town, lan, 3)
    await lan.waits("Ảnh này của đơn vị nào?")
    asked = [seen for seen in lan.sees if "của đơn vị nào?" in seen.text]
    assert len(asked) == 1
    await officer.says("/tiendo")
    await officer.waits("1 tin chưa rõ của đơn vị nào")
    await officer.taps("Xếp tin")
    await officer.waits(lambda seen: "Trần Lan: 3 ảnh, chờ" in seen.text)
    await officer.taps("Xếp 1")
    await officer.waits("Trần Lan gửi 3 ảnh")
    await officer.taps("Đoàn phường Phú Lạc")
    await officer.waits("đã nhận 3 ảnh")
    assert "Ảnh: 3/3" in await page_of(officer, "Phú Lạc")
    await officer.says("tin chưa xếp")
    await officer.waits("Không còn tin nào chưa rõ")


async def test_one_photo_of_an_album_or_all_are_taken_out_and_put_back(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Ba")
    thu = await town.reporter("Chi đoàn Thuế", "Hồ Thu")
    await album(town, thu, 3)
    await thu.waits("đã nhận 3 ảnh")
    await thu.taps("Gỡ ảnh")
    await thu.waits("Báo cáo có 3 ảnh")
    await thu.taps("Gỡ ảnh 2")
    await thu.waits(lambda seen: "Đã gỡ ảnh 2" in seen.text and "có 2 ảnh" in seen.text)
    await thu.taps("Đưa lại ảnh 2")
    await thu.waits(lambda seen: "có 3 ảnh" in seen.text and "Đã gỡ" not in seen.text)
    await thu.taps("Gỡ cả 3 ảnh")
    await thu.waits("Đã gỡ cả 3 ảnh")
    assert "Ảnh: 0/3" in await page_of(officer, "Thuế")
    await thu.taps("Đưa lại cả 3 ảnh")
    await thu.waits("Báo cáo có 3 ảnh")
    assert "Ảnh: 3/3" in await page_of(officer, "Thuế")


async def test_a_coordinator_moves_an_album_from_the_units_page_and_back(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Tư")
    son = await town.reporter("Đoàn phường Sơn Hạ", "Đinh Sơn")
    await page_of(officer, "Thuế")
    await officer.taps("Việc khác")
    await officer.waits("Việc khác với")
    await officer.taps("Ảnh, chuyển đơn vị")
    await officer.waits("những gì đã gửi")
    await officer.taps("Ảnh 1: gỡ, chuyển")
    await officer.waits("Báo cáo có 3 ảnh")
    await officer.taps("Chuyển đơn vị hoặc ngày")
    await officer.waits("sang đâu?")
    await officer.taps("Đơn vị khác")
    await officer.waits("Chuyển sang đơn vị nào?")
    await officer.says("không có đâu")
    await officer.waits("Bot không thấy đơn vị")
    await officer.says("Sơn Hạ")
    moved = await officer.waits("Đã chuyển 3 ảnh sang Đoàn phường Sơn Hạ")
    assert re.search(r"nay có \d+ ảnh", moved.text)
    await son.waits("Đ/c Ngô Thị Tư đã chuyển 3 ảnh")
    await officer.taps("Hoàn tác")
    await officer.waits("Đã chuyển 3 ảnh sang Chi đoàn Thuế")
    assert "Ảnh: 3/3" in await page_of(officer, "Thuế")


async def test_a_reporter_finds_what_was_sent_by_words(town: Town) -> None:
    thu = await town.reporter("Chi đoàn Thuế", "Hồ Thu Hai")
    await thu.says("gửi nhầm")
    shown = await thu.waits("những gì đã gửi")
    assert "Hồ Thu gửi lúc" in shown.text
