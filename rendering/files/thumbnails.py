"""A photo made small for lists, annexes and cards."""

from collections.abc import Callable
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from rules.day_book import Picture

Thumbnail = Callable[[Picture], bytes | None]
"""The small JPEG of a photo; None while there is none."""
LONGEST: Final = 640
QUALITY: Final = 80


def thumbnail(original: bytes) -> bytes | None:
    """JPEG, upright, without its metadata, at most 640 px a side; None for what is no picture."""
    try:
        with Image.open(BytesIO(original)) as opened:
            opened.draft("RGB", (LONGEST, LONGEST))
            image = ImageOps.exif_transpose(opened).convert("RGB")
            image.thumbnail((LONGEST, LONGEST))
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return None
    kept = BytesIO()
    image.save(kept, "JPEG", quality=QUALITY)
    return kept.getvalue()
