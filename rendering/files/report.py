"""Báo cáo: the Word report of a day, on the built-in template or on the body's own."""

from typing import TYPE_CHECKING, Final

from rendering.files.columns import NAME, NUMBER, REMARK, UPRIGHT, blocks, columns, shares, width
from rendering.files.facts import report_facts
from rendering.files.fitting import called, fit, fit_signers, has_columns
from rendering.files.turning import room, section_of, turn
from rendering.files.word import built_in, check_package, filled, saved
from rules.day_book import DayBook

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table

    from rendering.files.columns import Column

RESULT: Final = "bang_ket_qua"
"""What the table by unit is called inside the template (its alternative text)."""
OTHERS: Final = 3
"""Columns beside the figures: number, unit, remark."""


def report(book: DayBook, template: bytes | None = None) -> bytes:
    """BadTemplate when `template` is not a Word file, not safe or has a fault; the built-in one
    never is."""
    if template is not None:
        check_package(template)
    facts = report_facts(book)
    document = filled(template or built_in("report"), facts)
    _fit(document, blocks(columns(book)))
    fit_signers(document)
    return saved(document, facts["trich_yeu"], book.figures.at)


def _fit(document: "Document", figures: "list[list[Column]]") -> None:
    """The sheet is turned for wide tables; columns are as wide as their figures."""
    tables = result_tables(document, figures)
    if not tables:
        return
    if any(width(each) > UPRIGHT for each in figures):
        turn(document, tables[0], tables[-1])
    for table, block in zip(tables, figures, strict=False):
        weights = [NUMBER, NAME, *(each.letters for each in block), REMARK]
        fit(table, shares(weights, room(section_of(document, table))))


def result_tables(document: "Document", figures: "list[list[Column]]") -> "list[Table]":
    """By their title or, where a program that is not Word has dropped it, by their columns."""
    titled = called(document, RESULT)
    if titled:
        return titled
    counts = {len(block) + OTHERS for block in figures}
    return [table for table in document.tables if any(has_columns(table, n) for n in counts)]
