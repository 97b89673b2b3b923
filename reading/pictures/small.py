"""A photo made small: for lists, annexes and cards, and to look at it."""

import io
from typing import Final

from PIL import Image, ImageOps

from reading.pictures.kind import header

THUMBNAIL: Final = 480
QUALITY: Final = 80


def small_jpeg(content: bytes) -> bytes | None:
    """At most `THUMBNAIL` pixels long; None for what is no picture, or too large to be opened."""
    found = header(content)
    if found is None or found.too_large:
        return None
    try:
        return as_jpeg(reduced(content))
    except (OSError, ValueError, SyntaxError, MemoryError, IndexError):
        return None


def reduced(content: bytes) -> Image.Image:
    """At most `THUMBNAIL` pixels long, upright, in RGB; a JPEG is decoded at a reduced size."""
    with Image.open(io.BytesIO(content)) as picture:
        picture.draft("RGB", (THUMBNAIL, THUMBNAIL))
        picture.thumbnail((THUMBNAIL, THUMBNAIL))
        upright = ImageOps.exif_transpose(picture)
    if "A" in upright.getbands() or "transparency" in upright.info:
        paper = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(paper, upright.convert("RGBA"))
    return upright.convert("RGB")


def as_jpeg(picture: Image.Image) -> bytes:
    """Without what the original says about place, camera and author."""
    picture.info.clear()
    into = io.BytesIO()
    picture.save(into, "JPEG", quality=QUALITY)
    return into.getvalue()
