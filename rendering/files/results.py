"""The sheet Kết quả: a row for each unit, and totals that add up what counts."""

from dataclasses import dataclass
from typing import Final

from xlsxwriter.utility import quote_sheetname, xl_col_to_name

from rendering.files.cells import Cell, Formula
from rendering.files.sheet import FIRST, Column, Table, Workshop, say
from rendering.texts import number
from rules.day_book import DayBook, UnitBook
from rules.model import Metric, Progress
from rules.rollup import UnitLine

STATE: Final = 2
LATE: Final = 3
COUNTED: Final = 5
METRICS_FROM: Final = 6
_NARROW: Final = 9.5
_BOLD: Final = 2.5


@dataclass(frozen=True, slots=True)
class Area:
    """Where the units' rows stand, so that formulas of any sheet find them. A day without units
    keeps one empty row."""

    units: int
    metrics: tuple[Metric, ...]

    @property
    def photos(self) -> int:
        return METRICS_FROM + len(self.metrics)

    def range(self, column: int) -> str:
        name = xl_col_to_name(column)
        last = FIRST + max(self.units, 1)
        return f"{quote_sheetname(say('results'))}!${name}${FIRST + 1}:${name}${last}"

    def total(self, column: int) -> str:
        """The cell of a column's total."""
        name = xl_col_to_name(column)
        return f"{quote_sheetname(say('results'))}!${name}${FIRST + max(self.units, 1) + 1}"

    def column_of(self, metric: Metric) -> int:
        return METRICS_FROM + self.metrics.index(metric)


def area(book: DayBook) -> Area:
    return Area(len(book.units), book.metrics)


def add_results(shop: Workshop) -> None:
    book, where = shop.book, area(shop.book)
    pen = shop.page(say("results"), f"{say('results')}: {book.title}")
    table = Table(pen, _columns(book))
    for order, unit in enumerate(book.units, start=1):
        table.add(_row(shop, order, unit))
    table.filtered()
    table.at = FIRST + max(where.units, 1)
    table.add(_totals(book, where), bold=True, bg_color="#EEF3FA")


def _columns(book: DayBook) -> list[Column]:
    return [
        Column(say("order"), 5, "middle"),
        Column(say("unit"), 30),
        Column(say("state"), 14, "middle"),
        Column(say("minutes_late"), 9, "minutes"),
        Column(say("completed_at"), 12, "moment"),
        Column(say("counted"), 9, "middle"),
        *figure_columns(book),
        Column(say("photo_count"), 6, "middle"),
        Column(say("notes"), 26),
    ]


def figure_columns(book: DayBook) -> list[Column]:
    """Wide enough for their totals."""
    totals = book.figures.totals
    return [
        Column(
            say("labelled", each.label, each.counts),
            max(_NARROW, len(number(totals.get(each.key, 0))) + _BOLD),
            "number",
        )
        for each in book.metrics
    ]


def _row(shop: Workshop, order: int, unit: UnitBook) -> list[Cell]:
    line = unit.line
    late = line.timeliness if line.must_report else None
    values = shown_values(line)
    return [
        order,
        line.name,
        say("progress", line.progress.value),
        None if late is None else late.minutes_late,
        shop.shown(unit.completed_at),
        counted(line),
        *(values.get(metric.key) for metric in shop.book.metrics),
        line.photos,
        "; ".join(_notes(unit)),
    ]


def shown_values(line: UnitLine) -> dict[str, int]:
    """Of a unit that does not take part nothing is shown here; the versions sheet keeps it."""
    return dict(line.values) if line.must_report else {}


def counted(line: UnitLine) -> str:
    """Filled for every unit that has reported."""
    if line.covered:
        return say("in_other")
    if not line.has_figures:
        return ""
    return say("yes") if line.left_out is None else say("no")


def _notes(unit: UnitBook) -> list[str]:
    line = unit.line
    notes = []
    if line.left_out is not None and line.reported:
        notes.append(say("held", line.left_out.why.value, line.left_out.by))
    if line.progress is Progress.NOT_TAKING_PART:
        notes.append(unit.reason)
    if unit.edited_late:
        notes.append(say("edited_late"))
    current = [told for told in unit.told if told.counts]
    if current and current[-1].on_behalf:
        notes.append(say("on_behalf"))
    return [note for note in notes if note]


def _totals(book: DayBook, where: Area) -> list[Cell]:
    photos = Formula(
        f'=SUMIFS({where.range(where.photos)},{where.range(STATE)},"<>{say("not_taking_part")}")',
        book.figures.tally.photos,
    )
    sums = [_sum(book, where, metric) for metric in book.metrics]
    return [None, say("total"), None, None, None, None, *sums, photos, None]


def _sum(book: DayBook, where: Area, metric: Metric) -> Formula:
    """Of what counts: figures that another unit's hold are left out, as in every total."""
    column = where.range(where.column_of(metric))
    text = f'=SUMIFS({column},{where.range(COUNTED)},"{say("yes")}")'
    return Formula(text, book.figures.totals.get(metric.key, 0))
