"""Every file of a hand-over, one after the other, each written into a folder."""

import logging
import traceback
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from rendering.files.annex import annexes
from rendering.files.card import day_card
from rendering.files.catalogue import Kind, file_name
from rendering.files.forms import form_1, form_2
from rendering.files.forward import forward_text
from rendering.files.own_form import fill
from rendering.files.report import report
from rendering.files.row import tsv_row
from rendering.files.thumbnails import Thumbnail
from rendering.files.weekly import weekly_card
from rendering.files.workbook import workbook
from rules.day_book import DayBook
from rules.model import Refused

Read = Callable[[str], bytes | None]
"""The bytes behind a key of the store; None when they are gone."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FileDrawn:
    """`path` holds its bytes; `name` is what people see."""

    kind: Kind
    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a file is not as it was wished; `code` has its sentence among the refusals."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What files are drawn from and where they go."""

    book: DayBook
    thumbnail: Thumbnail
    read: Read
    folder: Path


Drawn = Iterator[FileDrawn | Trouble]


def hand_over_files(drawing: Drawing) -> Drawn:
    """In the order of `Kind`. The caller may take each file away before the next is drawn."""
    for kind, draw in DRAW.items():
        try:
            yield from draw(drawing)
        except Refused as refused:
            yield Trouble(refused.code, refused.values)
        except Exception as fault:  # noqa: BLE001  it must not keep the other files back
            # Frames without the fault's words: they may hold what a person wrote (DESIGN 3.8).
            frames = "".join(traceback.format_tb(fault.__traceback__))
            log.error("file_not_drawn %s: %s\n%s", kind, type(fault).__name__, frames)  # noqa: TRY400
            yield Trouble("file_faulty", {"kind": kind.value})


def _card(drawing: Drawing) -> Drawn:
    yield _written(drawing, Kind.CARD, "png", day_card(drawing.book, drawing.thumbnail))


def _report(drawing: Drawing) -> Drawn:
    """On the body's own template, or on the built-in one when that has a fault."""
    key = drawing.book.report_template
    try:
        own = None if key is None else drawing.read(key)
        made = report(drawing.book, own)
    except Refused as refused:
        yield Trouble(refused.code, refused.values)
        made = report(drawing.book)
    yield _written(drawing, Kind.REPORT, "docx", made)


def _workbook(drawing: Drawing) -> Drawn:
    made = _at(drawing, Kind.WORKBOOK, "xlsx")
    workbook(drawing.book, drawing.thumbnail, made.path)
    yield made


def _annexes(drawing: Drawing) -> Drawn:
    paths = annexes(drawing.book, drawing.thumbnail, drawing.folder)
    for part, path in enumerate(paths, 1):
        number = part if len(paths) > 1 else 0
        name = file_name(Kind.ANNEX, drawing.book, part=number, ending="docx")
        yield FileDrawn(Kind.ANNEX, name, path)


def _own_form(drawing: Drawing) -> Drawn:
    own = drawing.book.own_form
    if own is not None:
        content = fill(b64decode(own.blank), own.mapping, drawing.book)
        yield _written(drawing, Kind.OWN_FORM, "xlsx", content)


def _form_1(drawing: Drawing) -> Drawn:
    yield _written(drawing, Kind.FORM_1, "docx", form_1(drawing.book))


def _form_2(drawing: Drawing) -> Drawn:
    yield _written(drawing, Kind.FORM_2, "docx", form_2(drawing.book))


def _weekly(drawing: Drawing) -> Drawn:
    yield _written(drawing, Kind.WEEKLY, "png", weekly_card(drawing.book))


def _row(drawing: Drawing) -> Drawn:
    said = tsv_row(drawing.book, header=True)
    yield _written(drawing, Kind.ROW, "tsv", said.encode("utf-8-sig"))


def _text(drawing: Drawing) -> Drawn:
    yield _written(drawing, Kind.TEXT, "txt", forward_text(drawing.book).encode("utf-8-sig"))


DRAW: Final[Mapping[Kind, Callable[[Drawing], Drawn]]] = {
    Kind.CARD: _card,
    Kind.REPORT: _report,
    Kind.WORKBOOK: _workbook,
    Kind.ANNEX: _annexes,
    Kind.OWN_FORM: _own_form,
    Kind.FORM_1: _form_1,
    Kind.FORM_2: _form_2,
    Kind.WEEKLY: _weekly,
    Kind.ROW: _row,
    Kind.TEXT: _text,
}


def _at(drawing: Drawing, kind: Kind, ending: str) -> FileDrawn:
    name = file_name(kind, drawing.book, ending=ending)
    return FileDrawn(kind, name, drawing.folder / name)


def _written(drawing: Drawing, kind: Kind, ending: str, content: bytes) -> FileDrawn:
    made = _at(drawing, kind, ending)
    made.path.write_bytes(content)
    return made
