"""Mẫu 1 and Mẫu 2 of the city's plan, read back with python-docx."""

from dataclasses import replace

from rendering.files.fitting import called
from rendering.files.forms import form_1, form_2
from rules.day_book import Plan
from rules.model import Progress
from tests.day_books import STANDINGS, a_book, a_unit
from tests.rendering.files.reading import everything, opened, paragraphs, rows

HEAD = [
    "STT",
    "Tên nội dung",
    "Thời gian, địa điểm thực hiện",
    "Thời gian hoàn thành",
    "Nội dung thực hiện(tóm tắt cách làm, chỉ tiêu thực hiện)",
    "Đơn vị phối hợp",
    "Ghi chú",
]
PLAN = Plan(
    "Hướng dẫn <dịch vụ công>",
    "7:30, Nhà văn hóa",
    "trong ngày",
    "Ba tổ, mỗi tổ năm bạn",
    "Hội Phụ nữ & Công an",
    "mang theo nước",
    {"volunteers": 1250, "citizens": 120},
)


def test_form_1_holds_every_registration_under_the_plans_own_columns() -> None:
    first = replace(a_unit(0), plan=PLAN)
    (table,) = called(opened(form_1(a_book([first, a_unit(5)]))), "bang_dang_ky")
    head, row, other = rows(table)
    assert head == HEAD
    assert row == [
        "1",
        "Đoàn phường Tân LộcHướng dẫn <dịch vụ công>",
        "7:30, Nhà văn hóa",
        "trong ngày",
        "Ba tổ, mỗi tổ năm bạnChỉ tiêu: ĐVTN tham gia 1.250 người; Lượt người dân 120 lượt.",
        "Hội Phụ nữ & Công an",
        "mang theo nước",
    ]
    assert other[0] == "2"


def test_form_1_names_who_has_not_registered_and_who_does_not_take_part() -> None:
    idle = replace(a_unit(3, standing=(Progress.NOT_REGISTERED, None)), plan=None)
    document = opened(form_1(a_book([a_unit(0), idle, a_unit(4)])))
    assert paragraphs(document)[-2:] == [
        "Chưa đăng ký (1 đơn vị): Đoàn phường Sơn Hạ.",
        "Không tổ chức kỳ này (1 đơn vị): Chi đoàn Thuế & Hải quan (Bận tập huấn).",
    ]
    (table,) = called(document, "bang_dang_ky")
    assert len(rows(table)) == 2


def test_form_2_tells_the_same_figures_as_the_report() -> None:
    unit = a_unit(0, standing=STANDINGS[0])
    values = {**unit.line.values, "leaflets": 1500, "media_posts": 2}
    book = a_book([replace(unit, line=replace(unit.line, values=values)), a_unit(3)])
    said = paragraphs(opened(form_2(book)))
    told = said[said.index("1. Công tác thông tin tuyên truyền") + 1]
    assert told == "Tờ rơi: 1.500 tờ; Tin bài: 2 bài."
    done = said[said.index("2. Hoạt động cụ thể") + 1 :]
    assert done[0].startswith("1/2 đơn vị phải báo cáo đã có số liệu. Đội hình: 1 đội;")
    assert "Lượt người dân: 1.200 lượt" in done[0]
    assert done[1].startswith("- Đoàn phường Tân Lộc: Hỗ trợ dịch vụ công (Đội hình 1 đội;")
    assert "1 đơn vị chưa báo cáo: Đoàn phường Sơn Hạ." in said


def test_forms_of_a_day_without_units_are_whole() -> None:
    book = a_book(0, number=None)
    assert "Chưa có đơn vị nào được giao." in paragraphs(opened(form_1(book)))
    said = everything(opened(form_2(book)))
    assert "Chưa có đơn vị nào báo cáo số liệu." in said
    assert "0/0" not in said
