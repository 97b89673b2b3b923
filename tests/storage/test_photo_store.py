"""The bytes of a photo, kept before it is acknowledged."""

import hashlib
import os
from pathlib import Path

import pytest

from storage.photo_store import PhotoStore

BYTES = b"\xff\xd8\xff a photo"
SHA256 = hashlib.sha256(BYTES).hexdigest()


async def test_what_was_put_comes_back(tmp_path: Path) -> None:
    store = PhotoStore(str(tmp_path / "photos"))
    key = await store.put(BYTES, SHA256)
    assert await store.get(key) == BYTES
    assert (tmp_path / "photos" / key).read_bytes() == BYTES


async def test_the_same_bytes_keep_one_key(tmp_path: Path) -> None:
    store = PhotoStore(f"file://{tmp_path}")
    first, second = await store.put(BYTES, SHA256), await store.put(BYTES, SHA256)
    assert first == second
    assert await store.get(first) == BYTES


async def test_bytes_and_their_folders_are_synced_before_put_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []

    def note(descriptor: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{descriptor}"))  # noqa: PTH115  a descriptor

    monkeypatch.setattr("storage.photo_store.os.fsync", note)
    key = await PhotoStore(str(tmp_path)).put(BYTES, SHA256)
    path = tmp_path / key
    assert synced == [str(path), str(path.parent), str(tmp_path)]


async def test_what_is_not_there_is_said_so(tmp_path: Path) -> None:
    store = PhotoStore(str(tmp_path))
    key = await store.put(BYTES, SHA256)
    await store.remove(key)
    with pytest.raises(FileNotFoundError):
        await store.get(key)


async def test_a_thumbnail_lies_beside_its_original_and_may_be_absent(tmp_path: Path) -> None:
    store = PhotoStore(str(tmp_path))
    key = await store.put(BYTES, SHA256)
    assert await store.get_thumbnail(key) is None
    await store.put_thumbnail(key, b"small")
    assert await store.get_thumbnail(key) == b"small"
    assert await store.get(key) == BYTES
    assert (tmp_path / f"{key}.thumb.jpg").read_bytes() == b"small"
