"""Small pictures of stored photos, for pages that show many at once."""

import asyncio

from reading.pictures.small import small_jpeg
from storage.photo_store import PhotoStore


class Thumbs:
    """Those that were made when the photos came; others are made now, one at a time, in a thread: a
    gallery must not keep the bot from answering."""

    def __init__(self, store: PhotoStore) -> None:
        self._store = store
        self._turn = asyncio.Semaphore(1)

    async def made(self, key: str) -> bytes:
        """One that cannot be decoded is its own."""
        kept = await self._store.get_thumbnail(key)
        if kept is not None:
            return kept
        async with self._turn:
            content = await self._store.get(key)
            small = await asyncio.to_thread(small_jpeg, content)
        if small is None:
            return content
        await self._store.put_thumbnail(key, small)
        return small
