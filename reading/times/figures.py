"""Small numbers in words, written as digits where a time needs them: "bảy giờ ba mươi"."""

import re
from functools import partial
from typing import Final

from reading.times.spoken import Spoken

_UNITS: Final = {
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "tu": 4,
    "nam": 5,
    "lam": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
}
_UNIT: Final = (
    r"(?:mo[tT]|mOt|hai|ba|bon|[tT]u|nam|lam|sAu|sau(?= gio (?:sang|chieu|toi))|bay|tam|chin)"
)
_NUMBER: Final = (
    rf"(?:(?:hai|ba|bon|nam) muoi(?: {_UNIT})?|muoi(?: {_UNIT})?|(?:hai|ba|bon|nam) lam|{_UNIT})"
)
_HOURS: Final = re.compile(rf"\b(?P<n>{_NUMBER})(?= gio(?! dong| cong)\b| ruoi\b)")
_MINUTES: Final = re.compile(rf"(?<=[0-9] gio )(?:kem )?(?P<n>{_NUMBER})\b(?! thang)")
_LESS: Final = re.compile(rf"(?<=\bkem )(?P<n>{_NUMBER})\b")
_DAYS: Final = re.compile(
    rf"(?:(?<=\bngay )|(?<=\bmung )|(?<=\bmong ))(?P<n>{_NUMBER})(?= thang| tet|$|[ ,.](?!nua|hom))"
)
_MONTHS: Final = re.compile(
    rf"(?<=\bthang )(?P<n>{_NUMBER})\b(?! bien gioi| thanh nien)(?! trieu| nua)"
)
_COUNTS: Final = re.compile(
    rf"\b(?P<n>{_NUMBER})(?= (?:ngay|hom|bua|tuan|tieng|gio|phut|thang)"
    r"(?: lam viec| ruoi| dong ho)? (?:nua|ke tU|ke tu|sau|tOi|toi|truoc)\b"
    r"| thang (?:dau|cuoi) nam)"
)
_BARE_EVENING: Final = re.compile(
    rf"\b(?P<n>{_NUMBER})(?= gio\b| h\b| (?:chieu|toI) (?:nay|mai|mOt|mot|thu|ngay)\b)"
)
_TENS: Final = 10


def with_digits(phrase: Spoken) -> Spoken:
    for pattern in (_HOURS, _MINUTES, _LESS, _DAYS, _MONTHS, _COUNTS, _BARE_EVENING):
        phrase = phrase.rewritten(pattern, partial(_digits, phrase))
    return phrase


def _digits(phrase: Spoken, match: re.Match[str]) -> str | None:
    if match["n"] == "mOt" or (_is_now(match) and not _bears_a_mark(phrase, match)):
        return None
    lead = match[0][: match.start("n") - match.start()]
    return f"{lead}{_value(match['n'].lower())}"


def _bears_a_mark(phrase: Spoken, match: re.Match[str]) -> bool:
    """ "bảy giờ" is seven whatever follows."""
    start, end = phrase.span(*match.span("n"))
    return not phrase.source[start:end].isascii()


def _is_now(match: re.Match[str]) -> bool:
    """ "bay gio" without marks is "bây giờ" unless a part of the day or minutes follow."""
    after = match.string[match.end() : match.end() + 12]
    return match["n"] == "bay" and bool(
        re.fullmatch(r" gio(?! (?:sang|t[oO][iI]|kem|ruoi|ba |muoi|hai |bon |nam |\d)).*", after)
    )


def _value(words: str) -> int:
    parts = words.split()
    if "muoi" not in parts:
        short = len(parts) > 1  # "bốn lăm"
        return _UNITS[parts[0]] * _TENS + _UNITS[parts[1]] if short else _UNITS[parts[0]]
    ten = parts.index("muoi")
    tens = _UNITS[parts[0]] * _TENS if ten else _TENS
    return tens + (_UNITS[parts[ten + 1]] if len(parts) > ten + 1 else 0)
