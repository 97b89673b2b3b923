"""What is typed under a numbered list."""

import pytest

from reading.list_orders import ListOrder, Verb, read_list_order


@pytest.mark.parametrize(
    ("typed", "order"),
    [
        ("bỏ 3", ListOrder(Verb.DROP, (3,))),
        ("Bỏ dòng 3, 5 và 12 nhé", ListOrder(Verb.DROP, (3, 5, 12))),
        ("lấy lại 3", ListOrder(Verb.KEEP, (3,))),
        ("ghi đè 4", ListOrder(Verb.KEEP, (4,))),
        ("3", ListOrder(Verb.OPEN, (3,))),
        ("sửa 3", ListOrder(Verb.OPEN, (3,))),
        ("3 là P. Sơn Hạ", ListOrder(Verb.IS, (3,), "P. Sơn Hạ")),
        ("dòng 3 của Chi đoàn Thuế", ListOrder(Verb.IS, (3,), "Chi đoàn Thuế")),
        ("3: ĐVTN 30", ListOrder(Verb.IS, (3,), "ĐVTN 30")),
        ("sửa 3 ĐVTN 30", ListOrder(Verb.IS, (3,), "ĐVTN 30")),
    ],
)
def test_an_order_names_its_lines(typed: str, order: ListOrder) -> None:
    assert read_list_order(typed) == order


@pytest.mark.parametrize(
    "typed",
    ["", "bỏ", "30 bạn", "25 ĐVTN, 120 lượt dân", "tiến độ", "3 5", "bỏ 3\nbỏ 4", "x" * 999],
)
def test_other_words_are_no_order(typed: str) -> None:
    assert read_list_order(typed) is None
