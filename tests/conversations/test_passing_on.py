"""What the bot does not understand reaches somebody, is answered by name and never forgotten."""

import re

import pytest

from rehearsal.telegram_people import TelegramPerson
from tests.conversations.town import Town
from tests.talk import Talker, at

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def asks(town: Town, name: str, text: str) -> Talker:
    person = await town.world.person(name)
    await person.says(text)
    await person.waits("đã chuyển cho")
    await town.world.settles()
    return person


async def test_an_answer_says_who_gave_it_and_another_may_be_added(town: Town) -> None:
    hoa = await town.coordinator("Lê Thị Hoa")
    lan = await asks(town, "Lan", "Sáng mai có chỗ gửi xe không ạ")
    told = await hoa.waits("Sáng mai có chỗ gửi xe không ạ")
    assert "Một người chưa đăng ký" in told.text
    await hoa.taps("Trả lời")
    await hoa.waits("Đ/c trả lời thế nào?")
    await hoa.says("Có, gửi ở sân sau nhé")
    await hoa.waits("✅ Đã gửi câu trả lời")
    first = await lan.waits("sân sau")
    assert "Đ/c Hoa trả lời câu «Sáng mai có chỗ gửi xe không ạ»" in first.text
    await hoa.taps("Trả lời thêm")
    await hoa.waits("Đ/c trả lời thế nào?")
    await hoa.says("Xe máy thôi, không nhận ô tô")
    await lan.waits("không nhận ô tô")


async def test_of_two_who_answer_the_second_reads_the_first_and_loses_nothing(
    town: Town,
) -> None:
    hoa, binh = await town.coordinator("Ngô Hoa"), await town.coordinator("Vũ Văn Bình")
    hue = await asks(town, "Huệ", "Mai mưa thì sao hả bot")
    for officer in (hoa, binh):
        await officer.waits("Mai mưa thì sao")
        await officer.taps("Trả lời")
        await officer.waits("Đ/c trả lời thế nào?")
    await hoa.says("Mưa nhỏ vẫn làm")
    await hue.waits("Mưa nhỏ vẫn làm")
    await binh.says("Chờ tin sáng mai nhé")
    late = await binh.waits("Câu của đ/c chưa gửi: «Chờ tin sáng mai nhé»")
    assert "Đ/c Ngô Hoa đã trả lời trước" in late.text
    assert "Mưa nhỏ vẫn làm" in late.text
    assert not any("Chờ tin sáng mai" in one.text for one in hue.sees)
    await binh.taps("Gửi thêm câu của tôi")
    second = await hue.waits("Chờ tin sáng mai nhé")
    assert "Đ/c Bình trả lời" in second.text


async def test_an_answer_changes_what_the_others_were_told(town: Town) -> None:
    if town.world.channel.endswith("plain"):
        return  # a plain chat cannot change a message; it says so to whoever tries to answer
    hoa, binh = await town.coordinator("Tô Hoa"), await town.coordinator("Tô Bình")
    await asks(town, "Tí", "Áo mượn ở đâu vậy")
    for officer in (hoa, binh):
        await officer.waits("Áo mượn ở đâu")
    await hoa.taps("Trả lời")
    await hoa.waits("Đ/c trả lời thế nào?")
    await hoa.says("Ở văn phòng Đoàn")
    seen = await binh.waits("Đ/c Tô Hoa trả lời lúc")
    assert "Áo mượn ở đâu" in seen.text
    assert "Ở văn phòng Đoàn" in seen.text


async def test_a_reply_to_the_message_is_an_answer(town: Town) -> None:
    hoa = await town.coordinator("Đinh Thị Hoa")
    asker = await asks(town, "Sửu", "Có cần mang nước không bot")
    told = await hoa.waits("Có cần mang nước")
    if not isinstance(hoa, TelegramPerson):
        return  # nothing to quote with
    await hoa.says("Có nước tại chỗ rồi", reply_to=told.id)
    await hoa.waits("✅ Đã gửi câu trả lời")
    await asker.waits("Có nước tại chỗ rồi")


async def test_what_was_settled_outside_is_put_aside_and_taken_back(town: Town) -> None:
    hoa = await town.coordinator("Hà Thị Hoa")
    await asks(town, "Dần", "Gọi lại cho mình với nha")
    await hoa.says("câu hỏi")
    queue = await hoa.waits("tin bot chưa hiểu")
    found = re.search(r"(\d)\. Người lạ, [^\n]*Gọi lại cho mình", queue.text)
    assert found, queue.text
    number = found[1]
    await hoa.taps(f"Đã xử lý {number}")
    await hoa.waits("Đã xử lý tin của người lạ: «Gọi lại cho mình với nha»")
    await hoa.taps("Hoàn tác")
    await hoa.waits(lambda seen: "Gọi lại cho mình" in seen.text and "Hoàn tác" not in seen.text)
    await hoa.taps(f"Trả lời {number}")
    await hoa.waits("Đ/c trả lời thế nào?")
    await hoa.says("Mình gọi rồi nhé")
    await hoa.waits("✅ Đã gửi câu trả lời")


async def test_the_board_counts_what_waits_and_half_an_hour_is_brought_up(town: Town) -> None:
    hoa = await town.coordinator("Lý Thị Hoa")
    viewer = await town.viewer("Lý Văn Xem")
    await town.opens_the_day(hoa)
    await asks(town, "Mão", "Bao giờ có áo mới")
    await hoa.says("/tiendo")
    board = await hoa.waits("Tiến độ 9:")
    assert "câu hỏi chờ" in board.text
    await viewer.says("/tiendo")
    assert "câu hỏi chờ" not in (await viewer.waits("Tiến độ 9:")).text
    await town.world.moves_to(at(23, 9, 31))
    brought_up = await hoa.waits("⏳")
    assert "30 phút" in brought_up.text
    await town.world.moves_to(at(23, 12))
    assert sum("⏳" in one.text for one in hoa.sees) == 1
    await town.world.moves_to(at(28, 7, 5))
    digest = await hoa.waits("☀️")
    assert "câu hỏi chờ" in digest.text
    assert "4 ngày" in digest.text
