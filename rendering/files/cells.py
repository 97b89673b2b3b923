"""What stands in a cell and how it looks. Texts of people never become a formula, a link or markup,
and keep only letters that a sheet can hold."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import wrap
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from rendering.files.phrases import phrases

LONGEST: Final = 32_000
"""A cell holds 32,767 letters."""

_NUMBER: Final = "[$-42A]#,##0"
_MOMENT: Final = "[$-42A]hh:mm dd/mm"
"""The year stands above the table; the cell holds the whole date."""
_TABLE: Final[Mapping[str, Any]] = {"border": 1, "valign": "top"}
_LOOKS: Final[Mapping[str, Mapping[str, Any]]] = {
    "title": {"bold": True, "font_size": 14},
    "subtitle": {"italic": True},
    "section": {"bold": True, "font_size": 12},
    "remark": {"italic": True},
    "heading": {
        **_TABLE,
        "bold": True,
        "text_wrap": True,
        "align": "center",
        "valign": "vcenter",
        "bg_color": "#DCE9F7",
    },
    "text": {**_TABLE, "text_wrap": True},
    "middle": {**_TABLE, "align": "center", "text_wrap": True},
    "number": {**_TABLE, "num_format": _NUMBER},
    "signed": {**_TABLE, "num_format": "[$-42A]+#,##0;[$-42A]-#,##0"},
    "minutes": {**_TABLE, "num_format": phrases("workbook")("minutes_format"), "align": "center"},
    "percent": {**_TABLE, "num_format": "0%"},
    "moment": {**_TABLE, "num_format": _MOMENT, "align": "center"},
}
AS_FORMULA: Final = ("=", "+", "-", "@")
_LINE: Final = 15
_HIGHEST: Final = 409
"""In points; Excel knows no higher row."""
_FONT: Final[Mapping[str, Any]] = {"font_name": "Times New Roman", "font_size": 11}


@dataclass(frozen=True, slots=True)
class Formula:
    """`value`: what it comes to, for readers that do not calculate."""

    text: str
    value: float


Cell = str | int | float | datetime | Formula | None


class Styles:
    """Formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook: Final = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, look: str, **more: object) -> Format:
        properties = {**_FONT, **_LOOKS[look], **more}
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes into one sheet. A moment is written as the clocks of the host show it: give it local
    and without its zone."""

    sheet: Worksheet
    styles: Styles

    def put(self, row: int, column: int, value: Cell, look: str = "text", **more: object) -> None:
        match value:
            case None | "":
                self.sheet.write_blank(row, column, None, self.styles.of(look, **more))
            case str():
                self._write(row, column, clean(value), look, more)
            case Formula():
                form = self.styles.of(look, **more)
                self.sheet.write_formula(row, column, value.text, form, value.value)
            case datetime():
                self.sheet.write_datetime(row, column, value, self.styles.of(look, **more))
            case _:
                self.sheet.write_number(row, column, value, self.styles.of(look, **more))

    def _write(
        self, row: int, column: int, text: str, look: str, more: Mapping[str, object]
    ) -> None:
        """A quoted cell stays text when somebody edits it."""
        quoted = {"quote_prefix": True} if text.startswith(AS_FORMULA) else {}
        self.sheet.write_string(row, column, text, self.styles.of(look, **more, **quoted))

    def fit(self, row: int, cells: Sequence[Cell], widths: Sequence[float]) -> None:
        """High enough for its texts: not every reader finds a row's height by itself."""
        pairs = zip(cells, widths, strict=True)
        lines = max(_lines(cell, width) for cell, width in pairs if isinstance(cell, str | None))
        if lines > 1:
            self.sheet.set_row(row, min(_LINE * lines + 2, _HIGHEST))


def _lines(text: str | None, width: float) -> int:
    if text is None or (len(text) < width - 1 and "\n" not in text):
        return 1
    room = max(int(width) - 2, 4)
    return sum(len(wrap(line, room)) or 1 for line in text.splitlines())


def clean(text: str) -> str:
    """Line breaks stay; other control characters and what is no letter at all are dropped."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = "".join(char for char in lines if char == "\n" or _is_written(char))
    return kept if len(kept) <= LONGEST else kept[: LONGEST - 1] + "…"


def _is_written(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cs", "Cn")
