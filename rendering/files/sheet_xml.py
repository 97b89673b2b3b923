"""A sheet's own XML, of which single cells are replaced: all else stays byte for byte."""

import re
from bisect import bisect
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape

from rendering.files.cells import clean
from rules.model import Refused
from rules.own_form import column_letters, column_number

Value = str | int | float

_REF: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_SPANS: Final = re.compile(rb'\s+spans="[^"]*"')


@dataclass(slots=True)
class _Cell:
    column: int
    start: int
    end: int = 0
    style: str = ""
    formula: bool = False


@dataclass(slots=True)
class _Row:
    """`opens` is the end of its tag; a row without cells may have no tag of its end."""

    number: int
    start: int
    opens: int
    style: str = ""
    closes: int = 0
    empty: bool = False
    cells: list[_Cell] = field(default_factory=list)


@dataclass(slots=True)
class SheetXml:
    """Raises Refused("own_form_unreadable") for what is no sheet in UTF-8."""

    xml: bytes
    rows: list[_Row] = field(default_factory=list)
    prefix: str = ""
    data: tuple[int, int, int] = (0, 0, 0)

    def __post_init__(self) -> None:
        _Reader(self).read()

    def is_formula(self, row: int, column: int) -> bool:
        cell = self._cell(row, column)
        return cell is not None and cell.formula

    def filled(self, values: dict[tuple[int, int], Value], like: int = 0) -> bytes:
        """With these cells (row, column) in place; formulas stay. A cell that is not there yet
        looks as that of its column in row `like`."""
        wanted: dict[int, dict[int, Value]] = {}
        for (row, column), value in values.items():
            if not self.is_formula(row, column):
                wanted.setdefault(row, {})[column] = value
        changes = [change for row in sorted(wanted) for change in self._in(row, wanted[row], like)]
        return self._spliced(changes)

    def _spliced(self, changes: list[tuple[int, int, bytes]]) -> bytes:
        parts, at = [], 0
        for start, end, new in sorted(changes, key=lambda change: change[:2]):
            parts += [self.xml[at:start], new]
            at = end
        return b"".join([*parts, self.xml[at:]])

    def _in(self, number: int, values: dict[int, Value], like: int) -> list[tuple[int, int, bytes]]:
        row = self._row(number)
        if row is None or row.empty:
            return [self._new_row(number, row, values, like)]
        changes = []
        added = False
        for column, value in sorted(values.items()):
            cell = next((each for each in row.cells if each.column == column), None)
            if cell is not None:
                new = self._written(number, column, value, cell.style)
                changes.append((cell.start, cell.end, new))
                continue
            added = True
            place = next((each.start for each in row.cells if each.column > column), row.closes)
            new = self._written(number, column, value, row.style or self._style(like, column))
            changes.append((place, place, new))
        return [*changes, *self._without_spans(row)] if added else changes

    def _without_spans(self, row: _Row) -> list[tuple[int, int, bytes]]:
        """Which columns a row has is said twice in some files."""
        tag = self.xml[row.start : row.opens]
        bare = _SPANS.sub(b"", tag)
        return [] if bare == tag else [(row.start, row.opens, bare)]

    def _new_row(
        self, number: int, row: _Row | None, values: dict[int, Value], like: int
    ) -> tuple[int, int, bytes]:
        style = row.style if row else ""
        cells = b"".join(
            self._written(number, column, value, style or self._style(like, column))
            for column, value in sorted(values.items())
        )
        name = f"{self.prefix}row"
        if row is not None:
            tag = _SPANS.sub(b"", self.xml[row.start : row.opens]).removesuffix(b"/>").rstrip()
            whole = tag.removesuffix(b">") + b">" + cells + f"</{name}>".encode()
            return row.start, row.closes, whole
        whole = f'<{name} r="{number}">'.encode() + cells + f"</{name}>".encode()
        place = bisect([each.number for each in self.rows], number)
        if place < len(self.rows):
            return self.rows[place].start, self.rows[place].start, whole
        return self._at_the_end(whole)

    def _at_the_end(self, row: bytes) -> tuple[int, int, bytes]:
        start, opens, closes = self.data
        if closes:
            return closes, closes, row
        name = f"{self.prefix}sheetData".encode()
        return start, opens, b"<" + name + b">" + row + b"</" + name + b">"

    def _written(self, row: int, column: int, value: Value, style: str) -> bytes:
        p, at = self.prefix, f"{column_letters(column)}{row}"
        look = f' s="{style}"' if style else ""
        if isinstance(value, str):
            text = escape(clean(value))
            inside = f'<{p}is><{p}t xml:space="preserve">{text}</{p}t></{p}is>'
            return f'<{p}c r="{at}"{look} t="inlineStr">{inside}</{p}c>'.encode()
        return f'<{p}c r="{at}"{look}><{p}v>{value}</{p}v></{p}c>'.encode()

    def _style(self, row: int, column: int) -> str:
        cell = self._cell(row, column)
        return cell.style if cell else ""

    def _row(self, number: int) -> _Row | None:
        return next((row for row in self.rows if row.number == number), None)

    def _cell(self, row: int, column: int) -> _Cell | None:
        found = self._row(row)
        cells = found.cells if found else []
        return next((cell for cell in cells if cell.column == column), None)


