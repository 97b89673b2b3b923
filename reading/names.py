"""Names of people and of units as people type them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from reading.fold import plain

_LONGEST_NAME: Final = 60
_LONGEST_QUERY: Final = 120
_LONGEST_LEADERS: Final = 120
_MOST_NAMES: Final = 60
_BEST: Final = 5
_CLOSE_ENOUGH: Final = 70.0
_TYPE_WORDS: Final = re.compile(
    r"\b(?:don vi|doan|dtn|bch|quan|phuong|p|xa|x|chi doan|cd|truong|chi|co so)\b"
)


_SHORT_FORMS: Final = {"kp": "khu pho", "bv": "benh vien", "vp": "van phong", "cq": "co quan"}


@dataclass(frozen=True, slots=True)
class Match:
    """A unit and how well its best name fits, 0 to 100; 100 is the very name."""

    unit_id: int
    name: str
    score: float


def looks_like_name(text: str) -> str | None:
    """The họ tên cleaned, or None: up to 60 letters, spaces and '-. with a letter first."""
    visible = "".join(
        c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Cf"
    )
    name = " ".join(visible.split())
    if not name or len(name) > _LONGEST_NAME or not name[0].isalpha():
        return None
    return name if all(c.isalpha() or c in " '’-." for c in name) else None


def name_list(text: str) -> list[str] | None:
    """People one a line or between commas, with or without numbers before them; None when one of
    them is no name, there are none, or too many for one message."""
    parts = [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]
    names = [looks_like_name(re.sub(r"^\d{1,2}[.)\s]\s*", "", part)) for part in parts]
    found = [name for name in names if name]
    return found if 0 < len(found) == len(parts) <= _MOST_NAMES else None


def leader_names(text: str) -> str | None:
    """One name or a few ("Minh, Lan"), cleaned; None for a number, a phone number, or marks."""
    if len(text) > _LONGEST_LEADERS:
        return None
    names = [looks_like_name(part) for part in re.split(r"[,;/&\n]|\bvà\b", text) if part.strip()]
    return ", ".join(name for name in names if name) if names and all(names) else None


def given_name(full_name: str) -> str:
    """The last word: Vietnamese people are called by it."""
    words = full_name.split()
    return words[-1] if words else ""


def find_units(query: str, names: Sequence[tuple[int, str]]) -> tuple[Match, ...]:
    """The five units whose names or aliases fit best. A number typed must be in the name."""
    asked = _key(query[:_LONGEST_QUERY])
    if not asked:
        return ()
    best: dict[int, Match] = {}
    for unit_id, name in names:
        score = _score(asked, _key(name))
        if score >= _CLOSE_ENOUGH and (unit_id not in best or best[unit_id].score < score):
            best[unit_id] = Match(unit_id, name, score)
    return tuple(
        sorted(best.values(), key=lambda match: (-match.score, match.name, match.unit_id))[:_BEST]
    )


def _score(asked: str, name: str) -> float:
    """100 for the same folded name, 99 but for its type word, less for what is only close: without
    type words, as "Đoàn phường" in both is no likeness."""
    if asked == name:
        return 100.0
    if not name or not _numbers(asked) <= _numbers(name):
        return 0.0
    short_asked, short_name = _without_type(asked), _without_type(name)
    if short_asked == short_name:
        return 99.0
    close = max(fuzz.ratio(short_asked, short_name), fuzz.token_sort_ratio(short_asked, short_name))
    return round(min(98.0, max(close, _beginning(short_asked, short_name))), 1)


def _beginning(asked: str, name: str) -> float:
    """What people type first: some of the name's words, each at least begun ("tan lo")."""
    if len(asked.replace(" ", "")) < 2:  # noqa: PLR2004  one letter fits everything
        return 0.0
    begun = all(any(word.startswith(part) for word in name.split()) for part in asked.split())
    return 80.0 + 15.0 * min(1.0, len(asked) / len(name)) if begun else 0.0


def _without_type(key: str) -> str:
    return " ".join(_TYPE_WORDS.sub(" ", key).split()) or key


def spoken_key(name: str) -> str:
    """The words of a name, folded, short forms told in full: "P.5, KP3" is "p 5 khu pho 3"."""
    return _key(name)


def bare_key(name: str) -> str:
    """The same without the words that say what kind of unit it is."""
    return _without_type(_key(name))


def _numbers(key: str) -> frozenset[str]:
    return frozenset(digits.lstrip("0") or "0" for digits in re.findall(r"[0-9]+", key))


@lru_cache(maxsize=8192)
def _key(name: str) -> str:
    """Kept: a plan of thirty names is held against every name of a tree."""
    words = re.findall(r"[a-z]+|[0-9]+", plain(name))
    return " ".join(_SHORT_FORMS.get(word, word) for word in words)
