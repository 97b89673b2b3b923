"""A unit's page, and what a coordinator does there: the chat's actions, its refusals, once each."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from actions.more_time import ask_more_time
from rules.model import RoleKind
from storage.audit import deeds_of
from storage.db import Session
from storage.participations import Participation
from storage.photos import NewPhoto, add_photo
from tests.bot.web.boards import Board, Browser, a_board
from tests.builders import a_role, in_day, saturday

SAID = "Đ/c Trần Thị Hà"


@pytest.fixture
async def board(tmp_path: Path) -> AsyncIterator[Board]:
    async with a_board(tmp_path) as made:
        await made.reports({"volunteers": 25, "citizens": 120}, "25 ĐVTN, 120 lượt dân")
        yield made


@pytest.fixture
async def browser(board: Board) -> AsyncIterator[Browser]:
    made = await board.browser()
    await made.enters(await board.link())
    yield made
    await made.close()


async def stands(board: Board, place: int = 1) -> Participation:
    async def find(session: Session) -> Participation:
        return await in_day(session, board.event, board.units[place])

    return await board.does(find)


async def deeds(board: Board, action: str) -> int:
    async def count(session: Session) -> int:
        return len(await deeds_of(session, action, board.event.id))

    return await board.does(count)


async def test_it_tells_every_version_with_what_it_changed(board: Board, browser: Browser) -> None:
    await board.reports({"volunteers": 30}, "sửa 30 bạn")
    page = await browser.looks(f"/bang/don-vi/{await board.row()}")
    assert "Bản 2" in page.text
    assert "ĐVTN tham gia 25 30" in page.text
    assert "sửa 30 bạn" in page.text
    assert "Bản 1" in page.text
    assert "Đầu mối: Trần Văn Minh" in page.text


async def test_approving_twice_is_approving_once(board: Board, browser: Browser) -> None:
    at = f"/bang/don-vi/{await board.row()}"
    await browser.looks(at)
    first, second = await browser.sends(f"{at}/duyet"), await browser.sends(f"{at}/duyet")
    for page in (first, second):
        assert (page.status, page.url) == (200, f"{at}?da=approved")
        assert "Đã duyệt. Đơn vị được báo trong chat." in page.text
        assert "đã duyệt lúc 15:00" in page.text
    assert await deeds(board, "approve_report") == 1
    assert board.woken, "what the unit is told goes out at once"
    assert "Bỏ duyệt" in second.text
    assert "đã duyệt" not in (await browser.sends(f"{at}/bo-duyet")).text.replace("Đã", "")


async def test_a_return_bears_its_words_and_can_be_undone(board: Board, browser: Browser) -> None:
    at = f"/bang/don-vi/{await board.row()}"
    await browser.looks(at)
    empty = await browser.sends(f"{at}/tra-lai", ly_do="  ")
    assert (empty.status, "Chưa có lời nhắn" in empty.text) == (400, True)
    page = await browser.sends(f"{at}/tra-lai", ly_do='Thiếu <b>"hồ sơ"</b>')
    assert 'Lý do trả lại: Thiếu <b>"hồ sơ"</b>' in page.text
    again = await browser.sends(f"{at}/tra-lai", ly_do="Lần nữa")
    assert again.status == 409
    assert "Trần Thị Hà" in again.text
    assert await deeds(board, "return_report") == 1
    await browser.looks(at)
    assert "Đã bỏ trả lại" in (await browser.sends(f"{at}/bo-tra-lai")).text
    assert (await stands(board)).facts.returned is False


async def test_a_correction_is_kept_with_its_reason_and_made_once(
    board: Board, browser: Browser
) -> None:
    at = f"/bang/don-vi/{await board.row()}"
    await browser.looks(at)
    change = {"so_volunteers": "1.030", "so_citizens": "120", "ly_do": "gõ nhầm", "ban": "1"}
    for _ in range(2):
        page = await browser.sends(f"{at}/sua-so", **change)
        assert page.url == f"{at}?da=corrected"
    after = await stands(board)
    assert (after.facts.values["volunteers"], after.version) == (1030, 2)
    assert after.corrections["volunteers"]["why"] == "gõ nhầm"
    assert "đã sửa từ 25: gõ nhầm" in page.text
    assert await deeds(board, "correct_report") == 1


@pytest.mark.parametrize("written", ["abc", "-5", "1,5", "9" * 40, "٣"])
async def test_what_is_no_number_changes_nothing(
    board: Board, browser: Browser, written: str
) -> None:
    at = f"/bang/don-vi/{await board.row()}"
    await browser.looks(at)
    refused = await browser.sends(f"{at}/sua-so", so_volunteers=written, ly_do="x", ban="1")
    assert (refused.status, "không phải là số" in refused.text) == (400, True)
    same = await browser.sends(f"{at}/sua-so", so_volunteers="25", ly_do="x", ban="1")
    assert same.status == 409, "nothing was changed by it"
    assert (await stands(board)).version == 1


async def test_more_time_is_given_once_and_taken_back(board: Board, browser: Browser) -> None:
    at = f"/bang/don-vi/{await board.row()}"
    assert "Đến 16:30" in (await browser.looks(at)).text
    until = saturday(16, 30).isoformat()
    for _ in range(2):
        page = await browser.sends(f"{at}/them-gio", den=until, da_co="")
        assert page.url == f"{at}?da=extended"
    assert "Hạn báo cáo 16:30" in page.text
    stale = await browser.sends(f"{at}/them-gio", den=saturday(17, 0).isoformat(), da_co="")
    assert stale.status == 409
    assert await deeds(board, "give_time") == 1
    await browser.looks(at)
    assert "Hạn báo cáo 16:00" in (await browser.sends(f"{at}/thu-gio")).text


async def test_a_request_for_time_is_decided_there(board: Board, browser: Browser) -> None:
    row = await board.row()

    async def ask(session: Session) -> int:
        until, now = saturday(18, 0), board.clock()
        asked = await ask_more_time(session, board.reporter, row, until, "mưa", now=now)
        return asked.request.id

    request = await board.does(ask)
    page = await browser.looks(f"/bang/don-vi/{row}")
    assert "Đơn vị xin thêm giờ đến 18:00 thứ Bảy 28/11 : mưa" in page.text
    fields = {"yeu_cau": str(request), "den": saturday(18, 0).isoformat(), "cho": "co"}
    granted = await browser.sends(f"/bang/don-vi/{row}/xin-gio", **fields)
    assert "Hạn báo cáo 18:00" in granted.text
    assert "xin thêm giờ đến" not in granted.text


async def test_reminding_is_shown_first_and_reaches_only_the_missing(
    board: Board, browser: Browser
) -> None:
    shown = await browser.looks(f"/bang/ngay/{board.event.id}/nhac")
    assert "Sẽ nhắc 1 đơn vị (1 người)" in shown.text
    assert "Bot không nhắn được 2 đơn vị" in shown.text
    sent = await browser.sends(f"/bang/ngay/{board.event.id}/nhac")
    assert (sent.status, sent.url) == (200, f"/bang/ngay/{board.event.id}")
    twice = await browser.sends(f"/bang/don-vi/{await board.row()}/nhac")
    assert (twice.status, "không có đơn vị nào để nhắc" in twice.text) == (409, True)
    assert await deeds(board, "remind") == 1


async def test_a_coordinator_of_another_unit_is_refused(board: Board) -> None:
    elsewhere = await board.does(
        lambda session: a_role(session, RoleKind.COORDINATOR, board.units[2], "Lê Văn Sơn")
    )
    link = await board.own_link(elsewhere)
    browser, row = await board.browser(), await board.row()
    path, before = link.removeprefix(board.base), await stands(board)
    await browser.looks(path)
    await browser.sends(path)
    mine = await browser.looks(f"/bang/don-vi/{await board.row(2)}")
    assert mine.status == 200
    refused = [
        await browser.looks(f"/bang/don-vi/{row}"),
        await browser.looks(f"/bang/ngay/{board.event.id}"),
        await browser.sends(f"/bang/don-vi/{row}/duyet"),
        await browser.sends(f"/bang/don-vi/{row}/tra-lai", ly_do="x"),
        await browser.sends(f"/bang/don-vi/{row}/sua-so", so_volunteers="1", ly_do="x"),
        await browser.sends(f"/bang/don-vi/{row}/them-gio", den=saturday(17, 0).isoformat()),
        await browser.sends(f"/bang/ngay/{board.event.id}/nhac"),
    ]
    await browser.close()
    assert [page.status for page in refused] == [403] * len(refused)
    assert all("không thuộc phần việc" in page.text for page in refused)
    assert await stands(board) == before


async def test_photos_are_shown_by_signed_links_and_filtered_by_unit(
    board: Board, browser: Browser
) -> None:
    row, other = await board.row(), await board.row(2)

    async def put(session: Session) -> None:
        for number, of in enumerate((row, row, other)):
            photo = NewPhoto(
                channel="webchat",
                chat_id=1,
                message_id=number,
                file_ref=f"f{number}",
                sent_at=board.clock() + timedelta(minutes=number),
                received_at=board.clock(),
                store_key=f"ab/{number}",
                caption=f"<i>Ảnh {number}</i>",
            )
            await add_photo(session, photo, participation_id=of, sent_by=None)

    await board.does(put)
    page = await browser.looks(f"/bang/don-vi/{row}")
    assert page.html.count('<img src="/media/') == 2
    assert "<i>Ảnh" not in page.html
    all_ = await browser.looks(f"/bang/ngay/{board.event.id}/anh")
    assert all_.html.count('<img src="/media/') == 3
    one = await browser.looks(f"/bang/ngay/{board.event.id}/anh?don_vi={other}")
    assert one.html.count('<img src="/media/') == 1
    assert "Đoàn phường Sơn Hạ" in one.text
