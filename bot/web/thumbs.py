"""Small pictures of stored photos, for pages that show many at once."""

import asyncio
from collections import OrderedDict
from typing import Final

from bot.web.pictures import thumbnail
from storage.photo_store import PhotoStore

MOST_KEPT: Final = 24 * 1024 * 1024


class Thumbs:
    """One at a time, in a thread: a gallery must not keep the bot from answering."""

    def __init__(self, store: PhotoStore) -> None:
        self._store = store
        self._turn = asyncio.Semaphore(1)
        self._made: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0

    async def made(self, key: str) -> bytes:
        """A photo that is small already, or cannot be decoded, is its own."""
        if key in self._made:
            self._made.move_to_end(key)
            return self._made[key]
        async with self._turn:
            content = await self._store.get(key)
            small = await asyncio.to_thread(thumbnail, content)
        if small is None:
            return content
        self._keep(key, small)
        return small

    def _keep(self, key: str, small: bytes) -> None:
        self._made[key] = small
        self._size += len(small)
        while self._size > MOST_KEPT:
            _, gone = self._made.popitem(last=False)
            self._size -= len(gone)
