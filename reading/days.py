"""Days as people type them: 28/11, ngày 7 tháng 5, thứ 7 tuần sau, mai, 3 ngày nữa."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

_WEEKDAYS: Final = {
    "hai": 0,
    "2": 0,
    "ba": 1,
    "3": 1,
    "tu": 2,
    "4": 2,
    "nam": 3,
    "5": 3,
    "sau": 4,
    "6": 4,
    "bay": 5,
    "7": 5,
}
_SUNDAY: Final = 6
_OFFSETS: Final = {
    "hom nay": 0,
    "hum nay": 0,
    "bua nay": 0,
    "nay": 0,
    "ngay mai": 1,
    "hom sau": 1,
    "mai": 1,
    "ngay mot": 2,
    "ngay kia": 2,
    "mot": 2,
    "hom qua": -1,
    "hom kia": -2,
}
_WEEKS: Final = {"nay": 0, "sau": 1, "toi": 1, "roi": -1, "truoc": -1, "qua": -1}
_NUMERIC: Final = re.compile(
    r"(?<![0-9/.-])(?:ngay )?(?P<day>[0-9]{1,2})(?P<mark>[/.-])(?P<month>[0-9]{1,2})"
    r"(?:(?P=mark)(?P<year>20[0-9]{2}|[0-9]{2}))?(?![0-9/]|[.-][0-9])"
)
_ISO: Final = re.compile(
    r"(?<![0-9])(?P<year>20[0-9]{2})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?![0-9])"
)
_WORDED: Final = re.compile(
    r"\b(?:ngay |mung |mong ){0,2}(?P<day>[0-9]{1,2}) thang (?P<month>[0-9]{1,2}|nay|sau|toi)\b"
    r"(?:,? nam (?P<year>20[0-9]{2})\b)?"
)
_DAY_ALONE: Final = re.compile(
    r"\b(?:ngay |mung |mong ){1,2}(?P<day>[0-9]{1,2})\b(?! ?(?:[/.-][0-9]|nua\b|h\b))"
)
_AHEAD: Final = re.compile(
    r"\b(?P<count>[0-9]{1,2}|mot|hai|ba|bon|nam) (?P<unit>ngay|hom|tuan) (?:nua|sau|toi)\b"
)
_WEEKDAY: Final = re.compile(
    r"\b(?:thu ?(?P<name>hai|ba|tu|nam|sau|bay|[2-7])|t(?P<digit>[2-7])"
    r"|(?P<sunday>chu nhat|cn))(?![a-z0-9])"
    r"(?: tuan (?P<week>nay|sau|toi|roi|truoc|qua)\b| (?:nay|toi)\b)?"
)
_RELATIVE: Final = re.compile(rf"\b(?:{'|'.join(_OFFSETS)})\b")
_COUNTS: Final = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5}
_SEARCHED_YEARS: Final = 9


@dataclass(frozen=True, slots=True)
class Day:
    """`is_coming_weekday`: a weekday alone, so the week after when its time has passed."""

    date: date
    is_coming_weekday: bool = False


@dataclass(frozen=True, slots=True)
class Days:
    """Every day found, None for an impossible one, and the text that remains."""

    found: tuple[Day | None, ...]
    rest: str


def days(phrase: str, now: datetime) -> Days:
    """The days in a folded phrase. A weekday beside a date must be the date's own, else None."""
    today = now.date()
    dated, rest = _taken(phrase, today, ((_ISO, _stated), (_NUMERIC, _stated), (_WORDED, _stated)))
    weekdays, rest = _taken(rest, today, ((_WEEKDAY, _on_weekday),))
    others, rest = _taken(
        rest, today, ((_AHEAD, _ahead), (_DAY_ALONE, _numbered), (_RELATIVE, _offset))
    )
    return Days(_agreed([*dated, *others], weekdays), rest)


_Reader = Callable[[re.Match[str], date], Day | None]


def _taken(
    phrase: str, today: date, readers: tuple[tuple[re.Pattern[str], _Reader], ...]
) -> tuple[list[Day | None], str]:
    found: list[Day | None] = []
    for pattern, reader in readers:
        found.extend(reader(match, today) for match in pattern.finditer(phrase))
        phrase = pattern.sub(" ", phrase)
    return found, phrase


def _agreed(named: list[Day | None], weekdays: list[Day | None]) -> tuple[Day | None, ...]:
    if len(named) != 1 or len(weekdays) != 1:
        return (*named, *weekdays)
    day, weekday = named[0], weekdays[0]
    agree = day is not None and weekday is not None and day.date.weekday() == weekday.date.weekday()
    return (day if agree else None,)


def _stated(match: re.Match[str], today: date) -> Day | None:
    parts = match.groupdict()
    day, month, year = int(parts["day"]), parts["month"], parts["year"]
    if year:
        return _possible(int(year) % 100 + 2000, int(month), day)
    if not month.isdigit():
        step = 0 if month == "nay" else 1
        return _possible(
            today.year + (today.month + step - 1) // 12, (today.month + step - 1) % 12 + 1, day
        )
    return _next_such(int(month), day, today)


def _next_such(month: int, day: int, today: date) -> Day | None:
    """Without a year: the next such day, today included."""
    candidates = (_possible(today.year + ahead, month, day) for ahead in range(_SEARCHED_YEARS))
    return next((one for one in candidates if one and one.date >= today), None)


def _numbered(match: re.Match[str], today: date) -> Day | None:
    """ "ngày 28": of this month or the next that has it and lies ahead."""
    for ahead in range(12):
        month = today.month - 1 + ahead
        one = _possible(today.year + month // 12, month % 12 + 1, int(match["day"]))
        if one and one.date >= today:
            return one
    return None


def _on_weekday(match: re.Match[str], today: date) -> Day:
    name = match["name"] or match["digit"]
    weekday = _SUNDAY if match["sunday"] else _WEEKDAYS[name]
    if match["week"]:
        monday = today - timedelta(days=today.weekday())
        return Day(monday + timedelta(weeks=_WEEKS[match["week"]], days=weekday))
    return Day(today + timedelta(days=(weekday - today.weekday()) % 7), is_coming_weekday=True)


def _ahead(match: re.Match[str], today: date) -> Day:
    count = int(match["count"]) if match["count"].isdigit() else _COUNTS[match["count"]]
    return Day(today + timedelta(days=count * (7 if match["unit"] == "tuan" else 1)))


def _offset(match: re.Match[str], today: date) -> Day:
    return Day(today + timedelta(days=_OFFSETS[match[0]]))


def _possible(year: int, month: int, day: int) -> Day | None:
    try:
        return Day(date(year, month, day))
    except ValueError:
        return None
