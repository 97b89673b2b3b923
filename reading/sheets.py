"""What was copied out of a sheet, its cells apart by tabs or bars: a row under its labels, or lines
with a column of results."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from reading.fold import plain

_BAR: Final = re.compile(r"\t|\|")
_FEWEST: Final = 3
_DIGIT: Final = re.compile(r"\d")
_RULE: Final = re.compile(r"[\s|:+=-]*")
_RESULT: Final = re.compile(r"\b(?:thuc hien|ket qua|thuc te|thuc dat|dat duoc|so lieu|so luong)\b")

Span = tuple[int, int]


class _Cell(NamedTuple):
    """In the copied text, and where its line "nhãn: ô" stands in the other."""

    start: int
    end: int
    line: int
    line_end: int


class Copied(NamedTuple):
    """`text` says the same in lines "nhãn: ô"."""

    text: str
    cells: tuple[_Cell, ...]

    def place(self, at: int) -> Span:
        """Of the cell in the copied text whose line here holds `at`."""
        cell = next((c for c in self.cells if c.line <= at < c.line_end), self.cells[0])
        return cell.start, cell.end


def copied(text: str) -> Copied | None:
    """None for every other text, also for a sheet of several units."""
    if "|" not in text and "\t" not in text:
        return None
    lines = [line for line in _lines(text) if not _RULE.fullmatch(text, *line)]
    rows = [_cells(text, line) for line in lines]
    head = next((at for at, row in enumerate(rows) if _is_head(text, rows, at)), None)
    if head is None:
        return None
    below = [row for row in rows[head + 1 :] if len(row) == len(rows[head])]
    beside = [
        line for line, row in zip(lines, rows, strict=True) if row not in (rows[head], *below)
    ]
    if len(below) == 1:
        return _paired(text, beside, zip(rows[head], below[0], strict=True))
    pairs = _results(text, rows[head], below)
    return _paired(text, beside, pairs) if pairs else None


def _results(
    text: str, head: Sequence[Span], below: Sequence[Sequence[Span]]
) -> list[tuple[Span, Span]]:
    """Each label with its cell in the one column of results; a column of numbers is no label."""
    named = [plain(text[slice(*cell)]) for cell in head]
    results = [at for at, name in enumerate(named) if at and _RESULT.search(name)]
    labels = [
        at for at in range(len(head)) if not any(_DIGIT.match(text, row[at][0]) for row in below)
    ]
    if len(results) != 1 or not labels or labels[0] >= results[0]:
        return []
    return [(row[labels[0]], row[results[0]]) for row in below]


def _is_head(text: str, rows: Sequence[Sequence[Span]], at: int) -> bool:
    following = rows[at + 1] if at + 1 < len(rows) else ()
    is_wide = len(rows[at]) == len(following) >= _FEWEST
    return is_wide and not _numbers(text, rows[at]) and _numbers(text, following)


def _lines(text: str) -> list[Span]:
    spans, start = [], 0
    for line in text.split("\n"):
        spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans


def _cells(text: str, line: Span) -> list[Span]:
    """Without the bars at both ends."""
    start, end = line
    cuts = [start - 1, *(match.start() for match in _BAR.finditer(text, start, end)), end]
    cells = [_stripped(text, one + 1, two) for one, two in pairwise(cuts)]
    if text[start:end].lstrip().startswith("|"):
        cells = cells[1:]
    return cells[:-1] if cells and cells[-1][0] == cells[-1][1] else cells


def _stripped(text: str, start: int, end: int) -> Span:
    inside = text[start:end]
    return start + len(inside) - len(inside.lstrip()), start + len(inside.rstrip())


def _numbers(text: str, cells: Sequence[Span]) -> bool:
    return any(_DIGIT.search(text, *cell) for cell in cells[1:])


def _paired(text: str, above: Sequence[Span], pairs: Iterable[tuple[Span, Span]]) -> Copied:
    said = "".join(f"{text[slice(*line)]}\n" for line in above)
    cells = []
    for label, cell in pairs:
        line = f"{text[slice(*label)]}: {text[slice(*cell)]}\n"
        cells.append(_Cell(*cell, len(said), len(said) + len(line)))
        said += line
    return Copied(said, tuple(cells))
