"""Chat spellings made plain before a report is read: "fát", "kinh fí", "tờrơi", "Đ V T N".

Only what becomes a word of the lexicon is changed; each letter keeps its place in the source.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from reading.fold import Folded, fold
from reading.lexicon import PHRASES
from reading.tokens import tokens

_ODD: Final = re.compile(
    r"[fjzw]|[aeiouy]g\b|\bt[rn](?![a-z])| hs\b|[a-z]{5}"
    r"|(?<![a-z0-9])[a-z] [a-z] [a-z]\b"
)
_HALVES: Final = {"trieu": "500k", "tram": "50"}
_HALF: Final = re.compile(rf"(?<![0-9] )(?<!ruoi )\bnua ({'|'.join(_HALVES)})\b")
_WORD: Final = re.compile(r"(?<![a-z0-9])(?:[a-z](?: [a-z]){2,5}(?![a-z0-9])|[a-z]{2,30})")
_TR: Final = re.compile(
    r"(?<![0-9a-z])(?:(?<![0-9] )tr(?= ?[:=.-]? ?[0-9])|(?<=[0-9] )tr(?=[0-9]{2})"
    r"|(?<=[0-9]{2} )tr(?P<behind>)(?= ?(?:[,;.+\n]|- |$)|/[0-9]))"
)
_YOUTH: Final = re.compile(
    r"\b(?:dv|d/v|doan vien):? ?[0-9]+ ?(?:[,;+]|va)? ?(?P<youth>tn)"
    r"(?= tu do|:? ?[0-9]+ ?(?:[,;.)=\n]|$))"
)
_RESOLVED: Final = re.compile(r"\bgq|\bgiai quyet|\bxu ly|\btn hs")
_SCHOOL: Final = re.compile(r"\bgv\b|\bgiao vien\b|\btruong (?:thpt|thcs|tieu hoc|th|trung cap)\b")
_DOSSIERS: Final = re.compile(r"\bnhan\b|\bgiai quyet|\bgq|\bho so|\btra\b|\bdvc")
_PUPIL: Final = re.compile(r"(?<=[0-9] )hs\b")
_MONEY: Final = re.compile(r"\b(?:kinh phi|kp|chi|tien|tri gia|xhh|xa hoi hoa|ung ho|von)\b")
_BEGINS: Final = ("", "so", "tong", "tongso")
_SHORTEST: Final = 5
_SHORT_PART: Final = 4
_ENDS_BARE: Final = re.compile(r"(?<=[aeiouy])g$")
_LETTERS: Final = (
    (("f", "ph"),),
    (("j", "gi"),),
    (("j", "ch"),),
    (("j", "i"),),
    (("z", "d"),),
    (("z", "gi"),),
    (("w", "qu"),),
    (("f", "ph"), ("j", "i")),
)
_EVER: Final = ("phuong", "dung", "khong", "giup", "phai", "gi", "vay", "qua")
_OWN: Final = frozenset(
    ("zalo", "web", "wifi", "fb", "facebook", "fanpage", "file", "form", "view")
)


class _Known(NamedTuple):
    words: frozenset[str]
    glued: dict[str, str]


@lru_cache(maxsize=1)
def _known() -> _Known:
    phrases = [
        [token.text for token in tokens(fold(phrase))]
        for listed in PHRASES.values()
        for phrase in listed.split(";")
    ]
    words = frozenset(word for phrase in phrases for word in phrase)
    glued = {
        "".join(phrase): " ".join(phrase)
        for phrase in phrases
        if len(phrase) > 1 and len("".join(phrase)) >= _SHORT_PART and "".join(phrase).isalpha()
    }
    return _Known(words | frozenset(_EVER), glued)


def respelled(folded: Folded) -> Folded:
    """The same object when nothing is to change."""
    text = folded.text
    if not _ODD.search(text) and " nua " not in text:
        return folded
    changes = sorted(
        (*_changes(text), *_leaflets(folded), *_youth(text), *_pupils(text), *_halves(text))
    )
    if not changes:
        return folded
    parts: list[str] = []
    offsets: list[int] = []
    at = 0
    for start, end, new in changes:
        parts.append(text[at:start])
        offsets.extend(folded.offsets[at:start])
        parts.append(new)
        offsets.extend(_places(folded, start, end, new))
        at = end
    parts.append(text[at:])
    offsets.extend(folded.offsets[at:])
    return folded._replace(text="".join(parts), offsets=tuple(offsets))


def _changes(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _WORD.finditer(text):
        new = _plain_word(match[0])
        if new:
            yield match.start(), match.end(), new


def _halves(text: str) -> Iterator[tuple[int, int, str]]:
    """ "nửa triệu", "nửa trăm"."""
    for match in _HALF.finditer(text):
        yield *match.span(), _HALVES[match[1]]


def _youth(text: str) -> Iterator[tuple[int, int, str]]:
    """ "ĐV 22, TN 8" are people, where no "GQ" stands for the other half of tiếp nhận."""
    match = _YOUTH.search(text)
    if match is not None and not _RESOLVED.search(text):
        yield *match.span("youth"), "thanh nien"


def _pupils(text: str) -> Iterator[tuple[int, int, str]]:
    """ "80 HS + 5 GV" of a school that has nothing to do with dossiers."""
    if " hs" not in text or not _SCHOOL.search(text) or _DOSSIERS.search(text):
        return
    for match in _PUPIL.finditer(text):
        yield *match.span(), "hoc sinh"


def _leaflets(folded: Folded) -> Iterator[tuple[int, int, str]]:
    """ "TR 80" and "80 TR" are tờ rơi; "80 tr", and "kinh phí 80 TR", are millions."""
    if "tr" not in folded.text:
        return
    for match in _TR.finditer(folded.text):
        line = folded.text[folded.text.rfind("\n", 0, match.start()) + 1 : match.start()]
        named = match["behind"] is None
        listed = folded.quote(*match.span()) == "TR" or folded.text[match.end()] == "/"
        if named or (listed and not _MONEY.search(line)):
            yield match.start(), match.end(), "leaflet"


@lru_cache(maxsize=4096)
def _plain_word(word: str) -> str:
    """ "" when it is to stay."""
    known = _known()
    if " " in word:
        joined = word.replace(" ", "")
        return joined if joined in known.words else ""
    if word in known.words or word in _OWN:
        return ""
    for swaps in _LETTERS:
        new = word
        for old, letters in swaps:
            new = new.replace(old, letters)
        if new != word and new in known.words:
            return new
    ended = _ENDS_BARE.sub("ng", word)
    if ended != word and ended in known.words and word[:-2]:
        return ended
    return _apart(word, known) if len(word) >= _SHORTEST else ""


def _apart(word: str, known: _Known) -> str:
    """ "sốlượtdân", "hồsơgiảiquyết"."""
    for begins in _BEGINS:
        rest = word.removeprefix(begins)
        if not word.startswith(begins) or len(rest) < _SHORTEST:
            continue
        lead = f"{begins} " if begins else ""
        if rest in known.glued:
            return lead + known.glued[rest]
        for cut in range(_SHORT_PART, len(rest) - _SHORT_PART + 1):
            first, second = known.glued.get(rest[:cut]), known.glued.get(rest[cut:])
            if first and second:
                return f"{lead}{first} {second}"
    return ""


def _places(folded: Folded, start: int, end: int, new: str) -> Iterator[int]:
    """Where each letter of `new` stands: as far on in the old word as it is in the new."""
    old = folded.text[start:end]
    at = 0
    for letter in new:
        if letter in old[at:] and letter != " ":
            at = old.index(letter, at)
            yield folded.offsets[start + at]
            at += 1
        else:
            yield folded.offsets[start + min(at, len(old) - 1)]
