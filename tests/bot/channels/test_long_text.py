import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.long_text import split_html

TAG = re.compile(r"<[^>]*>")


def test_a_short_text_stays_one() -> None:
    assert split_html("Xin <b>chào</b>") == ["Xin <b>chào</b>"]


def test_it_is_cut_at_line_ends() -> None:
    assert split_html("một\nhai\nba", limit=7) == ["một\nhai", "ba"]


def test_a_line_that_is_too_long_is_cut_between_words() -> None:
    assert split_html("một hai ba bốn", limit=8) == ["một hai", "ba bốn"]


def test_a_tag_open_at_a_cut_is_closed_and_opened_again() -> None:
    assert split_html('<a href="x">một\nhai</a>', limit=4) == [
        '<a href="x">một</a>',
        '<a href="x">hai</a>',
    ]


@pytest.mark.parametrize("text", ["a" * 100, "😀" * 100, "&lt;" * 100])
def test_no_part_is_longer_than_the_limit(text: str) -> None:
    for part in split_html(text, limit=30):
        seen = part.replace("&lt;", "<")
        assert 0 < len(seen.encode("utf-16-le")) // 2 <= 30


@given(st.lists(st.text("ab ă&<", max_size=60), max_size=30))
def test_no_letter_is_lost(lines: list[str]) -> None:
    escaped = [line.replace("&", "&amp;").replace("<", "&lt;") for line in lines]
    text = "\n".join(f"<b>{line}</b>" for line in escaped)
    joined = "".join(split_html(text, limit=40))
    assert re.sub(r"\s", "", TAG.sub("", joined)) == re.sub(r"\s", "", TAG.sub("", text))
