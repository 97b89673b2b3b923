"""A clock that is moved by hand passes every due moment in order: for the demo and for tests."""

from collections.abc import Awaitable, Callable
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
        """Raises ValueError for a moment that has passed."""
        if moment < self._clock():
            raise ValueError("the clock only moves forward")
        await self._settle()
        while (due := await self._next(moment)) is not None:
            self._clock.move_to(max(due, self._clock()))
            await self._settle()
        self._clock.move_to(max(moment, self._clock()))
        await self._settle()

    async def _next(self, moment: datetime) -> datetime | None:
        async with self._database.reading() as session:
            ahead = [await next_timer_at(session), await next_due_at(session)]
        due = [at for at in ahead if at is not None and self._clock() < at <= moment]
        return min(due, default=None)
