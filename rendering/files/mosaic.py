"""Which photos a card shows, and each cut to the place where it stands."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from rendering.files.thumbnails import Thumbnail
from rules.day_book import Picture, UnitBook

TRIES: Final = 3
"""Photos looked at for each that is wanted: bytes may not have arrived."""
QUALITY: Final = 88


@dataclass(frozen=True, slots=True)
class Shown:
    """A photo with whose it is."""

    image: Image.Image
    unit: str


def chosen(units: Sequence[UnitBook], thumbnail: Thumbnail, most: int) -> list[Shown]:
    """From as many units as possible, spread over their list: a first photo of each before a
    second of any. What is no picture is passed over."""
    shown: list[Shown] = []
    for tried, (unit, picture) in enumerate(_in_turn(units, most)):
        if len(shown) == most or tried == TRIES * most:
            break
        image = opened(thumbnail(picture))
        if image is not None:
            shown.append(Shown(image, unit.line.name))
    return shown


def opened(content: bytes | None) -> Image.Image | None:
    if content is None:
        return None
    try:
        return ImageOps.exif_transpose(Image.open(BytesIO(content))).convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return None


def cut(image: Image.Image, width: float, height: float) -> str:
    """The middle of it at exactly that size, as a data URI: the drawing need not scale."""
    made = BytesIO()
    ImageOps.fit(image, (round(width), round(height))).save(made, "JPEG", quality=QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(made.getvalue()).decode()}"


def _in_turn(units: Sequence[UnitBook], most: int) -> Iterator[tuple[UnitBook, Picture]]:
    with_photos = [unit for unit in units if unit.pictures]
    spread = _spread(with_photos, most)
    for order in range(max((len(unit.pictures) for unit in with_photos), default=0)):
        for unit in spread:
            if order < len(unit.pictures):
                yield unit, unit.pictures[order]


def _spread(units: Sequence[UnitBook], most: int) -> list[UnitBook]:
    """Every n-th unit first, the others after them."""
    step = max(1, len(units) // most)
    return [unit for start in range(step) for unit in units[start::step]]
