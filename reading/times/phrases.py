"""A text -> the times it names: deadlines, dates and ranges, with the words behind each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from reading.times.cues import cue as cue_of
from reading.times.cues import submits
from reading.times.decoys import without_decoys
from reading.times.durations import durations
from reading.times.figures import with_digits
from reading.times.model import DAY, MINUTE, Cue, Kind, Time
from reading.times.period import Period
from reading.times.ranges import FAR, JOINT, joined, length_of, range_of
from reading.times.shorthand import spelled_out
from reading.times.sides import Side, at, end_of, sides, start_of
from reading.times.spoken import Spoken, spoken

_SENTENCE: Final = re.compile(r"[.;!?\n](?= |$|\n)|\n")
_LIMITS_A_PART: Final = (
    (Cue.BEFORE, Cue.LIMIT, Cue.WITHIN),
    (Cue.VERB, Cue.LIMIT),  # "gửi trong ngày"; "giải quyết trong ngày" sets no limit
)
_PIECE: Final = 2_000
_LONGEST: Final = 20_000  # several of the longest messages that a channel carries
_WEEK: Final = timedelta(days=7)
_SECOND: Final = timedelta(seconds=1)


def prepared(text: str) -> Spoken:
    return spelled_out(without_decoys(with_digits(spoken(text))))


def times_in(text: str, now: datetime) -> list[Time]:
    """Every time named, in the order of the text. `now` is aware; results are in its zone."""
    found: list[Time] = []
    for start, piece in _pieces(text):
        found += (
            replace(one, start=one.start + start, end=one.end + start)
            for one in _times_in(piece, now)
        )
    return found


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """A long text in lengths that are read in bounded time each, cut between lines or words."""
    start = 0
    while len(text) - start > _PIECE:
        last = start + _PIECE
        cut = max(text.rfind("\n", start, last), start) or start
        if cut == start:
            cut = max(text.rfind(" ", start, last), start)
        cut = cut + 1 if cut > start else last
        yield start, text[start:cut]
        start = cut
    yield start, text[start:]


def _times_in(text: str, now: datetime) -> list[Time]:
    phrase = prepared(text)
    lasting, rest = durations(phrase.text, now)
    found = [*lasting, *_of_one_day(_moments(rest, now), rest, now)]
    return [_placed(phrase, one) for one in sorted(found, key=lambda one: one.start)]


def read_time(text: str, now: datetime) -> Time | None:
    """The one that the text is about: a deadline first, then a range, a date, a whole period."""
    found = times_in(text[:_LONGEST], now)
    return min(found, key=_rank, default=None)


def _rank(one: Time) -> tuple[int, int]:
    if one.kind is Kind.DEADLINE and one.is_period:
        return 2, one.start
    if one.kind is Kind.DEADLINE:
        return (1 if one.cue is Cue.VERB else 0), one.start
    if one.is_period:
        return 5, one.start
    if one.kind is Kind.RANGE:
        return 2, one.start
    return (3 if one.has_clock else 4), one.start


def _placed(phrase: Spoken, one: Time) -> Time:
    start, end = phrase.span(one.start, one.end)
    return replace(one, start=start, end=end)


def _moments(text: str, now: datetime) -> list[Time]:
    found: list[Time] = []
    named = _together(sides(text, now.date()), text)
    at_index = 0
    while at_index < len(named):
        pair = named[at_index : at_index + 2]
        both = joined(pair[0], pair[1], text, now) if len(pair) > 1 else None
        if both is not None:
            found.append(_beside_its_day(both, named, at_index, text, now))
            at_index += 2
            continue
        one = _single(named[at_index], text, now)
        if one is not None:
            found.append(one)
        at_index += 1
    return found


def _of_one_day(found: list[Time], text: str, now: datetime) -> list[Time]:
    """ "7h30-11h30, 13h30-17h ngày 28/11": the day said last is the first hours' too."""
    for i in range(len(found) - 2, -1, -1):
        one, after = found[i], found[i + 1]
        both = one.kind is after.kind is Kind.RANGE and not one.has_day and after.has_clock
        if both and one.until and not _SENTENCE.search(text[one.end : after.start]):
            moved = after.value.date() - now.date()
            found[i] = replace(one, value=one.value + moved, until=one.until + moved, has_day=True)
    return found


def _together(named: list[Side], text: str) -> list[Side]:
    """ "tập trung 7h30 tại phường, thứ 7": one time and one day in a sentence belong together."""
    if len(named) != 2:  # noqa: PLR2004
        return named
    first, last = named
    gap = text[first.end : last.start]
    if _SENTENCE.search(gap) or len(gap) > FAR or JOINT.fullmatch(gap):
        return named
    if not (_is_day(first) and last.only_clock) and not (_is_day(last) and first.only_clock):
        return named
    clocked, dayed = (last, first) if _is_day(first) else (first, last)
    part = dayed.part
    clock = clocked.clock.in_part(part.name) if clocked.clock and part else clocked.clock
    return [replace(clocked, clock=clock, day=dayed.day, weekday=dayed.weekday)]


