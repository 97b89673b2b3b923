"""The unit that a message says it comes from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from reading.fold import Folded, plain

_TYPE: Final = (
    r"(?:doan (?:phuong|xa|truong|khoi|benh vien|p\.?)|doan|dtn|phuong|xa|p\.|p|chi doan|cd|thpt"
    r"|truong|cum|lien chi doan)"
)
_LEAD: Final = (
    r"(?:^|[\n:;\u2600-\u27bf\U0001f000-\U0001faff]"
    r"|\b(?:bao cao(?: nhanh)?(?: cua)?|bc(?: nhanh)?|cua|sua giup|don vi|ae|oi|e|em)\b)"
    r"[ \t]{0,4}(?:[-–+*•][ \t]{0,4})?"
)
_STOP: Final = (
    r"(?=[ \t]{0,4}(?:[:,;\n(¬!|-]|$|\.$|\.\n|[\u2600-\u27bf\U0001f000-\U0001faff]"
    r"|\b(?:bao cao|bc|gui|xin|tong hop|ra quan|cap nhat|sua lai|(?<!phong )dang ky|hom nay|co"
    r"|to chuc|quay|dat(?= [0-9])|nha|xog|se)\b"
    r"|(?<= )[0-9]+ (?!\b(?:bao cao|bc|gui|xin))[a-z]))"
)
_SENDER: Final = re.compile(rf"{_LEAD}(?P<name>{_TYPE} ?[0-9a-z][0-9a-z. +]{{0,60}}?){_STOP}")


@dataclass(frozen=True, slots=True)
class Sender:
    """`name` and its span in the folded text."""

    name: str
    start: int
    end: int


def sender(folded: Folded, unit_names: Sequence[str]) -> Sender | None:
    """The longest known name in the text; without one, the first words that look like a unit's."""
    return _known(folded, unit_names) or _guessed(folded)


def _known(folded: Folded, unit_names: Sequence[str]) -> Sender | None:
    for name in sorted(unit_names, key=len, reverse=True):
        pattern = _spoken(name)
        match = pattern.search(folded.text) if pattern else None
        if match:
            return Sender(name, match.start(), match.end())
    return None


@lru_cache(maxsize=1024)
def _spoken(name: str) -> re.Pattern[str] | None:
    """A unit's name with anything between its words. A district has dozens of units."""
    words = re.findall(r"[^\W_]+", plain(name))
    if not words:
        return None
    return re.compile(rf"\b{r'[^a-z0-9]{1,3}'.join(map(re.escape, words))}\b")


def _guessed(folded: Folded) -> Sender | None:
    match = _SENDER.search(folded.text)
    if match is None:
        return None
    start, end = match.span("name")
    return Sender(folded.quote(start, end).strip(), start, end)