class _Reader:
    """Notes where rows and cells stand."""

    def __init__(self, sheet: SheetXml) -> None:
        self._sheet: Final = sheet
        self._parser: Final = expat.ParserCreate("UTF-8")
        self._depth = 0
        self._data: tuple[int, int] | None = None
        self._found = False

    def read(self) -> None:
        self._parser.StartElementHandler = self._starts
        self._parser.EndElementHandler = self._ends
        try:
            self._parser.Parse(self._sheet.xml, True)
        except (expat.ExpatError, ValueError) as fault:
            raise Refused("own_form_unreadable") from fault
        if not self._found:
            raise Refused("own_form_unreadable")

    def _starts(self, name: str, attributes: dict[str, str]) -> None:
        prefix, _, bare = name.rpartition(":")
        at = self._parser.CurrentByteIndex
        if bare == "sheetData":
            self._found = True
            self._sheet.prefix = f"{prefix}:" if prefix else ""
            self._data = (at, self._tag_end(at))
            self._sheet.data = (*self._data, 0)
        elif self._data is None:
            return
        elif bare == "row":
            self._add_row(at, attributes)
        elif bare == "c" and self._sheet.rows:
            self._add_cell(at, attributes)
        elif bare == "f" and self._sheet.rows and self._sheet.rows[-1].cells:
            self._sheet.rows[-1].cells[-1].formula = True

    def _add_row(self, at: int, attributes: dict[str, str]) -> None:
        rows = self._sheet.rows
        number = int(attributes.get("r", rows[-1].number + 1 if rows else 1))
        style = attributes.get("s", "") if attributes.get("customFormat") in ("1", "true") else ""
        rows.append(_Row(number, at, self._tag_end(at), style))

    def _add_cell(self, at: int, attributes: dict[str, str]) -> None:
        cells = self._sheet.rows[-1].cells
        named = _REF.fullmatch(attributes.get("r", ""))
        column = column_number(named[1]) if named else (cells[-1].column + 1 if cells else 1)
        cells.append(_Cell(column, at, style=attributes.get("s", "")))

    def _ends(self, name: str) -> None:
        bare = name.rpartition(":")[2]
        if self._data is None:
            return
        at = self._parser.CurrentByteIndex
        if bare == "c" and self._sheet.rows and self._sheet.rows[-1].cells:
            cell = self._sheet.rows[-1].cells[-1]
            cell.end = self._tag_end(cell.start if self._is_empty(cell.start) else at)
        elif bare == "row" and self._sheet.rows:
            row = self._sheet.rows[-1]
            row.empty = self._is_empty(row.start)
            row.closes = row.opens if row.empty else at
        elif bare == "sheetData":
            self._sheet.data = (*self._data, 0 if self._is_empty(self._data[0]) else at)
            self._data = None

    def _tag_end(self, start: int) -> int:
        """Behind the > of the tag; one within a value is none."""
        xml, quote = self._sheet.xml, 0
        for at in range(start, len(xml)):
            char = xml[at]
            if quote:
                quote = 0 if char == quote else quote
            elif char in b"\"'":
                quote = char
            elif char == ord(">"):
                return at + 1
        return len(xml)

    def _is_empty(self, start: int) -> bool:
        end = self._tag_end(start)
        return self._sheet.xml[end - 2 : end] == b"/>"
