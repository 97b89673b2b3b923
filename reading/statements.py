"""What a message states, number by number, in its order; nothing is added up yet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from reading.amounts import Amount
from reading.clause import Clause, Message
from reading.contexts import meaning_here
from reading.frames import Frame, frames
from reading.lexicon import (
    ABSENT,
    ALL,
    AMONG,
    DECOY,
    LIGHT,
    PART,
    RECEIVE,
    RECEIVED,
    RESOLVE,
    RESOLVED,
    SPAN,
    TEAMS,
    VOLUNTEERS,
)
from reading.meaning import meaning
from reading.near_labels import near_label, near_verb
from reading.products import is_each, state_product
from reading.settling import settled
from reading.so_far import SoFar, Statement
from reading.stating import BELOW, count, state
from reading.terms import Lexicon, Term
from reading.unsure import is_strange
from reading.words_about import NOTHING, UNDECIDED, Meaning

_SHORT: Final = 4
_SHORTER: Final = 2
"""Words of a heading; of the first line."""


@dataclass(frozen=True, slots=True)
class Told:
    """`loose`: numbers that no word explains and that could be figures."""

    statements: tuple[Statement, ...]
    loose: tuple[Amount, ...]


def told(said: Message, known: Lexicon) -> Told:
    so_far = SoFar(said, known)
    for index, clause in enumerate(said.clauses):
        _clause(so_far, index, clause)
    for index, clause in enumerate(said.clauses):
        if not clause.amounts:  # "100% hồ sơ (21 hồ sơ) đã giải quyết": known only now
            _copied(so_far, index, clause, tuple(clause.terms))
    for clause, frame in tuple(so_far.each):
        state_product(so_far, clause, frame)
    return Told(settled(so_far), tuple(so_far.loose))


def _clause(so_far: SoFar, index: int, clause: Clause) -> None:
    _forget(so_far, clause)
    if not clause.amounts:
        _without_number(so_far, index, clause)
        return
    for frame in frames(clause, index):
        _frame(so_far, clause, frame)
    so_far.pending = ()


def _forget(so_far: SoFar, clause: Clause) -> None:
    """What does not outlive a line, a sentence or a bracket."""
    if clause.parent is None and clause.line != so_far.last_line:
        so_far.last_line, so_far.among, so_far.pending = clause.line, -1, ()
    opened = so_far.among >= 0 and so_far.said.clauses[so_far.among].parent is not None
    if clause.opened_by_stop or (opened and clause.parent is None):
        so_far.among = -1
        so_far.pending = so_far.pending if not clause.items else ()


def _without_number(so_far: SoFar, index: int, clause: Clause) -> None:
    terms = tuple(clause.terms)
    if any(term.sense == AMONG for term in terms):
        so_far.among = index
    _copied(so_far, index, clause, terms)
    if not terms or clause.parent is not None:
        return
    if _is_alone(so_far, index, clause) and all(term.sense == PART for term in terms):
        so_far.part = (BELOW, frozenset(term.text for term in terms))
        return
    if _is_alone(so_far, index, clause) and _is_heading(clause, terms):
        first_line = clause.line == 0 and len(terms) > _SHORTER
        so_far.heading = () if first_line else terms
    so_far.pending = terms


def _is_heading(clause: Clause, terms: Sequence[Term]) -> bool:
    ends_in_colon = bool(clause.colons) and max(clause.colons) >= terms[-1].upto
    return ends_in_colon or clause.line == 0 or len(terms) <= _SHORT


def _is_alone(so_far: SoFar, index: int, clause: Clause) -> bool:
    clauses = so_far.said.clauses
    around = (*clauses[max(index - 1, 0) : index], *clauses[index + 1 : index + 2])
    return all(other.line != clause.line or not other.items for other in around)


def _copied(so_far: SoFar, index: int, clause: Clause, terms: Sequence[Term]) -> None:
    """ "đã giải quyết 100%": as many as were received, which is known at the end."""
    keys = {one.key for one in so_far.statements}
    if RESOLVED in keys or not keys & {RECEIVED, UNDECIDED}:
        return
    if not _are_all_resolved(terms):
        return
    so_far.statements = [
        replace(one, key=RECEIVED) if one.key == UNDECIDED else one for one in so_far.statements
    ]
    start, end = terms[0].start, terms[-1].end
    copied = Statement(RESOLVED, 0, start, end, index, clause.sentence, at=start, how="copied")
    so_far.statements.append(copied)


def _frame(so_far: SoFar, clause: Clause, frame: Frame) -> None:
    so_far.among = _breakdown(so_far, frame)
    if is_each(so_far, frame):
        state_product(so_far, clause, frame)
        return
    found = _meant(so_far, clause, frame)
    if found.key == UNDECIDED:
        frame, found = _with_verb(so_far, frame, found)
    if found.key == RECEIVED and _at_once(so_far, frame):
        found = found._replace(also=RESOLVED)
    if found.key == "":
        _unnamed(so_far, clause, frame)
    elif found.key == NOTHING:
        count(so_far, frame)
        is_span = frame.unit is not None and frame.unit.sense == SPAN
        so_far.pending = frame.before if is_span else so_far.pending
    else:
        state(so_far, clause, frame, found)
        _copied_after(so_far, clause, frame, found)


def _meant(so_far: SoFar, clause: Clause, frame: Frame) -> Meaning:
    found = meaning_here(so_far, clause, frame)
    if found.key == VOLUNTEERS and _are_things(so_far, clause, frame):
        return found._replace(key=NOTHING)
    return found


def _are_things(so_far: SoFar, clause: Clause, frame: Frame) -> bool:
    """ "điểm trực chỉ có 2 quạt": only a verb says that people are counted."""
    if any(term.sense not in LIGHT and term.sense != SPAN for term in frame.terms):
        return False
    near = near_label(so_far.said.run, so_far.known, frame.amount)
    return near is None and is_strange(so_far, clause, frame)


def _breakdown(so_far: SoFar, frame: Frame) -> int:
    """The clause that began the breakdown in which this number stands, or -1."""
    if _is_next_team(so_far, frame):
        return -1
    return frame.clause if frame.has(AMONG) else so_far.among


def _is_next_team(so_far: SoFar, frame: Frame) -> bool:
    """ "1 đội hình gồm 20 bạn và 1 đội hình gồm 14": the second is no part of the first."""
    if frame.unit is None or frame.unit.sense != TEAMS or so_far.among != frame.clause:
        return False
    return any(one.key == TEAMS and one.clause == frame.clause for one in so_far.statements)


def _are_all_resolved(terms: Sequence[Term]) -> bool:
    """ "đã giải quyết toàn bộ", "xong hết"; without marks "xong cả" ends in "ca"."""
    senses = {term.sense for term in terms}
    if senses & {ABSENT, DECOY}:
        return False
    if ALL in senses and (RESOLVE in senses or any(t.text.startswith("xong") for t in terms)):
        return True
    return RESOLVE in senses and terms[-1].text == "ca" and terms[-2].sense == RESOLVE


def _copied_after(so_far: SoFar, clause: Clause, frame: Frame, found: Meaning) -> None:
    """ "36 hồ sơ, đều đã giải quyết" in one clause, "100% trong 26 hồ sơ nhận đã giải quyết"."""
    terms = frame.after
    if any(term.sense == ALL and term.text.startswith("100") for term in frame.before):
        terms = (*(term for term in frame.before if term.sense == ALL), *frame.after)
    if found.key in (RECEIVED, UNDECIDED) and not found.also and _are_all_resolved(terms):
        so_far.statements[-1] = replace(so_far.statements[-1], key=RECEIVED)
        _copied(so_far, frame.clause, clause, terms)


def _unnamed(so_far: SoFar, clause: Clause, frame: Frame) -> None:
    if frame.amount.is_zero:
        if frame.has(PART) and clause.parent is None:
            _wait(so_far, clause, frame)
        return
    if _misspelled(so_far, clause, frame):
        return
    if frame.has(PART) and clause.parent is None:
        _wait(so_far, clause, frame)
    else:
        so_far.loose.append(frame.amount)


def _misspelled(so_far: SoFar, clause: Clause, frame: Frame) -> bool:
    """Whether a label with a typing slip stands beside it; then it is stated, with a doubt."""
    near = near_label(so_far.said.run, so_far.known, frame.amount)
    if near is None:
        return False
    before = frame._replace(before=(*frame.before, near))
    behind = near.start > frame.amount.start
    found = meaning(frame._replace(after=(*frame.after, near)) if behind else before)
    if found.key in ("", NOTHING, UNDECIDED):
        return False
    state(so_far, clause, before, found._replace(doubt="typo"))
    return True


def _with_verb(so_far: SoFar, frame: Frame, found: Meaning) -> tuple[Frame, Meaning]:
    """The verb of dossiers may have a typing slip."""
    near = near_verb(so_far.said.run, so_far.known, frame.amount)
    if near is None:
        return frame, found
    frame = frame._replace(before=(*frame.before, near))
    return frame, meaning(frame)._replace(doubt="typo")


def _at_once(so_far: SoFar, frame: Frame) -> bool:
    """ "24 hs nhận và giải quyết"."""
    verbs = [term for term in frame.after if term.sense in (RECEIVE, RESOLVE)]
    if [term.sense for term in verbs] != [RECEIVE, RESOLVE]:
        return False
    return so_far.said.text[verbs[0].end : verbs[1].start] == " va "


def _wait(so_far: SoFar, clause: Clause, frame: Frame) -> None:
    """ "sáng 30, chiều 22 lượt dân": a part whose metric comes later."""
    amount = frame.amount
    so_far.waiting.append(len(so_far.statements))
    so_far.statements.append(
        Statement(
            "",
            amount.value,
            amount.start,
            amount.end,
            frame.clause,
            clause.sentence,
            at=amount.start,
            parts=frozenset(term.text for term in frame.terms if term.sense == PART),
            is_aside=so_far.among >= 0,
            how=amount.how,
        )
    )
