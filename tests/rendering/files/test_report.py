"""The Word report, read back with python-docx: each number is that of the book."""

from dataclasses import replace

import pytest
from docx.shared import Mm

from rendering.files.fitting import called
from rendering.files.report import RESULT, report
from rendering.texts import number
from rules.day_book import DayBook, Signer
from rules.editions import Difference, UnitName
from rules.model import METRICS, Metric, Progress
from rules.rollup import LeftOut, Why
from tests.day_books import LETTERHEAD, a_book, a_unit, named
from tests.rendering.files.reading import everything, opened, paragraphs, rows

LONGEST_NAME = "Chi đoàn Trung tâm Phục vụ hành chính công phường Tân Lộc Thượng"


def shown(book: DayBook) -> list[Metric]:
    keys = {key for unit in book.units for key in unit.line.values}
    return [metric for metric in book.metrics if metric.required or metric.key in keys]


@pytest.mark.parametrize("units", [1, 6, 168])
def test_every_figure_of_the_table_is_the_units_and_the_last_row_the_roll_up(units: int) -> None:
    book = a_book(units)
    (table,) = called(opened(report(book)), RESULT)
    head, *body, total = rows(table)
    metrics = shown(book)
    assert head == [
        "TT",
        "Đơn vị",
        *(f"{metric.label} ({metric.counts})" for metric in metrics),
        "Ghi chú",
    ]
    for at, (unit, row) in enumerate(zip(book.units, body, strict=True), 1):
        values = unit.line.values
        figures = [number(values[each.key]) if each.key in values else "" for each in metrics]
        assert row[:-1] == [str(at), unit.line.name, *figures]
    totals = book.figures.totals
    assert total[2:-1] == [
        number(totals[each.key]) if each.key in totals else "" for each in metrics
    ]


def test_the_sentence_says_people_and_turns_and_never_mixes_them() -> None:
    said = everything(opened(report(a_book())))
    assert "ĐVTN tham gia: 88 người; Lượt người dân: 4.856 lượt" in said
    assert "Hồ sơ giải quyết: 348 hồ sơ (78%)" in said
    assert "Hồ sơ giải quyết/tiếp nhận từ 70%: 348/448 (78%), đạt." in said


def test_nobody_has_reported_yet() -> None:
    document = opened(report(a_book(0, number=None)))
    said = paragraphs(document)
    assert "Chưa có đơn vị nào được giao thực hiện." in said
    assert "Chưa có đơn vị nào báo cáo số liệu." in said
    assert called(document, RESULT) == []


def test_the_page_is_that_of_a_document_of_the_union() -> None:
    document = opened(report(a_book(3)))
    section = document.sections[0]
    edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(edge.mm) for edge in edges if edge is not None] == [20, 20, 30, 20]
    assert section.page_width is not None
    assert abs(section.page_width - Mm(210)) < Mm(1)
    assert document.styles["Normal"].font.name == "Times New Roman"
    said = everything(document)
    assert "ĐOÀN TNCS HỒ CHÍ MINH" in said
    assert "CỘNG HÒA" not in said.upper()
    assert said.startswith("THÀNH ĐOÀN HỒNG HÀ\nQUẬN ĐOÀN LẠC HỒNG\n***\nSố:        -BC/ĐTN")
    assert "Lạc Hồng, ngày 28 tháng 11 năm 2026" in said


def test_markup_and_quotes_in_a_name_stay_letters() -> None:
    name = '"Ánh" & <b>{{ don_vi }}</b> {% raw %}'
    (table,) = called(opened(report(named(a_book(2), name))), RESULT)
    assert rows(table)[1][1] == name


def test_letters_that_no_file_can_hold_are_left_out() -> None:
    (table,) = called(opened(report(named(a_book(1), "Đoàn\x0b phường\x00 A\ud800"))), RESULT)
    assert rows(table)[1][1] == "Đoàn phường A"


def test_a_long_table_repeats_its_head_and_splits_no_row() -> None:
    (table,) = called(opened(report(a_book(168))), RESULT)
    xml = [row.xml for row in table._tbl.tr_lst]
    assert "w:tblHeader" in xml[0]
    assert all("w:cantSplit" in row for row in xml[1:])


def test_many_figures_turn_the_sheet_and_are_cut_into_tables_that_fit() -> None:
    more = tuple(Metric(f"own{at}", f"Chỉ số riêng {at}", "cây") for at in range(19))
    metrics = (*METRICS, *more)
    unit = a_unit(0, name=LONGEST_NAME)
    values = {metric.key: 1000 + at for at, metric in enumerate(metrics)}
    book = a_book([replace(unit, line=replace(unit.line, values=values))], metrics=metrics)
    document = opened(report(book))
    tables = called(document, RESULT)
    figures = [figure for table in tables for figure in rows(table)[1][2:-1]]
    assert figures == [number(value) for value in values.values()]
    assert {rows(table)[1][1] for table in tables} == {LONGEST_NAME}
    wide = [
        bool(section.page_width and section.page_width > Mm(250)) for section in document.sections
    ]
    assert wide == [False, True, False]


