"""The small picture of a photo: made when the photo came, or now when it was not."""

import asyncio

from storage.photo_store import PhotoStore


async def thumbnail_of(store: PhotoStore, key: str) -> bytes | None:
    """A JPEG at most 480 pixels long, upright, without the original's metadata; None where the
    original cannot be opened (no picture, HEIC, too many pixels). FileNotFoundError: no original.
    """
    kept = await store.get_thumbnail(key)
    if kept is not None:
        return kept
    made = await asyncio.to_thread(_made, await store.get(key))
    if made is not None:
        await store.put_thumbnail(key, made)
    return made


def _made(content: bytes) -> bytes | None:
    from reading.pictures.small import small_jpeg  # Pillow: no start needs it

    return small_jpeg(content)
