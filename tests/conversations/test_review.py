"""A coordinator looks reports over: gives one back, approves, puts a number right; each is told to
the unit and undone as easily."""

import pytest

from tests.conversations.test_on_behalf import page_of
from tests.conversations.town import Town
from tests.talk import at, picture

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_returned_report_owes_again_until_it_is_sent_again(town: Town) -> None:
    officer = await town.coordinator()
    await town.opens_the_day(officer)
    minh = await town.reporter("Đoàn phường Tân Lộc")
    await town.world.moves_to(at(28, 13))
    await minh.says("ĐVTN: 25, lượt dân: 120")
    await minh.waits("báo cáo 28/11")
    for _ in range(3):
        await minh.sends_photo(picture())
        await town.world.settles()
    assert "· Đủ, đúng hạn" in await page_of(officer, "Tân Lộc")
    await officer.taps("Trả lại")
    await officer.waits("đơn vị cần sửa gì?")
    await officer.taps("Ảnh mờ")
    await officer.waits("Bot đã báo đầu mối")
    told = await minh.waits("được trả lại")
    assert "ảnh mờ hoặc sai ảnh" in told.text
    assert "· Trả lại" in await page_of(officer, "Tân Lộc")
    await minh.taps("Gửi lại")
    await minh.waits("Số đã đúng thì bấm nút dưới")
    await minh.taps("Số giữ nguyên")
    await minh.waits("Đã gửi lại báo cáo")
    assert "· Đủ, đúng hạn" in await page_of(officer, "Tân Lộc")


async def test_a_return_is_taken_back_and_the_unit_is_told(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Hai")
    minh = await town.reporter("Đoàn phường Tân Lộc", "Lê Văn Tâm")
    await page_of(officer, "Tân Lộc")
    await officer.taps("Trả lại")
    await officer.waits("đơn vị cần sửa gì?")
    await officer.says("Thiếu danh sách ký tên")
    await officer.waits("Thiếu danh sách ký tên. Bot đã báo")
    await minh.waits("Thiếu danh sách ký tên")
    await officer.taps("Hoàn tác")
    await officer.waits("Đã hoàn tác")
    await minh.waits("không phải gửi lại nữa")
    assert "· Đủ, đúng hạn" in await page_of(officer, "Tân Lộc")


async def test_a_corrected_number_keeps_the_old_one_the_reason_and_who(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Hoa")
    minh = await town.reporter("Đoàn phường Tân Lộc", "Lê Văn Ba")
    await page_of(officer, "Tân Lộc")
    await officer.taps("Sửa số")
    await officer.waits("Sửa số nào")
    await officer.says("ĐVTN 30")
    await officer.waits("Vì sao sửa?")
    await officer.taps("Đối chiếu danh sách")
    fixed = await officer.waits("Đã sửa số của Đoàn phường Tân Lộc")
    assert "25 → 30" in fixed.text
    told = await minh.waits("sửa số của Đoàn phường Tân Lộc")
    assert "Đ/c Ngô Thị Hoa" in told.text
    assert "25 → 30 (đối chiếu danh sách)" in told.text
    await minh.says("Lượt dân: 130")
    card = await minh.waits(lambda seen: "120 → 130" in seen.text)
    assert "Đã sửa" in card.text
    assert "ĐVTN tham gia 30" in await page_of(officer, "Tân Lộc")
    await officer.says("/tonghop")
    await officer.waits("ĐVTN tham gia 30")


async def test_a_correction_is_undone_while_nothing_newer_has_come(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Lan")
    other = await town.coordinator("Ngô Thị Cúc")
    minh = await town.reporter("Đoàn phường Tân Lộc", "Lê Văn Tư")
    for number, asked in ((40, officer), (50, other)):
        await page_of(asked, "Tân Lộc")
        await asked.taps("Sửa số")
        await asked.waits("Sửa số nào")
        await asked.says(f"ĐVTN {number}")
        await asked.waits("Vì sao sửa?")
        await asked.says("bỏ qua")
        await asked.waits("Đã sửa số")
    await officer.taps("Hoàn tác")
    await officer.waits("vừa có bản mới hơn")
    await other.taps("Hoàn tác")
    await other.waits("trở lại như trước")
    told = await minh.waits("được giữ như đơn vị đã báo")
    assert "50 → 40" in told.text
    assert "ĐVTN tham gia 40" in await page_of(officer, "Tân Lộc")


async def test_an_approval_is_told_once_and_ends_with_a_new_version(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Sen")
    other = await town.coordinator("Ngô Thị Mai")
    minh = await town.reporter("Đoàn phường Tân Lộc", "Lê Văn Sáu")
    await page_of(officer, "Tân Lộc")
    await page_of(other, "Tân Lộc")
    await officer.taps("Duyệt")
    await officer.waits("✅ Đã duyệt")
    await minh.waits("đã được đ/c Ngô Thị Sen duyệt")
    await other.taps("Duyệt")
    await other.waits("Đ/c Ngô Thị Sen đã duyệt báo cáo của Đoàn phường Tân Lộc trước đó")
    assert "đã duyệt lúc" in await page_of(officer, "Tân Lộc")
    await minh.says("Lượt dân: 131")
    await minh.waits("130 → 131")
    assert "đã duyệt lúc" not in await page_of(officer, "Tân Lộc")
