"""Widths that are known only when a table is filled. A table is found by its title inside the
template (its alternative text), which Word keeps."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from rendering.files.columns import shares

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table

SIGNERS: Final = "nguoi_ky"
UPRIGHT: Final = 9071
TURNED: Final = 14003
"""Twentieths of a point between the margins of A4."""


def fit_signers(document: "Document", width: int) -> None:
    """Those who sign side by side have the same room."""
    for table in called(document, SIGNERS):
        fit(table, shares([1] * len(table.columns), width))


def called(document: "Document", name: str) -> list["Table"]:
    """The tables with that title."""
    path = f'w:tblPr/w:tblCaption[@w:val="{name}"]'
    return [table for table in document.tables if table._tbl.xpath(path)]


def fit(table: "Table", widths: Sequence[int]) -> None:
    """`widths` in twentieths of a point. A table with other columns than expected is left alone."""
    from docx.oxml.ns import qn

    tag, attribute = qn("w:tcW"), qn("w:w")
    columns_of = table._tbl.tblGrid.findall(qn("w:gridCol"))
    rows: list[list[Any]] = [row.findall(qn("w:tc")) for row in table._tbl.tr_lst]
    if any(len(cells) != len(widths) for cells in (columns_of, *rows)):
        return
    for each, width in zip(columns_of, widths, strict=True):
        each.set(attribute, str(width))
    for cells in rows:
        for cell, width in zip(cells, widths, strict=True):
            for found in cell.iter(tag):
                found.set(attribute, str(width))
