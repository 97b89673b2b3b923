"""Days as people write them: 28/11, ngày 7 tháng 5, thứ 7 tuần sau, mai, 3 ngày nữa."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_WEEKDAYS: Final = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5}
_SUNDAY: Final = 6
_OFFSETS: Final = {"nay": 0, "mai": 1, "mot": 2, "kia": 2, "qua": -1}
_WEEKS: Final = {
    "nay": 0,
    "sau nua": 2,
    "sau": 1,
    "toi": 1,
    "ke": 1,
    "roi": -1,
    "truoc": -1,
    "qua": -1,
    "vua roi": -1,
}
_WEEK: Final = r"(?P<week>sau nua|sau|naY|nay|tOi|toi|[kK]E?e?(?: tiep)?|vua roi|roi|truoc|qua)"
_YEAR: Final = r"(?:20|19)[0-9]{2}"
_SAID_YEAR: Final = rf"(?:,? ?(?:nam |/ ?|-)(?P<y>{_YEAR}|nay|naY|sau|tOi|toi)|,? sAng nam)"
ISO: Final = re.compile(
    rf"(?<![0-9])(?P<y>{_YEAR})(?P<s>[-/.])(?P<m>[0-9]{{1,2}})(?P=s)(?P<d>[0-9]{{1,2}})(?![0-9])"
    r"(?:t(?=[0-9]{2}:))?"
)
NUMERIC: Final = re.compile(
    r"(?<![0-9/.,:_])(?P<d>[0-3]?[0-9])(?P<s> ?/ ?|[.-])(?P<m>[01]?[0-9])"
    rf"(?:(?: ?/ ?|[.-]|,? nam )(?P<y>{_YEAR}|[0-9]{{2}}(?![0-9h:]))"
    r"|,? nam (?P<near>naY|nay|sau|tOi|toi)|,? (?P<next>sAng nam))?"
    r"(?![0-9%]|[/.:][0-9]| ?%|/)"
)
WORDED: Final = re.compile(
    r"(?:\b(?P<lead>(?:ngay |mung |mong ){1,2}))?(?<![0-9/.,_:hg])(?P<d>[0-9]{1,2}),? ?"
    r"(?:thang|thg\.?|th\.?(?=[ 0-9])|t(?=[0-9])) ?"
    r"(?P<m>[0-9]{1,2}|na[yY]|sau|tOi|toi|truoc|roi)(?![0-9a-z_])"
    rf"(?:,? ?(?:nam |/ ?|-)(?P<y>{_YEAR})|,? nam (?P<near>naY|nay|sau|tOi|toi)"
    r"|,? (?P<next>sAng nam))?"
)
ALONE: Final = re.compile(
    r"\b(?:ngay |mung |mong |hom ){1,2}(?P<d>[0-9]{1,2})\b"
    r"(?! ?(?:[/.:][0-9]|-[0-9]{1,2}/|thang|nua|gio|h\b|%|cong|nguoi|ngay|ban\b|dem\b|buoi))"
    r"(?: (?P<every>(?:hang|hAng|moi) thang))?(?: (?:na[yY]|tay|dl)\b)?"
    r"|\b(?P<d2>[0-9]{1,2}) (?:tay|duong lich)\b"
)
WEEKDAY: Final = re.compile(
    r"\b(?:thu ?(?P<name>hai|ba|[tT]u|nam|s[aA]u|bay|[2-7])(?![0-9])"
    r"|t\.? ?(?P<digit>[2-7])(?![0-9/.]\d)"
    r"|(?P<sunday>chu nhat|chua nhat|chu nhut|cn))(?![a-zA-Z0-9_]|/[0-9])"
    rf"(?:,? (?:cua |trong )?tuan {_WEEK}\b|,? (?P<near>na[yY]|tOi|toi(?! [0-9])|roi|sap toi|"
    r"vua qua|vua roi|truoc(?= ?(?:$|[,.;)]))|sau(?! khi))(?![a-z])|(?P<weekly> (?:hang|hAng"
    r"|moi) tuan))?"
)
RELATIVE: Final = re.compile(
    r"\b(?:hom|hum|bua|h) ?(?P<hom>na[yY]|qua|kia|sau|truoc)\b"
    r"|\bhnay\b|\bhomnay\b"
    r"|\b(?:ngay|bua) (?P<ngay>mai|mOt|mot|kia)\b"
    r"|(?<=\b(?:sang) )(?P<p4>nay|mai|mOt|mot|qua|kia)\b"
    r"|(?<=\b(?:trua) )(?P<p5>nay|mai|mOt|mot|qua|kia)\b"
    r"|(?<=\b(?:chieu) )(?P<p6>nay|mai|mOt|mot|qua|kia)\b"
    r"|(?<=\b(?:to[iI]|dem) )(?P<p7>nay|mai|mOt|mot|qua|kia)\b"
    r"|\b(?P<one>mai|mOt)\b(?! (?:nay|mOt))"
    r"|(?<=\bt[uU] )(?P<from>nay|bay gio|ngay (?:ban hanh|ky|trien khai|phat dong)"
    r"(?: (?:ban hanh|k[eE] hoach|van ban|thong bao|cong van|na[yY])){0,3})\b"
    r"|(?<=[0-9hgp:'] )(?P<nay>nay)\b|^(?P<nay2>nay)\b"
)
AHEAD: Final = re.compile(
    r"\b(?P<n>[0-9]{1,3}) (?P<unit>ngay|hom|bua|tuan|thang) (?P<way>nua|sau|tOi|toi|truoc)\b"
    r"(?! (?:ngay|khi|do|tet))|\bcach day (?P<n2>[0-9]{1,3}) (?P<unit2>ngay|hom|tuan|thang)\b"
)
_SEARCHED_YEARS: Final = 9
_MONTHS: Final = 12
_FAR: Final = 400


@dataclass(frozen=True, slots=True)
class Day:
    """What was said of a day; resolved against today by `on`. `weak`: 28-11 may be no date."""

    start: int
    end: int
    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    week: int | None = None
    fixed: date | None = None
    near: str = ""
    weak: bool = False

    @property
    def is_coming_weekday(self) -> bool:
        return self.weekday is not None and self.week is None and self.fixed is None

    def on(self, today: date) -> date | None:
        """The next such day, today included; None when there is none."""
        if self.fixed is not None:
            return self.fixed
        if self.weekday is not None:
            return self._weekday(today)
        if self.day is None:
            return None
        if self.year and self.month:
            return possible(self.year, self.month, self.day)
        return next_such(self.day, self.month, today)

    def _weekday(self, today: date) -> date:
        weekday = self.weekday or 0
        if self.week is not None:
            monday = today - timedelta(days=today.weekday())
            return monday + timedelta(weeks=self.week, days=weekday)
        ahead = (weekday - today.weekday()) % 7
        return today + timedelta(days=7 if self.near == "toi" and not ahead else ahead)


def next_such(day: int, month: int | None, today: date) -> date | None:
    if month is not None:
        years = (possible(today.year + n, month, day) for n in range(_SEARCHED_YEARS))
        return next((one for one in years if one and one >= today), None)
    for ahead in range(_MONTHS):
        at = today.month - 1 + ahead
        one = possible(today.year + at // _MONTHS, at % _MONTHS + 1, day)
        if one and one >= today:
            return one
    return None


def last_such(day: int, month: int, until: date) -> date | None:
    """The latest such day that is not after `until`."""
    years = (possible(until.year - n, month, day) for n in range(_SEARCHED_YEARS))
    return next((one for one in years if one and one <= until), None)


def possible(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def moved_month(today: date, step: int) -> tuple[int, int]:
    at = today.month - 1 + step
    return today.year + at // _MONTHS, at % _MONTHS + 1


def days(text: str, today: date) -> Iterator[Day]:
    """Every day named, in no order; places may overlap, the longer one is meant."""
    for pattern, read in (
        (ISO, _dated),
        (NUMERIC, _dated),
        (WORDED, _dated),
        (ALONE, _alone),
        (WEEKDAY, _weekday),
        (AHEAD, _ahead),
        (RELATIVE, _relative),
    ):
        for match in pattern.finditer(text):
            one = read(match, today)
            if one is not None:
                yield one


def _dated(match: re.Match[str], today: date) -> Day | None:
    said = match.groupdict()
    month, year = said["m"], _year(said, today)
    if not month.isdigit():
        if not said.get("lead") and month in ("sau", "nay"):
            return None
        year, number = moved_month(today, _month_step(month))
        return Day(match.start(), match.end(), int(said["d"]), number, year)
    number = int(month)
    if said.get("s") == "-" and "-" in _beside(match):
        return None
    weak = said.get("s") in (".", "-") and year is None
    if weak and len(month) == 1 and len(said["d"]) == 1 and said["s"] == ".":
        return None
    return Day(match.start(), match.end(), int(said["d"]), number, year, weak=weak)


def _beside(match: re.Match[str]) -> str:
    """The characters before and after, when a digit follows there: part of a longer number."""
    text, before, after = match.string, match.start() - 1, match.end()
    follows = text[after : after + 1] if text[after + 1 : after + 2].isdigit() else ""
    return (text[before] if before > 0 and text[before - 1].isdigit() else "") + follows


def _month_step(word: str) -> int:
    return {"nay": 0, "naY": 0, "truoc": -1, "roi": -1}.get(word, 1)


def _year(said: dict[str, str | None], today: date) -> int | None:
    if said.get("near"):
        return today.year + (0 if (said["near"] or "").lower() == "nay" else 1)
    if said.get("next"):
        return today.year + 1
    year = said.get("y")
    if not year:
        return None
    return int(year) if len(year) == 4 else int(year) + 2000  # noqa: PLR2004  26 is 2026


def _alone(match: re.Match[str], _today: date) -> Day:
    return Day(match.start(), match.end(), int(match["d"] or match["d2"]))


def _weekday(match: re.Match[str], today: date) -> Day:
    name = (match["name"] or match["digit"] or "").lower()
    weekday = _SUNDAY if match["sunday"] else _WEEKDAYS.get(name, 0)
    if name.isdigit():
        weekday = int(name) - 2
    near = (match["near"] or "").lower()
    week = _week_step(match["week"]) if match["week"] else _near_week(near, weekday, today)
    return Day(
        match.start(),
        match.end(),
        weekday=weekday,
        week=week,
        near="toi" if near in ("toi", "sap toi") else "",
    )


def _near_week(near: str, weekday: int, today: date) -> int | None:
    if near == "sau":
        return 1
    if near in ("roi", "vua roi", "vua qua", "truoc"):
        return 0 if weekday < today.weekday() else -1
    return None


def _week_step(word: str) -> int:
    said = word.lower()
    return _WEEKS.get(said, 1 if said.startswith("ke") else 0)


def _ahead(match: re.Match[str], today: date) -> Day | None:
    count = int(match["n"] or match["n2"])
    unit, way = match["unit"] or match["unit2"], match["way"] or "truoc"
    if count > _FAR or (unit == "thang" and way not in ("nua", "truoc")):
        return None
    sign = -1 if way == "truoc" else 1
    if unit == "thang":
        year, month = moved_month(today, sign * count)
        found = next(one for back in range(4) if (one := possible(year, month, today.day - back)))
    else:
        found = today + timedelta(days=sign * count * (7 if unit == "tuan" else 1))
    return Day(match.start(), match.end(), fixed=found)


def _relative(match: re.Match[str], today: date) -> Day | None:
    said = next((each for each in match.groups() if each), "nay").lower()
    if match["from"]:
        step: int | None = 0
    elif match["hom"]:
        step = {"nay": 0, "qua": -1, "kia": -2, "sau": 1}.get(said)
    else:
        step = _OFFSETS[said]
    if step is None:
        return None
    return Day(match.start(), match.end(), fixed=today + timedelta(days=step))
