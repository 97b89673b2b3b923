"""The lexicon's phrases found among the tokens of a message."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from rapidfuzz import fuzz, process

from reading.fold import Folded, fold, spelling
from reading.lexicon import DECOY, PHRASES, SPAN, SPELLED, SPELLED_PHRASES
from reading.tokens import Token, tokens
from rules.model import METRICS, Metric

_LONG_ENOUGH_FOR_TYPOS: Final = 6
_SURE_ENOUGH: Final = 84
_AMBIGUOUS: Final = 3
_AFTER_NUMBER: Final = frozenset(("b", "em", "l", "dc", "do"))
_BEHIND_ONLY: Final = frozenset(("mang", "anh chi"))
"""Members only when they are counted: "12 anh chị", not "gửi anh chị: ..."."""
_WAITING: Final = frozenset(("ho so cho", "hs cho", "cho"))
_RECIPIENTS: Final = frozenset(("dan", "ba", "nguoi", "nhan", "cong", "cac", "ho", "doanh"))
"""Without marks "hồ sơ cho dân" begins like "hồ sơ chờ"."""
_COLONS: Final = frozenset(":=")


class Term(NamedTuple):
    """`first`, `upto`: its tokens; `start`, `end`: its letters in the folded text."""

    sense: str
    text: str
    first: int
    upto: int
    start: int
    end: int
    doubtful: bool = False


class _Entry(NamedTuple):
    rest: list[str]
    sense: str
    spelled: str
    text: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`entries` by first word, the longest phrase first; `senses` by folded phrase."""

    entries: dict[str, tuple[_Entry, ...]]
    senses: dict[str, str]


@lru_cache(maxsize=64)
def lexicon(metrics: tuple[Metric, ...]) -> Lexicon:
    """The built-in phrases and those of the coordinator's own metrics, which come first."""
    entries: dict[str, list[_Entry]] = {}
    senses: dict[str, str] = {}
    for phrase, sense in _phrases(metrics):
        words = [token.text for token in tokens(fold(phrase))]
        if not words:
            continue
        text = " ".join(words)
        exact = spelling(phrase).replace("đ", "d") if _is_exact(phrase) else ""
        if text not in senses or exact:
            senses.setdefault(text, sense)
            entries.setdefault(words[0], []).append(_Entry(words[1:], sense, exact, text))
    longest_first = {
        word: tuple(sorted(found, key=lambda entry: -len(entry.rest)))
        for word, found in entries.items()
    }
    return Lexicon(longest_first, senses)


def is_of_a_report(words: str) -> bool:
    """Folded words that mean something in a report, so that they are nobody's name."""
    return words in lexicon(METRICS).senses


def _phrases(metrics: tuple[Metric, ...]) -> Iterator[tuple[str, str]]:
    usual = {metric.key: metric for metric in METRICS}
    for metric in metrics:
        if metric.key not in usual:
            yield from ((word, metric.key) for word in (metric.label, *metric.words))
    for sense, phrases in PHRASES.items():
        yield from ((" ".join(phrase.split()), sense) for phrase in phrases.split(";"))
    for metric in metrics:
        if metric.key in usual:
            known = {usual[metric.key].label, *usual[metric.key].words}
            words = (word for word in (metric.label, *metric.words) if word not in known)
            yield from ((word, metric.key) for word in words)


def _is_exact(phrase: str) -> bool:
    short = " " not in phrase and len(phrase) <= _AMBIGUOUS
    return short or phrase in SPELLED or phrase in SPELLED_PHRASES


def term_at(
    known: Lexicon, folded: Folded, run: Sequence[Token], at: int, *, number_before: bool
) -> Term | None:
    """The longest phrase that begins with this token."""
    entries = known.entries.get(run[at].text)
    if entries is None:
        return None
    following = [token.text for token in run[at + 1 : at + 1 + len(entries[0].rest)]]
    for entry in entries:
        size = len(entry.rest)
        if size and (following[:1] != entry.rest[:1] or following[:size] != entry.rest):
            continue
        upto = at + 1 + size
        start, end = run[at].start, run[upto - 1].end
        colon = _text(run, upto) in _COLONS and entry.text != "b"
        if entry.spelled and not _is_spelled(folded, start, end, entry, number_before or colon):
            continue
        if entry.text in _BEHIND_ONLY and not number_before:
            continue
        if entry.text in _WAITING and _text(run, upto) in _RECIPIENTS and not folded.accented:
            continue
        if entry.text == "tr" and not _is_of_leaflets(run, at, upto):
            continue
        return Term(entry.sense, entry.text, at, upto, start, end)
    return None


def _is_of_leaflets(run: Sequence[Token], at: int, upto: int) -> bool:
    """ "TR: 200", "không phát TR"; "2 tr" are millions."""
    return _text(run, upto) in _COLONS or (at > 0 and run[at - 1].text == "phat")


def _text(run: Sequence[Token], at: int) -> str:
    return run[at].text if at < len(run) else ""


def _is_spelled(folded: Folded, start: int, end: int, entry: _Entry, number_before: bool) -> bool:
    """Short words need their marks where the text has marks: "tổ" is not "tờ"."""
    if entry.text in _AFTER_NUMBER and not number_before:
        return False
    written = folded.spelling(start, end).replace("đ", "d")
    if entry.spelled in (written, _in_chat_letters(written), _other_tone(written)):
        return True
    if written != entry.text:
        return False
    if entry.sense in (DECOY, SPAN):
        return number_before and not folded.accented
    return number_before or not folded.accented


def _other_tone(written: str) -> str:
    """ "trã" is "trả": half of the country hears no difference."""
    return unicodedata.normalize(
        "NFC", unicodedata.normalize("NFD", written).replace("\u0303", "\u0309")
    )


def _in_chat_letters(written: str) -> str:
    """ "fát" is "phát", "T N V" is "TNV"."""
    return written.replace("f", "ph").replace("z", "d").replace("w", "qu").replace(" ", "")


def near_term(words: Sequence[Token], known: Lexicon) -> Term | None:
    """A label with a typing slip ("doi hnih"): the closest long phrase, marked doubtful."""
    name = " ".join(token.text for token in words)
    if len(name) < _LONG_ENOUGH_FOR_TYPOS or len(name) > 40:  # noqa: PLR2004  no label is longer
        return None
    best = process.extractOne(
        name, _long_phrases_of(known), scorer=fuzz.ratio, score_cutoff=_SURE_ENOUGH
    )
    if best is None:
        return None
    return Term(known.senses[best[0]], best[0], 0, 0, words[0].start, words[-1].end, doubtful=True)


def _long_phrases_of(known: Lexicon) -> tuple[str, ...]:
    return tuple(text for text in known.senses if len(text) >= _LONG_ENOUGH_FOR_TYPOS)
