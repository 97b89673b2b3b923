"""A day in one row, to paste into somebody else's sheet."""

from collections.abc import Iterator
from typing import Final

from rendering.files.cells import AS_FORMULA, clean
from rendering.files.phrases import phrases
from rules.day_book import DayBook
from rules.deadlines import local

say: Final = phrases("row")


def tsv_row(book: DayBook, *, header: bool = False) -> str:
    """One line without its end, or two with the headings. Figures are bare digits, which a sheet in
    any language reads as numbers; a metric that nobody reported is empty."""
    headings, values = zip(*_cells(book), strict=True)
    lines = [headings, values] if header else [values]
    return "\n".join("\t".join(map(_cell, line)) for line in lines)


def _cells(book: DayBook) -> Iterator[tuple[str, str | int | None]]:
    figures, tally = book.figures, book.figures.tally
    yield say("day"), f"{local(book.schedule.starts_at, book.zone):%d/%m/%Y}"
    yield say("host"), book.host
    yield say("title"), book.title
    yield say("edition_heading"), say("edition", figures.number)
    yield say("at"), f"{local(figures.at, book.zone):%H:%M}"
    yield say("must_report"), tally.must_report
    yield say("reported"), tally.reported
    yield say("on_time"), tally.on_time
    yield say("rate"), figures.on_time_rate
    yield say("away"), tally.not_taking_part
    for metric in book.metrics:
        yield say("labelled", metric.label, metric.counts), figures.totals.get(metric.key)
    yield say("photos"), tally.photos
    yield say("missing"), "; ".join(unit.name for unit in figures.missing)


def _cell(value: str | int | None) -> str:
    """A sheet that takes a pasted row runs what begins like a formula, and joins cells from one
    leading quotation mark to the next."""
    if not isinstance(value, str):
        return "" if value is None else str(value)
    text = " ".join(clean(value).split())
    if text.startswith(AS_FORMULA):
        return f"'{text}"
    return '"' + text.replace('"', '""') + '"' if text.startswith('"') else text
