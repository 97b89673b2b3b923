"""Vietnamese text without its marks, and the way back to what was written."""

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

KEYCAP: Final = "\u20e3"
_WORDS: Final = re.compile(r"[^\W\d_]{2,}")
_D_BARS: Final = {"đ": "d", "ð": "d"}


class Folded(NamedTuple):
    """`text` folded; `offsets[i]` is where its i-th letter stands in `source`, one more its end."""

    source: str
    text: str
    offsets: tuple[int, ...]
    accented: bool

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of `source` behind text[start:end]."""
        if end <= start:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], max(self.offsets[end], self.offsets[end - 1] + 1)

    def quote(self, start: int, end: int) -> str:
        first, last = self.span(start, end)
        return self.source[first:last]

    def spelling(self, start: int, end: int) -> str:
        """What was written there, marks kept: NFC, small letters."""
        return spelling(self.quote(start, end))


@lru_cache(maxsize=32)
def fold(text: str) -> Folded:
    """Small letters, no marks, đ as d, no invisible characters; digits in any font become 0-9.

    Remembered, since several readers look at each message."""
    letters = list(map(_folded, text))
    accented = letters != list(map(str.lower, text))
    offsets = [index for index, letter in enumerate(letters) for _ in letter]
    return Folded(text, "".join(letters), (*offsets, len(text)), accented)


def bears_marks(text: str) -> bool:
    """Most Vietnamese words bear a mark; some names and abbreviations among bare words do not
    make a text one whose other words would have theirs."""
    words = [word for word in _WORDS.findall(text) if not word.isupper()]
    marked = sum(not word.isascii() for word in words)
    return marked * 3 > len(words)


@lru_cache(maxsize=64)
def plain(text: str) -> str:
    """Only the folded letters, white space collapsed: for comparing (one message with many)."""
    return " ".join(fold(text).text.split())


def spelling(text: str) -> str:
    """Small letters with their marks, composed, without invisible characters."""
    return visible(unicodedata.normalize("NFC", text).lower().strip())


def visible(text: str) -> str:
    """Without characters that show nothing; as a rule there are none, which costs little to see."""
    if "".join(text.split()).isprintable():
        return text
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


@lru_cache(maxsize=4096)
def _folded(char: str) -> str:
    if char == KEYCAP:
        return ")"
    if unicodedata.category(char) == "No":
        return char
    parts = unicodedata.normalize("NFKD", char.lower())
    kept = (c for c in parts if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
    return "".join(_D_BARS.get(c, c) for c in kept).lower()
