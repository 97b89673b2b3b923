"""Which earlier pictures this one may be a copy of: the words of all in one sorted array.

An entry is one number: the word, the picture's row, where in it the landmark is. 500,000 pictures
take 96 MB, twice that while new ones are merged in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from reading.pictures.fingerprint import LEVELS, SIDE, SMALL, Points, Probe, Words
from reading.pictures.likeness import Laid

Entries = NDArray[np.uint64]
Rows = NDArray[np.int64]

WORD: Final = np.uint64(40)
ROW: Final = np.uint64(16)
DOWN: Final = np.uint64(8)
_ROWS: Final = np.uint64((1 << 24) - 1)
_BYTE: Final = np.uint64(255)
COMMON: Final = 100
"""A word that so many landmarks share says nothing."""
FRESH: Final = 100_000
"""So many entries wait beside the large array before they are merged into it."""
LEAST_VOTES: Final = 3
"""Chance alone gives a picture two among 500,000."""
SUSPECTS: Final = 4
NEAR: Final = 6
"""So many bits of the whole's hash may differ."""
_CELL: Final = 16.0
_SHIFTS: Final = 64


@dataclass(frozen=True, slots=True)
class Known:
    """A picture that is remembered."""

    id: int
    phash: int
    words: Words
    points: Points


@dataclass(frozen=True, slots=True)
class Suspect:
    """How the new picture would lie on the one with this id."""

    id: int
    laid: Laid


@dataclass(frozen=True, slots=True)
class _Votes:
    """Landmarks that share a word: the other's row, the level, and the shift in pixels of `SIDE`
    that lays one on the other."""

    row: Rows
    level: Rows
    across: NDArray[np.float64]
    down: NDArray[np.float64]


class Index:
    """Grows; forgets nothing. Not to be used by two threads at once."""

    def __init__(self) -> None:
        self._old = np.empty(0, np.uint64)
        self._fresh = np.empty(0, np.uint64)
        self._ids = np.empty(0, np.int64)
        self._hashes = np.empty(0, np.uint64)

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, known: Sequence[Known]) -> None:
        first = len(self._ids)
        new = [entries(each.words, each.points, first + n) for n, each in enumerate(known)]
        self.take(
            np.array([each.id for each in known], np.int64),
            np.array([each.phash for each in known], np.int64).view(np.uint64),
            np.concatenate([np.empty(0, np.uint64), *new]),
        )

    def take(self, ids: NDArray[np.int64], hashes: Entries, new: Entries) -> None:
        """`new`: entries whose rows follow those that are here."""
        self._ids = np.concatenate([self._ids, ids])
        self._hashes = np.concatenate([self._hashes, hashes])
        self._fresh = np.sort(np.concatenate([self._fresh, new]))
        if len(self._fresh) > FRESH:
            self._old = np.concatenate([self._old, self._fresh])
            self._old.sort()
            self._fresh = np.empty(0, np.uint64)

    def suspects(self, probe: Probe) -> list[Suspect]:
        """The likeliest first."""
        found = [self._suspect(*each) for each in self._voted(probe)]
        seen = {each.id for each in found}
        return found + [each for each in self.near(probe.phash) if each.id not in seen]

    def near(self, phash: int, bits: int = NEAR) -> list[Suspect]:
        """Those that look alike as a whole: pictures with few landmarks have only this."""
        asked = np.array([phash], np.int64).view(np.uint64)
        apart = np.bitwise_count(self._hashes ^ asked)
        rows = np.nonzero(apart <= bits)[0]
        nearest = rows[np.argsort(apart[rows], kind="stable")][:SUSPECTS]
        return [self._suspect(int(row), Laid()) for row in nearest]

    def _suspect(self, row: int, laid: Laid) -> Suspect:
        return Suspect(int(self._ids[row]), laid)

    def _voted(self, probe: Probe) -> Iterator[tuple[int, Laid]]:
        asked = probe.words.ravel()
        order = np.argsort(asked, kind="stable")  # neighbours in the array are asked in a row
        parts = [_hits(part, asked[order], order) for part in (self._old, self._fresh)]
        entry, which = (np.concatenate(each) for each in zip(*parts, strict=True))
        row = ((entry >> ROW) & _ROWS).astype(np.int64)
        enough = np.bincount(row, minlength=1)[row] >= LEAST_VOTES
        return _elected(_votes(probe, entry[enough], row[enough], which[enough]))


def entries(words: Words, points: Points, row: int) -> Entries:
    places = (points[:, 1].astype(np.uint64) << DOWN) | points[:, 0]
    return (words.astype(np.uint64) << WORD) | (np.uint64(row) << ROW) | places


def _hits(part: Entries, asked: Words, order: NDArray[np.intp]) -> tuple[Entries, NDArray[np.intp]]:
    """Entries with a word that was asked for, and which of the askings it was."""
    least = asked.astype(np.uint64) << WORD
    begin = np.searchsorted(part, least)
    count = np.searchsorted(part, least + (np.uint64(1) << WORD)) - begin
    count[count > COMMON] = 0
    before = np.cumsum(count) - count
    place = np.arange(count.sum()) + np.repeat(begin - before, count)
    return part[place], np.repeat(order, count)


def _votes(probe: Probe, entry: Entries, row: Rows, which: NDArray[np.intp]) -> _Votes:
    _, marks, guesses = probe.words.shape
    level, mark = which // (marks * guesses), which // guesses % marks
    scale = np.array(LEVELS)[level]
    across = (entry & _BYTE) - probe.points[mark, 0] / scale
    down = ((entry >> DOWN) & _BYTE) - probe.points[mark, 1] / scale
    return _Votes(row, level.astype(np.int64), across, down)


def _elected(votes: _Votes) -> Iterator[tuple[int, Laid]]:
    """Rows for which several landmarks agree how the pictures lie; the grid of places is tried
    twice, half a cell apart."""
    best: dict[int, tuple[int, NDArray[np.intp]]] = {}
    for half in (0.0, 0.5):
        across = np.floor(votes.across / _CELL + half).astype(np.int64) + _SHIFTS // 2
        down = np.floor(votes.down / _CELL + half).astype(np.int64) + _SHIFTS // 2
        key = ((votes.row * len(LEVELS) + votes.level) * _SHIFTS + across) * _SHIFTS + down
        for row, members in _agreed(key):
            if row not in best or best[row][0] < len(members):
                best[row] = (len(members), members)
    ranked = sorted(best.items(), key=lambda each: -each[1][0])[:SUSPECTS]
    return ((row, _laid(votes, members)) for row, (_, members) in ranked)


def _agreed(key: Rows) -> Iterator[tuple[int, NDArray[np.intp]]]:
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    edges = np.nonzero(np.diff(ordered, prepend=-1, append=-1))[0]
    sizes = np.diff(edges)
    strong = np.argsort(-sizes, kind="stable")[: 2 * SUSPECTS]
    for each in strong[sizes[strong] >= LEAST_VOTES]:
        begin, end = edges[each], edges[each + 1]
        yield int(ordered[begin]) // (len(LEVELS) * _SHIFTS**2), order[begin:end]


def _laid(votes: _Votes, members: NDArray[np.intp]) -> Laid:
    scale = 1 / LEVELS[int(votes.level[members[0]])]
    across, down = np.median(votes.across[members]), np.median(votes.down[members])
    return Laid((scale, scale), (float(across) * SMALL / SIDE, float(down) * SMALL / SIDE))
