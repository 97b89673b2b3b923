"""A row copied out of a sheet is read by the labels above it."""

import pytest

from reading.report import read_report


@pytest.mark.parametrize(
    "text",
    [
        "Đơn vị\tSố ĐVTN\tLượt dân\tHS giải quyết/tiếp nhận\nĐoàn phường Hòa Tân\t23\t81\t15/20",
        "| Đơn vị | ĐVTN | Lượt dân | HS giải quyết/tiếp nhận |\n|---|---|---|---|\n"
        "| Đoàn phường Hòa Tân | 23 | 81 | 15/20 |",
    ],
    ids=["tabs", "bars"],
)
def test_a_copied_row_is_read_by_its_labels(text: str) -> None:
    read = read_report(text)
    assert read.as_dict() == {
        "unit": "Đoàn phường Hòa Tân",
        "volunteers": 23,
        "citizens": 81,
        "dossiers_received": 20,
        "dossiers_resolved": 15,
    }
    assert [value.quote for value in read.values] == ["23", "81", "15/20", "15/20"]
    assert all(text[one.start : one.end] == one.quote for one in read.values)


@pytest.mark.parametrize(
    "text",
    [
        "P. Hòa Tân | 23 ĐVTN | 81 lượt dân",
        "Đơn vị\tĐVTN\tLượt dân\nP. Hòa Tân\t23\t81\nP. Sơn Hạ\t20\t70\nP. Phú Lạc\t9\t30",
    ],
    ids=["labels in the row", "several rows"],
)
def test_what_is_no_single_row_is_read_as_words(text: str) -> None:
    assert all(value.quote != "23" for value in read_report(text).values)


def test_a_column_of_results_is_read_and_the_targets_beside_it_are_not() -> None:
    read = read_report(
        "Chi đoàn Xây dựng\nTT | Nội dung | Chỉ tiêu | Thực hiện\n"
        "1 | Đoàn viên | 15 | 12\n2 | Tờ rơi | 200 | 180"
    )
    assert read.as_dict() == {"unit": "Chi đoàn Xây dựng", "volunteers": 12, "leaflets": 180}
    assert [value.quote for value in read.values] == ["12", "180"]
