"""What a file is, by its own bytes: a sender's word for it is not proof. The header alone is read,
so a bomb of pixels does nothing here.
"""

import io
import warnings
from dataclasses import dataclass
from typing import Final

MOST_PIXELS: Final = 60_000_000
"""Of a JPEG, which is decoded at a reduced size. No phone's usual photo has more."""
MOST_WHOLE_PIXELS: Final = 30_000_000
"""Of what must be decoded whole: other formats, and a JPEG that comes in several passes."""

_HEIC: Final = (b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1")


@dataclass(frozen=True, slots=True)
class Header:
    """`too_large`: it is not decoded here."""

    width: int
    height: int
    too_large: bool


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


def header(content: bytes) -> Header | None:
    """None when it is no picture that can be decoded here."""
    from PIL import Image  # with the first photo: no start needs it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as picture:
                pixels = picture.width * picture.height
                reduced = picture.format in {"JPEG", "MPO"} and not picture.info.get("progressive")
                most = MOST_PIXELS if reduced else MOST_WHOLE_PIXELS
                return Header(picture.width, picture.height, pixels > most)
    except Image.DecompressionBombError:
        return Header(0, 0, too_large=True)
    except (OSError, ValueError, SyntaxError):
        return None
