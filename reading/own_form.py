"""A blank form of somebody else's, guessed: where its rows begin and what each column asks for."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reading.fold import plain
from reading.form_words import MONEY, asked_by, divisor_of
from rules.model import Metric
from rules.own_form import OF_A_DAY, FormMap, FormSheet, Holds, Layout, Place, column_letters

HEADER_WITHIN: Final = 40
HEADER_ROWS: Final = 4
LABEL_REACH: Final = 4
COLUMNS: Final = 60
FEWEST: Final = 2
_NUMBERING: Final = re.compile(r"\(?(?:[0-9]{1,2}|[A-Z])\)?(?: ?= ?.*)?")
_FOOTER: Final = re.compile(
    r"^(?:tong cong|tong so|tong|cong|toan quan|toan phuong|nguoi lap|tm\b|noi nhan|ghi chu|luu y)"
)
_COUNTS: Final = re.compile(
    r"^(?:nguoi|luot|luot nguoi|ho so|doi|doi hinh|to|bai|tin|mo hinh|dong|trieu dong|tai khoan|"
    r"cai|don vi|anh|buoi|hoat dong|cay|san pham)$"
)


@dataclass(frozen=True, slots=True)
class Guess:
    """`names`: what the form prints where units stand, by row; whom they are is not known here."""

    form: FormMap
    names: dict[int, str]

    @property
    def known(self) -> int:
        return sum(bool(place.holds) for place in self.form.places)


def guess_form(sheets: Sequence[FormSheet], metrics: tuple[Metric, ...]) -> Guess | None:
    """The best of its sheets and layouts; None when not even two places can be told."""
    guesses = [guess for sheet in sheets for guess in _guesses(sheet, metrics)]
    best = max(guesses, key=lambda guess: _worth(guess, metrics), default=None)
    return best if best is not None and best.known >= FEWEST else None


def _worth(guess: Guess, metrics: tuple[Metric, ...]) -> tuple[int, int]:
    keys = {metric.key for metric in metrics}
    figures = sum(place.holds in keys for place in guess.form.places)
    return figures, guess.known


def _guesses(sheet: FormSheet, metrics: tuple[Metric, ...]) -> Iterator[Guess]:
    rows = _by_rows(sheet, metrics)
    if rows is not None:
        yield rows
    cells = _by_cells(sheet, metrics)
    if cells is not None:
        yield cells


# --- a row for each unit --------------------------------------------------------------------------
def _by_rows(sheet: FormSheet, metrics: tuple[Metric, ...]) -> Guess | None:
    """The header is the few rows whose texts, read downwards, tell the most columns."""
    best: tuple[int, int, list[Place]] | None = None
    told = 0
    for first in range(1, HEADER_WITHIN):
        for last in range(first, first + HEADER_ROWS):
            places = _places(sheet, first, last, metrics)
            known = sum(bool(place.holds) for place in places)
            if known > told:
                best, told = (first, last, places), known
    if best is None or not any(place.holds == Holds.UNIT for place in best[2]):
        return None
    _, last, places = best
    below = max([last, *(s[2] for s in sheet.merged if s[0] <= last < s[2])])
    first = _after_numbering(sheet, below + 1)
    while _is_total(sheet, first) and first <= below + HEADER_ROWS:
        first += 1
    return _with_rows(sheet, places, first)


def _places(sheet: FormSheet, first: int, last: int, metrics: tuple[Metric, ...]) -> list[Place]:
    places: list[Place] = []
    taken: set[str] = set()
    for column in range(1, COLUMNS + 1):
        heading = _heading(sheet, first, last, column)
        if not heading:
            continue
        holds = asked_by(heading, metrics)
        holds = "" if holds in taken or _is_worked_out(sheet, last, column) else holds
        taken.add(holds)
        places.append(Place(column_letters(column), heading, holds, divisor_of(heading)))
    return [replace(each, divisor=1) if not _is_money(each, metrics) else each for each in places]


def _is_worked_out(sheet: FormSheet, header: int, column: int) -> bool:
    """The form itself reckons this column from others."""
    below = range(header + 1, header + HEADER_ROWS)
    return any((row, column) in sheet.formulas and not _is_total(sheet, row) for row in below)


def _is_money(place: Place, metrics: tuple[Metric, ...]) -> bool:
    return any(each.key == place.holds and each.counts == MONEY for each in metrics)


def _heading(sheet: FormSheet, first: int, last: int, column: int) -> str:
    """Of merged cells the text above all its columns; what is said twice is said once."""
    texts = [_text_at(sheet, row, column) for row in range(first, last + 1)]
    return " ".join(dict.fromkeys(text for text in texts if text))


def _text_at(sheet: FormSheet, row: int, column: int) -> str:
    for top, left, bottom, right in sheet.merged:
        if top <= row <= bottom and left <= column <= right:
            return sheet.texts.get((top, left), "")
    return sheet.texts.get((row, column), "")


def _after_numbering(sheet: FormSheet, row: int) -> int:
    """Under many a header the columns are numbered: (1), (2), (3)."""
    texts = [text for (at, _), text in sheet.texts.items() if at == row]
    numbered = len(texts) > FEWEST and all(_NUMBERING.fullmatch(text) for text in texts)
    return row + 1 if numbered else row


def _with_rows(sheet: FormSheet, places: list[Place], first: int) -> Guess:
    unit = next(place for place in places if place.holds == Holds.UNIT)
    columns = {_number(place): place for place in places if place.holds}
    names: dict[int, str] = {}
    row = first
    end = max((at for at, _ in (*sheet.texts, *sheet.drawn)), default=first)
    while row <= end and _takes_a_unit(sheet, row, first, columns):
        name = sheet.texts.get((row, _number(unit)), "")
        if name:
            names[row] = name
        row += 1
    open_ended = row > end and not names
    last = None if open_ended and _nothing_below(sheet, first) else row - 1
    form = FormMap(sheet.name, Layout.ROWS, tuple(places), first, last)
    return Guess(form, names)


def _nothing_below(sheet: FormSheet, first: int) -> bool:
    return not any(row >= first for row, _ in sheet.texts)


def _number(place: Place) -> int:
    return next(n for n in range(1, COLUMNS + 1) if column_letters(n) == place.at)


def _takes_a_unit(sheet: FormSheet, row: int, first: int, columns: dict[int, Place]) -> bool:
    """Blank where figures go, and drawn like the first."""
    texts = {column: text for (at, column), text in sheet.texts.items() if at == row}
    if _is_total(sheet, row):
        return False
    if any((row, column) in sheet.drawn for column in columns) != any(
        (first, column) in sheet.drawn for column in columns
    ):
        return False
    free = (Holds.UNIT, Holds.ORDER)
    return not any(column in texts for column, place in columns.items() if place.holds not in free)


def _is_total(sheet: FormSheet, row: int) -> bool:
    """Of all units, or what stands below a table."""
    return any(_FOOTER.match(plain(text)) for (at, _), text in sheet.texts.items() if at == row)


# --- a cell for each fact -------------------------------------------------------------------------
def _by_cells(sheet: FormSheet, metrics: tuple[Metric, ...]) -> Guess | None:
    found: dict[str, tuple[int, int, str]] = {}
    keys = {metric.key for metric in metrics} | set(OF_A_DAY)
    for (row, column), text in sorted(sheet.texts.items()):
        holds = asked_by(text, metrics)
        beside = _blank_beside(sheet, row, column) if holds in keys else None
        if beside is not None:
            found.setdefault(holds, (row, beside, text))
    if len({row for row, _, _ in found.values()}) < FEWEST:
        return None  # headings beside each other are no labels
    usual = Counter(column for _, column, _ in found.values()).most_common(1)[0][0]
    places = [
        _cell((row, column if (row, usual) in sheet.texts else usual), text, holds, metrics)
        for holds, (row, column, text) in found.items()
    ]
    return Guess(FormMap(sheet.name, Layout.CELLS, tuple(places)), {})


def _cell(at: tuple[int, int], text: str, holds: str, metrics: tuple[Metric, ...]) -> Place:
    place = Place(f"{column_letters(at[1])}{at[0]}", text, holds, divisor_of(text))
    return place if _is_money(place, metrics) else replace(place, divisor=1)


def _blank_beside(sheet: FormSheet, row: int, column: int) -> int | None:
    """The first blank cell to the right; the word for what is counted may stand between."""
    start = next((s[3] for s in sheet.merged if s[:2] == (row, column)), column) + 1
    for beside in range(start, start + LABEL_REACH):
        text = sheet.texts.get((row, beside), "")
        if (row, beside) in sheet.formulas:
            return None
        if not text:
            return beside
        if not _COUNTS.match(plain(text)):
            return None
    return None
