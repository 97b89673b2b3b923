"""What a foreign workbook says, cell by cell, for whoever guesses which cell is which."""

import io
import warnings
from typing import Any, Final

from rendering.files.form_parts import parts_of
from rules.model import Refused
from rules.own_form import FormSheet

SHEETS: Final = 10
ROWS: Final = 400
COLUMNS: Final = 60


def sheets_of(content: bytes) -> tuple[FormSheet, ...]:
    """Its sheets, hidden ones left out; the first rows and columns of each.

    Refused: "own_form_unreadable", "own_form_macros", "own_form_too_large".
    """
    from openpyxl import load_workbook  # half a second of every start, for one file a year

    parts_of(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that it does not keep: they stay in the file
            book = load_workbook(io.BytesIO(content))
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        return tuple(_sheet(sheet) for sheet in shown[:SHEETS])
    except Exception as fault:  # openpyxl raises whatever its parsers meet in a broken file
        raise Refused("own_form_unreadable") from fault


def _sheet(sheet: Any) -> FormSheet:  # noqa: ANN401  openpyxl's own
    cells = [
        cell for (row, column), cell in sheet._cells.items() if row <= ROWS and column <= COLUMNS
    ]
    spans = [each for each in sheet.merged_cells.ranges if each.max_row <= ROWS]
    return FormSheet(
        name=sheet.title,
        texts={(c.row, c.column): _text(c.value) for c in cells if _text(c.value)},
        merged=tuple((s.min_row, s.min_col, s.max_row, s.max_col) for s in spans),
        formulas=frozenset((c.row, c.column) for c in cells if c.data_type == "f"),
        drawn=frozenset((c.row, c.column) for c in cells if _is_drawn(c)),
    )


def _text(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())


def _is_drawn(cell: Any) -> bool:  # noqa: ANN401  openpyxl's own
    border = cell.border
    return any(side is not None and side.style for side in (border.top, border.bottom, border.left))