def test_figures_that_are_in_anothers_are_marked_and_not_added() -> None:
    one, other = a_unit(0), a_unit(5)
    inside = replace(other, line=replace(other.line, left_out=LeftOut(Why.BRANCHES, one.line.name)))
    document = opened(report(a_book([one, inside])))
    (table,) = called(document, RESULT)
    _, first, second, total = rows(table)
    assert (first[3], second[3], total[3]) == ("20", "25*", "20")
    assert second[-1] == f"Tính ở {one.line.name}"
    said = f"số liệu của {other.line.name} đã gồm trong số liệu của {one.line.name}"
    assert said in everything(document)


def test_who_was_late_and_who_is_missing_is_said_plainly() -> None:
    said = everything(opened(report(a_book())))
    assert "1 đơn vị báo cáo đủ sau hạn: Đoàn phường Phú Lạc (12 phút)." in said
    assert "1 đơn vị chưa báo cáo: Đoàn phường Sơn Hạ." in said


def test_shortcomings_without_names_hold_numbers_only() -> None:
    document = opened(report(replace(a_book(), names_units=False)))
    said = "\n".join(paragraphs(document))
    assert "1 đơn vị báo cáo đủ sau hạn." in said
    assert "1 đơn vị chưa báo cáo." in said
    assert "Sơn Hạ" not in said
    (table,) = called(document, RESULT)
    assert {row[-1] for row in rows(table)[1:]} == {"", "Không tổ chức"}


def test_the_coordinators_own_words_stand_in_place_of_the_draft() -> None:
    book = replace(a_book(), shortcomings="Trời mưa <to>.\nMột số đơn vị đến muộn.")
    said = paragraphs(opened(report(book)))
    assert "Trời mưa <to>." in said
    assert "Một số đơn vị đến muộn." in said
    assert not [line for line in said if "chưa báo cáo:" in line]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (None, "(Số liệu tạm tính đến 16:05 ngày 28/11/2026)"),
        (1, "(Bản 1, số liệu đến 16:05 ngày 28/11/2026)"),
        (3, "(Chốt số liệu lúc 16:05 ngày 28/11/2026)"),
        (4, "(Chốt số liệu lần 2 lúc 16:05 ngày 28/11/2026)"),
    ],
)
def test_it_says_which_edition_it_is(number: int | None, said: str) -> None:
    book = a_book(2)
    numbered = replace(book, figures=replace(book.figures, number=number))
    assert said in paragraphs(opened(report(numbered)))


def test_what_changed_and_what_came_after_the_freeze_are_told_apart() -> None:
    came = (UnitName(4, "Đoàn phường Sơn Hạ"),)
    book = replace(
        a_book(),
        since=Difference({"volunteers": 12, "citizens": -3}, came, (), 2),
        frozen=Difference({"volunteers": 1250}, (), (), 0),
    )
    said = paragraphs(opened(report(book)))
    at = said.index("Thay đổi so với bản trước:")
    assert said[at + 1 : at + 5] == [
        "- ĐVTN tham gia: tăng 12 người.",
        "- Lượt người dân: giảm 3 lượt.",
        "- Ảnh: thêm 2 ảnh.",
        "- Mới báo cáo: Đoàn phường Sơn Hạ.",
    ]
    at = said.index("Bổ sung sau chốt số liệu:")
    assert said[at + 1] == "- ĐVTN tham gia: tăng 1.250 người."


def test_two_sign_side_by_side() -> None:
    signers = (Signer("BÍ THƯ", "Trần Văn Minh"), Signer("PHÓ BÍ THƯ", "Lê Thị Na"))
    head = replace(LETTERHEAD, signers=signers, on_behalf="TM. BAN CHẤP HÀNH")
    document = opened(report(replace(a_book(1), letterhead=head)))
    (table,) = called(document, "nguoi_ky")
    assert rows(table) == [
        ["TM. BAN CHẤP HÀNHBÍ THƯTrần Văn Minh", "TM. BAN CHẤP HÀNHPHÓ BÍ THƯLê Thị Na"]
    ]


def test_everybody_on_time_is_said_too() -> None:
    book = a_book([a_unit(0), a_unit(5)])
    assert "Không có đơn vị nào báo cáo muộn hoặc còn thiếu." in paragraphs(opened(report(book)))


def test_a_unit_that_does_not_take_part_adds_no_figures() -> None:
    book = a_book([a_unit(0, standing=(Progress.NOT_TAKING_PART, None))])
    (table,) = called(opened(report(book)), RESULT)
    assert rows(table)[1][2:] == ["", "", "Không tổ chức"]
