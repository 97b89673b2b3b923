"""Once a second: what has fallen due. APScheduler only ticks; what is due lives in the database."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Final

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger()

Work = Callable[[], Awaitable[object]]
EVERY: Final = 1


class Ticker:
    """Runs each piece of work in turn; one that fails is logged and does not stop the others."""

    def __init__(self, works: Sequence[Work]) -> None:
        self._works = tuple(works)
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        self._scheduler.add_job(
            self._tick_until_stopped,
            "interval",
            seconds=EVERY,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _tick_until_stopped(self) -> None:
        """Stopping in the middle of a tick is no fault: what is due stays due."""
        with suppress(asyncio.CancelledError):
            await self.tick()

    async def tick(self) -> None:
        for work in self._works:
            try:
                await work()
            except Exception:
                log.exception("tick_failed")
