"""The superior body's own form: where a blank workbook wants which of a day's facts."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final

THE_DAY: Final = 0
"""Stands for the host itself among the units that a form prints: its row takes the totals."""


class Layout(StrEnum):
    """A row for each unit below a heading, or one cell for each fact beside its label."""

    ROWS = "rows"
    CELLS = "cells"


class Holds(StrEnum):
    """What a place may hold besides a metric (whose key it names). The last two are of a day, not
    of a unit."""

    ORDER = "order"
    UNIT = "unit"
    STATE = "state"
    PHOTOS = "photos"
    CONTENT = "content"
    TIME_PLACE = "time_place"
    PARTNERS = "partners"
    NOTES = "notes"
    MUST_REPORT = "must_report"
    REPORTED = "reported"


OF_A_DAY: Final = (Holds.MUST_REPORT, Holds.REPORTED, Holds.PHOTOS)
OF_A_UNIT: Final = tuple(each for each in Holds if each not in OF_A_DAY[:2])


@dataclass(frozen=True, slots=True)
class Place:
    """A column ("C") or a cell ("C7"). `heading`: what the form calls it; `holds`: a metric's key
    or one of `Holds`, "" when it is left as it is; figures are divided by `divisor` (1,000,000
    where the form counts in triệu đồng)."""

    at: str
    heading: str
    holds: str = ""
    divisor: int = 1


@dataclass(frozen=True, slots=True)
class FormMap:
    """Rows are counted from 1. `last_row` None: nothing stands below the rows, they go on. `rows`:
    where the form itself prints the units, the unit (its id, or THE_DAY) of each row, and the names
    of those that are none of ours in `strange`."""

    sheet: str
    layout: Layout
    places: tuple[Place, ...]
    first_row: int = 0
    last_row: int | None = None
    rows: Mapping[int, int] = field(default_factory=dict)
    strange: tuple[str, ...] = ()

    @property
    def printed(self) -> bool:
        """The form names the units itself; whoever it does not name has no row in it."""
        return bool(self.rows or self.strange)

    @property
    def capacity(self) -> int | None:
        """Units for which there are rows; None when there is no end."""
        return None if self.last_row is None else self.last_row - self.first_row + 1


@dataclass(frozen=True, slots=True)
class FormSheet:
    """What of a sheet can be read: texts by (row, column) from 1, merged cells as (first row, first
    column, last row, last column), formulas, and cells with a border."""

    name: str
    texts: Mapping[tuple[int, int], str]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    formulas: frozenset[tuple[int, int]] = frozenset()
    drawn: frozenset[tuple[int, int]] = frozenset()


def column_letters(number: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def form_json(form: FormMap) -> dict[str, Any]:
    """What is kept of a map; JSON knows only texts as keys."""
    return {**asdict(form), "rows": {str(row): unit for row, unit in form.rows.items()}}


def form_from_json(kept: Mapping[str, Any]) -> FormMap:
    return FormMap(
        sheet=kept["sheet"],
        layout=Layout(kept["layout"]),
        places=tuple(Place(**each) for each in kept["places"]),
        first_row=kept["first_row"],
        last_row=kept["last_row"],
        rows={int(row): unit for row, unit in kept["rows"].items()},
        strange=tuple(kept["strange"]),
    )
