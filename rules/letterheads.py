"""What a body's documents bear until it says otherwise, from the names of units alone."""

import re
from typing import Final

from rules.day_book import Letterhead

_BODY: Final = re.compile(r".*\bđoàn\b", re.IGNORECASE | re.DOTALL)


def usual_letterhead(name: str, parent: str | None) -> Letterhead:
    return Letterhead(issuer=name, superior=parent or "", place=place_in(name))


def place_in(name: str) -> str:
    """ "Đoàn phường Tân Lộc" -> "Tân Lộc": the capitalised words at the end, behind the last
    "Đoàn" (no level of the tree is known by its name). Empty when there are none."""
    words = _BODY.sub("", name).split()
    place: list[str] = []
    while words and words[-1].istitle():
        place.insert(0, words.pop())
    return " ".join(place)
