"""A figure of a coordinator's own: the words by which reports will call it, and its key."""

import hashlib
import re
from collections.abc import Sequence
from typing import Final

from reading.fold import fold, plain
from reading.lexicon import DECOY
from reading.terms import lexicon
from reading.tokens import tokens
from rules.model import Metric

LONGEST_LABEL: Final = 60
_LEADING: Final = re.compile(r"^(?:tổng số|số lượng|số|tổng)\s+", re.IGNORECASE)
_IN_BRACKETS: Final = re.compile(r"^(?P<label>[^()]+?)\s*\((?P<counts>[^()]{1,20})\)$")
_KEY: Final = re.compile(r"[^a-z0-9]+")
_LONGEST_KEY: Final = 20


def label_and_unit(text: str) -> tuple[str, str]:
    """ "Số cây trồng (cây)" tells both; else the unit is ""."""
    said = " ".join(text.split())
    found = _IN_BRACKETS.match(said)
    if found is None:
        return _capital(said), ""
    return _capital(found["label"].strip()), found["counts"].strip()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def proposed_words(label: str, counts: str, metrics: Sequence[Metric]) -> tuple[str, ...]:
    """The label without "số", its two words turned round, and the unit: what is free of them."""
    bare = _LEADING.sub("", label).lower()
    parts = bare.split()
    unit = counts.lower() if counts.lower() in parts else ""
    turned = " ".join(reversed(parts)) if unit and len(parts) == 2 else ""  # noqa: PLR2004
    wished = [bare, turned, unit]
    return tuple(dict.fromkeys(w for w in wished if w and meant_by(w, metrics) is None))


def meant_by(word: str, metrics: Sequence[Metric]) -> str | None:
    """The sense that these words have already: a metric's key, or a general one ("lượt"). A thing
    that is no figure by itself ("cây") is free to become one."""
    known = lexicon(tuple(metrics))
    text = " ".join(token.text for token in tokens(fold(word)))
    sense = known.senses.get(text)
    return None if sense == DECOY else sense


def word_list(text: str) -> tuple[str, ...]:
    parts = (" ".join(part.split()).lower() for part in re.split(r"[,;/\n]", text))
    return tuple(dict.fromkeys(part for part in parts if any(c.isalpha() for c in part)))


def own_key(label: str, counts: str) -> str:
    """The same for the same label and unit, so that days of several hosts add up; people and trees
    never share one."""
    told = f"{plain(label)} ({plain(counts)})"
    digest = hashlib.sha256(told.encode()).hexdigest()[:8]
    return f"own_{_KEY.sub('_', plain(label)).strip('_')[:_LONGEST_KEY]}_{digest}"
