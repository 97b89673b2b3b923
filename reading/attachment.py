"""How well some words around a number fit it: nearness, direction, one noun to a number."""

from collections.abc import Sequence
from enum import Enum, auto
from typing import Final

from reading.amounts import Amount
from reading.lexicon import (
    AMONG,
    CASES,
    CITIZENS,
    DECOY,
    DIGITAL,
    DOSSIER,
    EACH,
    FOLK,
    GENERAL,
    LIGHT,
    ONLINE,
    PART,
    RECEIVE,
    RESOLVE,
    SERVE,
    SPAN,
    TEAMS,
    TOTAL,
    VERBS,
    VOLUNTEERS,
)
from reading.terms import Term

_DONE_TO: Final = frozenset((DOSSIER, CASES, "turns", "people", CITIZENS))


_FAR: Final = 4
_SAID_TWICE: Final = {True: 0.5, False: 1.5}


class Direction(Enum):
    """Of a whole clause: "ĐVTN 25 dân 40" or "25 ĐVTN 40 dân"."""

    LABELS_FIRST = auto()
    NUMBERS_FIRST = auto()


_COUNTERS: Final = GENERAL | {VOLUNTEERS, DECOY}
_COUNTED_BY_CITIZENS: Final = frozenset((ONLINE, DIGITAL, DECOY, *GENERAL))
_HEADS_ONLINE: Final = frozenset((ONLINE, DIGITAL))
_AHEAD: Final = frozenset((PART, EACH, AMONG, TOTAL))
_DOSSIER_VERBS: Final = frozenset((RECEIVE, RESOLVE))


def fit(
    before: Sequence[Term],
    amount: Amount,
    after: Sequence[Term],
    direction: Direction,
    *,
    has_colon: bool,
    ends: bool,
) -> float:
    labels = [term for term in before if term.sense not in LIGHT and term.sense != SPAN]
    units = [term for term in after if term.sense not in LIGHT]
    has_colon = has_colon or (bool(labels) and labels[-1].end == amount.start)
    score = _label_score(before, labels, units, amount, has_colon=has_colon)
    score += _unit_score(after, units, amount)
    if not (_is_doer(before, units, amount) or _is_far(labels, units, amount, has_colon)):
        score += _agreement(labels, units, amount, has_colon=has_colon)
    score += _verb_score(before, after, labels, units, ends=ends)
    if direction is Direction.LABELS_FIRST:
        score += 1.0 if before and (labels or has_colon) else 0.0
    else:
        score += 1.0 if units and units[0].first - amount.upto <= 1 else 0.0
    return score


def _is_doer(before: Sequence[Term], units: Sequence[Term], amount: Amount) -> bool:
    """ "các bạn đã giúp 73 lượt dân": who did it stands before the verb."""
    if len(before) <= 1 or len(units) != 1 or units[0].first != amount.upto:
        return False
    doer, verb = before[-2:]
    return doer.sense == VOLUNTEERS and verb.sense == SERVE and units[0].sense == CITIZENS


def _is_far(labels: Sequence[Term], units: Sequence[Term], amount: Amount, has_colon: bool) -> bool:
    """ "đồng chí Phó Bí thư ... cùng 1 đội hình": that far ahead it is no label."""
    if has_colon or len(units) != 1 or units[0].first != amount.upto or not labels:
        return False
    return amount.first - labels[-1].upto >= _FAR


def _label_score(
    before: Sequence[Term],
    labels: Sequence[Term],
    units: Sequence[Term],
    amount: Amount,
    *,
    has_colon: bool,
) -> float:
    """A noun (or only a verb) before the number, the nearer the better."""
    if has_colon:
        return 4.0
    if labels:
        distance = amount.first - before[-1].upto
        return 2.5 - 0.4 * min(distance, 5)
    if before and before[-1].sense in VERBS and _takes(before[-1], units):
        return 1.6 - 0.3 * min(amount.first - before[-1].upto, 5)
    return 0.0


def _takes(verb: Term, units: Sequence[Term]) -> bool:
    """ "giải quyết 12 hs", not "giải quyết 12 DVCTT"."""
    if verb.sense not in _DOSSIER_VERBS or not units:
        return True
    return units[0].sense in _DONE_TO


def _unit_score(after: Sequence[Term], units: Sequence[Term], amount: Amount) -> float:
    """The noun right behind the number; a verb alone ("31 tn 27 gq") serves too."""
    if not after:
        return 0.0
    distance = after[0].first - amount.upto
    if not units:
        verb = after[0].sense in _DOSSIER_VERBS
        return 1.2 - 0.5 * distance if verb else -0.4
    if after[0] is units[0]:
        return 3.5 if distance == 0 else 2.6 - 0.6 * min(distance, 5)
    return 0.6


def _agreement(
    labels: Sequence[Term], units: Sequence[Term], amount: Amount, *, has_colon: bool
) -> float:
    """One metric to a number: what it is called before and behind must go together."""
    score = -1.5 * max(_phrases(labels) - 1, 0) - 1.5 * max(_phrases(units) - 1, 0)
    if units and units[0].sense in GENERAL and _topics(units):
        score += 1.2
    if not labels or not units:
        return score if labels or units else score - 1.5
    label, unit = labels[-1], units[0]
    if _topics(labels) and _topics(units) - _topics(labels):
        return score - 4.0
    is_team = (label.sense, unit.sense) == (VOLUNTEERS, TEAMS) and unit.first == amount.upto
    if is_team or (unit.sense == CITIZENS and label.sense in _COUNTED_BY_CITIZENS):
        return score
    if unit.sense in _COUNTERS and label.sense != unit.sense and unit.first == amount.upto:
        return score - (0.0 if unit.sense in GENERAL or has_colon else 1.0)
    if unit.sense == SPAN:
        return score - 0.5
    return score - (_SAID_TWICE[has_colon] if label.sense == unit.sense else 4.0)


def _topics(nouns: Sequence[Term]) -> set[str]:
    return {noun.sense for noun in nouns} & _HEADS_ONLINE


def _phrases(nouns: Sequence[Term]) -> int:
    """Nouns apart from each other, those of one phrase ("lượt hồ sơ") taken together."""
    count, upto, sense = 0, -9, ""
    for noun in nouns:
        joined = noun.first - upto <= 0 or (sense in GENERAL and noun.sense in _HEADS_ONLINE)
        count += not joined and noun.sense not in (FOLK, SPAN)
        upto, sense = noun.upto, noun.sense
    return count


def _verb_score(
    before: Sequence[Term],
    after: Sequence[Term],
    labels: Sequence[Term],
    units: Sequence[Term],
    *,
    ends: bool,
) -> float:
    """Verbs and the words for parts lead what comes, unless nothing comes."""
    first, last = _dossier_verbs(before), _dossier_verbs(after)
    score = -0.8 if first and last else 0.0
    score -= 1.5 if len({*first, *last}) > 1 and last else 0.0
    if not ends:
        score -= sum(_lead(term, bool(first)) for term in after)
    if first or last:
        nouns = (*labels, *units)
        fits = any(noun.sense in (DOSSIER, CASES) for noun in nouns)
        score += 1.2 if fits else (0.8 if not nouns else 0.2)
    return score


def _lead(term: Term, has_verb: bool) -> float:
    if term.sense in _AHEAD:
        return 1.0
    if term.sense in _DOSSIER_VERBS and not has_verb:
        return 0.35
    return 0.8 if term.sense in VERBS else 0.0


def _dossier_verbs(terms: Sequence[Term]) -> tuple[str, ...]:
    return tuple(term.sense for term in terms if term.sense in _DOSSIER_VERBS)
