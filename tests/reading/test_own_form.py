"""Which column of a foreign form asks for which figure."""

import pytest

from reading.form_words import asked_by, divisor_of
from reading.own_form import guess_form
from rules.model import METRICS, Metric
from rules.own_form import FormSheet, Layout

HEADINGS = [
    ("STT", "order"),
    ("TT", "order"),
    ("Tên cơ sở Đoàn", "unit"),
    ("ĐƠN VỊ", "unit"),
    ("Don vi", "unit"),
    ("Đơn vị tính", ""),
    ("Đơn vị phối hợp", "partners"),
    ("Số ĐVTN tham gia", "volunteers"),
    ("So DVTN tham gia", "volunteers"),
    ("Số lượng đoàn viên, thanh niên tham gia (người)", "volunteers"),
    ("Lũy kế ĐVTN tham gia từ đầu năm", ""),
    ("Số đội hình", "teams"),
    ("Số đội", "teams"),
    ("Tổ chức thực hiện", ""),
    ("Số lượt người dân được hỗ trợ", "citizens"),
    ("Hướng dẫn DVC trực tuyến cho người dân", "online_services"),
    ("Số hồ sơ đã tiếp nhận", "dossiers_received"),
    ("Hồ sơ Giải quyết", "dossiers_resolved"),
    ("Tỷ lệ hồ sơ giải quyết/tiếp nhận (%)", ""),
    ("Chỉ tiêu ĐVTN", ""),
    ("Kích hoạt định danh mức 2", "digital_ids"),
    ("Tổng kinh phí (triệu đồng)", "funds_vnd"),
    ("Số tin, bài tuyên truyền", "media_posts"),
    ("Hình ảnh", "photos"),
    ("Cây xanh đã trồng (cây)", "own_trees"),
    ("Thời gian, địa điểm thực hiện", "time_place"),
    ("Ghi chú", "notes"),
    ("Họ và tên", ""),
    ("", ""),
]
OWN = (*METRICS, Metric("own_trees", "Cây xanh đã trồng", "cây"))


@pytest.mark.parametrize(("heading", "holds"), HEADINGS)
def test_a_heading_is_known_by_the_words_of_the_figures(heading: str, holds: str) -> None:
    assert asked_by(heading, OWN) == holds


def test_a_form_may_count_money_in_millions() -> None:
    assert divisor_of("Kinh phí (triệu đồng)") == 1_000_000
    assert divisor_of("Kinh phí (nghìn đồng)") == 1_000
    assert divisor_of("Kinh phí (đồng)") == 1


def sheet(*lines: str, **more: object) -> FormSheet:
    """Cells of a line stand between bars."""
    texts = {
        (row, column): text.strip()
        for row, line in enumerate(lines, start=1)
        for column, text in enumerate(line.split("|"), start=1)
        if text.strip()
    }
    return FormSheet("Sheet1", texts, **more)  # type: ignore[arg-type]


def test_columns_below_a_header_of_two_rows_with_numbered_columns() -> None:
    form = sheet(
        "BÁO CÁO KẾT QUẢ",
        "STT | Đơn vị | Hồ sơ | | Số ĐVTN tham gia",
        " | | Tiếp nhận | Giải quyết | ",
        "(1) | (2) | (3) | (4) | (5)",
        merged=((2, 3, 2, 4), (2, 1, 3, 1), (2, 2, 3, 2), (2, 5, 3, 5)),
    )
    guess = guess_form([form], METRICS)
    assert guess is not None
    assert [(place.at, place.holds) for place in guess.form.places] == [
        ("A", "order"),
        ("B", "unit"),
        ("C", "dossiers_received"),
        ("D", "dossiers_resolved"),
        ("E", "volunteers"),
    ]
    assert (guess.form.first_row, guess.form.last_row) == (5, None)


def test_rows_end_where_the_total_stands() -> None:
    guess = guess_form(
        [sheet("STT|Đơn vị|ĐVTN", "1||", "2||", "|Tổng cộng|", "||TM. BAN THƯỜNG VỤ")], METRICS
    )
    assert guess is not None
    assert (guess.form.first_row, guess.form.last_row, guess.form.capacity) == (2, 3, 2)


def test_printed_units_are_told_by_their_rows() -> None:
    guess = guess_form(
        [sheet("STT|Đơn vị|ĐVTN", "|Tổng||", "1|P. Tân Lộc|", "2|P. Sơn Hạ|", "|Cộng|")], METRICS
    )
    assert guess is not None
    assert guess.names == {3: "P. Tân Lộc", 4: "P. Sơn Hạ"}


def test_the_same_figure_is_put_into_one_column_only() -> None:
    guess = guess_form([sheet("Đơn vị|ĐVTN|Trong đó: ĐVTN nữ|Ghi chú")], METRICS)
    assert guess is not None
    assert [place.holds for place in guess.form.places] == ["unit", "volunteers", "", "notes"]


def test_a_column_that_the_form_works_out_is_left_to_it() -> None:
    form = sheet("Đơn vị|Tổng số ĐVTN|ĐVTN tham gia", formulas=frozenset({(2, 2), (3, 2)}))
    guess = guess_form([form], METRICS)
    assert guess is not None
    assert [place.holds for place in guess.form.places] == ["unit", "", "volunteers"]


def test_labels_with_a_blank_beside_them() -> None:
    form = sheet(
        "STT|Nội dung|Đơn vị tính|Kết quả",
        "1|Số ĐVTN tham gia|người|",
        "2|Hồ sơ tiếp nhận|hồ sơ|",
        "3|Tỷ lệ giải quyết|%|",
        "4|Kinh phí (triệu đồng)||",
    )
    guess = guess_form([form], METRICS)
    assert guess is not None
    assert guess.form.layout is Layout.CELLS
    assert [(p.at, p.holds, p.divisor) for p in guess.form.places] == [
        ("D2", "volunteers", 1),
        ("D3", "dossiers_received", 1),
        ("D5", "funds_vnd", 1_000_000),
    ]


def test_what_asks_for_nothing_of_ours_is_no_form() -> None:
    assert guess_form([sheet("Họ tên|Ngày sinh|Quê quán")], METRICS) is None
    assert guess_form([FormSheet("Trống", {})], METRICS) is None


def test_the_sheet_with_the_most_figures_is_taken() -> None:
    cover = FormSheet("Bìa", {(1, 1): "Đơn vị", (1, 2): "Ghi chú"})
    guess = guess_form([cover, sheet("Đơn vị|ĐVTN|Hồ sơ tiếp nhận")], METRICS)
    assert guess is not None
    assert guess.form.sheet == "Sheet1"
