"""From the durable inbox to one ordered worker a chat."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import structlog

from storage.db import Session
from storage.inbox import Accepted, Arrival, accept, unfinished
from storage.writer import Writer

log = structlog.get_logger()

Chat = tuple[str, int]
FAREWELL: Final = 10.0


class Ingress:
    """`accept` returns once updates are on disk; those of a chat are handled one after another."""

    def __init__(self, writer: Writer, handle: Callable[[Accepted], Awaitable[None]]) -> None:
        self._writer = writer
        self._handle = handle
        self._waiting: dict[Chat, deque[Accepted]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._under_way: set[int] = set()
        self._arrived: list[Arrival] = []
        self._storing: asyncio.Task[None] | None = None

    async def accept(self, arrivals: Sequence[Arrival]) -> None:
        """Store, then queue. A redelivered update is stored and handled once; one that was stored
        without our hearing of it (a commit whose answer was lost) is queued now."""

        self._arrived.extend(arrivals)
        if self._storing is None:
            self._storing = asyncio.create_task(self._store())
        await asyncio.shield(self._storing)

    async def _store(self) -> None:
        """Everything that arrives until the writer comes to it, in one go."""
        group: list[Arrival] = []

        async def store(session: Session) -> list[Accepted]:
            if not group:
                group.extend(self._arrived)
                self._arrived.clear()
                self._storing = None
            return await accept(session, group)

        for accepted in await self._writer.run(store):
            self._queue(accepted)

    async def recover(self) -> int:
        """Queue what an earlier process accepted and did not finish. How many."""
        left = await self._writer.run(unfinished)
        for accepted in left:
            self._queue(accepted)
        return len(left)

    @property
    def busy(self) -> bool:
        """Somebody waits for an answer."""
        return bool(self._workers)

    async def drain(self) -> None:
        """Wait until every queued update is handled."""
        while self._workers:
            await asyncio.gather(*self._workers)

    async def stop(self) -> None:
        """Finish the update that each chat is in, or leave it after a while: what is not finished
        stays in the inbox for the next start."""
        for queue in self._waiting.values():
            queue.clear()
        if not self._workers:
            return
        _, late = await asyncio.wait(self._workers, timeout=FAREWELL)
        for worker in late:
            worker.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _queue(self, accepted: Accepted) -> None:
        if accepted.id in self._under_way:
            return
        self._under_way.add(accepted.id)
        chat = (accepted.channel, accepted.chat_id)
        if chat in self._waiting:
            self._waiting[chat].append(accepted)
            return
        self._waiting[chat] = deque([accepted])
        worker = asyncio.create_task(self._serve(chat), name=f"chat {chat[0]}")
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _serve(self, chat: Chat) -> None:
        queue = self._waiting[chat]
        try:
            while queue:
                accepted = queue.popleft()
                try:
                    await self._handle(accepted)
                except Exception:
                    log.exception("update_not_handled", inbox=accepted.id, channel=chat[0])
                self._under_way.discard(accepted.id)
        finally:
            del self._waiting[chat]
