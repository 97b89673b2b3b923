"""Widths that are known only when a table is filled. A table is found by its title inside the
template (its alternative text), which Word keeps."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rendering.files.columns import shares
from rendering.files.turning import room, section_of

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table

SIGNERS: Final = "nguoi_ky"


def fit_signers(document: "Document") -> None:
    """Those who sign side by side have the same room."""
    for table in called(document, SIGNERS):
        fit(table, shares([1] * len(table.columns), room(section_of(document, table))))


def called(document: "Document", name: str) -> list["Table"]:
    """The tables with that title."""
    path = f'w:tblPr/w:tblCaption[@w:val="{name}"]'
    return [table for table in document.tables if table._tbl.xpath(path)]


def has_columns(table: "Table", count: int) -> bool:
    """In every row, none of them joined."""
    return all(len(row.tc_lst) == count for row in table._tbl.tr_lst)


def fit(table: "Table", widths: Sequence[int]) -> None:
    """`widths` in twentieths of a point. A table with other columns than expected is left alone."""
    from docx.oxml.ns import qn

    if not has_columns(table, len(widths)) or len(table.columns) != len(widths):
        return
    width = qn("w:w")
    for each, wide in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        each.set(width, str(wide))
    for whole in table._tbl.tblPr.findall(qn("w:tblW")):
        whole.set(width, str(sum(widths)))
    for row in table._tbl.tr_lst:
        for cell, wide in zip(row.tc_lst, widths, strict=True):
            for found in cell.iter(qn("w:tcW")):
                found.set(width, str(wide))
