"""A roster file as rows of text: .xlsx or .csv, whatever made it, within limits."""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from itertools import islice
from typing import Final

from rules.model import Refused

LARGEST: Final = 2_000_000
UNPACKED: Final = 40_000_000
ROWS: Final = 6_000
COLUMNS: Final = 40
_SEPARATORS: Final = ";\t,"


def rows_of(content: bytes) -> list[list[str]]:
    """Rows from the first on, cells as text, formulas as the value last worked out.

    Refused: "roster_too_large" (rows), "roster_unreadable".
    """
    if len(content) > LARGEST:
        raise Refused("roster_too_large", rows=ROWS)
    read = _sheet if zipfile.is_zipfile(io.BytesIO(content)) else _text
    rows = read(content)
    if len(rows) > ROWS:
        raise Refused("roster_too_large", rows=ROWS)
    if not any(any(row) for row in rows):
        raise Refused("roster_unreadable")
    return rows


def _sheet(content: bytes) -> list[list[str]]:
    """The first sheet. A small file that unpacks into a huge one is refused before it is opened."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > UNPACKED:
            raise Refused("roster_too_large", rows=ROWS)
    try:
        return _cells(content)
    except Refused:
        raise
    except Exception as fault:  # openpyxl raises whatever its parsers meet in a broken file
        raise Refused("roster_unreadable") from fault


def _cells(content: bytes) -> list[list[str]]:
    from openpyxl import load_workbook  # half a second of every start, for one file a year

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts of Excel that it does not keep: none of ours
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            rows = book.worksheets[0].iter_rows(max_col=COLUMNS, values_only=True)
            return _trimmed([_as_text(cell) for cell in row] for row in islice(rows, ROWS + 1))
        finally:
            book.close()


def _trimmed(rows: Iterable[list[str]]) -> list[list[str]]:
    """Without the empty rows at the end that a formatted sheet drags along."""
    kept = list(rows)
    while kept and not any(kept[-1]):
        kept.pop()
    return kept


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "x" if cell else ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return f"{cell.day}/{cell.month}/{cell.year}"
    return str(cell)


def _text(content: bytes) -> list[list[str]]:
    text = _decoded(content)
    head = "\n".join(text.splitlines()[:20])
    separator = max(_SEPARATORS, key=head.count)
    try:
        rows = list(islice(csv.reader(io.StringIO(text), delimiter=separator), ROWS + 1))
    except csv.Error as fault:
        raise Refused("roster_unreadable") from fault
    return _trimmed([cell.strip() for cell in row[:COLUMNS]] for row in rows)


def _decoded(content: bytes) -> str:
    """UTF-8, or what Excel's "Unicode text" makes; anything else is no text of ours."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as fault:
        raise Refused("roster_unreadable") from fault
    if any(char < " " and char not in "\t\r\n" for char in text):
        raise Refused("roster_unreadable")
    return text
