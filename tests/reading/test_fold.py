import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading.fold import fold, plain


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_both_unicode_forms_fold_alike(form: Literal["NFC", "NFD"]) -> None:
    assert plain(unicodedata.normalize(form, "Đoàn  phường\u200b Mỹ Ước")) == "doan phuong my uoc"


def test_an_invisible_character_is_dropped() -> None:
    assert plain("Đ\u200bVTN\ufeff 25") == "dvtn 25"


def test_digits_of_fancy_fonts_are_digits() -> None:
    assert plain("𝟐𝟓 ĐVTN") == "25 dvtn"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_folded_span_quotes_what_was_written(form: Literal["NFC", "NFD"]) -> None:
    folded = fold(unicodedata.normalize(form, "có 12 đội hình ạ"))
    start = folded.text.index("doi hinh")
    quote = folded.quote(start, start + len("doi hinh"))
    assert unicodedata.normalize("NFC", quote) == "đội hình"


@given(st.text())
def test_every_folded_letter_has_its_place_in_the_source(text: str) -> None:
    folded = fold(text)
    assert len(folded.offsets) == len(folded.text) + 1
    assert list(folded.offsets) == sorted(folded.offsets)
    assert folded.span(0, len(folded.text))[1] == len(text) or not folded.text
