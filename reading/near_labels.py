"""A label with a typing slip beside a number that no known word explains."""

from collections.abc import Iterator, Sequence
from typing import Final

from reading.amounts import Amount
from reading.lexicon import RECEIVE, RESOLVE
from reading.terms import Lexicon, Term, near_term
from reading.tokens import Token

_MOST_BEHIND: Final = 5
_MOST_AHEAD: Final = 6
_LONGEST: Final = 4
_VERB: Final = 2


def near_label(run: Sequence[Token], known: Lexicon, amount: Amount) -> Term | None:
    """Of the words behind the number, else of those ahead of it, the longest that fit."""
    for part in _parts(run, amount):
        near = near_term(part, known)
        if near is not None:
            return near
    return None


def near_verb(run: Sequence[Token], known: Lexicon, amount: Amount) -> Term | None:
    """ "gải quyết 30 hồ sơ": what is done to dossiers, right ahead of the number."""
    ahead = run[max(amount.first - _VERB, 0) : amount.first]
    if len(ahead) < _VERB or not all(token.text.isalpha() for token in ahead):
        return None
    near = near_term(ahead, known)
    return near if near is not None and near.sense in (RECEIVE, RESOLVE) else None


def _parts(run: Sequence[Token], amount: Amount) -> Iterator[Sequence[Token]]:
    behind = _words(run[amount.upto : amount.upto + _MOST_BEHIND])
    yield from (behind[:size] for size in range(_LONGEST, 0, -1) if len(behind) >= size)
    ahead = _words(run[max(amount.first - _MOST_AHEAD, 0) : amount.first][::-1])[::-1]
    yield from (ahead[-size:] for size in range(_LONGEST, 0, -1) if len(ahead) >= size)


def _words(tokens: Sequence[Token]) -> list[Token]:
    """Up to what is no word; a colon between them and the number is passed over."""
    words: list[Token] = []
    for token in tokens:
        if token.text.isalpha():
            words.append(token)
        elif words or token.text not in (":", "="):
            break
    return words
