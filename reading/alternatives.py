"""A pattern of many alternatives of which only those are tried whose words stand in the text: a
report has few of them, and to try a hundred at every letter takes longer than all else."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple

WORD: Final = re.compile(r"[a-z]{2,}")
_ESCAPED: Final = re.compile(r"\\.")
_VARIES: Final = re.compile(r"[(?*+\[{]")


class _Alternative(NamedTuple):
    """`words`: all of them when `all_needed`, else one at least."""

    pattern: re.Pattern[str]
    words: frozenset[str]
    all_needed: bool

    def may_fit(self, words: Collection[str]) -> bool:
        if self.all_needed:
            return self.words.issubset(words)
        return not self.words or not self.words.isdisjoint(words)


class Alternatives:
    """Finds what `re.compile(pattern)` finds, given the words of the text."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.words = frozenset(WORD.findall(_ESCAPED.sub(" ", pattern)))
        self._all = tuple(map(_alternative, _split(pattern)))

    def search(self, text: str, words: Collection[str], start: int = 0) -> re.Match[str] | None:
        return self._first(text, self._fitting(words), start)

    def finditer(self, text: str, words: Collection[str]) -> Iterator[re.Match[str]]:
        fitting, at = self._fitting(words), 0
        while (match := self._first(text, fitting, at)) is not None:
            yield match
            at = max(match.end(), match.start() + 1)

    def _fitting(self, words: Collection[str]) -> list[re.Pattern[str]]:
        return [one.pattern for one in self._all if one.may_fit(words)]

    def _first(
        self, text: str, patterns: Sequence[re.Pattern[str]], start: int
    ) -> re.Match[str] | None:
        """The leftmost; of several there that of the first alternative."""
        found = (match for one in patterns if (match := one.search(text, start)))
        return min(found, key=lambda match: match.start(), default=None)


def _alternative(pattern: str) -> _Alternative:
    words = frozenset(WORD.findall(_ESCAPED.sub(" ", pattern)))
    return _Alternative(re.compile(pattern), words, not _VARIES.search(pattern))


def _split(pattern: str) -> Iterator[str]:
    """At the bars that stand in no bracket."""
    depth, start, in_class, at = 0, 0, False, 0
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            at += 1
        elif in_class:
            in_class = sign != "]"
        elif sign == "[":
            in_class = True
        elif sign in "()":
            depth += 1 if sign == "(" else -1
        elif sign == "|" and not depth:
            yield pattern[start:at]
            start = at + 1
        at += 1
    yield pattern[start:]
