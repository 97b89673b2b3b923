import pytest

from reading.covering import Cover, named_units, read_cover

NAMES = [
    (1, "Đoàn phường Tân Lộc"),
    (2, "Chi đoàn Khu phố 3"),
    (3, "Chi đoàn Khu phố 5"),
    (4, "Chi đoàn Trung tâm Văn hóa và Thể thao"),
    (5, "Chi đoàn Thuế"),
]


@pytest.mark.parametrize(
    ("text", "cover"),
    [
        ("Báo cáo này gồm cả Chi đoàn A, Chi đoàn B", Cover("", "Chi đoàn A, Chi đoàn B")),
        ("bc nay da gom ca cd A va cd B a.", Cover("", "cd A va cd B")),
        ("Số này đã bao gồm luôn số của Chi đoàn A nhé", Cover("", "Chi đoàn A")),
        ("báo cáo của Đoàn phường X gồm cả Chi đoàn A", Cover("Đoàn phường X", "Chi đoàn A")),
        ("Số liệu Đoàn phường X tính cả CĐ A", Cover("Đoàn phường X", "CĐ A")),
        ("hoạt động chung, tính ở Đoàn phường X", Cover("Đoàn phường X", "", joint=True)),
        (
            "Hoạt động chung của CĐ A và CĐ B, số tính cho Đoàn phường X ạ",
            Cover("Đoàn phường X", "CĐ A và CĐ B", joint=True),
        ),
    ],
)
def test_people_say_whose_figures_are_in_whose(text: str, cover: Cover) -> None:
    assert read_cover(text) == cover


@pytest.mark.parametrize(
    "text",
    [
        "BC nhanh P. Tân Lộc: 25 ĐVTN, tiếp 120 lượt dân",
        "báo cáo này gồm 25 đvtn, 120 lượt dân",
        "Hoạt động chung vui lắm",
        "báo cáo này gồm cả " + "dài " * 200,
        "",
    ],
)
def test_what_is_a_report_or_talk_is_not(text: str) -> None:
    assert read_cover(text) is None


def ids(text: str) -> list[list[int]]:
    return [[match.unit_id for match in each.matches] for each in named_units(text, NAMES)]


def test_a_list_is_read_unit_by_unit() -> None:
    assert ids("khu pho 3, CĐ KP 5 và chi đoàn thuế") == [[2], [3], [5]]


def test_va_within_a_name_parts_nothing() -> None:
    assert ids("Trung tâm Văn hóa và Thể thao, Thuế") == [[4], [5]]


def test_what_may_be_two_or_none_is_left_to_be_asked() -> None:
    assert [len(each) for each in ids("khu phố và Ba Lạp")] == [2, 0]
