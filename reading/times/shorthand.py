"""What is said once for two: "25-27/11", "7-11h", "thứ 2 đến thứ 6 tuần sau", "tháng 3, 4"."""

import re
from typing import Final

from reading.times.spoken import Spoken

_BETWEEN: Final = (
    r"(?P<between> ?- ?| ?-> ?|(?:, ?ngay)? den (?:ngay )?|(?:,? )va (?:ngay )?|, ?(?:ngay )?"
    r"| tOi (?:ngay )?)"
)
_LIST: Final = r"(?:,? ?(?:[0-9]{1,2}),? ?)?"
_DAYS: Final = re.compile(
    rf"(?<![0-9a-z/.,:_-])(?<!thu )(?P<a>[0-3]?[0-9])(?:, ?[0-3]?[0-9])?{_BETWEEN}"
    rf"(?P<b>[0-3]?[0-9])"
    r"(?P<month>/[01]?[0-9](?:/(?:20[0-9]{2}|[0-9]{2}))?(?![0-9/])"
    r"|-[01]?[0-9]-20[0-9]{2}(?![0-9])"
    r"|\.[01]?[0-9]\.20[0-9]{2}(?![0-9])"
    r"| thang (?:[0-9]{1,2}|na[yY]|sau|tOi|toi)(?:(?:,? nam |/)20[0-9]{2})?)"
)
_MONTHS: Final = re.compile(
    r"\bthang (?P<a>1[0-2]|0?[1-9])(?P<between> ?- ?| den (?:thang )?|,? va (?:thang )?"
    r"|, ?(?:thang )?| tOi (?:thang )?)"
    r"(?P<b>1[0-2]|0?[1-9])(?![0-9]|/[0-9]{1,2}(?![0-9])|[h:])"
    r"(?P<year>(?:/| nam |,? nam |\.)20[0-9]{2}|,? nam (?:na[yY]|sau))?"
)
_HOURS: Final = re.compile(
    r"(?<![0-9a-zA-Z/.,:_-])(?<!ngay )(?<!thu )(?<!thang )(?<!mung )(?<!gio )(?P<a>[0-9]{1,2})"
    r"(?P<between> ?- ?| den | tOi )(?=(?P<b>[0-9]{1,2}) ?(?:h|g|gio)[0-9 ,.)]|"
    r"[0-9]{1,2} ?(?:h|g|gio|am|pm)(?![a-z]))"
    r"(?=[0-9]{1,2} ?[a-z:]+[0-9]{0,2} ?(?P<part>sang|trua|chieu|toI|am|pm)?)"
)
_PARTED: Final = re.compile(
    r"(?<![0-9/.,:_])(?P<a>[0-9]{1,2} ?(?:h|g|gio|:)[0-9]{0,2})(?P<between> ?- ?| den | tOi )"
    r"(?=(?P<b>[0-9]{1,2}) ?(?:h|g|gio|:)[0-9]{0,2} ?(?P<part>sang|chieu|toI|pm)\b)"
)
_NAMES: Final = r"(?:thu ?(?:[2-7]|hai|ba|[tT]u|nam|s[aA]u|bay)|t[2-7]|cn|chu nhat)"
_WEEKDAYS: Final = re.compile(
    rf"\b(?P<a>{_NAMES})(?P<between> (?:den|tOi|va) | ?- ?|, ?)(?P<b>{_NAMES})"
    r"(?P<week> tuan (?:sau nua|sau|na[yY]|tOi|toi|roi|truoc))"
)
_DIGITS: Final = re.compile(r"[0-9]+")
_NOON: Final = 12


def spelled_out(phrase: Spoken) -> Spoken:
    for pattern, new in (
        (_DAYS, _days),
        (_MONTHS, _months),
        (_HOURS, _hours),
        (_PARTED, _parted),
        (_WEEKDAYS, _weekdays),
    ):
        phrase = phrase.rewritten(pattern, new)
    return phrase


def _joint(match: re.Match[str]) -> str:
    said = match["between"].replace(",", " ").split() or ["+"]
    return " - " if said[0] in ("-", "->", "den", "tOi") or "den" in said else " + "


def _days(match: re.Match[str]) -> str | None:
    first, last = int(match["a"]), int(match["b"])
    if not 1 <= first <= 31 or not 1 <= last <= 31:  # noqa: PLR2004  days of a month
        return None
    if first >= last:
        return None
    month = match["month"]
    head = "ngay " if month.startswith(" ") else ""
    return f"{head}{match['a']}{month}{_joint(match)}{head}{match['b']}{month}"


def _months(match: re.Match[str]) -> str | None:
    first, last, year = int(match["a"]), int(match["b"]), match["year"] or ""
    before = "" if first > last else year
    return f"thang {match['a']}{before}{_joint(match)}thang {match['b']}{year}"


def _hours(match: re.Match[str]) -> str | None:
    if int(match["a"]) > 24:  # noqa: PLR2004  hours of a day
        return None
    return f"{match['a']}h{_first_part(match)}{_joint(match)}"


def _parted(match: re.Match[str]) -> str | None:
    part = _first_part(match)
    return f"{match['a']}{part}{_joint(match)}" if part else None


def _first_part(match: re.Match[str]) -> str:
    """ "2-5h chiều" is two in the afternoon; "7h-5h chiều" begins in the morning."""
    opening = _DIGITS.match(match["a"])
    hour, last = int(opening[0]) if opening else 0, int(match["b"] or 0)
    part = match["part"]
    return f" {part}" if part and hour < (last or _NOON) and hour < _NOON else ""


def _weekdays(match: re.Match[str]) -> str:
    return f"{match['a']}{match['week']}{_joint(match)}{match['b']}{match['week']}"
