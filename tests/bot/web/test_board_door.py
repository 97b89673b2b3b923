"""Who gets into the board: one tap, once, as themselves; a shared link as a guest; nobody else."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from actions.board_access import withdraw_shared
from rules.model import RoleKind
from storage.board_doors import DoorLink, shared_links
from storage.db import Session
from storage.erasure import erase_person
from storage.people import end_role
from tests.bot.web.boards import Board, Browser, a_board
from tests.builders import a_role


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Board]:
    async with a_board(tmp_path) as made:
        yield made


@pytest.fixture
async def browser(board: Board) -> AsyncIterator[Browser]:
    made = await board.browser()
    yield made
    await made.close()


async def test_looking_at_a_link_uses_nothing_up_and_the_tap_lets_one_browser_in(
    board: Board, browser: Browser
) -> None:
    link = await board.link()
    path = link.removeprefix(board.base)
    for _ in range(3):
        preview = await browser.looks(path)
        assert "Vào bảng" in preview.text
    assert (await browser.looks("/bang")).status == 401
    await browser.sends(path)
    day = await browser.looks("/bang")
    assert (day.status, day.url) == (200, f"/bang/ngay/{board.event.id}")
    assert "Đ/c Trần Thị Hà" in day.text
    assert (await browser.looks(path)).url == day.url, "who is in already goes on"
    other = await board.browser()
    again = await other.sends(path)
    await other.close()
    assert again.status == 401
    assert "đã dùng rồi" in again.text
    assert "xem bảng" in again.text


async def test_the_cookie_is_for_this_server_alone(board: Board, browser: Browser) -> None:
    await browser.enters(await board.link())
    cookie = browser.cookies()["aoxanh_board"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/bang"
    page = await browser.looks("/bang")
    assert page.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


async def test_an_expired_and_a_forged_link_say_what_to_do(board: Board, browser: Browser) -> None:
    link = await board.link()
    path = link.removeprefix(board.base)
    forged = await browser.sends(path[:-3] + "abc")
    assert (forged.status, "không đúng" in forged.text) == (401, True)
    board.clock.move_to(board.clock() + timedelta(minutes=31))
    for late in (await browser.looks(path), await browser.sends(path)):
        assert late.status == 401
        assert "đã hết hạn" in late.text
        assert "xem bảng" in late.text


async def test_a_session_ends_by_leaving_and_by_itself(board: Board, browser: Browser) -> None:
    await browser.enters(await board.link())
    await browser.looks("/bang")
    assert "Đã thoát" in (await browser.sends("/bang/ra")).text
    assert (await browser.looks("/bang")).status == 401
    await browser.enters(await board.link())
    assert (await browser.looks("/bang")).status == 200
    board.clock.move_to(board.clock() + timedelta(days=3, minutes=1))
    over = await browser.looks("/bang")
    assert (over.status, "phiên đã hết" in over.text) == (401, True)


async def test_a_role_that_ends_closes_the_board_at_once(board: Board, browser: Browser) -> None:
    await browser.enters(await board.link())

    async def ends(session: Session) -> None:
        assert board.officer.person_id is not None
        host = board.units[0].id
        await end_role(
            session, board.officer.person_id, host, RoleKind.COORDINATOR, now=board.clock()
        )

    await board.does(ends)
    refused = await browser.looks("/bang")
    assert (refused.status, "không còn vai trò" in refused.text) == (403, True)


async def test_who_has_left_has_no_link_and_no_session(board: Board, browser: Browser) -> None:
    link = await board.link()
    await browser.enters(await board.link())

    async def leaves(session: Session) -> None:
        assert board.officer.person_id is not None
        await erase_person(session, board.officer.person_id, now=board.clock())

    await board.does(leaves)
    assert (await browser.looks("/bang")).status == 401
    assert (await browser.sends(link.removeprefix(board.base))).status == 401


async def test_a_shared_link_shows_many_and_changes_nothing(board: Board, browser: Browser) -> None:
    await board.reports({"volunteers": 25, "citizens": 120}, "25 ĐVTN, gọi 0900 000 123")
    link, row = await board.shared(), await board.row()
    other = await board.browser()
    for each in (browser, other):
        day = await each.enters(link)
        assert (day.status, "Khách xem" in day.text) == (200, True)
    unit = await browser.looks(f"/bang/don-vi/{row}")
    assert "25" in unit.text
    assert "0900 000 123" not in unit.text, "the words of the report are not for guests"
    assert "Trần Văn Minh" not in unit.text, "nor who speaks for the unit"
    assert "Việc của đ/c" not in unit.text
    refused = await browser.sends(f"/bang/don-vi/{row}/duyet")
    assert (refused.status, "chỉ xem" in refused.text) == (403, True)
    await other.close()


async def test_a_shared_link_that_is_withdrawn_shows_everybody_out(
    board: Board, browser: Browser
) -> None:
    link = await board.shared()
    await browser.enters(link)

    async def withdraw(session: Session) -> list[DoorLink]:
        (found,) = await shared_links(session, [board.units[0].id], now=board.clock())
        await withdraw_shared(session, board.officer, found.id, now=board.clock())
        return await shared_links(session, [board.units[0].id], now=board.clock())

    assert await board.does(withdraw) == []
    out = await browser.looks("/bang")
    assert (out.status, "đã được thu lại" in out.text) == (401, True)
    assert (await browser.sends(link.removeprefix(board.base))).status == 401


async def test_a_shared_link_is_worth_what_its_maker_may(board: Board, browser: Browser) -> None:
    await browser.enters(await board.shared())

    async def ends(session: Session) -> None:
        assert board.officer.person_id is not None
        host = board.units[0].id
        await end_role(
            session, board.officer.person_id, host, RoleKind.COORDINATOR, now=board.clock()
        )

    await board.does(ends)
    assert (await browser.looks("/bang")).status == 401


async def test_a_form_from_elsewhere_or_without_its_mark_does_nothing(
    board: Board, browser: Browser
) -> None:
    await board.reports({"volunteers": 25, "citizens": 120})
    row = await board.row()
    await browser.enters(await board.link())
    await browser.looks(f"/bang/don-vi/{row}")
    path = f"/bang/don-vi/{row}/duyet"
    foreign = await browser.sends(path, origin="https://example.org")
    blind = await browser.sends(path, ma="")
    assert (foreign.status, blind.status) == (403, 403)
    assert "đã duyệt" not in (await browser.looks(f"/bang/don-vi/{row}")).text


async def test_a_reporter_has_no_board(board: Board) -> None:
    with pytest.raises(Exception, match="for_coordinators"):
        await board.link(board.reporter)


async def test_a_viewer_looks_and_does_not_touch(board: Board, browser: Browser) -> None:
    await board.reports({"volunteers": 25, "citizens": 120})
    row = await board.row()
    viewer = await board.does(
        lambda session: a_role(session, RoleKind.VIEWER, board.units[0], "Đỗ Văn Trên")
    )
    day = await browser.enters(await board.link(viewer))
    assert "Nhắc" not in day.text
    refused = await browser.sends(f"/bang/don-vi/{row}/duyet")
    assert (refused.status, "chỉ xem" in refused.text) == (403, True)
    assert (await browser.sends(f"/bang/ngay/{board.event.id}/nhac")).status == 403
