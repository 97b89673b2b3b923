"""A running bot and its people, over real HTTP: what a conversation test needs, whatever the
channel.
"""

import io
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import aiohttp
from PIL import Image

from bot.app import App
from bot.clock import MovableClock
from bot.settings import Settings, load_settings
from bot.timeline import Timeline
from rehearsal.telegram import TelegramDouble
from rehearsal.telegram_model import Button, Seen
from rehearsal.webchat import WebPerson
from tests.databases import migrated_sqlite

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TOKEN = "7000000001:test"  # noqa: S105  of our own double
CHANNELS = ("telegram-polling", "telegram-webhook", "webchat", "webchat-plain")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
_pictures = count(1)
_accounts = count(7_900_000_001)


class Talker(Protocol):
    """A person on some channel; see rehearsal.telegram_people and rehearsal.webchat."""

    name: str

    async def says(self, text: str) -> Any: ...  # noqa: ANN401
    async def opens(self, code: str) -> Any: ...  # noqa: ANN401
    async def taps(self, wanted: str) -> Button: ...
    async def sends_photo(self, content: bytes, caption: str = "") -> Any: ...  # noqa: ANN401
    async def sends_album(self, contents: list[bytes], caption: str = "") -> Any: ...  # noqa: ANN401
    async def sends_document(self, content: bytes, name: str, mime: str) -> Any: ...  # noqa: ANN401
    async def waits(
        self,
        wanted: str | Callable[[Seen], bool],
        *,
        timeout: float = 5.0,  # noqa: ASYNC109
    ) -> Seen: ...

    @property
    def sees(self) -> list[Seen]: ...
    @property
    def last(self) -> Seen: ...


def picture() -> bytes:
    """A real JPEG, no two alike."""
    number = next(_pictures)
    colour = (number * 37 % 256, number * 91 % 256, number * 151 % 256)
    into = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(into, "JPEG", quality=70)
    return into.getvalue() + number.to_bytes(4, "big")


async def drawn_at_once(book: bytes, store_url: str) -> bytes:
    """In place of a unit's card, whose drawing takes a process."""
    del book, store_url
    return b"\x89PNG\r\n\x1a\n a card"


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A moment of November 2026 in the host's zone; the 28th is the Saturday."""
    return datetime(2026, 11, day, hour, minute, second, tzinfo=ZONE)


class StillClock(MovableClock):
    """Moves only when it is told to, so that nothing falls due while people talk."""

    def __init__(self, start: datetime) -> None:
        self._at = start.astimezone(UTC)

    def __call__(self) -> datetime:
        return self._at

    def move_to(self, moment: datetime) -> None:
        if moment < self._at:
            raise ValueError("the clock only moves forward")
        self._at = moment.astimezone(UTC)


@dataclass
class World:
    """One bot and everybody who talks with it. `channel` is where people come from by default."""

    app: App
    clock: MovableClock
    telegram: TelegramDouble
    http: aiohttp.ClientSession
    channel: str
    door: socket.socket
    limits: bool = True
    looks: bool = False
    people: list[WebPerson] = field(default_factory=list)

    @property
    def base(self) -> str:
        return self.app.base_url

    async def person(self, name: str, *, channel: str | None = None) -> Talker:
        where = channel or self.channel
        if where.startswith("telegram"):
            return self.telegram.user(id=next(_accounts), name=name)
        person = WebPerson(self.http, self.base, name, plain=where.endswith("plain"))
        self.people.append(person)
        await person.arrives()
        return person

    async def moves_to(self, moment: datetime) -> None:
        """Through every due moment on the way. Raises ValueError for a moment that has passed."""
        if moment < self.clock():
            raise ValueError("the clock only moves forward")
        await Timeline(self.clock, self.app.database, self.app.settle).move_to(moment)

    async def goes_down(self) -> None:
        """The bot stops; what people send meanwhile waits with their platform."""
        await self.app.stop()

    async def comes_back(self) -> None:
        """The same bot, started again: same settings, database and address."""
        self.app = App(
            self.app.settings,
            clock=self.clock,
            limits=self.limits,
            makes=False,
            looks=self.looks,
            listening=self.door.dup(),
        )
        self.app.unit_cards.draw = drawn_at_once
        await self.app.start()

    async def makes_files(self) -> None:
        """What is owed of hand-overs."""
        await self.app.making.idle()
        await self.settles()

    async def settles(self) -> None:
        """Until everything sent is handled and answered."""
        if self.channel.startswith("telegram"):
            await self.telegram.delivered()
        await self.app.settle()


@asynccontextmanager
async def world(
    folder: Path,
    channel: str,
    *,
    database_url: str | None = None,
    start: datetime = MONDAY,
    limits: bool = True,
    looks: bool = False,
    still: bool = False,
    **settings: Any,  # noqa: ANN401
) -> AsyncIterator[World]:
    """`limits` off: nothing paces what the bot sends, for a week played in seconds. `looks`: photos
    are looked at. `still`: the clock stands. Files of a hand-over wait until `makes_files`: a
    process makes them, which costs seconds."""
    async with AsyncExitStack() as stack:
        clock = StillClock(start) if still else MovableClock(start)
        telegram = TelegramDouble(tokens=[TOKEN], now=lambda: clock().timestamp())
        await stack.enter_async_context(telegram)
        http = await stack.enter_async_context(aiohttp.ClientSession())
        door = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        settled = made(folder, channel, telegram, door, database_url, settings)
        if database_url is None:
            begins_migrated(folder / "aoxanh.db")
        app = App(
            settled,
            clock=clock,
            limits=limits,
            makes=False,
            looks=looks,
            listening=door.dup(),
        )
        app.unit_cards.draw = drawn_at_once
        await app.start()
        lives = World(app, clock, telegram, http, channel, door, limits, looks)
        stack.push_async_callback(_stopped, lives)
        yield lives
        for person in lives.people:
            await person.leaves()


def begins_migrated(file: Path) -> None:
    """As after an earlier start; tests.races and tests.bot.test_demo begin with nothing at all."""
    if not file.exists():
        file.write_bytes(migrated_sqlite())


async def _stopped(lives: World) -> None:
    await lives.app.stop()


def made(
    folder: Path,
    channel: str,
    telegram: TelegramDouble,
    door: socket.socket,
    database_url: str | None,
    more: dict[str, Any],
) -> Settings:
    given: dict[str, Any] = {
        "database_url": database_url or f"sqlite:///{folder}/aoxanh.db",
        "store_url": str(folder / "photos"),
        "telegram_api": telegram.base_url,
        "port": door.getsockname()[1],
        "_env_file": None,
        **more,
    }
    if channel.startswith("telegram"):
        given["telegram_token"] = TOKEN
    if channel == "telegram-webhook":
        given["webhook_secret"] = "a-secret"  # noqa: S105  of our own double
        given["public_url"] = f"http://127.0.0.1:{door.getsockname()[1]}"
    return load_settings(**given)
