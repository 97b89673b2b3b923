"""A sheet with one table: title, headings that stay in sight, a filter, and its place on paper."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from rendering.files.cells import Cell, Formula, Pen, Styles
from rendering.files.phrases import phrases
from rules.day_book import DayBook
from rules.deadlines import local

say: Final = phrases("workbook")
HEADINGS: Final = 3
FIRST: Final = HEADINGS + 1
_A4: Final = 9
_CHANGED: Final = "#FFF2A8"


@dataclass(frozen=True, slots=True)
class Column:
    heading: str
    width: float
    look: str = "text"


@dataclass(frozen=True, slots=True)
class Workshop:
    """The workbook that is being made, and of what."""

    workbook: Workbook
    styles: Styles
    book: DayBook

    def page(self, name: str, title: str) -> Pen:
        """An empty sheet with its title, ready for the printer."""
        sheet = self.workbook.add_worksheet(name)
        pen = Pen(sheet, self.styles)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.5, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{_plain(name)}&R{say('page')}")
        pen.put(0, 0, title, "title")
        pen.put(1, 0, self._when(), "subtitle")
        return pen

    def _when(self) -> str:
        figures = self.book.figures
        at = f"{self.moment(figures.at):%H:%M %d/%m/%Y}"
        return say("drawn_up", say("edition", figures.number), at)

    def moment(self, at: datetime) -> datetime:
        """As the clocks of the host show it."""
        return local(at, self.book.zone).replace(tzinfo=None, microsecond=0)

    def shown(self, at: datetime | None) -> datetime | None:
        return None if at is None else self.moment(at)


@dataclass(slots=True)
class Table:
    """Filled row by row. The first `fixed` columns stay in sight."""

    pen: Pen
    columns: Sequence[Column]
    fixed: int = 2
    at: int = field(default=FIRST)

    def __post_init__(self) -> None:
        sheet = self.pen.sheet
        for index, column in enumerate(self.columns):
            sheet.set_column(index, index, column.width)
            self.pen.put(HEADINGS, index, column.heading, "heading")
        widths = [column.width for column in self.columns]
        self.pen.fit(HEADINGS, [column.heading for column in self.columns], widths)
        sheet.freeze_panes(FIRST, self.fixed)
        sheet.repeat_rows(HEADINGS)

    def add(self, cells: Sequence[Cell], *, changed: Collection[int] = (), **more: object) -> None:
        """`changed` columns are marked."""
        for index, (column, cell) in enumerate(zip(self.columns, cells, strict=True)):
            mark = {"bg_color": _CHANGED, "bold": True} if index in changed else {}
            self.pen.put(self.at, index, cell, column.look, **more, **mark)
        self.pen.fit(self.at, cells, [column.width for column in self.columns])
        self.at += 1

    def remark(self, text: str) -> None:
        self.pen.put(self.at, 0, text, "remark")
        self.at += 1

    def filtered(self) -> None:
        """The filter over the rows so far, without what follows them."""
        last = max(self.at - 1, FIRST)
        self.pen.sheet.autofilter(HEADINGS, 0, last, len(self.columns) - 1)

    def column_sum(self, index: int, value: float) -> Formula:
        """Over the rows so far."""
        name = xl_col_to_name(index)
        return Formula(f"=SUM({name}{FIRST + 1}:{name}{max(self.at, FIRST + 1)})", value)


def _plain(name: str) -> str:
    """A footer has its own signs."""
    return name.replace("&", "&&")
