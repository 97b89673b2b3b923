"""The superior body's form: filled, and otherwise what it was."""

import re
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from reading.own_form import guess_form
from rendering.files.form_cells import sheets_of
from rendering.files.own_form import fill
from rules.model import METRICS, Refused
from rules.own_form import THE_DAY, FormMap, form_from_json, form_json
from rules.rollup import LeftOut, Why
from tests.blank_forms import (
    FIRST,
    a_cell_form,
    a_row_form,
    part_of,
    with_parts,
)
from tests.day_books import NAMES, a_book, a_unit
from tests.rendering.files.recalculated import recalculated

SHEET = "xl/worksheets/sheet1.xml"
OTHER = "xl/worksheets/sheet2.xml"


def mapped(form: bytes, rows: Mapping[int, int] | None = None) -> FormMap:
    guess = guess_form(sheets_of(form), METRICS)
    assert guess is not None
    return replace(guess.form, rows=rows or {})


def opened(content: bytes) -> Any:  # noqa: ANN401
    return openpyxl.load_workbook(BytesIO(content))["Biểu 01"]


def line(sheet: Any, row: int) -> list[Any]:  # noqa: ANN401
    return [cell.value for cell in sheet[row][:9]]


def test_every_unit_has_its_row_and_formulas_stay() -> None:
    form = a_row_form()
    sheet = opened(fill(form, mapped(form), a_book(6)))
    assert line(sheet, FIRST) == [
        1, "Đoàn phường Tân Lộc", 20, 1200, 110, 85, '=IF(E8=0,"",F8/E8)', 1.5, None
    ]  # fmt: skip
    assert line(sheet, FIRST + 2)[1] == 'Chi đoàn "Ánh Dương" <Khối 3>'
    assert line(sheet, FIRST + 3)[2:6] == [None] * 4
    assert line(sheet, FIRST + 4)[8] == "Không tổ chức: Bận tập huấn"
    assert line(sheet, FIRST + 6)[:2] == [None, None]
    assert sheet["C28"].value == "=SUM(C8:C27)"


def test_styles_stay_and_nothing_else_of_the_file_changes() -> None:
    form = a_row_form(rich=True)
    done = fill(form, mapped(form), a_book(12))
    name = opened(done).cell(FIRST, 2)
    assert (name.font.name, name.font.bold, name.font.color.rgb) == (
        "Times New Roman",
        True,
        "00FF0000",
    )
    assert opened(done).cell(FIRST, 3).number_format == "#,##0"
    with ZipFile(BytesIO(form)) as old, ZipFile(BytesIO(done)) as new:
        assert new.namelist() == old.namelist()
        for part in set(old.namelist()) - {SHEET, OTHER, "xl/workbook.xml"}:
            assert new.read(part) == old.read(part), part
    for part in (SHEET, OTHER):
        assert _without_cells(part_of(done, part)) == _without_cells(part_of(form, part))


def _without_cells(sheet: bytes) -> list[bytes]:
    """Its other tags, the formulas among them, in their order."""
    outside = re.sub(rb"<c [^>]*?(?:/>|>(?:(?!<f>).)*?</c>)|<v */>|<v></v>", b"", sheet)
    return re.findall(rb"<[^>]*>[^<]*", outside)


def test_the_form_s_own_sums_come_to_the_edition_s_totals(tmp_path: Path) -> None:
    branch = a_unit(5)
    line = replace(branch.line, left_out=LeftOut(Why.BRANCHES, NAMES[0]))
    book = a_book([*(a_unit(i) for i in range(5)), replace(branch, line=line)])
    form = a_row_form(rich=True)
    path = tmp_path / "form.xlsx"
    path.write_bytes(fill(form, mapped(form), book))
    done = openpyxl.load_workbook(recalculated(path, tmp_path), data_only=True)
    sheet, totals = done["Biểu 01"], book.figures.totals
    assert sheet["C28"].value == totals["volunteers"]
    assert sheet["D28"].value == totals["citizens"]
    assert sheet["H28"].value * 1_000_000 == totals["funds_vnd"]
    assert sheet.cell(FIRST + 5, 9).value == f"Đã gồm trong {NAMES[0]}"
    assert done["Chung"]["A1"].value == 2 * totals["volunteers"]


