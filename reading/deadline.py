"""The time that a coordinator types for one field, relative to `now` and in its zone."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from reading.fold import plain
from reading.times.clock import clocks
from reading.times.model import Cue, Kind, Time
from reading.times.phrases import prepared, times_in

_SMALL_WORDS: Final = """
    luc vao truoc trc den han chot cham nhat muon tre khong ko hon deadline dl la a ah nhe nha ngay
    buoi hoi cua thoi dung tu gio trong bat dau ket thuc dong bao cao dang ky va ra quan cuoi het
    qua gui nop chinh toi
"""
_FILLERS: Final = frozenset(_SMALL_WORDS.split())
_PARTS: Final = frozenset(("sang", "trua", "chieu", "toi", "dem"))
_LIMITS: Final = ("office", "whole")
_WORD: Final = re.compile(r"[^\s.,;:!()*\"']+")
_LONGEST: Final = 120
_WEEK: Final = timedelta(days=7)
_SOME_DAY: Final = datetime(2000, 1, 3, tzinfo=UTC)


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
    said = _single(text, now)
    if said is None or said.doubts or (said.part and said.part not in _LIMITS):
        return None
    timed = said.has_clock or bool(said.part)
    if not said.has_day:
        return _moved(said.value, day, now) if timed else None
    value = said.value if timed else _at(said.value, default_time or time())
    if not said.is_coming_weekday:
        return value
    if since is not None and value.date() < since:
        ahead = timedelta(days=(value.weekday() - since.weekday()) % 7)
        return datetime.combine(since + ahead, value.time(), tzinfo=value.tzinfo)
    return value + _WEEK if value < now and (timed or default_time) else value


def read_date(text: str, *, now: datetime) -> date | None:
    """The day named; a time beside it is allowed and left aside."""
    said = _single(text, now)
    if said is None or not said.has_day or "weekday" in said.doubts:
        return None
    excluded = said.cue is Cue.BEFORE and not said.has_clock
    return (said.value + timedelta(seconds=excluded)).date()


def read_clock(text: str) -> time | None:
    """A time of day alone. 24:00 belongs to the next day, so it is none."""
    phrase = prepared(text[:_LONGEST]).text
    found = list(clocks(phrase))
    said = _single(text, _SOME_DAY)
    if len(found) != 1 or said is None or said.has_day or not said.has_clock:
        return None
    return said.value.time() if said.value.date() == _SOME_DAY.date() else None


def read_window(text: str) -> tuple[time, time] | None:
    """ "7:30-11:30", "từ 7h đến 11h", "2-5h chiều": start before end, both on one day."""
    said = _only(text, _SOME_DAY)
    if said is None or said.until is None or not said.has_clock or said.has_day:
        return None
    if said.until.date() != said.value.date() or said.until <= said.value:
        return None
    return said.value.time(), said.until.time()


def _single(text: str, now: datetime) -> Time | None:
    said = _only(text, now)
    if said is None or said.kind is Kind.RANGE:
        return None
    return None if said.is_period and said.kind is not Kind.DEADLINE else said


def _only(text: str, now: datetime) -> Time | None:
    """None when anything is said that is not understood, is impossible, or is said twice."""
    if len(text) > _LONGEST:
        return None
    found = times_in(text, now)
    if len(found) != 1:
        return None
    rest = plain(f"{text[: found[0].start]} {text[found[0].end :]}")
    return found[0] if set(_WORD.findall(rest)) <= _FILLERS | _PARTS else None


def _at(value: datetime, clock: time) -> datetime:
    return datetime.combine(value.date(), clock, tzinfo=value.tzinfo)


def _moved(value: datetime, day: date | None, now: datetime) -> datetime | None:
    """The same time, as many days from `day` as it was from the day of `now`."""
    if day is None:
        return value
    try:
        return value + (day - now.date())
    except OverflowError:
        return None
