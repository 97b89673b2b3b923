"""A row copied out of a sheet: labels in a line, their cells in the next, apart by tabs or bars."""

import re
from itertools import pairwise
from typing import Final, NamedTuple

_BAR: Final = re.compile(r"\t|\|")
_FEWEST: Final = 3
_DIGIT: Final = re.compile(r"\d")
_RULE: Final = re.compile(r"[\s|:+=-]*")


class _Cell(NamedTuple):
    """In the copied text, and where its line "nhãn: ô" stands in the other."""

    start: int
    end: int
    line: int
    line_end: int


class Row(NamedTuple):
    """`text` says the same in lines "nhãn: ô"."""

    text: str
    cells: tuple[_Cell, ...]

    def place(self, at: int) -> tuple[int, int]:
        """Of the cell in the copied text whose line here holds `at`."""
        cell = next((c for c in self.cells if c.line <= at < c.line_end), self.cells[0])
        return cell.start, cell.end


def copied_row(text: str) -> Row | None:
    """None for every other text, also for a sheet of several rows."""
    if "|" not in text and "\t" not in text:
        return None
    lines = [line for line in _lines(text) if not _RULE.fullmatch(text, *line)]
    found = [
        (head, row)
        for head, row in ((_cells(text, one), _cells(text, two)) for one, two in pairwise(lines))
        if len(head) == len(row) >= _FEWEST and not _numbers(text, head) and _numbers(text, row)
    ]
    return _row(text, *found[0]) if len(found) == 1 and len(lines) <= _FEWEST else None


def _lines(text: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for line in text.split("\n"):
        spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans


def _cells(text: str, line: tuple[int, int]) -> list[tuple[int, int]]:
    """Without the bars at both ends."""
    start, end = line
    cuts = [start - 1, *(match.start() for match in _BAR.finditer(text, start, end)), end]
    cells = [_stripped(text, one + 1, two) for one, two in pairwise(cuts)]
    while cells and cells[0][0] == cells[0][1] and text[start:end].lstrip().startswith("|"):
        cells = cells[1:]
        start = end
    while cells and cells[-1][0] == cells[-1][1]:
        cells = cells[:-1]
    return cells


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    inside = text[start:end]
    return start + len(inside) - len(inside.lstrip()), start + len(inside.rstrip())


def _numbers(text: str, cells: list[tuple[int, int]]) -> bool:
    return any(_DIGIT.search(text, *cell) for cell in cells[1:])


def _row(text: str, head: list[tuple[int, int]], row: list[tuple[int, int]]) -> Row:
    said, cells = "", []
    for label, cell in zip(head, row, strict=True):
        line = f"{text[slice(*label)]}: {text[slice(*cell)]}\n"
        cells.append(_Cell(*cell, len(said), len(said) + len(line)))
        said += line
    return Row(said, tuple(cells))
