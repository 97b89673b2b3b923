"""A target in one line: "chỉ tiêu 70% hồ sơ giải quyết/tiếp nhận", "20 ĐVTN mỗi đơn vị"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reading.fold import fold, plain
from reading.lexicon import PHRASES, RECEIVED, RESOLVED
from reading.numbers import numbers_in
from rules.model import Metric

_LONGEST: Final = 200
_PERCENT: Final = re.compile(r"(?<![\d.,])(\d{1,3}) ?(?:%|phan tram\b)")
_PERIOD: Final = re.compile(
    r"\b(?:(?:trong|moi|hang) (?:tuan|thang|ngay|quy|nam|dot)|ca (?:tuan|thang|quy|nam|dot))\b"
    r"(?: (?:nay|qua|do))?"
)
_EACH: Final = re.compile(
    r"\b(?:moi|tung|cac|tat ca cac|mot) (?:don vi|co so(?: doan)?|chi doan|phuong)\b"
)
_WHOLE: Final = re.compile(r"\b(?:ca ngay|toan (?:quan|phuong|don vi|doan|khoi)|ca doan|tong cong)")
_OF_UNIT: Final = re.compile(r"\b(?:cua|rieng|cho)\s+(?P<unit>.+)$")
_BEFORE: Final = re.compile(r"^(?P<unit>[^:%\d]{3,80}):\s*(?=\S)")
_SUM: Final = re.compile(r"\b(?:tong(?: so)?) [^,.;:%/\d]+")
_LEADING: Final = re.compile(r"\b(?:chi tieu|dat|it nhat|toi thieu|phan dau|giao)\b")
MOST_PERCENT: Final = 1000


@dataclass(frozen=True, slots=True)
class GoalSaid:
    """`numerator` and `denominator` are keys of metrics; `own` is the label of a denominator that
    is none of them. `each`: every unit, or the day as a whole; None when nothing is said."""

    numerator: str
    percent: int | None = None
    amount: int | None = None
    denominator: str = ""
    own: str = ""
    period: str = ""
    each: bool | None = None
    unit: str = ""


def read_goal(text: str, metrics: Sequence[Metric]) -> GoalSaid | None:
    """None when it is no single target for one of the metrics."""
    if len(text) > _LONGEST:
        return None
    said, unit = _without_unit(" ".join(text.split()))
    value = _value(said)
    if value is None:
        return None
    percent, amount = value
    folded = plain(said)
    period = _quoted(said, _PERIOD)
    each = True if _EACH.search(folded) else False if _WHOLE.search(folded) else None
    own = _sum(said, metrics) if percent is not None else ""
    keys = _mentioned(_blot(folded, plain(own)), metrics)
    if percent is not None and not keys and "ho so" in folded:
        asked = {each.key for each in metrics}
        keys = [key for key in (RESOLVED, RECEIVED) if key in asked]
    if not keys or (percent is not None and not own and len(keys) < 2):  # noqa: PLR2004
        return None
    denominator = keys[1] if percent is not None and not own else ""
    return GoalSaid(keys[0], percent, amount, denominator, own, period, each, unit)


def read_value(text: str) -> tuple[int | None, int | None] | None:
    """ "70%" or "20": the percent, or the amount."""
    below = text.strip()[:1] in ("-", "−")
    return None if below or len(text) > _LONGEST else _value(text)


def metric_called(text: str, metrics: Sequence[Metric]) -> str | None:
    """The one metric that the words name."""
    found = _mentioned(plain(text[:_LONGEST]), metrics)
    return found[0] if len(set(found)) == 1 else None


def _without_unit(said: str) -> tuple[str, str]:
    """A unit is named before a colon, or after "của", "riêng", "cho"."""
    found = _BEFORE.match(said)
    if found and not _LEADING.search(plain(found["unit"])):
        return said[found.end() :], found["unit"].strip()
    folded = fold(said)
    after = _OF_UNIT.search(folded.text)
    if after is None or _EACH.search(plain(after["unit"])):
        return said, ""
    start, end = folded.span(after.start("unit"), after.end("unit"))
    unit = said[start:end].strip(" .,")
    return said[: folded.span(after.start(), after.end())[0]].strip(), unit


def _value(said: str) -> tuple[int | None, int | None] | None:
    percents = _PERCENT.findall(fold(said).text)
    if len(percents) == 1:
        return (int(percents[0]), None) if 0 < int(percents[0]) <= MOST_PERCENT else None
    numbers = [each.value for each in numbers_in(said)]
    if percents or len(numbers) != 1 or numbers[0] < 1:
        return None
    return None, numbers[0]


def _sum(said: str, metrics: Sequence[Metric]) -> str:
    """ "tổng hồ sơ trong tuần": a number that nobody reports yet, unless a metric is called so."""
    folded = fold(said)
    found = _SUM.search(folded.text)
    if found is None:
        return ""
    label = folded.quote(found.start(), found.end()).strip(" .,")
    known = {plain(word) for each in metrics for word in (each.label, *each.words)}
    return "" if plain(label) in known or _mentions(plain(label), metrics) else label


def _mentions(folded: str, metrics: Sequence[Metric]) -> bool:
    """By a name of two words or more: "tổng hồ sơ tiếp nhận" is a metric."""
    names = (plain(w) for each in metrics for w in (each.label, *each.words) if " " in w)
    return any(name in folded and re.search(rf"\b{re.escape(name)}\b", folded) for name in names)


def _blot(folded: str, part: str) -> str:
    return folded.replace(part, "_" * len(part)) if part else folded


def _mentioned(folded: str, metrics: Sequence[Metric]) -> list[str]:
    """Keys in the order in which they are named; the longest name wins where several fit. Hundreds
    of names are known, so only those that occur are made into patterns."""
    found: list[tuple[int, str]] = []
    for name, key in _names(metrics):
        if name not in folded:
            continue
        whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        found += [(match.start(), key) for match in whole.finditer(folded)]
        folded = whole.sub(lambda match: "_" * len(match[0]), folded)
    return list(dict.fromkeys(key for _, key in sorted(found)))


def _names(metrics: Sequence[Metric]) -> list[tuple[str, str]]:
    names: dict[str, str] = {}
    for each in metrics:
        for word in (each.label, *each.words):
            names.setdefault(plain(word), each.key)
    for each in metrics:
        for phrase in PHRASES.get(each.key, "").split(";"):
            if len(plain(phrase)) > 2:  # noqa: PLR2004  "b" and "sv" are too short to be sure
                names.setdefault(plain(phrase), each.key)
    return sorted(names.items(), key=lambda pair: (-len(pair[0]), pair[0]))


def _quoted(said: str, pattern: re.Pattern[str]) -> str:
    folded = fold(said)
    found = pattern.search(folded.text)
    return folded.quote(found.start(), found.end()) if found else ""
