"""The demo in Debian's Chromium: three phones and a clock, as a person sees and touches them."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, FrameLocator, Locator, Page, async_playwright, expect

from bot.demo import Demo
from bot.start import listen

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SEEN = 15_000
MOVED = 45_000


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


@asynccontextmanager
async def demonstration(folder: Path) -> AsyncIterator[tuple[Demo, str]]:
    """A running demo and its address."""
    listening = listen("127.0.0.1", 0)
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    demo = Demo(folder, listening, now=None, roster=None)
    await demo.start()
    try:
        yield demo, address
    finally:
        await demo.stop()


class Phone:
    """One chat: in a frame of the demo, or a page of its own."""

    def __init__(self, screen: FrameLocator | Page) -> None:
        self._screen = screen

    @property
    def messages(self) -> Locator:
        return self._screen.locator("#stored .line")

    @property
    def answers(self) -> Locator:
        return self._screen.locator("#stored .line.theirs")

    @property
    def choices(self) -> Locator:
        return self._screen.locator(".choice")

    async def sees(self, *wanted: str) -> None:
        """The newest message of the bot says all of this."""
        for words in wanted:
            await expect(self.answers.last).to_contain_text(words, timeout=SEEN)

    async def has_seen(self, *wanted: str) -> None:
        """One message says all of this."""
        found = self.answers
        for words in wanted:
            found = found.filter(has_text=words)
        await expect(found.first).to_be_attached(timeout=SEEN)

    async def reads(self) -> str:
        return await self.answers.last.locator(".words").inner_text()

    async def says(self, text: str) -> None:
        await self._screen.locator("#text").fill(text)
        await self._screen.locator("#send").click()
        await expect(self.messages.filter(has_text=text).last).to_be_attached(timeout=SEEN)

    async def taps(self, label: str) -> None:
        await self._screen.locator(".choice", has_text=label).last.click(timeout=SEEN)

    async def begins(self) -> None:
        await self._screen.locator("#begin").click(timeout=SEEN)

    async def sends_samples(self, number: int) -> None:
        await self._screen.locator("#attach").click()
        await self._screen.locator("#pick-samples").click()
        for position in range(number):
            await self._screen.locator("#sample-list button").nth(position).click()
        await self._screen.locator("#send-samples").click()

    async def personal_link(self) -> str:
        await self._screen.locator("#more-open").click()
        link = await self._screen.locator("#own-link").input_value()
        await self._screen.locator("#more .close").click()
        return link


class Table:
    """The demo's page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.coordinator = Phone(page.frame_locator("#coordinator"))
        self.reporter = Phone(page.frame_locator("#reporter"))
        self.volunteer = Phone(page.frame_locator("#volunteer"))

    async def moves_clock(self, label: str) -> None:
        await self.page.locator("#moments button", has_text=label).click()
        said = self.page.locator("#said")
        await expect(said).to_contain_text(f"Đã tới {label}", timeout=MOVED)

    async def begins_afresh(self, past: str) -> None:
        """By a moment that has passed."""
        await self.page.locator("#moments button", has_text=past).click()
        await self.page.locator("#fresh").click()
        said = self.page.locator("#said")
        await expect(said).to_contain_text("Một ngày mới đã bắt đầu", timeout=MOVED)


async def open_table(browser: Browser, address: str) -> Table:
    page = await browser.new_page(viewport={"width": 1440, "height": 900})
    await page.goto(f"{address}/demo")
    return Table(page)


async def open_phone(browser: Browser, link: str) -> Phone:
    """A browser that has never been here."""
    context = await browser.new_context(viewport={"width": 360, "height": 740})
    page = await context.new_page()
    await page.goto(link)
    return Phone(page)
