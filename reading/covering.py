"""Whose figures are in whose, as people say it: "báo cáo này gồm cả Chi đoàn A, Chi đoàn B",
"hoạt động chung, tính ở Đoàn phường X"."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reading.fold import Folded, fold, plain
from reading.names import Match, find_units

LONGEST: Final = 600
SURE: Final = (100.0, 99.0)

_CLUSTER: Final = re.compile(
    r"\s*(?:bao\s+cao|bc|so\s+lieu|so)(?:\s+nhanh)?\s+(?:nay|(?:cua\s+)?(?P<own>.+?))"
    r"\s+(?:da\s+)?(?:bao\s+)?(?:gom|tinh|gop|cong)\s+(?:ca|luon|them)"
    r"\s+(?:so(?:\s+lieu)?\s+(?:cua\s+)?)?(?P<names>.+)",
    re.DOTALL,
)
_JOINT: Final = re.compile(
    r"\s*hoat\s+dong\s+chung(?:\s+(?:cua|giua|voi)\s+(?P<names>.+?))?"
    r"[\s,;:.]*(?:so\s+(?:lieu\s+)?)?(?:tinh|cong|ghi)\s+(?:so\s+)?(?:o|cho|vao|ben)\s+(?P<own>.+)",
    re.DOTALL,
)
_BREAKS: Final = re.compile(r"[,;+\n]")
_AND: Final = re.compile(r"\s+va\s+|\s*&\s*")
_ENDINGS: Final = re.compile(r"(?:\s+(?:ạ|a|nhé|nhe|nha))*[\s.!?,;]*$")
"""Small letters only: "Chi đoàn A" ends in its name."""


@dataclass(frozen=True, slots=True)
class Cover:
    """`holder` is the unit that counts the figures of the others, `names` are theirs; either is
    empty when the sender means their own. `joint`: one activity of several units, not one's report
    for a cluster."""

    holder: str
    names: str
    joint: bool = False


def read_cover(text: str) -> Cover | None:
    """None for every other message."""
    if len(text) > LONGEST:
        return None
    folded = fold(text)
    if found := _JOINT.fullmatch(folded.text):
        return Cover(_quoted(folded, found, "own"), _quoted(folded, found, "names"), joint=True)
    if found := _CLUSTER.fullmatch(folded.text):
        return Cover(_quoted(folded, found, "own"), _quoted(folded, found, "names"))
    return None


def _quoted(folded: Folded, found: re.Match[str], group: str) -> str:
    start, end = found.span(group)
    if start < 0:
        return ""
    written = unicodedata.normalize("NFC", folded.quote(start, end)).strip(" .!?,;\n")
    return " ".join(_ENDINGS.sub("", written).split())


@dataclass(frozen=True, slots=True)
class Named:
    """What stands for one unit in a list, and the units that may be meant: one when clear."""

    text: str
    matches: tuple[Match, ...]


def named_units(text: str, names: Sequence[tuple[int, str]]) -> tuple[Named, ...]:
    """The units of a list ("A, B và C"). "và" may be part of a name too."""
    parts = [part.strip() for part in _BREAKS.split(text)]
    return tuple(one for part in parts if plain(part) for one in _named(part, names))


def _named(part: str, names: Sequence[tuple[int, str]]) -> list[Named]:
    whole = Named(part, _meant(part, names))
    folded = fold(part)
    if (whole.matches and whole.matches[0].score >= min(SURE)) or not _AND.search(folded.text):
        return [whole]
    starts = [0, *(found.end() for found in _AND.finditer(folded.text))]
    ends = [*(found.start() for found in _AND.finditer(folded.text)), len(folded.text)]
    split = [folded.quote(start, end).strip() for start, end in zip(starts, ends, strict=True)]
    return [Named(each, _meant(each, names)) for each in split if plain(each)]


def _meant(part: str, names: Sequence[tuple[int, str]]) -> tuple[Match, ...]:
    matches = find_units(part, names)
    sure = (tuple(match for match in matches if match.score >= score) for score in SURE)
    return next(filter(None, sure), matches)
