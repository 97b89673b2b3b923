"""A small day, and browsers without a screen that look at its board."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
from aiohttp.test_utils import TestServer

from actions.board_access import own_link, shared_link
from actions.submit_report import Entry, submit_report
from bot.clock import MovableClock
from bot.web.app import build_web
from bot.web.board_keys import BoardKeys
from bot.web.board_shell import BoardShell
from bot.web.boards import BoardPages
from bot.web.media import MediaLinks
from rules.model import Actor, RoleKind, Source
from storage.db import Database, Session
from storage.events import Event
from storage.people import load_actor
from storage.reports import Message
from storage.units import Unit
from storage.writer import Writer
from tests.builders import MONDAY, a_day, a_district, a_reporter, a_role, in_day, saturday
from tests.databases import sqlite_with_tables

T = TypeVar("T")
UNITS = ("Đoàn phường Tân Lộc", "Đoàn phường Sơn Hạ", 'Chi đoàn <b>"Thuế"</b>')
FIELD = re.compile(r'name="ma" value="([^"]+)"')


class Text(HTMLParser):
    """What a page says, without its markup."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def words_of(html: str) -> str:
    parser = Text()
    parser.feed(html)
    return " ".join(" ".join(parser.said).split())


@dataclass(frozen=True, slots=True)
class Seen:
    status: int
    html: str
    url: str
    headers: dict[str, str]

    @property
    def text(self) -> str:
        return words_of(self.html)


class Browser:
    """Keeps its cookies; `origin` None: says nothing of where a form comes from."""

    def __init__(self, base: str) -> None:
        jar = aiohttp.CookieJar(unsafe=True)
        self._http = aiohttp.ClientSession(base_url=base, cookie_jar=jar)
        self.base = base
        self.form = ""

    async def close(self) -> None:
        await self._http.close()

    async def looks(self, path: str) -> Seen:
        async with self._http.get(path) as answer:
            seen = await _seen(answer)
        found = FIELD.search(seen.html)
        self.form = found.group(1) if found else self.form
        return seen

    async def sends(self, path: str, *, origin: str | None = "", **fields: str) -> Seen:
        headers = {} if origin is None else {"Origin": origin or self.base}
        body = {"ma": self.form, **fields}
        async with self._http.post(path, data=body, headers=headers) as answer:
            return await _seen(answer)

    async def enters(self, link: str) -> Seen:
        path = link.removeprefix(self.base)
        await self.looks(path)
        await self.sends(path)
        return await self.looks("/bang")

    def cookies(self) -> dict[str, Any]:
        return {cookie.key: cookie for cookie in self._http.cookie_jar}

    def stream(self, path: str) -> Any:  # noqa: ANN401  an open response
        return self._http.get(path)


async def _seen(answer: aiohttp.ClientResponse) -> Seen:
    return Seen(answer.status, await answer.text(), answer.url.path_qs, dict(answer.headers))


@dataclass
class Board:
    """The host is `units[0]`; it is Saturday 15:00."""

    shell: BoardShell
    pages: BoardPages
    clock: MovableClock
    woken: list[datetime]
    units: list[Unit]
    event: Event
    officer: Actor
    reporter: Actor

    @property
    def base(self) -> str:
        return self.shell.address()

    async def does(self, work: Callable[[Session], Awaitable[T]]) -> T:
        return await self.shell.writer.run(work)

    async def link(self, actor: Actor | None = None) -> str:
        return await self.own_link(actor or self.officer, self.event.id)

    async def own_link(self, actor: Actor, event_id: int | None = None) -> str:
        async def make(session: Session) -> str:
            assert actor.person_id is not None
            fresh = await load_actor(session, actor.person_id)
            return (await own_link(session, fresh, event_id, now=self.clock()))[0]

        return self.pages.link(await self.does(make))

    async def shared(self) -> str:
        async def make(session: Session) -> str:
            return (await shared_link(session, self.officer, self.event.id, now=self.clock()))[1]

        return self.pages.link(await self.does(make))

    async def browser(self) -> Browser:
        return Browser(self.base)

    async def row(self, place: int = 1) -> int:
        async def find(session: Session) -> int:
            return (await in_day(session, self.event, self.units[place])).id

        return await self.does(find)

    async def reports(
        self, figures: dict[str, int], text: str = "", at: datetime | None = None
    ) -> None:
        """The first unit's reporter."""
        moment = at or self.clock()

        async def send(session: Session) -> None:
            found = await in_day(session, self.event, self.units[1])
            message = Message(text, moment, moment)
            entry = Entry(figures, Source.TYPED, message)
            await submit_report(session, self.reporter, found, entry, now=moment)

        await self.does(send)


@asynccontextmanager
async def a_board(folder: Path) -> AsyncIterator[Board]:
    """The board's pages alone over a database: no channel, no delivery."""
    url = f"sqlite:///{folder}/aoxanh.db"
    (folder / "aoxanh.db").write_bytes(sqlite_with_tables())
    clock, database = MovableClock(MONDAY), Database(url)
    writer = Writer(database)
    writer.start()
    woken: list[datetime] = []
    shell = BoardShell(
        database=database,
        writer=writer,
        keys=BoardKeys("secret"),
        media=MediaLinks("secret"),
        now=clock,
        address=lambda: str(server.make_url("")).rstrip("/"),
        woken=lambda: woken.append(clock()),
    )
    pages = BoardPages(shell)
    server = TestServer(build_web(pages.routes()))
    await server.start_server()
    made = await writer.run(_furnish)
    clock.move_to(saturday(15, 0))
    try:
        yield Board(shell, pages, clock, woken, *made)
    finally:
        await pages.stop()
        await server.close()
        await writer.stop()
        await database.close()


async def _furnish(session: Session) -> tuple[list[Unit], Event, Actor, Actor]:
    units = await a_district(session, *UNITS)
    event = await a_day(session, units[0])
    officer = await a_role(session, RoleKind.COORDINATOR, units[0], "Trần Thị Hà")
    return units, event, officer, await a_reporter(session, units[1])
