"""What a unit gets back: its card and a draft, a minute after its report is complete, once."""

import io

import pytest
from PIL import Image

from bot.unit_cards import drawn_apart
from rehearsal.telegram_model import Seen
from tests.conversations.test_on_behalf import page_of
from tests.conversations.town import Town, registers
from tests.talk import Talker, at, drawn_at_once, picture

pytestmark = pytest.mark.asyncio(loop_scope="module")
THANKS = "Cảm ơn đ/c! Ảnh của"
PEOPLE: dict[int, tuple[Talker, Talker]] = {}


async def people(town: Town) -> tuple[Talker, Talker]:
    """An officer of an open day, and the reporter of Tân Lộc, which has registered."""
    if id(town) not in PEOPLE:
        officer = await town.coordinator()
        await town.opens_the_day(officer)
        lan = await town.reporter("Đoàn phường Tân Lộc", "Nguyễn Thị Lan")
        await registers(lan, capacity=10)
        await town.world.moves_to(at(28, 12))
        PEOPLE[id(town)] = officer, lan
    return PEOPLE[id(town)]


def cards(person: Talker) -> list[Seen]:
    return [seen for seen in person.sees if THANKS in seen.text]


async def test_a_complete_report_brings_its_card_and_draft_back_once(town: Town) -> None:
    officer, lan = await people(town)
    if town.world.channel.startswith("telegram"):  # drawn alike for every channel
        town.world.app.unit_cards.draw = drawn_apart
    await lan.says("ĐVTN: 25, lượt dân: 1.120")
    await lan.waits("Còn 3 ảnh")
    await town.a_minute_passes()
    assert not cards(lan)
    await lan.sends_album([picture(), picture(), picture()])
    await lan.waits("đủ yêu cầu")
    await lan.says("sửa lại 30 bạn")
    await lan.waits("25 → 30")
    await town.a_minute_passes()
    told = await lan.waits(THANKS)
    assert "Đoàn phường Tân Lộc tham gia Ngày thứ Bảy tình nguyện" in told.text
    assert "Nội dung: Hỗ trợ dịch vụ công trực tuyến." in told.text
    assert "Kết quả: 30 đoàn viên, thanh niên; 1.120 lượt người dân." in told.text
    if town.world.channel.startswith("telegram"):
        town.world.app.unit_cards.draw = drawn_at_once
        drawn = Image.open(io.BytesIO(told.photo or b""))
        assert (drawn.format, drawn.width) == ("PNG", 1080)
    await lan.says("sửa lại 31 bạn")
    await lan.waits("30 → 31")
    await town.a_minute_passes()
    assert len(cards(lan)) == 1
    assert not cards(officer)


async def test_the_unit_has_it_again_with_the_figures_of_now(town: Town) -> None:
    _, lan = await people(town)
    await lan.taps("Làm lại theo số mới")
    await lan.waits(lambda seen: THANKS in seen.text and "31 đoàn viên" in seen.text)
    await lan.says("ảnh và tin bài")
    await town.world.settles()
    assert len(cards(lan)) == 3


async def test_an_officer_finds_it_on_the_unit_s_page_and_others_do_not(town: Town) -> None:
    officer, _ = await people(town)
    await page_of(officer, "Tân Lộc")
    await officer.taps("Việc khác")
    await officer.waits("Việc khác với")
    await officer.taps("Ảnh và tin bài")
    await officer.waits(lambda seen: THANKS in seen.text and "31 đoàn viên" in seen.text)
    await officer.says("tin bài")
    await officer.waits("đầu mối")
    assert len(cards(officer)) == 1


async def test_a_report_returned_within_the_minute_gets_nothing_until_it_is_mended(
    town: Town,
) -> None:
    officer, _ = await people(town)
    minh = await town.reporter("Đoàn phường Sơn Hạ", "Lê Văn Minh")
    await minh.sends_album([picture(), picture(), picture()])
    await minh.waits("đủ yêu cầu")
    await minh.says("ĐVTN: 12, lượt dân: 80")
    await minh.waits("Đã đủ số liệu và ảnh")
    await page_of(officer, "Sơn Hạ")
    await officer.taps("Trả lại")
    await officer.waits("đơn vị cần sửa gì?")
    await officer.says("Thiếu danh sách ký tên")
    await minh.waits("Thiếu danh sách ký tên")
    await town.a_minute_passes()
    assert not cards(minh)
    await minh.says("ĐVTN: 14, lượt dân: 80")
    await minh.waits("Đã đủ số liệu và ảnh")
    await town.a_minute_passes()
    assert "14 đoàn viên, thanh niên" in (await minh.waits(THANKS)).text
    assert len(cards(minh)) == 1


async def test_who_reported_nothing_is_told_so(town: Town) -> None:
    await people(town)
    ba = await town.reporter("Chi đoàn Thuế", "Lê Văn Ba")
    await ba.says("ảnh và tin bài")
    await ba.waits("chưa có báo cáo nào gần đây")
    await ba.says("ĐVTN: 5, lượt dân: 8")
    await ba.waits("Còn 3 ảnh")
    await ba.says("ảnh và tin bài")
    assert "5 đoàn viên, thanh niên; 8 lượt người dân" in (await ba.waits(THANKS)).text
