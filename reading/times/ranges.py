"""Two sides that make one stretch: từ 8h đến 11h, 25-27/11, tháng 3 và tháng 4."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from reading.times.day import last_such
from reading.times.model import DAY, MINUTE, MONTH, QUARTER, YEAR, Kind, Time
from reading.times.period import Period, shares_year
from reading.times.sides import Side, at, end_of, start_of

FAR: Final = 60
JOINT: Final = re.compile(
    r"[ *),.]*(?:(?P<dash>-|->|→|~)|(?P<word>cho den|den|keo dai den|tOi|toi)|(?P<plus>\+"
    r"|va))[ (*]*"
    r"(?:(?P<het>het )|ngay |cho |luc |khoang |vao |cuoi )*[ (*]*"
)
_FROM: Final = re.compile(
    r"\b(?:tU|tu|ke tU|ke tu|bat dau)[ :*(]*(?:(?:ngay|luc|hom|khoang|dau|vao|cuoi)[ :*(]*)*$"
)


def joined(first: Side, last: Side, text: str, now: datetime) -> Time | None:
    if last.start - first.end > FAR:
        return None
    joint = JOINT.fullmatch(text, first.end, last.start)
    if joint is None or first.is_impossible or last.is_impossible:
        return None
    opened = _FROM.search(text[max(0, first.start - 30) : first.start])
    if joint["plus"]:
        return _adjoining(first, last, now)
    if not opened and not _same_sort(first, last):
        return None
    both = range_of(first, last, now)
    if both is None or opened is None:
        return both
    return replace(both, start=first.start - (len(opened[0]) if opened else 0))


def _same_sort(first: Side, last: Side) -> bool:
    if first.period or last.period:
        return bool(first.period and last.period)
    return bool(first.clock) == bool(last.clock) or (bool(last.clock) and not last.has_day)


def _adjoining(first: Side, last: Side, now: datetime) -> Time | None:
    """ "tháng 3 và tháng 4" is one stretch, "tháng 7 và tháng 9" two."""
    if first.clock or last.clock:
        return None
    both = range_of(first, last, now)
    one = range_of(first, first, now)
    other = range_of(last, last, now)
    if not (both and one and other and one.until):
        return None
    touching = other.value - one.until
    return both if timedelta() < touching <= timedelta(days=1, seconds=1) else None


def range_of(first: Side, last: Side, now: datetime) -> Time | None:
    ends = _ends(first, last, now.date())
    if ends is None:
        return None
    begins, finishes = ends
    value = at(begins, first.clock, now) if first.clock else start_of(begins, now)
    until = at(finishes, last.clock, now) if last.clock else end_of(finishes, now)
    if until <= value and first.clock and last.clock and not last.has_day:
        until += timedelta(days=1)
    if until < value:
        return None
    return Time(
        Kind.RANGE,
        value,
        until,
        first.start,
        last.end,
        _precision(first, last),
        has_clock=bool(first.clock or last.clock),
        has_day=not (first.only_clock and last.only_clock),
    )


def _ends(first: Side, last: Side, today: date) -> tuple[date, date] | None:
    finishes = _last_day(first, last, today)
    if finishes is None:
        return None
    begins = _first_day(first, last, finishes, today)
    return None if begins is None else (begins, finishes)


def _last_day(first: Side, last: Side, today: date) -> date | None:
    if last.period is not None:
        return last.period.on(today)[1]
    if not last.has_day:
        return first.on(today) if first.has_day else today
    begins = first.on(today) if first.is_coming_weekday else None
    if last.is_coming_weekday and begins is not None:
        return last.on(begins)
    return last.on(today)


def _first_day(first: Side, last: Side, finishes: date, today: date) -> date | None:
    if first.period is not None:
        period = first.period
        return (shares_year(period, last.period, today) if last.period else period).on(today)[0]
    if not first.has_day:
        return finishes
    said = first.day
    if said is not None and said.day and not said.year and not said.fixed:
        return last_such(said.day, said.month or finishes.month, finishes)
    return first.on(today)


def _precision(first: Side, last: Side) -> str:
    if first.clock or last.clock:
        return MINUTE
    period = last.period or first.period
    return length_of(period) if period else DAY


def length_of(period: Period) -> str:
    if period.months is None:
        return DAY
    first, last = period.months
    if first == last:
        return MONTH
    return YEAR if (first, last) == (1, 12) else QUARTER
