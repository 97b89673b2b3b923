import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading.numbers import LIMIT, number, numbers_in

ANSWERS = [
    ("34", 34),
    ("2.350", 2350),
    ("2,350", 2350),
    ("1.500.000đ", 1_500_000),
    ("1 250 000", 1_250_000),
    ("08", 8),
    ("3k", 3000),
    ("3k5", 3500),
    ("12tr", 12_000_000),
    ("3tr5", 3_500_000),
    ("2,6tr", 2_600_000),
    ("2 củ", 2_000_000),
    ("củ rưỡi", 1_500_000),
    ("ba mươi lăm", 35),
    ("ba muoi lam", 35),
    ("sáu mốt", 61),
    ("tư mốt", 41),
    ("trăm rưỡi", 150),
    ("trăm hai", 120),
    ("mười một", 11),
    ("hai trăm lẻ bảy", 207),
    ("ba nghìn rưỡi", 3500),
    ("sáu trăm nghìn", 600_000),
    ("1 triệu 200 nghìn", 1_200_000),
    ("4 chục", 40),
    ("3O", 30),
    ("l2", 12),
    ("hơn 40 bạn ạ", 40),
    ("gần 40", 40),
    ("~40", 40),
    ("khoảng 40 lượt", 40),
    ("tam 40", 40),
    ("dạ có 19 đ/c tham gia", 19),
    ("19 hs", 19),
    ("40lượt", 40),
    ("👥 22", 22),
    ("0", 0),
    ("không", 0),
    ("ko có ạ", 0),
    ("chưa có", 0),
    ("không có bạn nào", 0),
]
NOT_ANSWERS = [
    "",
    "vài chục",
    "mấy trăm",
    "-7",
    "7,5 bạn",
    "9" * 40,
    "0900 000 123",
    "0900000123",
    "30%",
    "20-25",
    "15/20",
    "hai ba",
    "không biết",
    "chưa",
    "không phải 30",
    "bà",
    "từ",
    "20 bạn với 3 thầy",
    "T7",
    "½",
]


@pytest.mark.parametrize(("text", "value"), ANSWERS)
def test_an_answer_is_read_as_people_write_it(text: str, value: int) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", NOT_ANSWERS)
def test_what_is_no_clear_whole_number_is_asked_again(text: str) -> None:
    assert number(text) is None


def test_numbers_in_a_sentence_carry_their_spans() -> None:
    text = "Có hai mươi lăm bạn, tiếp 1.250 lượt, đạt 70%"
    found = numbers_in(text)
    assert [(one.value, text[one.start : one.end]) for one in found] == [
        (25, "hai mươi lăm"),
        (1250, "1.250"),
    ]


@pytest.mark.parametrize("text", ["từ sau bà Năm T7", "thứ bảy", "vài trăm", "năm học", "công ty"])
def test_words_that_only_look_like_numbers_are_none(text: str) -> None:
    assert [one.value for one in numbers_in(text) if one.value != 5] == []


@given(st.integers(min_value=0, max_value=LIMIT))
def test_plain_digits_and_thousands_are_themselves(value: int) -> None:
    assert number(str(value)) == value
    assert number(f"{value:,}") == value
    assert number(f"{value:,}".replace(",", ".")) == value


@given(st.text() | st.text(alphabet="0123456789.,olktr muoihatămệ-/%"))
def test_any_text_gives_a_number_in_range_or_none(text: str) -> None:
    value = number(text)
    assert value is None or 0 <= value <= LIMIT
    for one in numbers_in(text):
        assert 0 <= one.start < one.end <= len(text)
        assert 0 <= one.value <= LIMIT
