"""Work that is done one piece after the other, beside everything else."""

import asyncio
from abc import ABC, abstractmethod


class OneWorker(ABC):
    """Begins when asked, if something is owed, and never twice at a time."""

    _task: asyncio.Task[None] | None = None

    @abstractmethod
    async def owes(self) -> bool:
        """Whether there is work."""

    @abstractmethod
    async def work(self) -> None:
        """All that is owed now."""

    async def tick(self) -> None:
        """Begin what waits, unless something is being done."""
        if self._is_idle() and await self.owes():
            self._task = asyncio.create_task(self.work())

    async def idle(self) -> None:
        """Returns when nothing is owed any more."""
        while True:
            await self.tick()
            if self._task is None or self._task.done():
                return
            await asyncio.wait({self._task})

    async def stop(self) -> None:
        """What is not done stays owed."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _is_idle(self) -> bool:
        return self._task is None or self._task.done()
