"""A workbook of ours as another program reads it."""

from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from rendering.files.sheet import HEADINGS
from rendering.files.workbook import workbook
from rules.day_book import DayBook
from tests.day_books import a_picture


def read(book: DayBook, folder: Path, *, values: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(written(book, folder), data_only=values)


def written(book: DayBook, folder: Path) -> Path:
    out = folder / "book.xlsx"
    workbook(book, a_picture, out)
    return out


def rows(sheet: Worksheet) -> list[dict[str, Any]]:
    """The table by its headings."""
    lines = sheet.iter_rows(min_row=HEADINGS + 1, values_only=True)
    headings = [str(name) for name in next(lines)]
    return [dict(zip(headings, line, strict=True)) for line in lines]
