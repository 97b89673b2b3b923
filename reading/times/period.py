"""Weeks, months, quarters, years and their ends: tháng 3/2017, quý IV, cuối tuần."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from reading.times.day import moved_month

_YEAR: Final = r"(?P<y>(?:20|19)[0-9]{2})"
_NEAR: Final = (
    r"(?P<near>na[yY]|sau nua|sau|tOi|toi|truoc|vua roi|roi|vua qua|qua|ngoai|ke tiep|ke|toi day)"
)
_SAID_YEAR: Final = (
    rf"(?:(?: ?[/.-] ?|,? (?:cua )?nam |,? ){_YEAR}(?![0-9])"
    r"|,? (?:cua )?nam (?P<ny>na[yY]|sau|tOi|toi|ngoai|truoc)|,? (?P<sn>sAng nam)| na[yY]\b)?"
)
_EDGE: Final = r"(?:(?P<edge>cuoi|dau|giua|trung tuan|thuong tuan|ha tuan|nUa dau|nUa cuoi) )?"
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
MONTH: Final = re.compile(
    rf"\b{_EDGE}(?:thang|thg\.?) ?(?P<m>1[0-2]|0?[1-9])(?![0-9]|/[0-9]{{1,2}}(?![0-9]))"
    rf"(?! (?:lan|nguoi|ban\b|don vi|nua)){_SAID_YEAR}"
    rf"|\b{_EDGE.replace('edge', 'edge2')}thang {_NEAR}\b"
    rf"|\bt(?P<m2>1[0-2]|0?[1-9])[/.-](?P<y2>20[0-9]{{2}})(?![0-9])"
    r"|\bt(?P<m4>1[0-2])\b(?![/.][0-9])"
    r"|(?<![0-9/.,-])(?<!\d )(?P<m3>1[0-2]|0?[1-9])/(?P<y3>20[0-9]{2})(?![0-9/])"
)
QUARTER: Final = re.compile(rf"\b{_EDGE}qu[yi] (?P<q>iv|iii|ii|i|[1-4])(?![a-z0-9]){_SAID_YEAR}")
HALF: Final = re.compile(
    r"\b(?:(?P<n>[0-9]{1,2}) thang|nUa) (?P<side>dau|cuoi) "
    rf"nam(?: {_YEAR}| (?P<ny>na[yY]|sau|tOi|toi|ngoai))?"
)
YEAR: Final = re.compile(
    rf"\b{_EDGE}nam (?P<y>20[0-9]{{2}})(?![0-9])|\b(?P<edge2>cuoi|dau|giua) nam (?P<ny>na[yY]"
    rf"|sau|tOi|toi)\b"
    r"|\b(?P<edge3>cuoi|dau|het|trong) nam(?! (?:hoc|[0-9]))\b|\bnam (?P<near>na[yY]|sau|tOi|toi"
    r"|ngoai)\b"
    r"|\bsAng nam(?! [0-9])"
)
STAGE: Final = re.compile(
    r"\b(?:giai doan|tU nam|tu nam|tU|tu|nhung nam)? ?(?<![0-9/.-])(?P<a>20[0-9]{2}) ?(?:-"
    r"|den nam|den|tOi) ?(?P<b>20[0-9]{2})(?![0-9/-])"
)
WEEK: Final = re.compile(
    r"\b(?:(?P<edge>cuoi|dau|giua) )?tuan (?P<near>na[yY]|sau nua|sau|tOi|toi|truoc|vua roi|roi"
    r"|vua qua|qua|ke tiep|ke|kE tiep|kE)\b"
    r"|\b(?P<edge2>cuoi|dau|giua|trong|het|sAng) tuan\b(?! (?:thu|[0-9]|le|dau|cuoi|na[yY]|sau"
    r"|tOi|toi|truoc|roi|qua|ke|kE|vua))"
)
WEEK_OF: Final = re.compile(
    r"\btuan (?:thu |le )?(?P<n>[1-4]|dau|cuoi|nhat)(?: tien| cung)?(?: cua)? thang (?P<m>1[0-2]"
    r"|0?[1-9])"
    rf"(?:(?: ?/ ?| nam ){_YEAR})?"
)
THIS_QUARTER: Final = re.compile(r"\bquy (?P<near>na[yY]|sau|tOi|toi|truoc)\b")
BARE: Final = re.compile(
    r"\b(?P<lead>cuoi|dau|giua|het|trong|sAng) (?P<unit>thang|quy)\b(?! ?[0-9a-z])"
)
_THIRDS: Final = {
    "dau": (1, 10),
    "thuong tuan": (1, 10),
    "giua": (11, 20),
    "trung tuan": (11, 20),
    "ha tuan": (21, 31),
    "cuoi": (21, 31),
    "nUa dau": (1, 15),
    "nUa cuoi": (16, 31),
}
_YEAR_LONG: Final = (1, 12)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months of one year, or `fixed`. `edge`: only its beginning, middle or end is meant."""

    start: int
    end: int
    months: tuple[int, int] | None = None
    year: int | None = None
    fixed: tuple[date, date] | None = None
    edge: str = ""

    def on(self, today: date) -> tuple[date, date]:
        """First and last day; without a year the next one that is not over."""
        if self.fixed is not None:
            return self.fixed
        first, last = self.months or _YEAR_LONG
        year = self.year or (today.year if last >= today.month else today.year + 1)
        return self._edged(date(year, first, 1), month_end(year, last))

    def _edged(self, first: date, last: date) -> tuple[date, date]:
        if not self.edge or self.edge not in _THIRDS:
            return first, last
        if first.month != last.month:
            edge = month_end(first.year, first.month) if self.edge == "dau" else last
            return (first, edge) if self.edge == "dau" else (edge.replace(day=1), last)
        begins, ends = _THIRDS[self.edge]
        return first.replace(day=begins), first.replace(day=min(ends, last.day))


