"""What the web chat shows of an uploaded photo."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from reading.pictures.kind import header

if TYPE_CHECKING:  # imported with the first upload: no start needs it
    from PIL import Image

SIDE: Final = 720
WORTH_SHRINKING: Final = 300 * 1024


def thumbnail(content: bytes) -> bytes | None:
    """A small JPEG for the chat; None when the photo itself is small, or not one to decode."""
    from PIL import Image

    measured = header(content) if len(content) >= WORTH_SHRINKING else None
    if measured is None or measured.too_large:
        return None
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return _shrunk(picture)
    except (OSError, ValueError):
        return None


def _shrunk(picture: Image.Image) -> bytes:
    """A JPEG is decoded at a reduced size already (draft), which is most of the saving."""
    turned = picture.getexif().get(0x0112, 1)
    picture.draft("RGB", (SIDE * 2, SIDE * 2))
    small = picture.convert("RGB")
    small.thumbnail((SIDE, SIDE))
    degrees = {3: 180, 6: 270, 8: 90}.get(turned)
    if degrees:
        small = small.rotate(degrees, expand=True)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=78)
    return out.getvalue()
