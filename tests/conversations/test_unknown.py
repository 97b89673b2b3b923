"""What the bot does not understand is kept, answered, and brought to somebody who does."""

import pytest

from tests.conversations.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_an_unknown_message_comes_back_answered_by_the_coordinator(town: Town) -> None:
    officer, asks = await town.coordinator(), await town.world.person("Lan")
    await asks.says("Sáng mai có chỗ gửi xe không ạ")
    await asks.waits("Bot chưa hiểu, đã chuyển cho")
    await officer.waits("Sáng mai có chỗ gửi xe không ạ")
    await officer.taps("Trả lời")
    await officer.waits("Đ/c trả lời thế nào?")
    await officer.says("Có, gửi ở sân sau nhé")
    await officer.waits("Đã gửi câu trả lời")
    answer = await asks.waits("sân sau")
    assert "Đ/c Hà trả lời câu «Sáng mai có chỗ gửi xe không ạ»" in answer.text


async def test_every_unknown_message_of_a_burst_is_in_the_queue_and_one_notice_told_of_it(
    town: Town,
) -> None:
    officer, asks = await town.coordinator("Ngô Văn Sáu"), await town.world.person("Tư")
    for said in ("Alo alo", "Nghe không vậy", "Giúp với bà con ơi"):
        await asks.says(said)
        await asks.waits("Bot chưa hiểu")
        await town.world.settles()
    assert sum("nhắn:" in one.text for one in officer.sees) == 1
    await officer.says("câu hỏi")
    queue = await officer.waits("tin bot chưa hiểu")
    assert all(said in queue.text for said in ("Alo alo", "Nghe không vậy", "bà con ơi"))
    await officer.taps("Đã xử lý 1")
    await officer.waits(
        lambda seen: "2 tin bot chưa hiểu" in seen.text and ": Alo alo" not in seen.text
    )


async def test_a_file_that_is_no_roster_is_kept_as_well(town: Town) -> None:
    asks = await town.world.person("Út")
    await asks.sends_document(b"%PDF-1.4 ...", "ke hoach.pdf", "application/pdf")
    await asks.waits("Bot chưa đọc được loại tin này")
    await asks.says("/dulieu")
    await asks.waits("1 câu đã chuyển cho cán bộ phụ trách")