def test_no_old_value_of_a_formula_is_left_to_be_read() -> None:
    form = a_row_form()
    stale = part_of(form, SHEET).replace(b"<v />", b"<v>777</v>").replace(b"<v></v>", b"<v>777</v>")
    assert b"777" in stale
    done = fill(with_parts(form, **{SHEET: stale}), mapped(form), a_book(3))
    assert b"777" not in part_of(done, SHEET)
    assert b'fullCalcOnLoad="1"' in part_of(done, "xl/workbook.xml")


def test_units_that_the_form_prints_get_their_own_rows() -> None:
    names = ["Phường Sơn Hạ", "Phường Tân Lộc", "Phường Lạ"]
    form = a_row_form(3, names=names)
    sheet = opened(fill(form, mapped(form, {FIRST: 4, FIRST + 1: 1, FIRST + 2: 99}), a_book(6)))
    assert line(sheet, FIRST)[:3] == [1, "Phường Sơn Hạ", None]
    assert line(sheet, FIRST + 1)[:3] == [2, "Phường Tân Lộc", 20]
    assert line(sheet, FIRST + 2)[:3] == [3, "Phường Lạ", None]


def test_a_row_for_the_host_itself_takes_the_totals() -> None:
    form = a_row_form(2, names=["Quận Đoàn Lạc Hồng", "Quận Đoàn Khác"])
    mapping = replace(mapped(form, {FIRST: THE_DAY}), strange=("Quận Đoàn Khác",))
    sheet = opened(fill(form, mapping, a_book(6)))
    assert line(sheet, FIRST)[1:6] == ["Quận Đoàn Lạc Hồng", 88, 4856, 448, 348]
    assert line(sheet, FIRST + 1)[1:6] == ["Quận Đoàn Khác", *[None] * 4]


def test_a_form_that_names_none_of_ours_is_left_blank() -> None:
    form = a_row_form(2, names=["Quận Đoàn Một", "Quận Đoàn Khác"])
    mapping = replace(mapped(form), strange=("Quận Đoàn Một", "Quận Đoàn Khác"))
    sheet = opened(fill(form, mapping, a_book(6)))
    assert line(sheet, FIRST)[1:3] == ["Quận Đoàn Một", None]


def test_more_units_than_rows_is_refused_and_never_cut() -> None:
    form = a_row_form(5)
    with pytest.raises(Refused, match="own_form_short") as refused:
        fill(form, mapped(form), a_book(6))
    assert refused.value.values == {"rows": 5, "units": 6}


def test_one_cell_for_each_fact() -> None:
    form, book = a_cell_form(), a_book(6)
    sheet = openpyxl.load_workbook(BytesIO(fill(form, mapped(form), book)))["Mẫu 2"]
    told = [sheet.cell(row, 4).value for row in range(2, 8)]
    assert told == [4, 88, 4856, None, 448, 6]


@pytest.mark.parametrize("name", ["=1+1", "@x", "\x0b<a>&", "-2", "x" * 64])
def test_a_name_is_text_in_the_form(name: str) -> None:
    form = a_row_form()
    unit = a_unit(0)
    book = a_book([replace(unit, line=replace(unit.line, name=name))])
    cell = opened(fill(form, mapped(form), book)).cell(FIRST, 2)
    assert (cell.value, cell.data_type) == (name.replace("\x0b", ""), "s")


def test_a_map_outlives_its_json() -> None:
    form = mapped(a_row_form(3, names=NAMES[:3]), {FIRST: 4})
    assert form_from_json(form_json(form)) == form


def test_a_sheet_that_is_gone_is_said_so() -> None:
    form = a_row_form()
    with pytest.raises(Refused, match="own_form_changed"):
        fill(form, replace(mapped(form), sheet="Khác"), a_book(1))
