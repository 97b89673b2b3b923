"""The time that a coordinator types for one field, relative to `now` and in its zone."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from reading.clock import Clock, clocks, folded_time_phrase
from reading.days import Day, days

_SMALL_WORDS: Final = """
    luc vao truoc trc den han chot cham nhat muon khong hon deadline dl la a ah nhe nha ngay buoi
    hoi cua thoi dung tu gio trong bat dau ket thuc dong bao cao dang ky va
"""
_FILLERS: Final = frozenset(_SMALL_WORDS.split())
_PARTS: Final = frozenset(("sang", "trua", "chieu", "toi", "buoitoi", "dem"))
_EXCLUDING: Final = frozenset(("truoc", "trc"))
_BETWEEN: Final = re.compile(r" ?(?:->|→|[-–—]) ?| (?:den|toi) (?=[0-9])")
_BARE_HOUR: Final = re.compile(r"[0-9]{1,2}")
_LONGEST: Final = 120
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """What was said: at most one day and one time, and the words besides."""

    day: Day | None
    clock: Clock | None
    words: frozenset[str]


def read_moment(
    text: str,
    *,
    now: datetime,
    default_time: time | None = None,
    day: date | None = None,
    since: date | None = None,
) -> datetime | None:
    """An aware moment in the zone of `now`, or None when it is no single clear one.

    A day without a time gets `default_time` (else 00:00); a time without a day is on `day` (else
    today); a weekday alone is the first such from `since` on (else from today). "trước ngày X"
    without a time is None: whether X itself counts must be asked.
    """
    phrase = _phrase(text, now)
    if phrase is None or (phrase.clock is None and _leaves_the_time_open(phrase)):
        return None
    clock = phrase.clock or _as_clock(default_time)
    if phrase.day is None:
        return _at(day or now.date(), clock, now) if phrase.clock else None
    moment = _at(_from(since, phrase.day), clock, now)
    has_passed = bool(moment and moment < now and (phrase.clock or default_time))
    return moment + _WEEK if moment and has_passed and phrase.day.is_coming_weekday else moment


def read_date(text: str, *, now: datetime) -> date | None:
    """The day named; a time beside it is allowed and left aside."""
    phrase = _phrase(text, now)
    return phrase.day.date if phrase and phrase.day else None


def read_clock(text: str) -> time | None:
    """A time of day alone. 24:00 belongs to the next day, so it is none."""
    phrase = folded_time_phrase(text[:_LONGEST])
    found = clocks(phrase)
    if len(found.found) != 1 or not _words(found.rest) <= _FILLERS:
        return None
    clock = found.found[0]
    return None if clock is None or clock.is_next_day else clock.time()


def read_window(text: str) -> tuple[time, time] | None:
    """ "7:30-11:30", "từ 7h đến 11h", "2-5h chiều": start before end, both on one day."""
    sides = _BETWEEN.split(folded_time_phrase(text[:_LONGEST]))
    if len(sides) != 2:  # noqa: PLR2004  a window has two sides
        return None
    last = _one_clock(sides[1])
    first = _one_clock(_with_hour_mark(sides[0]))
    if first is None or last is None:
        return None
    same_part = (
        _one_clock(f"{_with_hour_mark(sides[0])} {last.part}")
        if last.part and not first.part
        else None
    )
    for start in (same_part, first):
        if start is not None and start.minutes < last.minutes and not last.is_next_day:
            return start.time(), last.time()
    return None


def _phrase(text: str, now: datetime) -> _Phrase | None:
    """None when anything is said that is not understood, is impossible, or is said twice."""
    if len(text) > _LONGEST:
        return None
    told = days(folded_time_phrase(text), now)
    timed = clocks(told.rest)
    if len(told.found) > 1 or len(timed.found) > 1 or None in (*told.found, *timed.found):
        return None
    words = _words(timed.rest)
    if not words <= _FILLERS | _PARTS:
        return None
    return _Phrase(
        told.found[0] if told.found else None, timed.found[0] if timed.found else None, words
    )


def _from(since: date | None, said: Day) -> date:
    if since is None or not said.is_coming_weekday or said.date >= since:
        return said.date
    return since + timedelta(days=(said.date.weekday() - since.weekday()) % 7)


def _leaves_the_time_open(phrase: _Phrase) -> bool:
    return bool(phrase.words & (_EXCLUDING | _PARTS))


def _as_clock(default_time: time | None) -> Clock:
    return Clock(default_time.hour * 60 + default_time.minute) if default_time else Clock(0)


def _at(day: date, clock: Clock, now: datetime) -> datetime | None:
    try:
        shifted = day + timedelta(days=1) if clock.is_next_day else day
    except OverflowError:
        return None
    return datetime.combine(shifted, clock.time(), tzinfo=now.tzinfo)


def _one_clock(side: str) -> Clock | None:
    found = clocks(side)
    return found.found[0] if len(found.found) == 1 and _words(found.rest) <= _FILLERS else None


def _with_hour_mark(side: str) -> str:
    """The 7 of "7-11h" is an hour too."""
    last = side.split()[-1] if side.split() else ""
    return f"{side}h" if _BARE_HOUR.fullmatch(last) else side


def _words(rest: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\s.,;:!()*\"']+", rest))
