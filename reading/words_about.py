"""The words about one number, looked at once: what the rules of `meaning` and `topics` ask."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from reading.frames import Frame
from reading.lexicon import PHRASES, RECEIVED, RESOLVED, SPECIFIC
from reading.terms import Term

UNDECIDED: Final = "dossiers"
NOTHING: Final = "nothing"
_SENSES: Final = frozenset(PHRASES)


class Meaning(NamedTuple):
    """`key`: a metric, UNDECIDED (hồ sơ of no verb), NOTHING (a decoy) or "" (no word says)."""

    key: str
    doubt: str = ""
    also: str = ""


UNKNOWN: Final = Meaning("")
SILENT: Final = Meaning(NOTHING)


@dataclass(slots=True)
class About:
    """`terms`: of a heading, then the frame's own; `kind`: the sense of the noun behind it."""

    frame: Frame
    terms: Sequence[Term]
    context: Sequence[Term]
    senses: set[str]
    unit: Term | None
    kind: str

    def gap(self, term: Term) -> int:
        amount = self.frame.amount
        return max(term.first - amount.upto, amount.first - term.upto, 0)


def about(frame: Frame, context: Sequence[Term]) -> About:
    terms = (*context, *frame.terms)
    unit = frame.unit
    senses = {term.sense for term in terms}
    return About(frame, terms, context, senses, unit, unit.sense if unit is not None else "")


Rule = Callable[[About], Meaning | None]


def first_of(rules: Sequence[Rule], of: About) -> Meaning | None:
    """What the first rule says that has something to say."""
    for rule in rules:
        said = rule(of)
        if said is not None:
            return said
    return None


def is_own(sense: str) -> bool:
    """A noun that is a metric by itself, or a metric of the coordinator's own."""
    return (
        sense in SPECIFIC or sense in (RECEIVED, RESOLVED) or bool(sense and sense not in _SENSES)
    )
