"""Letters measured before they are drawn, so that no text of a card leaves its box."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from markupsafe import Markup
from PIL import ImageFont

FONTS: Final = Path(__file__).parent.parent / "fonts"
REGULAR: Final = FONTS / "BeVietnamPro-Regular.ttf"
BOLD: Final = FONTS / "BeVietnamPro-Bold.ttf"
ELLIPSIS: Final = "…"
_EM: Final = 1000
_GLANCE: Final = 40
_SLACK: Final = 1.01
"""Pairs of letters may stand a little wider than each alone."""
_NO_LETTER: Final = "\uffff"
_RATHER_SMALLER: Final = 0.86


@dataclass(frozen=True, slots=True)
class Lines:
    """What fits into a box: its lines and their size in pixels."""

    lines: tuple[str, ...]
    size: float


def legible(text: object) -> str:
    """As the fonts can write it: composed letters, single spaces, nothing that they lack. What a
    macro made is escaped already; letters are measured and drawn, not their escapes."""
    plain = text.unescape() if isinstance(text, Markup) else str(text)
    composed = unicodedata.normalize("NFC", plain)
    known = (letter if _has(letter) else " " for letter in composed)
    return " ".join("".join(known).split())


def width(text: str, size: float, *, bold: bool = False, spacing: float = 0) -> float:
    """In pixels, never less than what will be drawn."""
    ems = sum(_advance(letter, bold) for letter in text)
    return ems * size / _EM * _SLACK + spacing * len(text)


def fitted(
    text: str, room: float, size: float, *, bold: bool = False, smallest: float | None = None
) -> Lines:
    """One line: shrunk down to `smallest`, then cut with an ellipsis."""
    return wrapped(text, room, size, bold=bold, smallest=smallest, most=1)


def wrapped(
    text: str,
    room: float,
    size: float,
    *,
    bold: bool = False,
    smallest: float | None = None,
    most: int = 2,
) -> Lines:
    """At most `most` lines of like length, shrunk down to `smallest` before anything is cut. A
    little smaller is better than a line more."""
    least = size if smallest is None else smallest
    for count in range(1, most + 1):
        floor = least if count == most else max(least, size * _RATHER_SMALLER)
        for now in _sizes(size, floor):
            lines = _broken(text, room, now, bold=bold)
            if len(lines) <= count and not _too_wide(lines, room, now, bold=bold):
                return Lines(_balanced(text, lines, room, now, bold=bold), now)
    lines = _broken(text, room, least, bold=bold)
    return Lines(_cut(lines, room, least, bold=bold, most=most), least)


def _sizes(size: float, least: float) -> Iterator[float]:
    while size > least:
        yield size
        size -= 1
    yield least


def _balanced(
    text: str, lines: tuple[str, ...], room: float, size: float, *, bold: bool
) -> tuple[str, ...]:
    """As many lines in the narrowest room that holds them: no word is left alone."""
    if len(lines) < 2:  # noqa: PLR2004  one line has nothing to share
        return lines
    narrower = room
    while narrower > room / 2:
        narrower -= room / 40
        tried = _broken(text, narrower, size, bold=bold)
        if len(tried) > len(lines) or _too_wide(tried, narrower, size, bold=bold):
            break
        lines = tried
    return lines


def _broken(text: str, room: float, size: float, *, bold: bool) -> tuple[str, ...]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold=bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def _too_wide(lines: tuple[str, ...], room: float, size: float, *, bold: bool) -> bool:
    return any(width(line, size, bold=bold) > room for line in lines)


def _cut(
    lines: tuple[str, ...], room: float, size: float, *, bold: bool, most: int
) -> tuple[str, ...]:
    """A word wider than the box is cut like the last line."""
    kept = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return tuple(_shortened(line, room, size, bold=bold) for line in kept if line)


def _shortened(line: str, room: float, size: float, *, bold: bool) -> str:
    if width(line, size, bold=bold) <= room:
        return line
    while line and width(line + ELLIPSIS, size, bold=bold) > room:
        line = line[:-1]
    return line.rstrip() + ELLIPSIS


@cache
def _advance(letter: str, bold: bool) -> float:
    return _font(bold).getlength(letter)


@cache
def _has(letter: str) -> bool:
    """Both fonts hold the same letters."""
    if letter.isspace():
        return True
    return letter.isprintable() and _drawn(letter) != _drawn(_NO_LETTER)


def _drawn(letter: str) -> tuple[tuple[int, int], bytes]:
    mask = _font(bold=False, size=_GLANCE).getmask(letter)
    return mask.size, bytes(mask)


@cache
def _font(bold: bool, size: int = _EM) -> ImageFont.FreeTypeFont:
    path = BOLD if bold else REGULAR
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