def _is_day(side: Side) -> bool:
    return side.has_day and side.clock is None


def _beside_its_day(
    both: Time, named: Sequence[Side], at_index: int, text: str, now: datetime
) -> Time:
    """ "sáng 28/11 từ 7h đến 11h": two times of a day that was said before or comes after."""
    first, last = named[at_index], named[at_index + 1]
    if not (first.only_clock and last.only_clock):
        return both
    before = named[at_index - 1] if at_index else None
    after = named[at_index + 2] if at_index + 2 < len(named) else None
    for day in (before, after):
        if day is None or not _is_day(day):
            continue
        gap = text[min(day.end, last.end) : max(day.start, first.start)]
        moved = range_of(first.with_day_of(day), last.with_day_of(day), now)
        if moved is not None and len(gap) <= FAR and not _SENTENCE.search(gap):
            return moved
    return both


def _single(side: Side, text: str, now: datetime) -> Time | None:
    if side.is_impossible:
        return None
    said = cue_of(text, side.start, side.end)
    if side.period is not None:
        return _of_period(side, said, text, now)
    if side.has_day and side.on(now.date()) is None:
        return None
    if side.clock is None and not side.has_day:
        return _of_part(side, said, now)
    if said is Cue.WITHIN and side.clock is not None and not side.has_day:
        said = Cue.LIMIT
    value = _value(side, said, now)
    if side.is_coming_weekday and value < now and not _is_whole_today(side, said):
        value += _WEEK
    kind = Kind.DATE if said is Cue.NONE and not _is_limit(side) else Kind.DEADLINE
    return Time(
        kind,
        value,
        None,
        side.start,
        side.end,
        MINUTE if side.clock else DAY,
        said,
        _doubts(side, said, now),
        has_clock=side.clock is not None,
        has_day=side.has_day,
        part=side.part.name if side.part and not side.clock else "",
        is_coming_weekday=side.is_coming_weekday,
    )


def _is_whole_today(side: Side, said: Cue) -> bool:
    return said is Cue.NONE and side.clock is None and not _is_limit(side)


def _is_limit(side: Side) -> bool:
    return side.part is not None and side.part.name in ("whole", "office") and side.clock is None


def _value(side: Side, said: Cue, now: datetime) -> datetime:
    day = side.on(now.date()) or now.date()
    if side.clock is not None:
        return at(day, side.clock, now)
    if side.part is not None and (said is not Cue.NONE or _is_limit(side)):
        return datetime.combine(day, side.part.limit, tzinfo=now.tzinfo)
    if said is Cue.BEFORE:
        return start_of(day, now) - _SECOND
    return start_of(day, now) if said is Cue.NONE else end_of(day, now)


def _doubts(side: Side, said: Cue, now: datetime) -> tuple[str, ...]:
    doubts = []
    if side.disagrees(now.date()):
        doubts.append("weekday")
    if said is Cue.BEFORE and side.clock is None:
        doubts.append("excluded_day")
    return tuple(doubts)


def _of_part(side: Side, said: Cue, now: datetime) -> Time | None:
    """ "trong sáng", "hết giờ hành chính": of today, and only as a limit."""
    part = side.part
    if part is None or not (_is_limit(side) or said in _LIMITS_A_PART[part.name == "today"]):
        return None
    value = datetime.combine(now.date(), part.limit, tzinfo=now.tzinfo)
    place = (side.start, side.end, DAY, said or Cue.LIMIT)
    return Time(Kind.DEADLINE, value, None, *place, has_day=False, part=part.name)


def _of_period(side: Side, said: Cue, text: str, now: datetime) -> Time | None:
    period = side.period
    if period is None:
        return None
    first, last = period.on(now.date())
    begins, ends = start_of(first, now), end_of(last, now)
    value, until, kind = begins, None, Kind.DEADLINE
    if said is Cue.BEFORE:
        value = ends if period.edge == "cuoi" else begins - _SECOND
    elif _limits(side, period, said, text):
        value = ends
    elif first == last:
        kind = Kind.DATE
    else:
        kind, until = Kind.RANGE, ends
    if kind is not Kind.DEADLINE:
        said = Cue.NONE
    length = length_of(period)
    return Time(kind, value, until, side.start, side.end, length, said, is_period=True)


def _limits(side: Side, period: Period, said: Cue, text: str) -> bool:
    if said is Cue.WITHIN:
        return submits(text, side.start)
    return said is Cue.LIMIT or (said is Cue.VERB and period.edge == "cuoi")
