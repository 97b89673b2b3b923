"""Every file of a hand-over, one after the other, each written into a folder."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rendering.files.catalogue import Kind
from rules.day_book import DayBook, Picture

Thumbnail = Callable[[Picture], bytes | None]
"""The small JPEG of a photo; None while there is none."""


@dataclass(frozen=True, slots=True)
class FileDrawn:
    """`path` holds its bytes; `name` is what people see."""

    kind: Kind
    name: str
    path: Path


def hand_over_files(book: DayBook, thumbnail: Thumbnail, folder: Path) -> Iterator[FileDrawn]:
    """In the order of `Kind`. The caller may take each file away before the next is drawn."""
    yield from ()
