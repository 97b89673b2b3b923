"""A reporter on a new phone says who they are and is let in by one tap; what they sent meanwhile
keeps its time."""

import pytest

from tests.conversations.test_on_behalf import page_of
from tests.conversations.town import Town
from tests.talk import Talker, at, picture

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def asks(town: Town, account: str, name: str, unit: str) -> Talker:
    """From an account that the bot has never seen."""
    who = await town.world.person(account)
    await who.says("xin vào lại")
    await who.waits("Bot lưu tên và tài khoản chat")
    await who.taps("Đồng ý, xin vào lại")
    await who.waits("họ và tên")
    await who.says(name)
    await who.waits("đầu mối của đơn vị nào?")
    await who.says("đâu đâu")
    await who.waits("Bot không tìm thấy đơn vị")
    await who.says(unit)
    await who.waits("xin vào lại. Trong lúc chờ")
    return who


async def sends_while_waiting(town: Town) -> Talker:
    new = await asks(town, "Máy mới", "Le van minh", "Tân Lộc")
    await new.says("ĐVTN: 25, lượt dân: 120")
    await new.waits("Đã giữ báo cáo")
    for _ in range(3):
        await new.sends_photo(picture())
        await town.world.settles()
    await town.world.moves_to(at(28, 16, 20))
    await new.waits("Đã giữ ảnh")
    await new.says("alo")
    await new.waits("chưa xác nhận")
    return new


async def test_who_is_let_in_has_what_was_sent_before_on_time(town: Town) -> None:
    officer = await town.coordinator()
    other = await town.coordinator("Ngô Thị Hai")
    await town.opens_the_day(officer)
    old = await town.reporter("Đoàn phường Tân Lộc")
    await town.world.moves_to(at(28, 15, 40))
    new = await sends_while_waiting(town)
    card = await officer.waits("xin vào lại làm đầu mối của Đoàn phường Tân Lộc")
    assert "Trước đây: Lê Văn Minh" in card.text
    assert "lần cuối" in card.text
    assert "· Đủ" not in await page_of(officer, "Tân Lộc")
    await officer.says("xin vào lại")
    await officer.waits("1 người xin vào lại")
    await officer.taps("Cho vào 1")
    done = await officer.waits("✅ Đã cho Le van minh vào lại")
    assert "1 báo cáo và 3 ảnh" in done.text
    await new.waits("✅ Đ/c đã vào lại")
    await old.waits("tài khoản khác của đ/c vào báo cáo")
    assert "Đủ, đúng hạn" in await page_of(officer, "Tân Lộc")
    await other.waits(lambda seen: "đã cho vào lúc 16:20" in seen.text)
    await new.says("sửa lại ĐVTN 26")
    await new.waits("25 → 26")


async def test_who_is_not_known_is_declined_and_that_is_undone(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Ba")
    false = await asks(town, "Ai đó", "Vũ Lạ Hoắc", "Sơn Hạ")
    card = await officer.waits("xin vào lại làm đầu mối của Đoàn phường Sơn Hạ")
    assert "chưa từng có đầu mối tên này" in card.text
    await officer.taps("Không phải")
    await officer.waits("Đã từ chối")
    await false.waits("chưa xác nhận được")
    await officer.taps("Hoàn tác")
    await officer.waits("lại chờ xác nhận")
    await officer.taps("Đúng người, cho vào")
    await officer.waits("✅ Đã cho Vũ Lạ Hoắc vào lại")
    await false.waits("✅ Đ/c đã vào lại")
    await officer.taps("Hoàn tác")
    await officer.waits("lại chờ xác nhận")
    assert "Vũ Lạ Hoắc" not in await page_of(officer, "Sơn Hạ")


async def test_a_lost_phone_reports_no_more(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Tư")
    lost = await town.reporter("Đoàn phường Phú Lạc", "Bùi Thị Mất")
    await asks(town, "Máy khác", "Bùi Thị Mất", "Phú Lạc")
    await officer.waits("xin vào lại làm đầu mối của Đoàn phường Phú Lạc")
    await officer.taps("Đúng người, cho vào")
    await officer.waits("✅ Đã cho Bùi Thị Mất vào lại")
    await officer.taps("Ngừng tài khoản cũ")
    await officer.waits("Tài khoản cũ của Bùi Thị Mất không còn báo cáo")
    await lost.says("ĐVTN: 9, lượt dân: 9")
    await lost.waits("chưa hiểu")
