"""The board's pages on a small day: every unit as the chat says it, filters without a script, what
happens meanwhile as it happens."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from actions.freeze import freeze_figures
from actions.progress import board as chat_board
from rules.model import Actor, RoleKind
from storage.db import Session
from storage.tables import events, participations, units
from storage.units import NewUnit, add_units, subtree
from tests.bot.web.boards import UNITS, Board, Browser, a_board, words_of
from tests.builders import a_day, a_role, in_day, saturday


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Board]:
    async with a_board(tmp_path) as made:
        yield made


@pytest.fixture
async def browser(board: Board) -> AsyncIterator[Browser]:
    made = await board.browser()
    await made.enters(await board.link())
    yield made
    await made.close()


async def test_every_unit_is_there_with_its_state_and_a_name_is_never_markup(
    board: Board, browser: Browser
) -> None:
    await board.reports({"volunteers": 25, "citizens": 120})
    day = await browser.looks(f"/bang/ngay/{board.event.id}")
    assert '<html lang="vi"' in day.html
    assert "Đoàn phường Tân Lộc Còn thiếu thiếu 3 ảnh" in day.text
    assert "Đoàn phường Sơn Hạ Chưa đăng ký thiếu số liệu, 3 ảnh" in day.text
    assert 'Chi đoàn <b>"Thuế"</b>' in day.text
    assert "<b>&#34;Thuế" not in day.html
    assert "ĐVTN tham gia 25 người" in day.text
    assert "tin cuối 15:00" in day.text


async def test_its_figures_are_the_chats(board: Board, browser: Browser) -> None:
    await board.reports({"volunteers": 25, "citizens": 120})

    async def chat(session: Session) -> Any:  # noqa: ANN401  a Board of the chat
        return await chat_board(session, board.officer, board.event.id, now=board.clock())

    drawn = await board.does(chat)
    day = await browser.looks(f"/bang/ngay/{board.event.id}")
    assert f"{drawn.tally.complete} /{drawn.tally.must_report} đơn vị đủ" in day.text
    for progress, count in drawn.counts:
        assert f'data-state="{progress}"><b>{count}</b>' in day.html
    assert f"Nhắc {len(drawn.lacking)} đơn vị còn thiếu" in day.text


FILTERS = {
    "tim=tan%20loc": ["Đoàn phường Tân Lộc"],
    "tim=PHƯỜNG": ["Đoàn phường Tân Lộc", "Đoàn phường Sơn Hạ"],
    "trang_thai=partial": ["Đoàn phường Tân Lộc"],
    "trang_thai=not_registered&tim=son": ["Đoàn phường Sơn Hạ"],
    "trang_thai=complete": [],
    "trang_thai=nonsense&xep=nonsense&trang=-7": list(UNITS),
    "xep=owing": ["Đoàn phường Sơn Hạ", 'Chi đoàn <b>"Thuế"</b>', "Đoàn phường Tân Lộc"],
}


async def test_filters_work_without_a_script(board: Board, browser: Browser) -> None:
    await board.reports({"volunteers": 25, "citizens": 120})
    for query, found in FILTERS.items():
        day = await browser.looks(f"/bang/ngay/{board.event.id}?{query}")
        rows = day.html.split('<li class="unit"')[1:]
        names = [words_of(row.split("<a ")[1].split("</a>")[0].split(">", 1)[1]) for row in rows]
        assert names == found, query
        assert f"{len(found)}/3 đơn vị" in day.text


async def test_another_hosts_day_is_refused_with_a_sentence(board: Board, browser: Browser) -> None:
    assert (await browser.looks("/bang/ngay/999")).status == 404
    assert (await browser.looks("/bang/don-vi/999")).status == 404
    assert (await browser.looks("/bang/ngay/abc")).status == 400


async def comes(stream: Any, name: str) -> dict[str, Any]:  # noqa: ANN401
    """The next event of that name."""
    kind = ""
    async with asyncio.timeout(10):
        async for raw in stream.content:
            line = raw.decode().rstrip("\n")
            kind = line.removeprefix("event: ") if line.startswith("event: ") else kind
            if line.startswith("data: ") and kind == name:
                return dict(json.loads(line.removeprefix("data: ")))
    raise AssertionError(name)


async def test_a_report_appears_on_an_open_page(board: Board, browser: Browser) -> None:
    day = await browser.looks(f"/bang/ngay/{board.event.id}")
    version = day.html.split('data-version="')[1].split('"')[0]
    row = await board.row()
    async with browser.stream(f"/bang/ngay/{board.event.id}/luong?tu={version}") as stream:
        await asyncio.sleep(0.1)
        await board.pages._feeds._look(board.event.id)
        await board.reports({"volunteers": 25, "citizens": 120})
        change = await comes(stream, "change")
    assert list(change["units"]) == [f"u{row}"]
    assert "Còn thiếu" in words_of(change["units"][f"u{row}"])
    assert "25 người" in words_of(change["parts"]["totals"])
    assert "handover" not in change["parts"], "what is as before is not sent"
    assert change["said"] == "Đoàn phường Tân Lộc (Còn thiếu)"


async def test_a_page_that_shows_an_old_state_is_told_to_look_again(
    board: Board, browser: Browser
) -> None:
    async with browser.stream(f"/bang/ngay/{board.event.id}/luong?tu=old") as stream:
        assert await comes(stream, "stale") == {}


async def test_the_stream_is_for_who_may_see_the_day(board: Board) -> None:
    stranger = await board.browser()
    async with stranger.stream(f"/bang/ngay/{board.event.id}/luong") as answer:
        assert answer.status == 401
    await stranger.close()


async def test_the_arrivals_are_drawn_and_told_in_numbers(board: Board, browser: Browser) -> None:
    await board.reports({"volunteers": 25, "citizens": 120})

    async def photos(session: Session) -> None:
        row = (await in_day(session, board.event, board.units[1])).id
        await session.execute(
            update(participations)
            .where(participations.c.id == row)
            .values(progress="complete", completed_at=saturday(14, 40), photo_count=3)
        )

    await board.does(photos)
    day = await browser.looks(f"/bang/ngay/{board.event.id}")
    assert "1/3 đơn vị đã đủ, 1 đơn vị trước 16:00" in day.text
    assert "15:00 28/11 1" in day.text


async def test_who_stands_above_several_hosts_sees_them_added_up(tmp_path: Path) -> None:
    async with a_board(tmp_path) as board:
        await board.reports({"volunteers": 25, "citizens": 120})
        above = await board.does(lambda session: _two_hosts(session, board))
        browser = await board.browser()
        path = (await board.own_link(above)).removeprefix(board.base)
        await browser.looks(path)
        days = await browser.sends(path)
        assert days.text.count("đơn vị đủ") == 2
        link = days.html.split('href="/bang/vung/')[1].split('"')[0]
        area = await browser.looks(f"/bang/vung/{link}")
        assert "ĐVTN tham gia 25 người" in area.text
        assert "Quận Đoàn Lạc Hồng 0/3" in area.text
        assert "Quận Đoàn Đông Hải 0/1" in area.text
        below = await browser.looks(f"/bang/vung/{board.units[0].id}/20261128")
        assert "Đoàn phường Tân Lộc Còn thiếu" in below.text
        await browser.close()


async def _two_hosts(session: Session, board: Board) -> Actor:
    """A body above both, with somebody who looks."""
    host = board.units[0]
    top, other, _ = await add_units(
        session,
        [
            NewUnit("TOP", "Thành Đoàn Minh Châu", None, {}),
            NewUnit("HOST2", "Quận Đoàn Đông Hải", "TOP", {}),
            NewUnit("X1", "Đoàn phường Hải An", "HOST2", {}),
        ],
    )
    for each in await subtree(session, host.path):
        await session.execute(
            update(units).where(units.c.id == each.id).values(path=f"{top.path}{each.path}")
        )
    await session.execute(update(units).where(units.c.id == host.id).values(parent_id=top.id))
    await a_day(session, other)
    return await a_role(session, RoleKind.VIEWER, top, "Lê Thị Trên")


async def test_a_frozen_day_shows_what_was_frozen_and_what_came_since(
    board: Board, browser: Browser
) -> None:
    await board.reports({"volunteers": 25, "citizens": 120})
    board.clock.move_to(saturday(17, 1))

    async def freezes(session: Session) -> None:
        await freeze_figures(session, board.officer, board.event.id, now=board.clock())

    await board.does(freezes)
    await board.reports({"volunteers": 30})
    day = await browser.looks(f"/bang/ngay/{board.event.id}")
    assert "đã chốt số liệu" in day.text
    assert "Bổ sung sau chốt : ĐVTN tham gia +5" in day.text
    assert "ĐVTN tham gia 25 người" in day.text
    assert "Chốt số liệu · 17:01" in day.text
    assert "Nhắc" not in day.text
    assert (await browser.looks(f"/bang/ngay/{board.event.id}/nhac")).status == 409
    unit = await browser.looks(f"/bang/don-vi/{await board.row()}")
    assert "sau chốt" in unit.text
    assert "Duyệt" not in unit.text
    weeks = await browser.looks(f"/bang/ngay/{board.event.id}/cac-tuan")
    assert "ĐVTN tham gia" in weeks.text


async def test_a_day_that_is_called_off_says_so(board: Board, browser: Browser) -> None:
    async def cancels(session: Session) -> None:
        await session.execute(
            update(events).where(events.c.id == board.event.id).values(state="cancelled")
        )

    await board.does(cancels)
    day = await browser.looks(f"/bang/ngay/{board.event.id}")
    assert (day.status, "đã hủy" in day.text) == (200, True)
    unit = await browser.looks(f"/bang/don-vi/{await board.row()}")
    assert unit.status == 200
    assert "Nhắc đơn vị" not in unit.text
