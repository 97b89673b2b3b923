"""The board in Debian's Chromium, as a coordinator and a leader see and touch it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from rules.model import RoleKind
from storage.db import Session
from storage.people import end_role
from storage.photos import NewPhoto, add_photo
from tests.bot.web.boards import Board, a_board
from tests.browser.screens import SEEN, chromium

pytestmark = pytest.mark.asyncio(loop_scope="module")

PHONE, PROJECTOR = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
SERIOUS = {"serious", "critical"}
TAN_LOC = "Đoàn phường Tân Lộc"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    expect.set_options(timeout=SEEN)  # a machine with other work is slow, not wrong
    async with chromium() as started:
        yield started


@asynccontextmanager
async def a_page(
    browser: Browser, size: dict[str, int], *, scripts: bool = True
) -> AsyncIterator[Page]:
    """A browser that has never been here. What its scripts complain of fails the test."""
    context = await browser.new_context(
        viewport={"width": size["width"], "height": size["height"]}, java_script_enabled=scripts
    )
    page = await context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    yield page
    await context.close()
    assert [fault for fault in faults if "status of 4" not in fault] == []


async def enters(page: Page, link: str) -> None:
    await page.goto(link)
    await page.get_by_role("button", name="Vào bảng").click()
    await expect(page.locator("#units")).to_be_visible()


async def faultless(page: Page, where: str) -> None:
    """axe finds nothing serious, and nothing is wider than the screen."""
    await fits(page, where)
    found = await Axe().run(page)
    bad = [
        f"{each['id']}: {[node['target'] for node in each['nodes']][:4]}"
        for each in found.response["violations"]
        if each["impact"] in SERIOUS
    ]
    assert bad == [], where


async def fits(page: Page, where: str) -> None:
    wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide, f"{where} scrolls sideways"


async def a_photo(board: Board) -> None:
    of = await board.row()

    async def put(session: Session) -> None:
        at = board.clock()
        photo = NewPhoto("webchat", 1, 1, "f", at, at, store_key="ab/none")
        await add_photo(session, photo, participation_id=of, sent_by=None)

    await board.does(put)


async def test_a_coordinator_comes_in_watches_and_reviews(browser: Browser, tmp_path: Path) -> None:
    async with a_board(tmp_path) as board, a_page(browser, PHONE) as page:
        link = await board.link()
        await enters(page, link)
        await expect(page.locator("#live")).to_have_class(re.compile("on"))
        unit = page.locator("#units .unit", has_text=TAN_LOC)
        await expect(unit).to_contain_text("Chưa đăng ký")
        await page.evaluate("window.same = true")

        await board.reports({"volunteers": 25, "citizens": 120}, "25 ĐVTN, 120 lượt dân")
        await expect(unit).to_contain_text("Còn thiếu", timeout=10_000)
        await expect(page.locator("#part-totals")).to_contain_text("25 người")
        await expect(page.locator("#live-said")).to_contain_text(f"{TAN_LOC} (Còn thiếu)")
        assert await page.evaluate("window.same"), "the page was not loaded again"

        await page.locator("#find").fill("son ha")
        await expect(page.locator("#units .unit:visible")).to_have_count(1)
        await expect(page.locator("#found")).to_have_text("1/3 đơn vị")
        await page.locator("#find").fill("")
        await page.locator('.counts a[data-state="partial"]').click()
        await expect(page.locator("#units .unit:visible")).to_have_count(1)

        await unit.get_by_role("link", name=TAN_LOC).click()
        await page.get_by_role("button", name="Duyệt", exact=True).click()
        await expect(page.get_by_role("status")).to_contain_text("Đã duyệt")
        await page.get_by_text("Sửa số").click()
        await page.get_by_label("ĐVTN tham gia").fill("30")
        await page.get_by_label("Lý do").fill("đơn vị gọi điện báo")
        await page.get_by_role("button", name="Ghi số đã sửa").click()
        await expect(page.locator("#h-figures ~ table")).to_contain_text("30")
        await page.get_by_text("Trả lại để đơn vị sửa").click()
        await page.get_by_label("Cần sửa gì").fill("Thiếu ảnh đội hình")
        await page.get_by_role("button", name="Trả lại", exact=True).click()
        await expect(page.locator(".unit-head")).to_contain_text("Thiếu ảnh đội hình")

        async with a_page(browser, PHONE) as other:
            await other.goto(link)
            await expect(other.get_by_text("đã dùng rồi")).to_be_visible()
            late = await board.link()
            board.clock.move_to(board.clock() + timedelta(minutes=31))
            await other.goto(late)
            await expect(other.get_by_text("đã hết hạn")).to_be_visible()
            await expect(other.get_by_role("button", name="Vào bảng")).to_have_count(0)


async def test_a_leader_only_looks_and_a_role_that_ended_is_shown_out(
    browser: Browser, tmp_path: Path
) -> None:
    async with a_board(tmp_path) as board:
        async with a_page(browser, PHONE) as leader:
            await leader.goto(await board.shared())
            await expect(leader.get_by_text("Chỉ xem")).to_be_visible()
            await leader.get_by_role("button", name="Vào bảng").click()
            await expect(leader.locator("#units")).to_be_visible()
            await expect(leader.locator("#deeds")).to_have_count(0)
            await leader.goto(f"{board.base}/bang/ngay/{board.event.id}/nhac")
            await expect(leader.locator(".said")).to_contain_text("chỉ xem")
        async with a_page(browser, PHONE) as officer:
            await enters(officer, await board.link())
            host = board.units[0].id
            who = board.officer.person_id or 0

            async def ends(session: Session) -> None:
                await end_role(session, who, host, RoleKind.COORDINATOR, now=board.clock())

            await board.does(ends)
            await officer.reload()
            await expect(officer.locator(".said")).to_contain_text("không còn vai trò")


async def test_every_page_is_usable_by_all(browser: Browser, tmp_path: Path) -> None:
    async with a_board(tmp_path) as board:
        await board.reports({"volunteers": 25, "citizens": 120}, "25 ĐVTN, 120 lượt dân")
        await a_photo(board)
        board.clock.move_to(board.clock() + timedelta(minutes=75))
        day, unit = f"{board.base}/bang/ngay/{board.event.id}", await board.row()
        others = [f"{day}{where}" for where in ("/nhac", "/anh", "/cac-tuan", "/ho-so")]
        for size, sound in ((PHONE, faultless), (PROJECTOR, fits)):
            async with a_page(browser, size) as page:
                await page.goto(await board.link())
                await sound(page, "the door")
                await page.get_by_role("button", name="Vào bảng").click()
                await expect(page.locator("#live")).to_have_class(re.compile("on"))
                await sound(page, "the day")
                area = f"{board.base}/bang/vung/{board.units[0].id}/20261128"
                for where in (*others, area, f"{board.base}/bang/don-vi/999"):
                    await page.goto(where)
                    await sound(page, where)
                await page.goto(f"{board.base}/bang/don-vi/{unit}")
                for each in await page.locator(".unit-deeds summary").all():
                    await each.click()
                await sound(page, "the unit")


async def test_it_works_by_keyboard_and_without_a_script(browser: Browser, tmp_path: Path) -> None:
    async with a_board(tmp_path) as board:
        await board.reports({"volunteers": 25, "citizens": 120})
        async with a_page(browser, PROJECTOR) as page:
            await enters(page, await board.link())
            await page.keyboard.press("Tab")
            await expect(page.get_by_text("Tới nội dung")).to_be_focused()
            await page.keyboard.press("Enter")
            await expect(page.locator("main")).to_be_focused()
        async with a_page(browser, PHONE, scripts=False) as page:
            await enters(page, await board.link())
            await page.get_by_label("Tìm đơn vị").fill("tan loc")
            await page.get_by_role("button", name="Lọc").click()
            await expect(page.locator("#units .unit")).to_have_count(1)
            await page.get_by_role("link", name=TAN_LOC).click()
            await page.get_by_role("button", name="Duyệt", exact=True).click()
            await expect(page.get_by_role("status")).to_contain_text("Đã duyệt")
