""" "Đ/c Lan, Zalo, 15:40": who told it and at what time of day, in any order."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import time
from typing import Final

_CLOCK: Final = re.compile(
    r"(?:\b(?:lúc|hồi|khoảng|vào)\s+)?(?<![\d/.:])(?P<hour>[01]?\d|2[0-4])\s*"
    r"(?:(?::|giờ|h|g(?!i))\s*(?P<minute>[0-5]\d)?(?!\d)\s*(?:p|phút|')?(?P<half>\s*rưỡi)?)"
    r"(?:\s*(?P<part>sáng|trưa|chiều|tối|am|pm)\b)?",
    re.IGNORECASE,
)
_NOON: Final = 12
_EARLIEST: Final = 7
"""Nobody reports at 3 in the morning: "3h40" is in the afternoon."""
_LONGEST: Final = 80
_EDGES: Final = " ,;.-:()–\n\t"


@dataclass(frozen=True, slots=True)
class Claim:
    """`author` is empty, `clock` None, where nothing was said of it."""

    author: str = ""
    clock: time | None = None


def read_claim(text: str) -> Claim | None:
    """None when it says neither who nor when."""
    said = " ".join(unicodedata.normalize("NFC", text).split())
    match = _CLOCK.search(said)
    clock = None if match is None else _clock(match)
    rest = said if match is None else f"{said[: match.start()]}, {said[match.end() :]}"
    author = re.sub(r"(?:\s*,)+\s*", ", ", rest).strip(_EDGES)
    if len(author) > _LONGEST or (author and not any(char.isalpha() for char in author)):
        return None
    return Claim(author, clock) if author or clock else None


def _clock(match: re.Match[str]) -> time:
    hour = int(match["hour"]) % 24
    part = (match["part"] or "").lower()
    morning = part in ("sáng", "am")
    if hour < _NOON and not morning and (part or hour < _EARLIEST):
        hour += 0 if part == "trưa" and hour > _EARLIEST else _NOON
    return time(hour, int(match["minute"] or (30 if match["half"] else 0)))
