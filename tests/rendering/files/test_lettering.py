import string
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from rendering.files.lettering import BOLD, REGULAR, fitted, legible, width, wrapped
from rendering.texts import TEMPLATES

_MARKS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
VIETNAMESE = {
    unicodedata.normalize("NFC", base + mark)
    for base in _MARKS
    for mark in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
} | set("đĐ")
LETTERS = "".join(sorted(VIETNAMESE)) + string.ascii_letters + string.digits + "·–−…“”%/()<>&\"'.,:"


@pytest.mark.parametrize("bold", [False, True])
def test_the_fonts_draw_every_vietnamese_letter(*, bold: bool) -> None:
    font = ImageFont.truetype(BOLD if bold else REGULAR, 40)
    nothing = bytes(font.getmask("\uffff"))
    assert [letter for letter in LETTERS if bytes(font.getmask(letter)) == nothing] == []


def test_text_keeps_what_the_fonts_have() -> None:
    assert legible(LETTERS) == LETTERS


def test_what_the_fonts_lack_is_left_out() -> None:
    assert legible("Đội 🎉 xung kích ✓\n中 số\x001") == "Đội xung kích số 1"


def test_letters_in_pieces_are_put_together() -> None:
    assert legible(unicodedata.normalize("NFD", "Đoàn phường Nguyễn Huệ")) == (
        "Đoàn phường Nguyễn Huệ"
    )


@given(st.text(st.sampled_from(LETTERS + " "), max_size=80), st.floats(60, 900))
def test_a_fitted_line_is_never_wider_than_its_room(text: str, room: float) -> None:
    for bold in (False, True):
        fits = fitted(legible(text), room, 40, bold=bold, smallest=20)
        assert all(width(line, fits.size, bold=bold) <= room for line in fits.lines)
        assert len(fits.lines) <= 1


@given(st.lists(st.text(st.sampled_from(LETTERS), min_size=1, max_size=30), max_size=20))
def test_wrapped_lines_hold_all_words_or_end_in_an_ellipsis(words: list[str]) -> None:
    text = legible(" ".join(words))
    fits = wrapped(text, 500, 40, smallest=24, most=3)
    whole = " ".join(fits.lines)
    assert len(fits.lines) <= 3
    assert whole == text or "…" in whole
    assert all(width(line, fits.size) <= 500 for line in fits.lines)


def test_a_short_text_keeps_its_size() -> None:
    assert fitted("Tân Lộc", 900, 40, smallest=20).size == 40


def test_lines_are_of_like_length() -> None:
    one, two = wrapped("Ngày thứ Bảy tình nguyện giải quyết thủ tục", 900, 60, bold=True).lines
    assert 0.6 < width(two, 60) / width(one, 60) < 1.6


@pytest.mark.parametrize("path", sorted((TEMPLATES / "files" / "card").glob("*.j2")), ids=str)
def test_the_fonts_draw_every_letter_that_a_card_s_template_writes(path: Path) -> None:
    written = {letter for letter in path.read_text() if not letter.isspace()}
    assert {letter for letter in written if legible(letter) != letter} == set()