def month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def periods(text: str, today: date) -> Iterator[Period]:
    for pattern, read in (
        (STAGE, _stage),
        (WEEK_OF, _week_of),
        (MONTH, _month),
        (QUARTER, _quarter),
        (THIS_QUARTER, _near_quarter),
        (HALF, _half),
        (YEAR, _year),
        (WEEK, _week),
        (BARE, _bare),
    ):
        for match in pattern.finditer(text):
            one = read(match, today)
            if one is not None:
                yield one


def _step(word: str) -> int:
    said = word.lower()
    if said == "nay":
        return 0
    return -1 if said in ("truoc", "roi", "vua roi", "qua", "vua qua", "ngoai") else 1


def _said_year(match: re.Match[str], today: date) -> int | None:
    said = match.groupdict()
    if said.get("y"):
        return int(said["y"])
    if said.get("sn"):
        return today.year + 1
    return today.year + _step(said["ny"]) if said.get("ny") else None


def _month(match: re.Match[str], today: date) -> Period:
    if match["near"]:
        step = _step(match["near"]) + (match["near"] == "sau nua")
        year, month = moved_month(today, step)
        return Period(match.start(), match.end(), (month, month), year, edge=match["edge2"] or "")
    month = int(next(m for m in match.group("m", "m2", "m3", "m4") if m))
    said = match["y2"] or match["y3"]
    year_said = int(said) if said else _said_year(match, today)
    return Period(match.start(), match.end(), (month, month), year_said, edge=match["edge"] or "")


def _quarter(match: re.Match[str], today: date) -> Period:
    number = _ROMAN[match["q"]]
    return Period(
        match.start(),
        match.end(),
        (number * 3 - 2, number * 3),
        _said_year(match, today),
        edge=match["edge"] or "",
    )


def _near_quarter(match: re.Match[str], today: date) -> Period:
    year, month = moved_month(today, 3 * _step(match["near"]))
    first = (month - 1) // 3 * 3 + 1
    return Period(match.start(), match.end(), (first, first + 2), year)


def _half(match: re.Match[str], today: date) -> Period | None:
    count = int(match["n"] or 6)
    if not 1 <= count <= 12:  # noqa: PLR2004  months of a year
        return None
    months = (1, count) if match["side"] == "dau" else (13 - count, 12)
    return Period(match.start(), match.end(), months, _said_year(match, today) or today.year)


def _year(match: re.Match[str], today: date) -> Period:
    near = match["ny"] or match["near"] or ("sau" if match[0].startswith("sAng") else "nay")
    year = int(match["y"]) if match["y"] else today.year + _step(near)
    edge = match["edge"] or match["edge2"] or match["edge3"] or ""
    start = match.start()
    if edge in ("het", "trong"):
        start, edge = match.start() + len(edge) + 1, ""
    return Period(start, match.end(), _YEAR_LONG, year, edge=edge)


def _stage(match: re.Match[str], _today: date) -> Period | None:
    first, last = int(match["a"]), int(match["b"])
    if not first < last:
        return None
    return Period(match.start(), match.end(), fixed=(date(first, 1, 1), date(last, 12, 31)))


def _week(match: re.Match[str], today: date) -> Period:
    near = match["near"] or ("sau" if match["edge2"] == "sAng" else "nay")
    edge = match["edge"] or match["edge2"] or ""
    monday = today - timedelta(days=today.weekday())
    monday += timedelta(weeks=_step(near) + (near == "sau nua"))
    first, last = {"cuoi": (5, 6), "dau": (0, 0), "giua": (2, 2)}.get(edge, (0, 6))
    start = match.start()
    if edge in ("trong", "het", "sAng"):
        start, edge = start + len(edge) + 1, ""
    return Period(
        start,
        match.end(),
        fixed=(monday + timedelta(days=first), monday + timedelta(days=last)),
        edge=edge,
    )


def _week_of(match: re.Match[str], today: date) -> Period:
    month = int(match["m"])
    said = int(match["y"]) if match["y"] else None
    year = said or (today.year if month >= today.month else today.year + 1)
    if match["n"] == "cuoi":
        last = month_end(year, month)
        return Period(match.start(), match.end(), fixed=(last - timedelta(days=6), last))
    number = {"dau": 1, "nhat": 1}.get(match["n"]) or int(match["n"])
    first = date(year, month, number * 7 - 6)
    return Period(match.start(), match.end(), fixed=(first, first + timedelta(days=6)))


def _bare(match: re.Match[str], today: date) -> Period:
    lead, unit = match["lead"], match["unit"]
    first = today.month if unit == "thang" else (today.month - 1) // 3 * 3 + 1
    months, year = (first, first if unit == "thang" else first + 2), today.year
    if lead == "sAng":
        year, after = moved_month(today, 1)
        months = (after, after)
    inner = lead in ("het", "trong", "sAng")
    start = match.start() + len(lead) + 1 if inner else match.start()
    return Period(start, match.end(), months, year, edge="" if inner else lead)


def shares_year(first: Period, last: Period, today: date) -> Period:
    """ "từ tháng 4 đến tháng 12 năm 2022": the year said last is the first one's too."""
    if first.year or first.fixed or not first.months:
        return first
    _, until = last.on(today)
    year = until.year - (date(until.year, first.months[0], 1) > until)
    return Period(first.start, first.end, first.months, year, edge=first.edge)
