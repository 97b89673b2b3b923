"""The deadline is judged by when a report was sent (DESIGN 3.1), whatever happens on the way."""

from pathlib import Path

import pytest

from rehearsal.telegram_people import TelegramPerson
from tests.saturday.people import body, code_for, founded, opens_day, reports, takes
from tests.talk import CHANNELS, Talker, World, at, world

EARLY, LAST, AFTER = "Đoàn phường Tân Lộc", "Đoàn phường Phú Lạc", "Đoàn phường Sơn Hạ"
FIGURES = "ĐVTN: 20\nLượt người dân: 80"


async def _district(w: World, folder: Path) -> tuple[Talker, list[Talker]]:
    """Three units, no photos asked, five minutes of grace for the rate: all set in the chat."""
    ha = await w.person("Trần Thị Hà")
    await takes(ha, await founded(w, folder, EARLY, LAST, AFTER))
    await opens_day(ha, ("Số ảnh", "0"), ("Phút châm chước", "5"))
    reporters = []
    for unit, name in ((EARLY, "Lê Thị Hoa"), (LAST, "Bùi Thị Ngọc"), (AFTER, "Võ Thị Thu")):
        reporters.append(await w.person(name))
        await takes(reporters[-1], await code_for(ha, unit))
    return ha, reporters


async def _sent_around_the_deadline(w: World, last: Talker, after: Talker) -> None:
    """At 15:59:59 and 16:00:01; Telegram holds both back until the bot is there again at 16:04."""
    if isinstance(last, TelegramPerson) and isinstance(after, TelegramPerson):
        await w.moves_to(at(28, 15, 59))
        await w.goes_down()
        w.clock.move_to(at(28, 16, 4))
        await last.says(FIGURES, date=at(28, 15, 59, 59))
        await after.says(FIGURES, date=at(28, 16, 0, 1))
        await w.comes_back()
        return
    await w.moves_to(at(28, 15, 59, 20))
    await reports(last, FIGURES)
    await w.moves_to(at(28, 16, 0, 1))
    await after.says(FIGURES)


@pytest.mark.parametrize("channel", CHANNELS)
async def test_lateness_is_judged_by_when_it_was_sent_and_never_by_a_later_edit(
    channel: str, tmp_path: Path
) -> None:
    async with world(tmp_path, channel, limits=False) as w:
        ha, (early, last, after) = await _district(w, tmp_path)
        await w.moves_to(at(28, 15, 40))
        await reports(early, FIGURES)
        await _sent_around_the_deadline(w, last, after)
        assert "gửi lúc 15:59, đúng hạn" in (await last.waits("báo cáo 28/11")).text
        assert "gửi lúc 16:00, sau hạn 1 phút" in (await after.waits("báo cáo 28/11")).text
        await w.moves_to(at(28, 16, 5))
        first = body(await ha.waits("Bản 1"))
        assert "3/3 đơn vị đã báo cáo, 3 đúng hạn (100%)" in first
        assert "Sau hạn: Đoàn phường Sơn Hạ (1 phút)" in first
        await w.moves_to(at(28, 16, 10))
        await early.says("ĐVTN 31")
        assert "sửa sau hạn" in (await early.waits("20 → 31")).text
        card = await early.waits("Sửa sau hạn lúc 16:10")
        assert "gửi lúc 15:40, đúng hạn" in card.text
        await w.moves_to(at(28, 17))
        second = body(await ha.waits("Bản 2"))
        assert "3/3 đơn vị đã báo cáo, 3 đúng hạn (100%)" in second
        assert "ĐVTN tham gia 71 " in second
        assert "Sau hạn: Đoàn phường Sơn Hạ (1 phút)" in second
