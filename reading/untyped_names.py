"""A unit named without its type word: "Đơn vị: Tân Lộc", "Tân Lộc: ...", "em bên Gò Sậy nè"."""

import re
from typing import Final

from reading.fold import Folded, fold, plain, spelling
from reading.name_words import NO_NAMES, STOP, written_otherwise
from reading.terms import is_of_a_report

_LABELLED: Final = re.compile(
    r"\b(?<!cac )(?<!moi )(?<!tung )(?<![0-9] )(?:ten )?don vi"
    r"(?: bao cao| thuc hien| bc| gui)? ?[:=|] ?"
    r"(?P<name>[a-z][^\n,;:|]{1,60})"
)
_CUT: Final = re.compile(r" (?:[-–](?=[^\n]*[0-9:])|bao cao|bc|sdt|nguoi|so|co|[0-9]+ [a-z])")
_NEAR: Final = 2000
_MOST_WORDS: Final = 7

Span = tuple[str, int, int]
"""A name and where it stands in the folded text."""
_BESIDE: Final = re.compile(
    r"\b(?:ben|em la|e la|cua|so lieu|kq|bc|bao cao):? "
    r"(?P<name>(?:[a-z]+ ){1,4}?[a-z]+)(?= (?:gui|bao cao|bc|xin|nop|ne|nha|da|co)\b| ?[:,])"
)
_PREFIX: Final = re.compile(
    r"^(?P<name>[^\W\d_][^:\n\d,;!?.]{1,48}?) ?(?=:|\n| - | – | bc\b| bao cao| gui bc| xin bc"
    r"| [0-9]+ [a-z])"
)
_CAPITALS: Final = re.compile(r"^(?P<name>[^\W\d_][^:\n\d,;!?.()]{1,48})")


def unquoted(text: str) -> str:
    """Without the lines of somebody else's message."""
    return re.sub(r"^[ \t]*>[^\n]*", lambda match: "¬" * len(match[0]), text, flags=re.MULTILINE)


def labelled_name(folded: Folded) -> Span | None:
    """ "Đơn vị: Tân Lộc": the rest of the line whatever it is."""
    match = _LABELLED.search(unquoted(folded.text[:_NEAR]))
    if match is None:
        return None
    start, name = match.start("name"), match["name"].rstrip()
    cut = _CUT.search(name)
    end = start + (cut.start() if cut else len(name))
    if folded.text[start:end].split()[:1] in ([], ["em"], ["e"], ["minh"]):
        return None
    return folded.quote(start, end).strip(), start, end


def untyped_name(folded: Folded) -> Span | None:
    match = _match(folded)
    if match is None:
        return None
    start, end = match.span("name")
    written = folded.quote(start, end).strip()
    words = _capitals(written)
    ends = len(words) == len(written.split()) and folded.text[end : end + 1] in (":", "\n")
    if not (1 < len(words) <= _MOST_WORDS or (words and ends)):
        return None
    end = start + len(fold(" ".join(words)).text)
    name = folded.quote(start, end)
    return None if _is_no_name(name, folded) else (name, start, end)


def _match(folded: Folded) -> re.Match[str] | None:
    beside = _BESIDE.search(folded.text)
    if beside is not None or not folded.source[:1].isupper():
        return beside
    return _PREFIX.match(folded.text) or _CAPITALS.match(folded.text)


def _is_no_name(name: str, folded: Folded) -> bool:
    if is_of_a_report(plain(name)):
        return True
    return any(word in NO_NAMES or _stops(word, name, folded) for word in plain(name).split())


def _stops(word: str, name: str, folded: Folded) -> bool:
    if word not in STOP or word == "tn":
        return False
    written = next((w for w in spelling(name).split() if plain(w) == word), word)
    return not (folded.accented and written_otherwise(word, written))


def _capitals(name: str) -> list[str]:
    """The words with a capital that it begins with; a small one between two is kept."""
    words = name.split()
    last = 0
    for at, word in enumerate(words):
        if word[:1].isupper():
            last = at + 1
        elif at + 1 >= len(words) or not words[at + 1][:1].isupper() or at == 0:
            break
    return words[:last]
