import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading.codes import ALPHABET, CODE_LENGTH, is_code, read_code


@pytest.mark.parametrize(
    "text",
    [
        "W4NP7XQ3",
        "w4np7xq3",
        "w4np 7xq3",
        "w4np-7xq3",
        "w4np – 7xq3",
        "w 4 n p 7 x q 3",
        "w4n-p7x-q3",
        " W4NP\u200b7XQ3. ",
        "mã của tôi là w4np-7xq3 ạ",
        "em gửi mã W4NP 7XQ3",
        "https://a.example/moi?ma=w4np7xq3",
    ],
)
def test_a_code_forgives_case_spaces_and_hyphens(text: str) -> None:
    assert read_code(text) == "W4NP7XQ3"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abcdefgh",
        "23456789",
        "nguyenmn",
        "w4np7xq0",
        "w4np7xqo",
        "w4np7xq",
        "w4np7xq33",
        "xin chào cả nhà",
        "22 DVTN 39",
        "P. Hòa Tân: 25 ĐVTN, 40 dân",
        "0900 000 123",
        "2026 2027",
    ],
)
def test_ordinary_words_and_numbers_are_no_code(text: str) -> None:
    assert read_code(text) is None


def test_the_alphabet_has_no_look_alikes() -> None:
    assert not set("0O1IL") & set(ALPHABET)


@given(st.text(alphabet=ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH).filter(is_code))
def test_every_code_is_read_back_from_a_message(code: str) -> None:
    assert read_code(code.lower()) == code
    assert read_code(f"mã: {code[:4]} {code[4:]}") == code


@given(st.text())
def test_any_text_gives_a_code_or_none(text: str) -> None:
    code = read_code(text)
    assert code is None or is_code(code)
