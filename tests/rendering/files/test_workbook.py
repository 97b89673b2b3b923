"""The Excel file, read back: every number, every total, every version, and nobody's formula."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from rendering.files.sheet import FIRST
from rules.day_book import DayBook, UnitBook
from rules.editions import Difference, UnitName
from rules.model import METRICS, Metric, Progress
from rules.rollup import LeftOut, Why
from tests.day_books import a_book, a_unit
from tests.rendering.files.read_back import read, rows, written
from tests.rendering.files.recalculated import recalculated

SHEETS = ["Tổng hợp", "Đăng ký (Mẫu 1)", "Kết quả", "Chưa báo cáo", "Lịch sử", "Ảnh"]
LONG = "Đoàn cơ sở Trung tâm Phục vụ hành chính công khu vực Bắc Sông Hồ"
HOSTILE = ("=1+1", "+84", "-5", "@SUM(A1)", "\t=1+1", "\r=1+1", "http://x.vn", "_x0041_", "<b>&")
OURS = ("=SUM", "=COUNT", "=IF(", "='Kết quả'!")
OWN = Metric("own_trees", "Cây xanh đã trồng", "cây")


def totals(book: openpyxl.Workbook) -> dict[str, Any]:
    return rows(book["Kết quả"])[-1]


def renamed(unit: UnitBook, name: str, **more: object) -> UnitBook:
    return replace(unit, line=replace(unit.line, name=name, **more))  # type: ignore[arg-type]


def a_mixed_day() -> DayBook:
    """Figures left out, a unit covered by another, an own metric, one that does not take part but
    had told figures, more than one version."""
    units = [a_unit(i) for i in range(12)]
    branch, covered, away = units[5], units[3], units[4]
    units[5] = replace(branch, line=replace(branch.line, left_out=LeftOut(Why.BRANCHES, LONG)))
    cluster = LeftOut(Why.CLUSTER, LONG)
    units[3] = renamed(covered, covered.line.name, progress=Progress.COMPLETE, left_out=cluster)
    units[4] = renamed(away, away.line.name, values={"volunteers": 900}, photos=2)
    units[0] = renamed(units[0], LONG, values={**units[0].line.values, OWN.key: 7})
    return a_book(units, metrics=(*METRICS, OWN))


DAYS = {
    "no units": a_book(0),
    "one unit": a_book(1),
    "nobody reported": a_book([a_unit(i, standing=(Progress.NOT_SENT, None)) for i in range(3)]),
    "mixed": a_mixed_day(),
}


@pytest.mark.parametrize("day", DAYS)
def test_every_total_is_a_formula_that_stores_the_edition_s_figure(
    day: str, tmp_path: Path
) -> None:
    book = DAYS[day]
    values, formulas = (totals(read(book, tmp_path, values=v)) for v in (True, False))
    for metric in book.metrics:
        heading = f"{metric.label} ({metric.counts})"
        assert values[heading] == book.figures.totals.get(metric.key, 0)
        assert str(formulas[heading]).startswith("=SUMIFS(")
    assert values["Ảnh"] == book.figures.tally.photos


def test_another_program_works_out_the_same_numbers(tmp_path: Path) -> None:
    path = written(DAYS["mixed"], tmp_path)
    stored = openpyxl.load_workbook(path, data_only=True)
    formulas = openpyxl.load_workbook(path)
    worked_out = openpyxl.load_workbook(recalculated(path, tmp_path), data_only=True)
    found = list(_formula_cells(formulas))
    assert len(found) > 30
    for sheet, cell in found:
        assert worked_out[sheet][cell].value == pytest.approx(stored[sheet][cell].value), cell


def _formula_cells(book: openpyxl.Workbook) -> Iterator[tuple[str, str]]:
    for sheet in book:
        for line in sheet.iter_rows():
            for cell in line:
                if cell.data_type == "f":
                    yield sheet.title, cell.coordinate


def test_the_summary_says_what_the_edition_says(tmp_path: Path) -> None:
    book = DAYS["mixed"]
    sheet = read(book, tmp_path, values=True)["Tổng hợp"]
    said = {line[0]: line[1:] for line in sheet.iter_rows(values_only=True) if line[0]}
    tally = book.figures.tally
    assert said["Phải báo cáo"][0] == tally.must_report
    assert said["Đã báo cáo"][0] == tally.reported
    assert said["Đúng hạn"][0] == tally.on_time
    assert said["Tỷ lệ đúng hạn"][0] == (book.figures.on_time_rate or 0) / 100
    assert said["Không tổ chức"][0] == 2
    assert said["Cây xanh đã trồng"][:2] == ("cây", 7)
    assert said["Đoàn trường THPT Lê Khê"][0] == f"Đã gồm trong {LONG}"


def test_what_changed_since_the_last_edition_is_listed(tmp_path: Path) -> None:
    moved = Difference({"citizens": -12}, (UnitName(2, "Đoàn phường Phú Lạc"),), (), 4)
    book = replace(a_book(), since=moved, frozen=Difference({}, (), ()))
    sheet = read(book, tmp_path)["Tổng hợp"]
    lines = [line[:2] for line in sheet.iter_rows(values_only=True)]
    start = lines.index(("Thay đổi so với bản trước", "Thay đổi"))
    assert lines[start + 1 : start + 4] == [
        ("Lượt người dân", -12),
        ("Ảnh", 4),
        ("Đoàn phường Phú Lạc", "Mới báo cáo"),
    ]
    assert ("Không có thay đổi.", None) in lines


def test_figures_are_numbers_and_times_are_dates_of_the_host_s_clock(tmp_path: Path) -> None:
    sheets = read(a_book(), tmp_path)
    first, late = rows(sheets["Kết quả"])[:2]
    assert (first["ĐVTN tham gia (người)"], first["Sau hạn (phút)"]) == (20, 0)
    assert late["Đủ lúc"] == datetime(2026, 11, 28, 16, 12)  # noqa: DTZ001  as a sheet holds it
    assert sheets["Kết quả"].cell(FIRST + 1, 8).number_format == "[$-42A]#,##0"


@pytest.mark.parametrize("name", HOSTILE)
def test_what_people_write_is_text_and_nothing_else(name: str, tmp_path: Path) -> None:
    unit = a_unit(0)
    told = replace(unit.told[0], text=f"{name}\x00\x0b\ud800")
    plan = replace(unit.plan, content=name) if unit.plan else None
    pictures = tuple(replace(each, caption=name) for each in unit.pictures)
    hostile = replace(renamed(unit, name), told=(told,), plan=plan, pictures=pictures)
    sheets = read(a_book([hostile]), tmp_path)
    as_text = name.replace("\r", "\n").replace("\t", " ")
    for sheet, heading in (
        ("Kết quả", "Đơn vị"),
        ("Đăng ký (Mẫu 1)", "Tên nội dung"),
        ("Lịch sử", "Nguyên văn"),
        ("Ảnh", "Chú thích"),
    ):
        assert rows(sheets[sheet])[0][heading] == as_text
    cells = [cell for sheet in sheets for line in sheet.iter_rows() for cell in line]
    assert not any(cell.hyperlink for cell in cells)
    formulas = {str(cell.value) for cell in cells if cell.data_type == "f"}
    assert all(text.startswith(OURS) for text in formulas)


def test_a_cell_that_looks_like_a_formula_stays_text_when_it_is_edited(tmp_path: Path) -> None:
    sheets = read(a_book([renamed(a_unit(0), "=1+1"), a_unit(1)]), tmp_path)
    cell, plain = (sheets["Kết quả"].cell(FIRST + row, 2) for row in (1, 2))
    assert (cell.quotePrefix, plain.quotePrefix) == (True, False)


def test_a_long_name_wraps_in_a_row_that_is_high_enough(tmp_path: Path) -> None:
    sheet = read(a_book([renamed(a_unit(0), LONG)]), tmp_path)["Kết quả"]
    cell = sheet.cell(FIRST + 1, 2)
    assert cell.value == LONG
    assert cell.alignment.wrap_text
    assert sheet.row_dimensions[FIRST + 1].height > 30


def test_every_sheet_is_ready_for_screen_and_paper(tmp_path: Path) -> None:
    sheets = read(a_book(), tmp_path)
    assert sheets.sheetnames == SHEETS
    for sheet in sheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        fits = sheet.sheet_properties.pageSetUpPr
        assert fits is not None
        assert fits.fitToPage
        assert sheet.freeze_panes
        assert sheet.print_title_rows
    tables = SHEETS[1:]
    assert all(sheets[name].print_title_rows == "$4:$4" for name in tables)
    assert all(sheets[name].auto_filter.ref.startswith("A4:") for name in tables)


def test_the_total_is_no_row_of_the_filter(tmp_path: Path) -> None:
    sheet = read(a_book(6), tmp_path)["Kết quả"]
    assert sheet.auto_filter.ref.endswith("10")
    assert sheet.cell(11, 2).value == "Tổng cộng"


def test_who_owes_what_is_named(tmp_path: Path) -> None:
    partial = replace(a_unit(0, pictures=1), line=replace(a_unit(0).line, values={"volunteers": 3}))
    line = replace(partial.line, progress=Progress.PARTIAL, photos=1)
    returned = renamed(a_unit(5), "Đoàn phường Bình An", progress=Progress.RETURNED)
    book = a_book([replace(partial, line=line), returned, a_unit(3), a_unit(4), a_unit(11)])
    owed = rows(read(book, tmp_path)["Chưa báo cáo"])
    assert [(each["Đơn vị"], each["Còn thiếu"]) for each in owed] == [
        ("Đoàn phường Sơn Hạ", "toàn bộ báo cáo"),
        ("Đoàn phường Tân Lộc", "Lượt người dân, 2 ảnh"),
        ("Đoàn phường Bình An", "gửi lại báo cáo"),
        ("Chi đoàn Thuế & Hải quan", None),
    ]
    assert owed[-1]["Tiến độ"] == "Không tổ chức"


def test_every_version_is_kept_and_its_changes_are_marked(tmp_path: Path) -> None:
    unit = a_unit(0)
    first = unit.told[0]
    figures = {key: value for key, value in first.figures.items() if key != "teams"}
    second = replace(first, version=2, figures={**figures, "volunteers": 31}, edited_late=True)
    third = replace(second, version=3, corrected=True, reason="gõ nhầm", counts=False)
    told = (first, second, third)
    sheet = read(a_book([replace(unit, told=told), a_unit(1)]), tmp_path)["Lịch sử"]
    history = rows(sheet)
    assert [each["Lần"] for each in history] == [1, 2, 3, 1]
    assert history[1]["Khác lần trước"] == "Đội hình: 1 → bỏ\nĐVTN tham gia: 20 → 31"
    assert history[2]["Khác lần trước"] == "số liệu như lần trước"
    assert history[2]["Cách ghi"] == "cán bộ sửa số: gõ nhầm; sửa sau hạn; không còn tính"
    assert history[3]["Khác lần trước"] == "lần đầu"
    marked = [
        cell.coordinate
        for line in sheet.iter_rows(min_row=FIRST + 1)
        for cell in line
        if cell.fill.fgColor.rgb == "FFFFF2A8"
    ]
    assert marked == ["G6", "H6"]


def test_registrations_stand_in_the_columns_of_the_form_with_their_sum(tmp_path: Path) -> None:
    sheets = read(a_book(6), tmp_path)
    first, *_, total = rows(sheets["Đăng ký (Mẫu 1)"])
    assert first["Tên nội dung"] == "Hỗ trợ dịch vụ công"
    assert first["Dự kiến: ĐVTN tham gia (người)"] == 20
    assert total["Dự kiến: ĐVTN tham gia (người)"] == "=SUM(I5:I10)"


def test_the_same_book_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two = BytesIO(), BytesIO()
    for kept in (one, two):
        kept.write(written(a_book(2), tmp_path).read_bytes())
    assert one.getvalue() == two.getvalue()
