"""The day as a message to pass on: within 2,000 characters as they are read."""

import html
import re
from collections.abc import Iterator, Sized
from dataclasses import replace
from typing import Final

from rendering.texts import Words, words
from rules.day_book import DayBook

LONGEST: Final = 2_000
_TAG: Final = re.compile(r"<[^>]*>")


def forward_words(book: DayBook) -> Words:
    """With the most names that fit; a day that says more than fits without any name is cut at the
    end of a line."""
    fits, too_many = 0, max(map(len, _lists(book))) + 1
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if len(visible(_said(book, middle))) <= LONGEST:
            fits = middle
        else:
            too_many = middle
    said = _said(book, fits)
    return said if len(visible(said)) <= LONGEST else replace(said, text=_cut(said))


def _lists(book: DayBook) -> Iterator[Sized]:
    figures = book.figures
    yield from (figures.missing, figures.incomplete, figures.late, figures.left_out)
    for change in (book.since, book.frozen):
        if change is not None:
            yield from (change.arrived, change.withdrawn)


def forward_text(book: DayBook) -> str:
    """The same without markup, for a file or another app."""
    return visible(forward_words(book))


def visible(said: Words) -> str:
    return html.unescape(_TAG.sub("", said.text))


def _said(book: DayBook, shown: int) -> Words:
    return words("edition/forward", book=book, shown=shown, zone=book.zone)


def _cut(said: Words) -> str:
    return "\n".join(_whole_lines(said.text.split("\n")))


def _whole_lines(lines: list[str]) -> Iterator[str]:
    left = LONGEST - len("\n…")
    for line in lines:
        read = html.unescape(_TAG.sub("", line))
        if len(read) > left:
            yield html.escape(read[: max(left, 0)], quote=False) + "…"
            return
        left -= len(read) + 1
        yield line
