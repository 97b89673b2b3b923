"""The hand-over's files on the board: asked for, listed, downloaded, and no viewer's business."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actions.hand_files import send_files
from storage.book_packing import FileMade
from storage.db import Session
from storage.hand_overs import claim
from tests.bot.web.boards import Board, Browser, a_board

FILES = (
    FileMade("report", "Báo cáo 28-11-2026 tạm tính 15h00.docx", "ab/report", 40_679),
    FileMade("annex", "Phụ lục ảnh.docx", "ab/annex", 1_171_277),
)


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


async def test_files_of_this_moment_are_asked_for_once_and_listed_when_made(
    board: Board, browser: Browser
) -> None:
    page = f"/bang/ngay/{board.event.id}/ho-so"
    empty = await browser.looks(page)
    assert "Chưa có tệp nào" in empty.text
    asked = await browser.sends(page)
    assert "Bot đang làm tệp" in asked.text
    assert "Bot đang làm tệp" in (await browser.sends(page)).text

    async def made(session: Session) -> None:
        claimed = await claim(session, now=board.clock())
        assert claimed is not None
        assert await send_files(session, claimed[0], FILES, now=board.clock())
        assert await claim(session, now=board.clock()) is None

    await board.does(made)
    listed = await browser.looks(page)
    assert "Báo cáo 28-11-2026 tạm tính 15h00.docx 41 kB" in listed.text
    assert "Phụ lục ảnh.docx 1,2 MB" in listed.text
    assert listed.html.count('href="/media/') == len(FILES)


async def test_a_leader_with_a_shared_link_is_told_whose_files_they_are(board: Board) -> None:
    leader = await board.browser()
    await leader.enters(await board.shared())
    day = await leader.looks(f"/bang/ngay/{board.event.id}")
    assert "/ho-so" not in day.html
    refused = await leader.looks(f"/bang/ngay/{board.event.id}/ho-so")
    assert (refused.status, "media" in refused.html) == (403, False)
    await leader.close()
