"""Times told as a distance: còn 2 tiếng nữa, trong vòng 24 giờ, 5 ngày kể từ ngày 28/11."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

from reading.times.cues import cue as cue_of
from reading.times.day import Day, days
from reading.times.model import DAY, MINUTE, Cue, Kind, Time
from reading.times.sides import end_of

_SOON: Final = re.compile(
    r"(?:\bcon (?:khoang |dung |co )?|\btrong (?:vong )?|\bsau )?(?<![0-9/.,:])"
    r"(?:(?P<n>[0-9]{1,3}) ?(?P<unit>phut|tieng|gio|h|p)(?P<half> ruoi)?|(?P<half_hour>nUa"
    r"|nua) (?:tieng|gio))"
    r"(?: dong ho)? (?P<way>nua|tOi|toi)\b(?! ?[0-9]| (?:mai|nay|mOt|mot|qua|thu|t[2-7]|cn|hom"
    r"|ngay)\b)"
)
_WITHIN: Final = re.compile(
    r"\btrong (?:vong |khoang )(?P<n>[0-9]{1,3}) ?(?P<unit>phut|tieng|gio|h|ngay"
    r"|tuan)\b(?: (?:tOi|toi|nua))?"
    r"(?! (?:lam viec )?(?:,? )?(?:ke|tu|tU|tinh)\b)(?! lam viec)"
)
_SINCE: Final = re.compile(
    r"(?:\b(?:trong(?: vong| thoi han)?|sau|cham nhat|han|khong quA|toi da|den het)[ :]*)*"
    r"(?<![0-9/.,])(?P<n>[0-9]{1,3}) ngay(?P<work> lam viec)?,? ?(?:\(?(?:ke|tinh) (?:tU|tu)|tU"
    r"|tu) "
)
_ANCHOR: Final = re.compile(r"(?:khi |ngay |hom )*(?:ban hanh|ky(?: ban hanh)?|nay|hom nay)\b")
_OVER: Final = re.compile(r"\b(?:het han|han\b|deadline|dl\b|chot|dong|khoa|nop|gui)")
_HOURS: Final = {"phut": 1, "p": 1, "tieng": 60, "gio": 60, "h": 60}
_LONGEST_DATE: Final = 40
_SATURDAY: Final = 5


def durations(text: str, now: datetime) -> tuple[list[Time], str]:
    """The times found, and the text with "_" in their place."""
    found: list[Time] = []

    def taken(
        read: Callable[[re.Match[str], datetime], Time | None],
    ) -> Callable[[re.Match[str]], str]:
        def blotted(match: re.Match[str]) -> str:
            one = read(match, now)
            if one is not None:
                found.append(one)
            return "_" * len(match[0])

        return blotted

    text = _since(text, now, found)
    text = _SOON.sub(taken(_soon), text)
    return found, _WITHIN.sub(taken(_within), text)


def _since(text: str, now: datetime, found: list[Time]) -> str:
    """ "N ngày kể từ X" ends with the day X + N; nothing is known when X is not."""
    parts, done = [], 0
    for match in _SINCE.finditer(text):
        if match.start() < done:
            continue
        anchor = _anchor(text[match.end() : match.end() + _LONGEST_DATE], now.date())
        length, start = anchor or (0, None)
        end = match.end() + length
        if start is not None:
            count = int(match["n"])
            last = _working(start, count) if match["work"] else start + timedelta(days=count)
            found.append(
                Time(Kind.DEADLINE, end_of(last, now), None, match.start(), end, DAY, Cue.LIMIT)
            )
        parts += [text[done : match.start()], "_" * (end - match.start())]
        done = end
    return "".join([*parts, text[done:]])


def _anchor(after: str, today: date) -> tuple[int, date] | None:
    issued = _ANCHOR.match(after)
    if issued:
        return issued.end(), today
    named: list[Day] = [one for one in days(after, today) if _opens(after, one)]
    if not named:
        return None
    first = max(named, key=lambda one: one.end - one.start)
    day = first.on(today)
    return None if day is None else (first.end, day)


def _opens(after: str, one: Day) -> bool:
    return after[: one.start].strip(" (") in ("", "ngay", "luc", "hom")


def _working(start: date, count: int) -> date:
    while count:
        start += timedelta(days=1)
        count -= start.weekday() < _SATURDAY
    return start


def _soon(match: re.Match[str], now: datetime) -> Time:
    minutes = 30 if match["half_hour"] else int(match["n"]) * _HOURS[match["unit"]]
    minutes += 30 if match["half"] else 0
    beside = match.string[match.end() : match.end() + 30]
    said = cue_of(match.string, match.start(), match.end())
    limited = bool(_OVER.search(beside)) or said is not Cue.NONE or match[0].startswith("trong")
    kind = Kind.DEADLINE if limited else Kind.DATE
    value = now + timedelta(minutes=minutes)
    return Time(
        kind,
        value,
        None,
        match.start(),
        match.end(),
        MINUTE,
        Cue.LIMIT if limited else Cue.NONE,
        has_clock=True,
    )


def _within(match: re.Match[str], now: datetime) -> Time:
    count, unit = int(match["n"]), match["unit"]
    if unit in _HOURS:
        value, precision = now + timedelta(minutes=count * _HOURS[unit]), MINUTE
    else:
        length = timedelta(days=count * (7 if unit == "tuan" else 1))
        value, precision = end_of((now + length).date(), now), DAY
    return Time(Kind.DEADLINE, value, None, match.start(), match.end(), precision, Cue.LIMIT)
