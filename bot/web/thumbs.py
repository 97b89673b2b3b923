"""Small pictures of stored photos, for pages that show many at once."""

import asyncio

from actions.thumbnails import thumbnail_of
from storage.photo_store import PhotoStore


class Thumbs:
    """What has to be made is made one at a time: a gallery must not keep the bot from answering."""

    def __init__(self, store: PhotoStore) -> None:
        self._store = store
        self._turn = asyncio.Semaphore(1)

    async def made(self, key: str) -> bytes:
        """A photo that cannot be decoded is its own."""
        kept = await self._store.get_thumbnail(key)
        if kept is not None:
            return kept
        async with self._turn:
            return await thumbnail_of(self._store, key) or await self._store.get(key)
