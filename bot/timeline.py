"""A clock that is moved by hand passes every due moment in order: for the demo and for tests."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

from bot.clock import MovableClock
from storage.db import Database
from storage.outbox import next_due_at
from storage.timers import next_timer_at

Settle = Callable[[], Awaitable[None]]


class Timeline:
    """`settle` does what is due at the clock's moment, and returns when nothing more is."""

    def __init__(self, clock: MovableClock, database: Database, settle: Settle) -> None:
        self._clock = clock
        self._database = database
        self._settle = settle

    async def move_to(self, moment: datetime) -> None:
        """A moment that has passed is reached already; what is due is done all the same."""
        await self._settle()
        while (due := await self._next(moment)) is not None:
            self._forward(due)
            await self._settle()
        self._forward(moment)
        await self._settle()

    def _forward(self, moment: datetime) -> None:
        with suppress(ValueError):  # the clock runs by itself too, and may be there already
            self._clock.move_to(moment)

    async def _next(self, moment: datetime) -> datetime | None:
        async with self._database.reading() as session:
            ahead = [await next_timer_at(session), await next_due_at(session)]
        due = [at for at in ahead if at is not None and self._clock() < at <= moment]
        return min(due, default=None)
