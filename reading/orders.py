"""Short orders about a report that is there: take a figure out, that is right, leave it."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from reading.fold import plain, spelling
from reading.numbers import numbers_in
from rules.model import Metric

_LONGEST: Final = 80
_ADDRESS: Final = (
    r"(?:(?:da|a|oi|dc|d/c|ban|bot|em|e|minh|chi|anh|cho|nho|xin|giup|gium|lam on) +)*"
)
_OUT: Final = re.compile(
    rf"{_ADDRESS}(?:bo|xoa|go|huy|loai|rut)(?: bo| het| di)?"
    r"(?: +(?:giup|gium|cho)(?: +(?:em|e|minh))?)?(?: +(?:so lieu|so|phan|dong|muc|chi tieu|cai))?"
    r"(?: +ve)? +(?P<what>.+?)[ .!]*"
)
_AFTER: Final = frozenset(
    re.findall(
        "[a-z]+",
        "di nhe nha nhen a giup gium em e minh voi luon khoi trong bao cao bc ra cho dc roi oi",
    )
)
_NUMBER: Final = re.compile(r"[0-9][0-9.,]*")
_YES: Final = frozenset(
    (
        "đúng",
        "đúng rồi",
        "đúng ạ",
        "dạ đúng",
        "dạ đúng ạ",
        "dạ đúng rồi",
        "dạ đúng rồi ạ",
        "đúng rồi ạ",
        "đúng rồi bạn",
        "đúng vậy",
        "đúng số đó",
        "chuẩn",
        "chuẩn rồi",
        "chính xác",
        "phải",
        "phải rồi",
        "vâng",
        "dạ vâng",
        "vâng ạ",
        "ừ",
        "uh",
        "ok",
        "oke",
        "ok ạ",
        "dạ ok",
        "yes",
    )
)
_SKIP: Final = frozenset(("bỏ qua", "thôi bỏ qua", "bỏ qua đi", "khỏi"))
_BARE: Final = str.maketrans("", "", ".!,~")


def taken_out(
    text: str, metrics: Sequence[Metric], values: Mapping[str, int]
) -> frozenset[str] | None:
    """ "bỏ số tờ rơi", "xóa 200 tờ rơi đi ạ", "bỏ số 45": the figures to take out of `values`; None
    when it asks for no such thing."""
    if len(text) > _LONGEST or "?" in text:
        return None
    said = _OUT.fullmatch(plain(text))
    if said is None:
        return None
    left = _NUMBER.sub(" ", said["what"]).split()
    while left:
        out = _called(" ".join(left), metrics, values)
        if out or left[-1] not in _AFTER:
            return out
        left.pop()
    numbers = [found.value for found in numbers_in(text)]
    alike = frozenset(key for key, value in values.items() if numbers == [value])
    return alike if len(alike) == 1 else None


def _called(
    name: str, metrics: Sequence[Metric], values: Mapping[str, int]
) -> frozenset[str] | None:
    """The longest word wins: "hồ sơ giải quyết" is not all dossiers."""
    best: tuple[int, str] | None = None
    for metric in metrics:
        if metric.key not in values:
            continue
        for word in (metric.label, *metric.words):
            known = plain(word)
            if known == name and (best is None or len(known) > best[0]):
                best = (len(known), metric.key)
    return None if best is None else frozenset((best[1],))


def metric_called(text: str, metrics: Sequence[Metric]) -> str | None:
    """The key of the metric whose very label or word this is, and nothing else."""
    found = _called(plain(text.translate(_BARE)), metrics, {each.key: 0 for each in metrics})
    return next(iter(found)) if found else None


def says_yes(text: str) -> bool:
    return _says(text, _YES)


def says_skip(text: str) -> bool:
    return _says(text, _SKIP)


def _says(text: str, words: frozenset[str]) -> bool:
    """With its marks a word is what it says ("dừng" is not "đúng"); without, what it may be."""
    said = " ".join(spelling(text.translate(_BARE)).split())
    return said in words or (said == plain(said) and said in {plain(word) for word in words})
