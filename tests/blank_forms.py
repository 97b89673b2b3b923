"""Blank forms as superior bodies send them around, made with openpyxl."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image as Picture

FIRST = 8
HEADINGS = {
    "A6": "STT",
    "B6": "Đơn vị",
    "C6": "Số ĐVTN tham gia",
    "D6": "Số lượt người dân được hỗ trợ",
    "E6": "Hồ sơ",
    "E7": "Tiếp nhận",
    "F7": "Giải quyết",
    "G6": "Tỷ lệ (%)",
    "H6": "Kinh phí (triệu đồng)",
    "I6": "Ghi chú",
}


def bytes_of(book: openpyxl.Workbook) -> bytes:
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def a_row_form(rows: int = 20, *, names: Sequence[str] = (), rich: bool = False) -> bytes:
    """A row for each unit: a heading of two rows, a rate by formula, a total below, signatures.
    `names`: printed by the form; `rich`: with a picture, a chart, rules and a second sheet."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "Biểu 01"
    sheet["B2"] = "BIỂU TỔNG HỢP KẾT QUẢ NGÀY THỨ BẢY TÌNH NGUYỆN"
    sheet["B3"] = "(Kèm theo Công văn số 12-CV/ĐTN)"
    for at, text in HEADINGS.items():
        sheet[at] = text
    sheet.merge_cells("E6:F6")
    for letter in "ABCDGHI":
        sheet.merge_cells(f"{letter}6:{letter}7")
    _draw(sheet, rows, names)
    if rich:
        _enrich(book, sheet, rows)
    return bytes_of(book)


def _draw(sheet: Any, rows: int, names: Sequence[str]) -> None:  # noqa: ANN401
    thin = Side("thin")
    last = FIRST + rows - 1
    for line in sheet.iter_rows(min_row=6, max_row=last + 1, max_col=9):
        for cell in line:
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
    for row in range(FIRST, last + 1):
        sheet.cell(row, 2).font = Font(name="Times New Roman", bold=True, color="FF0000")
        sheet.cell(row, 3).number_format = "#,##0"
        sheet.cell(row, 7, f'=IF(E{row}=0,"",F{row}/E{row})').number_format = "0%"
    for row, name in enumerate(names, start=FIRST):
        sheet.cell(row, 1, row - FIRST + 1)
        sheet.cell(row, 2, name)
    sheet.cell(last + 1, 2, "Tổng cộng")
    for letter in "CDEFH":
        sheet[f"{letter}{last + 1}"] = f"=SUM({letter}{FIRST}:{letter}{last})"
    sheet.cell(last + 3, 8, "TM. BAN THƯỜNG VỤ")


def _enrich(book: openpyxl.Workbook, sheet: Any, rows: int) -> None:  # noqa: ANN401
    logo = BytesIO()
    Picture.new("RGB", (40, 40), "blue").save(logo, "PNG")
    sheet.add_image(Image(logo), "A1")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=FIRST, max_row=FIRST + rows - 1))
    sheet.add_chart(chart, "K6")
    rule = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0")
    rule.add(f"C{FIRST}:C{FIRST + rows - 1}")
    sheet.add_data_validation(rule)
    red = PatternFill("solid", bgColor="FF0000")
    low: Any = CellIsRule
    sheet.conditional_formatting.add(
        f"C{FIRST}:C{FIRST + rows - 1}", low("lessThan", ["5"], fill=red)
    )
    sheet.protection.sheet = True
    sheet.freeze_panes = "C8"
    other: Any = book.create_sheet("Chung")
    other["A1"] = f"='Biểu 01'!C{FIRST + rows}*2"


def a_cell_form() -> bytes:
    """A label on the left, what is counted, and a blank on the right."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "Mẫu 2"
    lines = [
        ("1", "Số đơn vị tham gia", "đơn vị"),
        ("2", "Số đoàn viên, thanh niên tham gia", "người"),
        ("3", "Số lượt người dân được hướng dẫn", "lượt"),
        ("4", "Tỷ lệ so với kế hoạch", "%"),
        ("5", "Số hồ sơ tiếp nhận", "hồ sơ"),
        ("6", "Tổng kinh phí (triệu đồng)", "triệu đồng"),
    ]
    sheet.append(["STT", "Nội dung", "Đơn vị tính", "Kết quả"])
    for line in lines:
        sheet.append(list(line))
    return bytes_of(book)


def with_parts(content: bytes, **parts: bytes) -> bytes:
    """With more parts, or others in place of those there."""
    kept = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(kept, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name, b"") or old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return kept.getvalue()


def part_of(content: bytes, name: str) -> bytes:
    with ZipFile(BytesIO(content)) as parts:
        return parts.read(name)
