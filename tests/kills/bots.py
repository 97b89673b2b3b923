"""Bots in processes of their own, as their test sees them: born, armed, dead."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0


class Nursery:
    """See tests.kills.nursery, which runs at the other end of the pipe."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._said: dict[tuple[str, int], int] = {}
        self._news = asyncio.Condition()
        self._newborn: asyncio.Queue[int] = asyncio.Queue()
        self._reader = asyncio.create_task(self._read())

    async def bot(self, settings: dict[str, Any], now: datetime, dies: tuple[str, int]) -> "Bot":
        """Up and taking updates; once armed it dies at that crossing of that boundary."""
        boundary, crossing = dies
        order = {
            "settings": settings,
            "now": now.isoformat(),
            "boundary": boundary,
            "crossing": crossing,
        }
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        born = Bot(self, await asyncio.wait_for(self._newborn.get(), PATIENCE))
        await self.hears("up", born.number)
        return born

    async def hears(self, what: str, number: int) -> int:
        """What the nursery said of that child. A child that died instead is an error."""
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(
                lambda: (what, number) in self._said or ("dead", number) in self._said
            )
        assert (what, number) in self._said, "the bot ended by itself; see the log of the nursery"
        return self._said[what, number]

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            said: dict[str, int] = json.loads(line)
            by = said.pop("by", 0)
            for what, number in said.items():
                if what == "born":
                    self._newborn.put_nowait(number)
                self._said[what, number] = by
            async with self._news:
                self._news.notify_all()

    async def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await asyncio.wait_for(self._process.wait(), PATIENCE)
        await self._reader


class Bot:
    def __init__(self, nursery: Nursery, number: int) -> None:
        self.number = number
        self._nursery = nursery

    async def arm(self) -> None:
        os.kill(self.number, signal.SIGUSR1)
        await self._nursery.hears("armed", self.number)

    async def dies(self) -> int:
        """By which signal."""
        return await self._nursery.hears("dead", self.number)

    async def ends(self) -> None:
        os.kill(self.number, signal.SIGKILL)
        await self.dies()


@asynccontextmanager
async def nursery(log: Path) -> AsyncIterator[Nursery]:
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.kills.nursery"),
            cwd=ROOT,
            stdin=PIPE,
            stdout=PIPE,
            stderr=errors,
        )
    opened = Nursery(process)
    try:
        await opened.hears("ready", 0)
        yield opened
    finally:
        await opened.close()
