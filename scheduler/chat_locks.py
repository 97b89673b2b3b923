"""One at a time in a chat, first come first served."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

Chat = tuple[str, int]


class ChatLocks(Protocol):
    def hold(self, chat: Chat) -> AbstractAsyncContextManager[None]:
        """Entered when nobody else is in this chat."""


@dataclass(slots=True)
class _Door:
    users: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class LocalChatLocks:
    """Within one process. A chat that nobody is in takes no memory."""

    def __init__(self) -> None:
        self._doors: dict[Chat, _Door] = {}

    @asynccontextmanager
    async def hold(self, chat: Chat) -> AsyncIterator[None]:
        door = self._doors.setdefault(chat, _Door())
        door.users += 1
        try:
            async with door.lock:
                yield
        finally:
            door.users -= 1
            if not door.users:
                del self._doors[chat]
