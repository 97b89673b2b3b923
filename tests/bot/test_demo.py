"""The demo around its phones: where it keeps its days, what its clock and its page answer."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.channels.pages import OpenPages
from bot.demo import Demo, beginning, fresh_folder
from bot.problems import BadSettings
from bot.single import only_one
from bot.stage import stage_settings
from bot.start import greeting, listen
from bot.web.app import build_web
from bot.web.demo import DemoRoutes, Phone


@asynccontextmanager
async def demonstration(folder: Path, roster: Path | None = None) -> AsyncIterator[str]:
    listening = listen("127.0.0.1", 0)
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    demo = Demo(folder, listening, now=None, roster=roster)
    await demo.start()
    try:
        yield address
    finally:
        await demo.stop()


async def asked(address: str, body: object | None = None) -> tuple[int, str]:
    method = "GET" if body is None else "POST"
    async with aiohttp.ClientSession() as http, http.request(method, address, json=body) as answer:
        return answer.status, await answer.text()


async def test_a_page_says_that_the_demo_is_starting_while_it_is_being_imported() -> None:
    listening = listen("127.0.0.1", 0)
    port = listening.getsockname()[1]
    async with greeting(listening):
        status, text = await asked(f"http://127.0.0.1:{port}/demo")
    assert status == 503
    assert "Áo Xanh đang khởi động" in text


async def no_board() -> str:
    return "/bang"


@pytest.mark.parametrize("ready", [False, True])
async def test_the_page_says_that_it_is_starting_until_there_are_phones(ready: bool) -> None:
    phones = (Phone("reporter", "Đầu mối báo cáo", "", "key"),) if ready else ()
    runner = web.AppRunner(build_web(DemoRoutes(lambda: phones, no_board).routes()))
    await runner.setup()
    listening = listen("127.0.0.1", 0)
    port = listening.getsockname()[1]
    await web.SockSite(runner, listening).start()
    status, text = await asked(f"http://127.0.0.1:{port}/demo")
    await runner.cleanup()
    assert status == (200 if ready else 503)
    assert ("đang khởi động" in text) is not ready


async def test_a_moment_that_has_passed_is_refused_with_a_way_out(tmp_path: Path) -> None:
    async with demonstration(tmp_path) as address:
        status, text = await asked(f"{address}/demo/clock", {"to": "2020-01-01T00:00+07:00"})
    assert status == 409
    assert "bắt đầu một ngày mới" in json.loads(text)["error"]


async def test_a_moment_that_is_none_is_refused_and_the_demo_goes_on(tmp_path: Path) -> None:
    nonsense: tuple[object, ...] = ("", "soon", "2026-11-28", None, 7)
    async with demonstration(tmp_path) as address:
        refused = [(await asked(f"{address}/demo/clock", {"to": to}))[0] for to in nonsense]
        status, _ = await asked(f"{address}/demo/clock")
    assert refused == [400] * len(nonsense)
    assert status == 200


async def test_another_roster_has_its_own_host_and_your_unit_is_its_first(tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text("Tên đơn vị\nThành Đoàn Thử\nĐoàn khối B & C\nĐoàn khối A\n", encoding="utf-8")
    async with demonstration(tmp_path, file) as address:
        _, text = await asked(f"{address}/demo")
    assert "Trần Thị Hà, Thành Đoàn Thử" in text
    assert "Tìm chỗ bằng cách nhắn: Đoàn khối B &amp; C" in text


async def test_a_roster_with_faults_is_refused_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text("Tên đơn vị\nThành Đoàn Thử\nĐoàn A\nĐoàn A\n", encoding="utf-8")
    demo = Demo(tmp_path, listen("127.0.0.1", 0), now=None, roster=file)
    with pytest.raises(BadSettings, match=r"units\.csv: Dòng 4") as refused:
        await demo.start()
    assert "\n" not in str(refused.value)


def test_a_browser_that_comes_back_to_a_server_that_stops_does_not_hold_it_up() -> None:
    pages = OpenPages()
    with pages.opened(1) as before:
        pages.close()
        assert before.closed
    with pages.opened(1) as after:
        assert after.closed


def test_every_start_has_a_folder_of_its_own(tmp_path: Path) -> None:
    assert fresh_folder(tmp_path).name == "day-1"
    (tmp_path / "day-9").mkdir()
    (tmp_path / "day-x").mkdir()
    assert fresh_folder(tmp_path).name == "day-10"


def test_it_reads_nothing_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AOXANH_DATABASE_URL", "sqlite:///real.db")
    monkeypatch.setenv("AOXANH_TELEGRAM_TOKEN", "1:real")
    settings = stage_settings(tmp_path, 8080)
    assert settings.database_url == f"sqlite:///{tmp_path}/aoxanh.db"
    assert settings.telegram_token is None


def test_a_second_demo_in_one_folder_is_refused_in_one_line(tmp_path: Path) -> None:
    refused = pytest.raises(BadSettings, match=r"^[^\n]*another aoxanh is running[^\n]*$")
    with only_one(tmp_path), refused, only_one(tmp_path):
        pass


def test_a_taken_port_is_refused_in_one_line() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BadSettings, match=rf"^127\.0\.0\.1:{port}: [^\n]*another port$"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize("days", range(7))
def test_it_begins_on_a_coming_wednesday_morning(days: int) -> None:
    now = datetime.fromisoformat("2026-11-23T12:00+07:00") + timedelta(days=days)
    begins = beginning(now)
    assert begins > now
    assert begins.astimezone(now.tzinfo).strftime("%w %H:%M") == "3 08:30"
