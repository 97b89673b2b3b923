"""Every file of a hand-over, one after the other, each written into a folder."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rendering.files.annex import annexes
from rendering.files.card import day_card
from rendering.files.catalogue import Kind, file_name
from rendering.files.report import report
from rendering.files.thumbnails import Thumbnail
from rendering.files.weekly import weekly_card
from rendering.files.workbook import workbook
from rules.day_book import DayBook


@dataclass(frozen=True, slots=True)
class FileDrawn:
    """`path` holds its bytes; `name` is what people see."""

    kind: Kind
    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a file is drawn from and where it goes."""

    book: DayBook
    thumbnail: Thumbnail
    folder: Path


def hand_over_files(book: DayBook, thumbnail: Thumbnail, folder: Path) -> Iterator[FileDrawn]:
    """In the order of `Kind`. The caller may take each file away before the next is drawn."""
    drawing = Drawing(book, thumbnail, folder)
    for draw in (_card, _report, _workbook, _annexes, _weekly):
        yield from draw(drawing)


def _card(drawing: Drawing) -> Iterator[FileDrawn]:
    yield _written(drawing, Kind.CARD, "png", day_card(drawing.book, drawing.thumbnail))


def _report(drawing: Drawing) -> Iterator[FileDrawn]:
    yield _written(drawing, Kind.REPORT, "docx", report(drawing.book))


def _workbook(drawing: Drawing) -> Iterator[FileDrawn]:
    made = _at(drawing, Kind.WORKBOOK, "xlsx")
    workbook(drawing.book, drawing.thumbnail, made.path)
    yield made


def _annexes(drawing: Drawing) -> Iterator[FileDrawn]:
    paths = annexes(drawing.book, drawing.thumbnail, drawing.folder)
    for part, path in enumerate(paths, 1):
        number = part if len(paths) > 1 else 0
        name = file_name(Kind.ANNEX, drawing.book, part=number, ending="docx")
        yield FileDrawn(Kind.ANNEX, name, path)


def _weekly(drawing: Drawing) -> Iterator[FileDrawn]:
    yield _written(drawing, Kind.WEEKLY, "png", weekly_card(drawing.book))


def _at(drawing: Drawing, kind: Kind, ending: str) -> FileDrawn:
    name = file_name(kind, drawing.book, ending=ending)
    return FileDrawn(kind, name, drawing.folder / name)


def _written(drawing: Drawing, kind: Kind, ending: str, content: bytes) -> FileDrawn:
    made = _at(drawing, kind, ending)
    made.path.write_bytes(content)
    return made
