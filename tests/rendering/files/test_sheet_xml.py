"""Cells put into a sheet's own XML, whichever program wrote it."""

from typing import Final

import pytest

from rendering.files.form_book import recalculating
from rendering.files.sheet_xml import SheetXml, Value

CELLS: Final[dict[tuple[int, int], Value]] = {(2, 1): "Á", (2, 3): 5, (4, 2): 7}
SHEETS = [
    b'<x:worksheet xmlns:x="m"><x:sheetData><x:row r="2" spans="1:2"><x:c r="B2" s="3"><x:v>1</x:v>'
    b'</x:c></x:row><x:row r="5"/></x:sheetData><x:tail a="1>2"/></x:worksheet>',
    b'<worksheet xmlns="m"><sheetData/><tail/></worksheet>',
    b'<worksheet xmlns="m"><sheetData><row r="2"/><row r="4" s="9" customFormat="1"/></sheetData>'
    b"</worksheet>",
    b'<worksheet xmlns="m"><sheetData><row><c/></row><row><c><f>1+1</f></c><c s="4" t="s"><v>0</v>'
    b"</c></row></sheetData></worksheet>",
]


@pytest.mark.parametrize("xml", SHEETS)
def test_cells_are_put_in_order_whatever_is_there_already(xml: bytes) -> None:
    sheet = SheetXml(xml)
    again = SheetXml(sheet.filled(CELLS))
    for row, column in CELLS:
        assert again._cell(row, column) is not None
    assert [row.number for row in again.rows] == sorted({row.number for row in again.rows})
    for each in again.rows:
        assert [cell.column for cell in each.cells] == sorted({cell.column for cell in each.cells})
    assert again.filled({}) == again.xml
    kept = sheet.is_formula(2, 1)
    assert again.is_formula(2, 1) == kept
    assert b"spans" not in again.xml


def test_a_new_cell_looks_like_its_column_or_its_row() -> None:
    xml = b'<worksheet><sheetData><row r="1"><c r="A1" s="7"/></row></sheetData></worksheet>'
    assert b'<row r="2"><c r="A2" s="7"><v>1</v></c></row>' in SheetXml(xml).filled({(2, 1): 1}, 1)
    assert b'<c r="A4" s="9"><v>1</v>' in SheetXml(SHEETS[2]).filled({(4, 1): 1})


@pytest.mark.parametrize(
    ("workbook", "asked"),
    [
        (b"<workbook><sheets></sheets></workbook>", b'</sheets><calcPr fullCalcOnLoad="1"/>'),
        (
            b'<w><sheets/><definedNames/><calcPr calcId="1"/></w>',
            b'calcId="1" fullCalcOnLoad="1"/>',
        ),
        (b"<x:w><x:sheets></x:sheets></x:w>", b'</x:sheets><x:calcPr fullCalcOnLoad="1"/>'),
    ],
)
def test_the_next_program_is_asked_to_calculate(workbook: bytes, asked: bytes) -> None:
    assert asked in recalculating(workbook)
