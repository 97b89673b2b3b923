"""The time that a text names."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MINUTE, DAY, MONTH, QUARTER, YEAR = "minute", "day", "month", "quarter", "year"


class Kind(StrEnum):
    DEADLINE = "deadline"
    DATE = "date"
    RANGE = "range"


class Cue(StrEnum):
    """What makes it a deadline: "trước" leaves the day itself out, "hạn" takes it in."""

    NONE = ""
    BEFORE = "before"
    LIMIT = "limit"
    VERB = "verb"
    WITHIN = "within"


@dataclass(frozen=True, slots=True)
class Time:
    """`value` of a deadline or date; of a range its beginning, and `until` its end (inclusive).

    `start`, `end`: the words in the source. `doubts`: what was not certain ("weekday" beside
    another date, "excluded_day": "trước ngày X").
    """

    kind: Kind
    value: datetime
    until: datetime | None
    start: int
    end: int
    precision: str
    cue: Cue = Cue.NONE
    doubts: tuple[str, ...] = ()
    has_clock: bool = False
    has_day: bool = True
    part: str = ""
    is_period: bool = False
    is_coming_weekday: bool = False
