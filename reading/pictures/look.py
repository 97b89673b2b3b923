"""One look at a photo: its thumbnail, what is wrong with it, and what is remembered of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from reading.pictures.bars import within_bars
from reading.pictures.fingerprint import SIDE, SMALL, Fingerprint, Probe, fingerprint
from reading.pictures.kind import header, image_type
from reading.pictures.small import as_jpeg, reduced

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST_PIXELS: Final = 480
"""Along the longer side: on paper, a sixth of a page, less looks like a mistake."""
DARK: Final = 60
"""Of 255: darker than this is all but a twentieth of the picture."""
SHARP: Final = 9.0
"""Spread of the differences to the neighbours, at the thumbnail's size: only what is lost to
everybody's eye is less."""
PLAIN: Final = 6.0
"""Spread of tones: below it there is nothing to know a picture by."""
_INSET: Final = 0.01
"""Cut off inside of a bar: its edge is mixed with the picture's."""


class Fault(StrEnum):
    NONE = ""
    DARK = "dark"
    BLURRED = "blurred"
    SMALL = "small"
    BROKEN = "broken"
    FOREIGN = "foreign"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Look:
    """`thumbnail` None: it could not be opened. `known` None: nor is there anything to know it by.
    Width and height as it is seen, turned upright."""

    fault: Fault
    width: int = 0
    height: int = 0
    thumbnail: bytes | None = None
    known: tuple[Fingerprint, Probe] | None = None


def look(content: bytes) -> Look:
    """Never raises for what a file may hold."""
    if image_type(content) == "image/heic":
        return Look(Fault.FOREIGN)
    found = header(content)
    if found is None:
        return Look(Fault.BROKEN)
    if found.too_large:
        return Look(Fault.LARGE, found.width, found.height)
    try:
        small = reduced(content)
    except (OSError, ValueError, SyntaxError, MemoryError, IndexError):
        return Look(Fault.BROKEN, found.width, found.height)
    upright = (found.width >= found.height) == (small.width >= small.height)
    width, height = (found.width, found.height) if upright else (found.height, found.width)
    grey = small.convert("L")
    return Look(_fault(grey, max(width, height)), width, height, as_jpeg(small), known(grey))


def known(grey: Image.Image) -> tuple[Fingerprint, Probe] | None:
    inner = _without_bars(grey)
    base = np.asarray(_sized(inner, SIDE), np.float32)
    small = np.asarray(_sized(inner, SMALL))
    return None if small.std() < PLAIN else fingerprint(base, small)


def _sized(grey: Image.Image, side: int) -> Image.Image:
    by = side / max(grey.size)
    size = (max(1, round(grey.width * by)), max(1, round(grey.height * by)))
    kernel = Image.Resampling.BICUBIC if by > 1 else Image.Resampling.HAMMING
    return grey.resize(size, kernel, reducing_gap=1.5)


def _without_bars(grey: Image.Image) -> Image.Image:
    """Found at half the size, which is enough."""
    left, top, right, bottom = (
        2 * edge for edge in within_bars(np.asarray(grey.reduce(2), np.float32))
    )
    across = _INSET * (right - left) if right - left < grey.width - 1 else 0
    down = _INSET * (bottom - top) if bottom - top < grey.height - 1 else 0
    edges = (left + across, top + down, right - across, bottom - down)
    least, highest, most, lowest = (round(edge) for edge in edges)
    return grey.crop((least, highest, min(most, grey.width), min(lowest, grey.height)))


def _fault(grey: Image.Image, side: int) -> Fault:
    tones = np.asarray(grey, np.float32)
    if side < FEWEST_PIXELS:
        return Fault.SMALL
    if np.percentile(tones, 95) < DARK:
        return Fault.DARK
    return Fault.BLURRED if _sharpness(tones) < SHARP else Fault.NONE


def _sharpness(tones: NDArray[np.float32]) -> float:
    middle = tones[1:-1, 1:-1] * 4
    around = tones[:-2, 1:-1] + tones[2:, 1:-1] + tones[1:-1, :-2] + tones[1:-1, 2:]
    return float((middle - around).var())
