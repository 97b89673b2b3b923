"""What an upload is, by its own bytes: a browser's word for it is not proof."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # imported with the first upload: no start needs it
    from PIL import Image

SIDE: Final = 720
MOST_PIXELS: Final = 60_000_000
WORTH_SHRINKING: Final = 300 * 1024

_HEIC: Final = (b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1")


def image_type(content: bytes) -> str | None:
    """The media type of a photo; None for anything else."""
    for start, kind in (
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF8", "image/gif"),
    ):
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        return "image/heic"
    return None


def size(content: bytes) -> tuple[int, int] | None:
    """Width and height; None when it is no picture that can be decoded here."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(content)) as picture:
                return picture.size
    except (OSError, ValueError, Warning, Image.DecompressionBombError):
        return None


def thumbnail(content: bytes) -> bytes | None:
    """A small JPEG for the chat; None when the photo itself is small, or not one to decode."""
    from PIL import Image

    measured = size(content)
    if len(content) < WORTH_SHRINKING or measured is None:
        return None
    if measured[0] * measured[1] > MOST_PIXELS:
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
