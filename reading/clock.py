"""Times of day as people type them: 16h30, 5pm, 8h tối, 16 giờ 00."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from typing import Final

from reading.fold import plain, spelling

EVENING: Final = "buoitoi"
_HOUR_WORDS: Final = {
    "muoi mot": 11,
    "muoi hai": 12,
    "muoi": 10,
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "nam": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
}
_WORD_HOUR: Final = re.compile(rf"\b({'|'.join(_HOUR_WORDS)}) gio\b")
_PART: Final = rf"(?:sang|trua|chieu|{EVENING}|dem|am|pm|toi)"
_CLOCK: Final = re.compile(
    r"(?<![0-9/.-])(?P<hour>[0-9]{1,2}) ?"
    r"(?:(?:(?::|h|g(?!io)|gio) ?(?:(?P<minute>[0-9]{1,2})(?![0-9/.-])(?: ?(?:p|phut)\b)?"
    r"|(?P<half>ruoi)|kem (?P<less>[0-9]{1,2}))?"
    r"|(?P<bare_half>ruoi))(?![a-z0-9])|(?=am\b|pm\b))"
    rf"(?: ?(?P<part>{_PART})\b)?"
)
_LEADING_PART: Final = re.compile(rf"\b(?P<part>sang|trua|chieu|{EVENING}|toi|dem)\b")
_NOON: Final = 12
_MORNING_HOURS: Final = 12
_LAST_EVENING_LIKE_NOON: Final = 3
_DAY: Final = 24
_HOUR: Final = 60


@dataclass(frozen=True, slots=True)
class Clock:
    """Minutes after midnight, 1440 being the end of the day; `part` of the day if one was said."""

    minutes: int
    part: str = ""

    @property
    def is_next_day(self) -> bool:
        return self.minutes == _DAY * _HOUR

    def time(self) -> time:
        return time(self.minutes // _HOUR % _DAY, self.minutes % _HOUR)


@dataclass(frozen=True, slots=True)
class Clocks:
    """Every time found, None for an impossible one, and the text that remains."""

    found: tuple[Clock | None, ...]
    rest: str


def folded_time_phrase(text: str) -> str:
    """Plain text where "tối" (evening) still differs from "tới" (coming); hours are digits."""
    kept = re.sub(r"\btới(?= ?[0-9])", "den", spelling(text))
    kept = re.sub(r"\btối\b", EVENING, kept)
    return _WORD_HOUR.sub(lambda match: f"{_HOUR_WORDS[match[1]]} gio", plain(kept))


def clocks(phrase: str) -> Clocks:
    """The times in a `folded_time_phrase`."""
    matches = list(_CLOCK.finditer(phrase))
    rest = _CLOCK.sub(" ", phrase)
    part = ""
    if len(matches) == 1 and not matches[0]["part"]:
        leading = _LEADING_PART.search(rest)
        if leading:
            part, rest = leading["part"], rest[: leading.start()] + rest[leading.end() :]
    return Clocks(tuple(_clocks(matches, part)), rest)


def _clocks(matches: list[re.Match[str]], part: str) -> Iterator[Clock | None]:
    for match in matches:
        yield _clock(match, match["part"] or part)


def _clock(match: re.Match[str], part: str) -> Clock | None:
    hour = _hour(int(match["hour"]), part)
    minute = (
        30
        if match["half"] or match["bare_half"]
        else int(match["minute"] or 0) - int(match["less"] or 0)
    )
    total = None if hour is None else hour * _HOUR + minute
    if total is None or not -_HOUR < minute < _HOUR or not 0 <= total <= _DAY * _HOUR:
        return None
    return Clock(total, part)


def _hour(hour: int, part: str) -> int | None:
    """The hour of the day: 8 tối is 20, 12 đêm is 24, 1 trưa is 13; 13 sáng is none."""
    if part in ("sang", "am"):
        return hour % _NOON if part == "am" and hour <= _NOON else (hour if hour <= _NOON else None)
    if part == "trua":
        return hour + _NOON if hour <= _LAST_EVENING_LIKE_NOON else hour
    if part == "dem" and hour in range(1, 6):
        return hour
    if part in (EVENING, "toi", "dem") and hour == _NOON:
        return _DAY
    if part in (EVENING, "toi", "dem", "chieu", "pm") and hour < _MORNING_HOURS:
        return hour + _NOON
    return hour if hour <= _DAY else None
