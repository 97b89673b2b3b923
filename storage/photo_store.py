"""The bytes of photos, in a folder or a bucket, under the name of their own content."""

import asyncio
import os
from pathlib import Path

import obstore
from obstore.store import LocalStore, S3Store


class PhotoStore:
    """`url` is a folder, file://folder or s3://bucket/prefix."""

    def __init__(self, url: str) -> None:
        self._folder = None if url.startswith("s3://") else Path(url.removeprefix("file://"))
        self._store = (
            S3Store.from_url(url)
            if self._folder is None
            else LocalStore(prefix=self._folder, mkdir=True)
        )

    async def put(self, content: bytes, sha256: str) -> str:
        """The key of the bytes, once they outlive a power cut. The same bytes keep the same key."""
        key = f"{sha256[:2]}/{sha256}"
        if self._folder is None:
            await obstore.put_async(self._store, key, content)
        else:
            await asyncio.to_thread(self._put_on_disk, self._folder, key, content)
        return key

    def _put_on_disk(self, folder: Path, key: str, content: bytes) -> None:
        """obstore's LocalStore writes beside and renames, but never calls fsync (0.12, seen with
        strace): a crash could leave an empty file under a name that we acknowledged."""
        path = folder / key
        is_new = not path.parent.exists()
        obstore.put(self._store, key, content)
        _sync(path)
        _sync(path.parent)
        if is_new:
            _sync(folder)

    async def get(self, key: str) -> bytes:
        """Raises FileNotFoundError."""
        found = await obstore.get_async(self._store, key)
        return bytes(await found.bytes_async())

    def find(self, key: str) -> bytes | None:
        """For a process without a loop; None when there is nothing."""
        try:
            return bytes(obstore.get(self._store, key).bytes())
        except FileNotFoundError:
            return None

    async def put_thumbnail(self, key: str, content: bytes) -> None:
        """Beside its original; not awaited by the disk, for it can be made again."""
        await obstore.put_async(self._store, thumbnail_key(key), content)

    async def get_thumbnail(self, key: str) -> bytes | None:
        try:
            return await self.get(thumbnail_key(key))
        except FileNotFoundError:
            return None

    async def remove(self, key: str) -> None:
        await obstore.delete_async(self._store, key)


def thumbnail_key(key: str) -> str:
    return f"{key}.thumb.jpg"


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
