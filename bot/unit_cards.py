"""Units' own cards, each drawn in a process of its own: the library that draws holds Python's lock
for half a second, in which the bot would answer nobody. Units are thanked once their card is there,
so that no other message waits behind its drawing."""

import asyncio
import sys
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Final

import structlog

from actions.thanks import queue_thanks, thanks_card
from actions.unit_story import unit_story
from bot.one_worker import OneWorker
from storage.book_packing import packed
from storage.db import Database
from storage.timers import Timer, thanks_due
from storage.writer import Writer

log = structlog.get_logger()

SECONDS: Final = 30.0
REMEMBERED: Final = 32
"""Cards of some 300 kB: a unit has several reporters, and a browser asks more than once."""

Draw = Callable[[bytes, str], Awaitable[bytes]]


class DrawingError(Exception):
    """The process ended without its card."""


class UnitCards(OneWorker):
    """One at a time: at 16:00 a hundred units are done at once, and answers come first. `draw`: a
    packed book and where photos are kept, into a PNG. `done` is called when somebody is thanked."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        store_url: str,
        *,
        clock: Callable[[], datetime],
        done: Callable[[], None],
    ) -> None:
        self._database = database
        self._writer = writer
        self._store_url = store_url
        self._clock = clock
        self._done = done
        self._made: OrderedDict[str, bytes] = OrderedDict()
        self._turn = asyncio.Lock()
        self.draw: Draw = drawn_apart

    async def owes(self) -> bool:
        async with self._database.glance() as session:
            return await thanks_due(session, now=self._clock()) is not None

    async def work(self) -> None:
        while (due := await self._due()) is not None:
            async with self._database.reading() as session:
                order = await thanks_card(session, due)
            if order is not None:
                await self._draw_ahead(order)
            await self._writer.run(partial(queue_thanks, timer=due, now=self._clock()))
            self._done()

    async def _due(self) -> Timer | None:
        async with self._database.reading() as session:
            return await thanks_due(session, now=self._clock())

    async def _draw_ahead(self, order: str) -> None:
        """Delivery tries again what could not be drawn."""
        try:
            await self.read(order)
        except (DrawingError, FileNotFoundError) as failed:
            log.warning("card_not_drawn", card=order, error=type(failed).__name__)

    async def read(self, order: str) -> bytes:
        """ "<participation>.<revision>". Raises FileNotFoundError when there is nothing to show any
        more, DrawingError when it may be tried again."""
        async with self._turn:
            if order not in self._made:
                self._made[order] = await self._drawn(int(order.partition(".")[0]))
            if len(self._made) > REMEMBERED:
                self._made.popitem(last=False)
            return self._made[order]

    async def _drawn(self, participation_id: int) -> bytes:
        async with self._database.reading() as session:
            story = await unit_story(session, participation_id, now=self._clock())
        if story is None:
            raise FileNotFoundError(f"unitcard:{participation_id}")
        return await self.draw(packed(story), self._store_url)


async def drawn_apart(book: bytes, store_url: str) -> bytes:
    """Raises DrawingError."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.unit_drawing",
        store_url,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        drawn, _ = await asyncio.wait_for(process.communicate(book), SECONDS)
    except TimeoutError as late:
        raise DrawingError("it took too long") from late
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode or not drawn:
        raise DrawingError(f"exit {process.returncode}")
    return drawn
