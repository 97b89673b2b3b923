"""Each number with the words that are about it: those before it and those after it.

The words between two numbers are cut in one place: what stands before the cut is about the number
on the left. Every cut is tried and each number's words are scored (`attachment`); the cuts whose
scores add up to the most are kept, which takes one walk from left to right.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from reading.amounts import Amount
from reading.attachment import Direction, fit
from reading.clause import Clause
from reading.lexicon import LIGHT, SPECIFIC
from reading.terms import Term

_LONGEST_GAP: Final = 10


class Frame(NamedTuple):
    """`unit`: the noun right after the number; `after_unit` may say what it was about."""

    amount: Amount
    before: tuple[Term, ...]
    after: tuple[Term, ...]
    clause: int
    has_colon: bool = False

    @property
    def unit(self) -> Term | None:
        if not self.after:
            return None
        if self.amount.is_zero:
            return next((term for term in self.after if term.sense not in LIGHT), None)
        first = self.after[0]
        return first if first.first - self.amount.upto <= 1 and first.sense not in LIGHT else None

    @property
    def terms(self) -> tuple[Term, ...]:
        return self.before + self.after

    def has(self, *senses: str) -> bool:
        return any(term.sense in senses for term in self.before + self.after)


def frames(clause: Clause, index: int) -> Iterator[Frame]:
    gaps, numbers = _gaps(clause)
    if not numbers:
        return
    cuts = _cuts(clause, gaps, numbers) if len(numbers) > 1 else [0, len(gaps[-1])]
    for at, amount in enumerate(numbers):
        before = _under_last_label(clause, gaps[at][cuts[at] :])
        after = gaps[at + 1][: cuts[at + 1]]
        yield Frame(amount, tuple(before), tuple(after), index, _has_colon(clause, before, amount))


def _under_last_label(clause: Clause, before: list[Term]) -> list[Term]:
    """ "bổ sung so với tin lúc 10h: tờ rơi tăng lên 230": a metric behind a colon begins anew."""
    for colon in clause.colons:
        behind = [term for term in before if term.first >= colon]
        if behind and behind[0].sense in SPECIFIC and len(behind) < len(before):
            return behind
    return before


def _gaps(clause: Clause) -> tuple[list[list[Term]], list[Amount]]:
    gaps: list[list[Term]] = [[]]
    numbers: list[Amount] = []
    for item in clause.items:
        if isinstance(item, Amount):
            numbers.append(item)
            gaps.append([])
        else:
            gaps[-1].append(item)
    return gaps, numbers


class _Way(NamedTuple):
    """`cuts`: the last one and the way there, so that ways share what they have in common."""

    score: float
    cut: int = 0
    came_by: "_Way | None" = None


def _cuts(clause: Clause, gaps: Sequence[list[Term]], numbers: Sequence[Amount]) -> list[int]:
    """Where each gap is cut, in the direction that explains the clause best."""
    ways = [_best(clause, gaps, numbers, direction) for direction in Direction]
    way: _Way | None = max(ways, key=_score)
    cuts: list[int] = []
    while way is not None:
        cuts.append(way.cut)
        way = way.came_by
    return cuts[::-1]


def _best(
    clause: Clause, gaps: Sequence[list[Term]], numbers: Sequence[Amount], direction: Direction
) -> _Way:
    ways = [_Way(0.0)]
    for at, amount in enumerate(numbers):
        following, last = gaps[at + 1], at + 1 == len(numbers)
        stops = (len(following),) if last else range(min(len(following), _LONGEST_GAP) + 1)
        befores = [(way, gaps[at][way.cut :]) for way in ways]
        colons = [_has_colon(clause, before, amount) for _, before in befores]
        ways = [
            max(
                (
                    _Way(
                        way.score
                        + fit(
                            before, amount, following[:stop], direction, has_colon=colon, ends=last
                        ),
                        stop,
                        way,
                    )
                    for (way, before), colon in zip(befores, colons, strict=True)
                ),
                key=_score,
            )
            for stop in stops
        ]
    return max(ways, key=_score)


def _score(way: _Way) -> float:
    return way.score


def _has_colon(clause: Clause, before: Sequence[Term], amount: Amount) -> bool:
    if not before or not clause.colons:
        return False
    upto = before[-1].upto
    return any(upto <= at < amount.first for at in clause.colons)
