"""The board's links as people ask for them in chat."""

import re
from pathlib import Path

import aiohttp
import pytest

from tests.conversations.town import HOST, a_town

LINK = re.compile(r"http\S+/bang/vao/\S+")


@pytest.mark.parametrize("channel", ["webchat", "telegram-webhook"])
async def test_a_coordinator_comes_to_the_board_and_shares_it(tmp_path: Path, channel: str) -> None:
    async with a_town(tmp_path, channel) as town:
        officer = await town.coordinator()
        await town.opens_the_day(officer)
        await officer.says("/tiendo")
        await officer.waits("Tiến độ")
        await officer.taps("Xem bảng")
        own = LINK.search((await officer.waits("dùng một lần")).text)
        assert own is not None
        assert await _enters(own.group()) == (200, True)
        assert (await _enters(own.group()))[0] == 401

        await officer.says("/tiendo")
        await officer.waits("Tiến độ")
        await officer.taps("Việc khác…")
        await officer.waits("Việc khác của")
        await officer.taps("Chia sẻ bảng cho lãnh đạo")
        await officer.waits("chỉ xem")
        await officer.taps("Tạo liên kết cho lãnh đạo")
        shared = LINK.search((await officer.waits(f"Liên kết xem bảng của {HOST}")).text)
        assert shared is not None
        assert await _enters(shared.group()) == (200, False)
        await officer.taps("Các liên kết đã chia sẻ")
        await officer.waits("còn dùng được")
        await officer.taps("Thu lại liên kết 1")
        await officer.waits("Đã thu lại")
        assert (await _enters(shared.group()))[0] == 401


async def _enters(link: str) -> tuple[int, bool]:
    """In a browser of its own: the board's status, and whether something can be done there."""
    base = link.split("/bang/")[0]
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as http:
        async with http.post(link, headers={"Origin": base}) as answer:
            await answer.read()
        async with http.get(f"{base}/bang") as answer:
            return answer.status, "Nhắc" in await answer.text()


async def test_without_a_public_address_telegram_says_what_is_missing(tmp_path: Path) -> None:
    async with a_town(tmp_path, "telegram-polling") as town:
        officer = await town.coordinator()
        await officer.says("xem bảng")
        assert "AOXANH_PUBLIC_URL" in (await officer.waits("chưa có địa chỉ công khai")).text


async def test_a_reporter_is_told_for_whom_the_board_is(tmp_path: Path) -> None:
    async with a_town(tmp_path, "webchat") as town:
        reporter = await town.reporter("Đoàn phường Tân Lộc")
        await reporter.says("xem bảng")
        await reporter.waits("dành cho cán bộ phụ trách")
