"""A coordinator enters what units only told by telephone: with or without reporters, one unit after
another, by words, questions and photos."""

import pytest

from rehearsal.telegram_people import TelegramPerson
from tests.conversations.town import Town
from tests.talk import Talker, at, picture

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def page_of(officer: Talker, name: str) -> str:
    await officer.says("/tiendo")
    await officer.waits("4 đơn vị")
    await officer.taps("Đơn vị khác")
    await officer.waits("tên đơn vị")
    await officer.says(name)
    return (await officer.waits(", 28/11 · ")).text


async def starts(officer: Talker, unit: str, shown: str) -> None:
    await officer.says("nhập thay")
    await officer.waits("đơn vị nào?")
    await officer.says(unit)
    await officer.waits(f"Nhập hộ {shown}")


async def test_several_units_that_nobody_has_joined_are_entered_one_after_another(
    town: Town,
) -> None:
    officer = await town.coordinator()
    await town.opens_the_day(officer)
    await town.world.moves_to(at(28, 16, 20))
    await starts(officer, "son ha", "Đoàn phường Sơn Hạ, 28/11")
    await officer.says("ĐVTN: 20, lượt dân: 90")
    entered = await officer.waits("Đã ghi nhập hộ Đoàn phường Sơn Hạ")
    assert "Ai báo, lúc mấy giờ?" in entered.text
    await officer.says("đ/c Lan, Zalo, 15:40")
    said = await officer.waits("Nhập tiếp đơn vị nào?")
    assert "nhập hộ theo đ/c Lan, Zalo, báo lúc 15:40" in said.text
    for _ in range(3):
        await officer.sends_photo(picture())
        await town.world.settles()
    await officer.says("Chi đoàn Thuế: ĐVTN: 12, lượt dân: 40")
    await officer.waits("Đã ghi nhập hộ Chi đoàn Thuế")
    await officer.taps("Bỏ qua")
    await officer.waits("Nhập tiếp đơn vị nào?")
    await officer.says("xong")
    done = await officer.waits("Đã nhập hộ 2 đơn vị")
    assert "Đoàn phường Sơn Hạ, Chi đoàn Thuế" in done.text
    page = await page_of(officer, "Sơn Hạ")
    assert "28/11 · Đủ, đúng hạn" in page
    assert "nhập hộ theo đ/c Lan, Zalo, báo lúc 15:40" in page
    assert "Ảnh: 3/3" in page


async def test_a_unit_is_entered_question_by_question(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Hai")
    await starts(officer, "phu lac", "Đoàn phường Phú Lạc")
    await officer.taps("Trả lời từng câu")
    for position, answer in enumerate(("31", "77", "bỏ qua", "bỏ qua"), 1):
        await officer.waits(f"câu {position}/4")
        await officer.says(answer)
    entered = await officer.waits("Đã ghi nhập hộ Đoàn phường Phú Lạc")
    assert "ĐVTN tham gia 31" in entered.text
    await officer.taps("Lúc khác")
    await officer.waits("báo lúc mấy giờ?")
    await officer.says("chả nhớ")
    await officer.waits("Bot chưa thấy giờ")
    await officer.says("15h50")
    await officer.waits("Ai báo cho")
    await officer.taps("Bỏ qua")
    await officer.waits("Nhập tiếp đơn vị nào?")
    assert "ĐVTN tham gia 31" in await page_of(officer, "Phú Lạc")


async def test_an_entry_is_undone(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Bảy")
    await officer.says("nhập thay")
    await officer.waits("đơn vị nào?")
    await officer.says("Phú Lạc: ĐVTN: 99")
    await officer.waits("31 → 99")
    await officer.taps("Hoàn tác")
    await officer.waits("trở lại số liệu trước đó")
    page = await page_of(officer, "Phú Lạc")
    assert "ĐVTN tham gia 31" in page
    await officer.taps("Lịch sử")
    assert "Hoàn tác bản 2" in (await officer.waits("Lịch sử báo cáo")).text


async def test_a_photo_of_a_coordinator_is_kept_and_asked_about(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Ba")
    await officer.sends_photo(picture())
    asked = await officer.waits("Ảnh này của đơn vị nào?")
    assert "chưa có ngày nào" not in asked.text
    await officer.says("Tân Lộc")
    await officer.waits("Đoàn phường Tân Lộc, 28/11 (nhập hộ): đã nhận 1 ảnh")
    assert "Ảnh: 1/3" in await page_of(officer, "Tân Lộc")


async def test_a_units_reporter_sees_what_was_entered_for_them(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Tư")
    minh = await town.reporter("Đoàn phường Tân Lộc")
    await officer.says("P. Tân Lộc: ĐVTN: 25, lượt dân: 120")
    await officer.waits("Đã ghi nhập hộ Đoàn phường Tân Lộc")
    await officer.taps("Vừa xong")
    await officer.waits("Ai báo cho")
    await officer.says("đ/c Minh gọi điện")
    await officer.waits("theo đ/c Minh gọi điện")
    card = await minh.waits("Đoàn phường Tân Lộc, báo cáo 28/11")
    assert "nhập hộ" in card.text


async def test_figures_without_a_unit_are_asked_about(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Năm")
    await officer.says("ĐVTN: 14, lượt dân: 41")
    await officer.waits("Số liệu này của đơn vị nào?")
    await officer.says("thuế")
    await officer.waits("Đã ghi nhập hộ Chi đoàn Thuế")
    await officer.says("chuyện khác " * 12)
    await officer.waits("Bot chưa hiểu")
    await officer.says("/tiendo")
    await officer.waits("4 đơn vị")


async def test_a_forwarded_report_bears_its_authors_name_and_time(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Sáu")
    await officer.says("nhập thay")
    await officer.waits("đơn vị nào?")
    await officer.says("son ha")
    await officer.waits("Nhập hộ Đoàn phường Sơn Hạ")
    if not isinstance(officer, TelegramPerson):
        return
    told = int(at(28, 15, 12).timestamp())
    origin = {"type": "hidden_user", "sender_user_name": "Lê Thị Đào", "date": told}
    await officer.sends({"text": "ĐVTN: 21, lượt dân: 91", "forward_origin": origin})
    entered = await officer.waits("Đã ghi nhập hộ Đoàn phường Sơn Hạ")
    assert "Ai báo" not in entered.text
    assert "nhập hộ theo Lê Thị Đào, báo lúc 15:12" in await page_of(officer, "Sơn Hạ")
