"""The superior body's form, filled: its cells get their values, nothing else of it changes."""

import io
import zipfile
from collections.abc import Iterator
from typing import Final

from rendering.files.form_book import (
    WORKBOOK,
    recalculating,
    sheet_parts,
    without_stored_values,
)
from rendering.files.form_parts import parts_of
from rendering.files.phrases import phrases
from rendering.files.sheet_xml import SheetXml, Value
from rules.day_book import DayBook, Plan, UnitBook
from rules.model import Refused
from rules.own_form import THE_DAY, FormMap, Holds, Layout, Place, column_number

say: Final = phrases("workbook")
Cells = dict[tuple[int, int], Value]


def fill(form: bytes, mapping: FormMap, book: DayBook) -> bytes:
    """The form (.xlsx) with the day's figures. A figure that nobody reported stays blank, one that
    is in another unit's too: the form's own sums then count no figure twice.

    Refused: "own_form_unreadable", "own_form_macros", "own_form_too_large"; "own_form_short" (rows,
    units) when there are more units than rows; "own_form_changed" when its sheet is not there.
    """
    parts = parts_of(form)
    by_name = {info.filename: part for info, part in parts.items()}
    sheets = sheet_parts(by_name)
    if mapping.sheet not in sheets:
        raise Refused("own_form_changed", sheet=mapping.sheet)
    target = sheets[mapping.sheet]
    new = {WORKBOOK: recalculating(by_name[WORKBOOK])}
    for part in sheets.values():
        new[part] = without_stored_values(by_name[part])
    new[target] = SheetXml(new[target]).filled(_values(mapping, book), mapping.first_row)
    return _packed({info: new.get(info.filename, part) for info, part in parts.items()})


def _packed(parts: dict[zipfile.ZipInfo, bytes]) -> bytes:
    """In the order and with the dates of the form."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, part in parts.items():
            entry = zipfile.ZipInfo(info.filename, info.date_time)
            archive.writestr(entry, part, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def _values(mapping: FormMap, book: DayBook) -> Cells:
    places = [place for place in mapping.places if place.holds]
    if mapping.layout is Layout.CELLS:
        told = [(place, _of_the_day(place, book)) for place in places]
        return {_at(place): value for place, value in told if value is not None}
    if mapping.printed:
        places = [place for place in places if place.holds not in (Holds.UNIT, Holds.ORDER)]
    return {
        (row, column_number(place.at)): value
        for order, (row, unit) in enumerate(_rows(mapping, book), start=1)
        for place in places
        if (value := _in_a_row(place, order, unit, book)) is not None
    }


def _at(place: Place) -> tuple[int, int]:
    letters = place.at.rstrip("0123456789")
    return int(place.at.removeprefix(letters)), column_number(letters)


def _rows(mapping: FormMap, book: DayBook) -> Iterator[tuple[int, UnitBook | None]]:
    """None is the host's own row."""
    if mapping.printed:
        by_id = {unit.line.unit_id: unit for unit in book.units}
        for row, unit_id in mapping.rows.items():
            if unit_id == THE_DAY or unit_id in by_id:
                yield row, by_id.get(unit_id)
        return
    capacity = mapping.capacity
    if capacity is not None and capacity < len(book.units):
        raise Refused("own_form_short", rows=capacity, units=len(book.units))
    yield from enumerate(book.units, start=mapping.first_row)


def _in_a_row(place: Place, order: int, unit: UnitBook | None, book: DayBook) -> Value | None:
    """None leaves the cell as it is."""
    return _of_the_day(place, book) if unit is None else _of_a_unit(place, order, unit)


def _of_the_day(place: Place, book: DayBook) -> Value | None:
    tally = book.figures.tally
    facts: dict[str, int] = {
        Holds.MUST_REPORT: tally.must_report,
        Holds.REPORTED: tally.reported,
        Holds.PHOTOS: tally.photos,
    }
    value = facts.get(place.holds, book.figures.totals.get(place.holds))
    return None if value is None else _divided(value, place.divisor)


def _of_a_unit(place: Place, order: int, unit: UnitBook) -> Value | None:
    line, plan = unit.line, unit.plan or Plan("")
    counts = line.must_report and line.left_out is None
    texts: dict[str, str] = {
        Holds.UNIT: line.name,
        Holds.STATE: say("progress", line.progress.value),
        Holds.CONTENT: plan.content,
        Holds.TIME_PLACE: plan.time_place,
        Holds.PARTNERS: plan.partners,
        Holds.NOTES: _notes(unit),
    }
    if place.holds in texts:
        return texts[place.holds] or None
    if place.holds == Holds.ORDER:
        return order
    if place.holds == Holds.PHOTOS:
        return line.photos if line.must_report else None
    value = line.values.get(place.holds) if counts else None
    return None if value is None else _divided(value, place.divisor)


def _notes(unit: UnitBook) -> str:
    line = unit.line
    if not line.must_report:
        return say("not_held", unit.reason)
    if line.left_out is not None and line.reported:
        return say("held", line.left_out.why.value, line.left_out.by)
    return ""


def _divided(value: int, divisor: int) -> Value:
    whole, rest = divmod(value, divisor)
    return value / divisor if rest else whole
