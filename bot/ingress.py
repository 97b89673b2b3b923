"""From the durable inbox to one ordered worker a chat."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

import structlog

from storage.db import Session
from storage.inbox import Accepted, Arrival, accept, unfinished
from storage.writer import Writer

log = structlog.get_logger()

Chat = tuple[str, int]


class Ingress:
    """`accept` returns once the updates are on disk; each chat's updates are handled one after another."""

    def __init__(self, writer: Writer, handle: Callable[[Accepted], Awaitable[None]]) -> None:
        self._writer = writer
        self._handle = handle
        self._waiting: dict[Chat, deque[Accepted]] = {}
        self._workers: set[asyncio.Task[None]] = set()

    async def accept(self, arrivals: Sequence[Arrival]) -> None:
        """Store, then queue. A redelivered update is stored and handled once."""

        async def store(session: Session) -> list[Accepted]:
            return await accept(session, arrivals)

        for accepted in await self._writer.run(store):
            self._queue(accepted)

    async def recover(self) -> int:
        """Queue what an earlier process accepted and did not finish. How many."""
        left = await self._writer.run(unfinished)
        for accepted in left:
            self._queue(accepted)
        return len(left)

    async def drain(self) -> None:
        """Wait until every queued update is handled."""
        while self._workers:
            await asyncio.gather(*self._workers)

    async def stop(self) -> None:
        """Finish the update that each chat is in; the rest stays in the inbox for the next start."""
        for queue in self._waiting.values():
            queue.clear()
        await self.drain()

    def _queue(self, accepted: Accepted) -> None:
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
        finally:
            del self._waiting[chat]
