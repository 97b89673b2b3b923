"""Times of day as people write them: 16h30, 16 giờ 00 phút, 5pm, 8h tối, 7 rưỡi, 10h kém 15."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import time
from typing import Final

EVENING: Final = "toI"
_PART: Final = r"(?:sang|sAng|trua|chieu|toI|toi|dem|khuya|am|pm|a\.m\.?|p\.m\.?)"
_DAYWORD: Final = (
    r"(?:na[yY]|mai|mOt|mot|hom|qua|thu ?[2-7]|thu|t[2-7]|cn|chu nhat|ngay|[0-9]{1,2}[/.-])"
)
_COUNTED: Final = r"(?:ban|dv|em|nguoi|hs|bo|ho|luot|don|doi|k)"
CLOCK: Final = re.compile(
    r"(?<![0-9/.,_])(?P<h>[0-9]{1,2})(?:"
    r" ?(?P<mark>:|h:|h\.|gio|g|h)(?!io)"
    r"(?: ?(?P<m>[0-9]{1,2})(?![0-9/]|[.-][0-9]{1,2}(?![0-9:hg])|:[0-9](?![0-9](?![0-9:]))"
    r"| ?thang| ?t1[0-2]\b"
    rf"| {_COUNTED}\b)(?: ?(?:phut|ph|p)\b| ?'|:[0-9]{2}(?![0-9:]))?| ?(?P<half>ruoi)"
    r"| ?kem ?(?P<less>[0-9]{1,2})(?: ?(?:phut|p)\b)?)?(?![a-zA-Z0-9_])(?:')?"
    r"| ?(?P<bare_half>ruoi)(?![a-z])"
    r"| (?:kem) (?P<bare_less>[0-9]{1,2})(?![0-9/])"
    r"|(?=(?: ?[ap]m\b| ?[ap]\.m))"
    rf"|(?= (?:sang|chieu|toI|toi|trua|dem) {_DAYWORD})"
    r"|(?<=^[0-9])(?= (?:sang|chieu|toI|trua|dem)\b)"
    r")(?: dung\b)?"
    rf"(?: ?,? ?(?:gio |buoi )?(?P<part>{_PART})(?![a-z0-9])(?! kien| thieu| da\b| uu"
    rf"| tao)(?! (?:den )?[0-9]{{1,2}} ?[h:g]))?"
)
_NOON: Final = 12
_LATEST_NOON: Final = 3
_DAY: Final = 24
_HOUR: Final = 60
_MORNING: Final = ("sang", "sAng", "am", "a.m", "a.m.")
_NIGHT: Final = ("toI", "toi", "dem", "khuya")
_LATER: Final = (*_NIGHT, "chieu", "pm", "p.m", "p.m.")
_SMALL_HOURS: Final = range(1, 6)


@dataclass(frozen=True, slots=True)
class Clock:
    """Minutes after midnight, 1440 being the end of the day; None when there is no such time."""

    minutes: int | None
    part: str
    start: int
    end: int
    hour: int
    minute: int

    @property
    def is_next_day(self) -> bool:
        return self.minutes == _DAY * _HOUR

    def time(self) -> time:
        minutes = self.minutes or 0
        return time(minutes // _HOUR % _DAY, minutes % _HOUR)

    def in_part(self, part: str) -> "Clock":
        """As said of that part of the day, unless it names its own."""
        if self.part or not part:
            return self
        return replace(self, part=part, minutes=_minutes(self.hour, self.minute, part))


def clocks(text: str) -> Iterator[Clock]:
    for match in CLOCK.finditer(text):
        if match["mark"] == ":" and len(match["m"] or "") < 2:  # noqa: PLR2004  3:2 is a score
            continue
        hour, minute, part = int(match["h"]), _minute(match), match["part"] or ""
        yield Clock(_minutes(hour, minute, part), part, match.start(), match.end(), hour, minute)


def _minute(match: re.Match[str]) -> int:
    if match["half"] or match["bare_half"]:
        return 30
    return int(match["m"] or 0) - int(match["less"] or match["bare_less"] or 0)


def _minutes(hour: int, minute: int, part: str) -> int | None:
    said = _hour(hour, part)
    if said is None or not -_HOUR < minute < _HOUR:
        return None
    total = said * _HOUR + minute
    return total if 0 <= total <= _DAY * _HOUR else None


def _hour(hour: int, part: str) -> int | None:
    """The hour of the day: 8 tối is 20, 12 đêm is 24, 1 trưa is 13; 13 sáng is none."""
    if part in _MORNING:
        midnight = hour == _NOON and part not in ("sang", "sAng")
        return 0 if midnight else (hour if hour <= _NOON else None)
    if part == "trua":
        return hour + _NOON if hour <= _LATEST_NOON else hour
    if part in ("dem", "khuya") and hour in _SMALL_HOURS:
        return hour
    if part in _NIGHT and hour in (0, _NOON):
        return _DAY
    later = hour + _NOON if part in _LATER and hour < _NOON else hour
    return later if later <= _DAY else None
