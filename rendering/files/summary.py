"""The sheet Tổng hợp: where the day stands, as formulas over the sheet of results."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rendering.files.cells import Cell, Formula, Pen
from rendering.files.results import COUNTED, LATE, STATE, Area, area
from rendering.files.sheet import HEADINGS, Workshop, say
from rules.day_book import DayBook
from rules.editions import Difference
from rules.model import Progress
from rules.targets import Goal

_WIDTHS: Final = (44, 36, 18, 14, 14)
_UNIT: Final = 1


@dataclass(slots=True)
class _Sections:
    """Sections one below the other."""

    pen: Pen
    at: int = HEADINGS

    def heading(self, *texts: str) -> None:
        self.at += 1
        self.row([(text, "heading") for text in texts])

    def row(self, cells: Sequence[tuple[Cell, str]]) -> None:
        for column, (cell, look) in enumerate(cells):
            self.pen.put(self.at, column, cell, look)
        self.pen.fit(self.at, [cell for cell, _ in cells], _WIDTHS[: len(cells)])
        self.at += 1


def add_summary(shop: Workshop) -> None:
    book = shop.book
    pen = shop.page(say("summary"), f"{book.host}: {book.title}")
    for column, width in enumerate(_WIDTHS):
        pen.sheet.set_column(column, column, width)
    pen.sheet.freeze_panes(HEADINGS, 0)
    pen.sheet.repeat_rows(0, HEADINGS - 1)
    sections = _Sections(pen)
    _add_units(sections, book)
    _add_figures(sections, book)
    _add_goals(sections, book.figures.goals)
    _add_change(sections, say("since"), book.since, book)
    _add_change(sections, say("frozen"), book.frozen, book)
    _add_left_out(sections, book)


def _add_units(sections: _Sections, book: DayBook) -> None:
    sections.heading(say("units_heading"), say("amount"))
    for label, formula, look in _unit_counts(book, area(book), sections.at + 1):
        sections.row([(label, "text"), (formula, look)])


def _unit_counts(book: DayBook, where: Area, first: int) -> Iterator[tuple[str, Formula, str]]:
    """`first`: the row, from 1, of the first of them."""
    tally, state = book.figures.tally, where.range(STATE)
    away = f'COUNTIF({state},"{say("not_taking_part")}")'
    complete = f'=COUNTIF({state},"{say("progress", Progress.COMPLETE.value)}")'
    grace = book.schedule.grace_minutes
    rate = book.figures.on_time_rate
    reported = f'=COUNTIF({where.range(COUNTED)},"?*")'
    on_time = f'=COUNTIF({where.range(LATE)},"<={grace}")'
    share = f"=IF(B{first}=0,0,QUOTIENT(200*B{first + 3}+B{first},2*B{first})/100)"
    must_report = f"=COUNTA({where.range(_UNIT)})-{away}"
    yield say("must_report"), Formula(must_report, tally.must_report), "number"
    yield say("reported"), Formula(reported, tally.reported), "number"
    yield say("complete"), Formula(complete, tally.complete), "number"
    yield say("on_time"), Formula(on_time, tally.on_time), "number"
    yield say("on_time_rate"), Formula(share, (rate or 0) / 100), "percent"
    yield say("not_taking_part"), Formula(f"={away}", tally.not_taking_part), "number"
    yield say("photos"), Formula(f"={where.total(where.photos)}", tally.photos), "number"


def _add_figures(sections: _Sections, book: DayBook) -> None:
    where, totals = area(book), book.figures.totals
    sections.heading(say("figures_heading"), say("counts"), say("amount"))
    for metric in book.metrics:
        cell = where.total(where.column_of(metric))
        total = Formula(f"={cell}", totals.get(metric.key, 0))
        sections.row([(metric.label, "text"), (metric.counts, "middle"), (total, "number")])


def _add_goals(sections: _Sections, goals: Sequence[Goal]) -> None:
    if not goals:
        return
    names = ("goals_heading", "goal_aim", "goal_value", "goal_rate", "goal_units")
    sections.heading(*(say(name) for name in names))
    for goal in goals:
        target, whole = goal.target, goal.whole
        label = say("goal_label", whole.label, goal.unit, target.label, target.period)
        share = None if whole.percent is None else whole.percent / 100
        sections.row(
            [
                (label, "text"),
                (say("aim", target.percent, target.amount), "middle"),
                (whole.value, "number"),
                (share, "percent"),
                (say("of_units", goal.reached, goal.judged), "middle"),
            ]
        )


def _add_change(
    sections: _Sections, heading: str, change: Difference | None, book: DayBook
) -> None:
    if change is None:
        return
    sections.heading(heading, say("change"))
    for metric in book.metrics:
        if metric.key in change.totals:
            moved = change.totals[metric.key]
            sections.row([(metric.label, "text"), (moved, "signed")])
    if change.photos:
        sections.row([(say("photos"), "text"), (change.photos, "signed")])
    for unit in change.arrived:
        sections.row([(unit.name, "text"), (say("arrived"), "middle")])
    for unit in change.withdrawn:
        sections.row([(unit.name, "text"), (say("withdrawn"), "middle")])
    if change.nothing:
        sections.row([(say("nothing_changed"), "text"), (None, "middle")])


def _add_left_out(sections: _Sections, book: DayBook) -> None:
    if not book.figures.left_out:
        return
    sections.heading(say("left_out_heading"), say("notes"))
    for unit in book.figures.left_out:
        sections.row([(unit.name, "text"), (say("held", unit.why.value, unit.by), "text")])
