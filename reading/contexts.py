"""What a number is a figure of by what was said before it, when its own words do not tell."""

from collections.abc import Callable, Sequence
from typing import Final

from reading.clause import Clause
from reading.frames import Frame
from reading.lexicon import (
    AMONG,
    CASES,
    CITIZENS,
    DIGITAL,
    DOSSIER,
    EACH,
    FUNDS,
    ONLINE,
    PART,
    PHRASES,
    RECEIVE,
    RECEIVED,
    RESOLVE,
    RESOLVED,
    TOTAL,
    TURNS,
)
from reading.listing import goes_on
from reading.meaning import meaning
from reading.so_far import SoFar
from reading.terms import Term
from reading.words_about import NOTHING, SILENT, UNDECIDED, Meaning

_AGAIN: Final = frozenset(("dat", "con", "hien"))
_MET: Final = frozenset(("hien", "dat"))
_AHEAD: Final = frozenset((PART, EACH, AMONG, TOTAL))
_TOPICS: Final = frozenset((ONLINE, DIGITAL))
_COUNTS: Final = frozenset(METRIC for METRIC in PHRASES) - {FUNDS}
_HEADINGS: Final = _TOPICS | {RECEIVE, RESOLVE, DOSSIER}


def meaning_here(so_far: SoFar, clause: Clause, frame: Frame) -> Meaning:
    found = meaning(frame)
    if frame.amount.is_zero and found.doubt:
        return SILENT
    if found.key == "" or all(term.sense in _AHEAD for term in frame.terms):
        context = _context(so_far, clause, frame)
        if context is not None and not (frame.amount.is_cash and context.key in _COUNTS):
            return context
    return _refined(so_far, clause, frame, found)


def _refined(so_far: SoFar, clause: Clause, frame: Frame, found: Meaning) -> Meaning:
    """A general meaning made exact by a heading or the clause before."""
    if found.doubt == "người" and frame.has(PART) and _goes_on(so_far, clause):
        return Meaning(CITIZENS)
    if found.key in (UNDECIDED, CITIZENS) and not found.doubt and _takes_heading(so_far, frame):
        return _under(frame, so_far.heading, found, ("", NOTHING))
    if found.key == UNDECIDED and so_far.pending:
        return _under(frame, so_far.pending, found, ("", NOTHING, CITIZENS))
    if found.key == CITIZENS and (last := _topic_before(so_far, clause, frame)):
        return Meaning(last)
    if found.key == CITIZENS and _takes_topic(so_far, frame):
        return meaning(frame, so_far.pending)
    return found


def _under(
    frame: Frame, context: Sequence[Term], found: Meaning, useless: Sequence[str]
) -> Meaning:
    under = meaning(frame, context)
    return found if under.key in useless else under


def _goes_on(so_far: SoFar, clause: Clause) -> bool:
    """ "sáng 30 người dân, chiều thêm 25 người": the people are the same."""
    last = so_far.latest
    return last is not None and last.key == CITIZENS and last.line == clause.line


def _topic_before(so_far: SoFar, clause: Clause, frame: Frame) -> str:
    """ "Hướng dẫn DVC trực tuyến: hộ tịch 11 lượt, đất đai 6 lượt"."""
    last = so_far.latest
    if last is None or last.key not in _TOPICS or last.sentence != clause.sentence:
        return ""
    run, first = so_far.said.run, frame.amount.first
    is_named = frame.has(PART) or (not frame.before and first > 0 and run[first - 1].text.isalpha())
    is_part = bool(last.parts) and is_named and not frame.has(CITIZENS)
    return last.key if is_part and frame.unit is not None and frame.unit.sense == TURNS else ""


def _takes_heading(so_far: SoFar, frame: Frame) -> bool:
    if frame.has(CITIZENS):
        return False
    return any(term.sense in _HEADINGS for term in so_far.heading)


def _takes_topic(so_far: SoFar, frame: Frame) -> bool:
    """ "Hướng dẫn DVC trực tuyến, được 30 lượt"."""
    if frame.unit is None or frame.unit.sense != TURNS or frame.has(CITIZENS):
        return False
    senses = {term.sense for term in so_far.pending}
    return bool(senses & _TOPICS) and CITIZENS not in senses


def _context(so_far: SoFar, clause: Clause, frame: Frame) -> Meaning | None:
    """What a number without a noun of its own is a figure of."""
    for rule in _RULES:
        found = rule(so_far, clause, frame)
        if found is not None:
            return found if found.key or rule is _bracketed else None
    return None


def _bracketed(so_far: SoFar, clause: Clause, frame: Frame) -> Meaning | None:
    """ "ĐVTN (31)": the words before the bracket."""
    parent = so_far.parent_of(clause)
    if parent is None or any(one.start <= frame.amount.start for one in parent.amounts[:1]):
        return None
    before = [term for term in parent.terms if term.end <= frame.amount.start]
    return meaning(frame, before) if before else None


def _again(so_far: SoFar, clause: Clause, frame: Frame) -> Meaning | None:
    """ "chỉ tiêu 100 lượt dân, đạt 86", "thiếu 3 bạn, còn 15": of what was just counted."""
    first, last = frame.amount.first, so_far.latest
    before = so_far.said.run[first - 1].text if first else ""
    is_met = before == "duoc" and first > 1 and so_far.said.run[first - 2].text in _MET
    if so_far.last is None or last is None or not (frame.has(TOTAL) or before in _AGAIN or is_met):
        return None
    if so_far.last.key in (RECEIVED, RESOLVED, UNDECIDED) and before == "con":
        return SILENT
    return Meaning(so_far.last.key) if last.line == clause.line else None


def _cases(_so_far: SoFar, _clause: Clause, frame: Frame) -> Meaning | None:
    """ "3 ca": of nothing that was said."""
    return Meaning("") if frame.unit is not None and frame.unit.sense == CASES else None


def _listed(so_far: SoFar, clause: Clause, frame: Frame) -> Meaning | None:
    """ "ĐVTN: Một cửa 9, chợ 7"."""
    if so_far.last is None or not goes_on(so_far, clause, frame):
        return None
    return Meaning(so_far.last.key)


def _pending(so_far: SoFar, _clause: Clause, frame: Frame) -> Meaning | None:
    return _told_by(frame, so_far.pending)


def _same_sentence(so_far: SoFar, clause: Clause, frame: Frame) -> Meaning | None:
    """ "sáng 30 lượt dân, chiều 22"."""
    last = so_far.latest
    if last is None or so_far.last is None or last.sentence != clause.sentence:
        return None
    if last.at > frame.amount.start:
        return None
    is_part = frame.has(PART) or not frame.terms
    goes_on = last.parts or clause.parent is not None
    return Meaning(so_far.last.key) if is_part and goes_on else None


def _heading(so_far: SoFar, _clause: Clause, frame: Frame) -> Meaning | None:
    return _told_by(frame, so_far.heading)


def _told_by(frame: Frame, context: Sequence[Term]) -> Meaning | None:
    found = meaning(frame, context) if context else None
    return found if found is not None and found.key else None


def _next_part(so_far: SoFar, _clause: Clause, frame: Frame) -> Meaning | None:
    last = so_far.latest
    if last is None or so_far.last is None or not (last.parts and frame.has(PART)):
        return None
    return Meaning(so_far.last.key)


_Rule = Callable[[SoFar, Clause, Frame], Meaning | None]
_RULES: Final[tuple[_Rule, ...]] = (
    _bracketed,
    _again,
    _cases,
    _listed,
    _pending,
    _same_sentence,
    _heading,
    _next_part,
)
