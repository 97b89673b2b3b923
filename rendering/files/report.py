"""Báo cáo: the Word report of a day, on the built-in template or on the body's own."""

from typing import TYPE_CHECKING, Final

from rendering.files.columns import NAME, NUMBER, REMARK, blocks, columns, shares
from rendering.files.facts import report_facts
from rendering.files.fitting import TURNED, UPRIGHT, called, fit, fit_signers
from rendering.files.word import built_in, check_package, filled, saved
from rules.day_book import DayBook

if TYPE_CHECKING:
    from docx.document import Document

RESULT: Final = "bang_ket_qua"
"""What the table by unit is called inside the template (its alternative text)."""


def report(book: DayBook, template: bytes | None = None) -> bytes:
    """BadTemplate when `template` is not a Word file, not safe or has a fault; the built-in one
    never is."""
    if template is not None:
        check_package(template)
    facts = report_facts(book)
    document = filled(template or built_in("report"), facts)
    _fit(document, book, turned=facts["ngang"])
    return saved(document, facts["trich_yeu"], book.figures.at)


def _fit(document: "Document", book: DayBook, *, turned: bool) -> None:
    """Columns as wide as their figures, whatever their number; the page numbers go on."""
    width = TURNED if turned else UPRIGHT
    for table, block in zip(called(document, RESULT), blocks(columns(book)), strict=False):
        weights = [NUMBER, NAME, *(each.letters for each in block), REMARK]
        fit(table, shares(weights, width))
    fit_signers(document, UPRIGHT)
    if turned:
        for section in list(document.sections)[1:]:
            section.different_first_page_header_footer = False
