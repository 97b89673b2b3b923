"""A number with its metric made a statement, or two: "9/14 hồ sơ", "ĐVTN/dân: 30/115"."""

import re
from dataclasses import replace
from typing import Final

from reading.clause import Clause
from reading.frames import Frame
from reading.lexicon import (
    ALL,
    AMONG,
    CITIZENS,
    DIGITAL,
    EACH,
    JOIN,
    LIGHT,
    ONLINE,
    PART,
    RECEIVE,
    RECEIVED,
    RESOLVE,
    RESOLVED,
    SPECIFIC,
    TOTAL,
    VERBS,
)
from reading.listing import item_of, line_label
from reading.meaning import meaning
from reading.so_far import SoFar, Statement
from reading.unsure import unsure
from reading.words_about import NOTHING, UNDECIDED, Meaning

BELOW: Final = (-2, -2)
"""The place of a part that is a heading: all lines below it."""
_UNQUOTED: Final = frozenset((PART, TOTAL, EACH, AMONG, ALL, JOIN))
_NAMING: Final = SPECIFIC | {CITIZENS, ONLINE, DIGITAL}
_NO_NOUNS: Final = VERBS | {JOIN, PART, TOTAL}
_TWO: Final = 2
_IN_ORDER: Final = re.compile(r"\bn ?/ ?(?:gq|tra) ?:? ?$")


def state(so_far: SoFar, clause: Clause, frame: Frame, found: Meaning) -> None:
    base, of = _base(so_far, clause, frame, found), frame.amount.of
    pair = _pair(so_far, frame) if of is not None else None
    if of is not None and pair:
        so_far.statements.append(replace(base, key=pair[0]))
        so_far.statements.append(replace(base, key=pair[1], value=of))
    elif of is not None and found.key in (RECEIVED, RESOLVED, UNDECIDED):
        _ratio(so_far, base, frame, of)
    else:
        _listed(so_far, base)
        so_far.statements.append(base)
        so_far.statements.extend([replace(base, key=found.also)] if found.also else [])
    so_far.last = found
    count(so_far, frame)


def _is_total(frame: Frame) -> bool:
    """ "tổng quân số 20"; "mỗi đội 9, cộng 2 đ/c" are two more."""
    if frame.before and frame.before[0].text.startswith("tong ") and not frame.has(TOTAL):
        return True
    return any(
        term.sense == TOTAL and (term.text != "cong" or frame.has_colon or frame.unit is None)
        for term in frame.terms
    )


def _listed(so_far: SoFar, base: Statement) -> None:
    """From its second item on a list is one, and its items are parts."""
    last = so_far.latest
    if last is None or not (last.item and base.item) or last.key != base.key:
        return
    if last.line == base.line and not last.parts:
        so_far.statements[-1] = replace(last, parts=frozenset((last.item,)))


def count(so_far: SoFar, frame: Frame) -> None:
    """Kept for "mỗi đội": how many of which noun there were."""
    unit = frame.unit or next((term for term in frame.before if term.sense not in VERBS), None)
    if unit is not None:
        so_far.counted.append((unit.sense, unit.text, frame.amount.value))


def _base(so_far: SoFar, clause: Clause, frame: Frame, found: Meaning) -> Statement:
    amount = frame.amount
    terms = [term for term in frame.terms if term.sense not in _UNQUOTED]
    return Statement(
        found.key,
        amount.value,
        min([amount.start, *(term.start for term in terms)]),
        max([amount.end, *(term.end for term in terms)]),
        frame.clause,
        clause.sentence,
        clause.line,
        amount.start,
        noun=next((term.text for term in frame.terms if term.sense in _NAMING), ""),
        parts=_parts(so_far, clause, frame) or _next_item(so_far, clause, frame, found),
        is_total=_is_total(frame),
        is_aside=so_far.among >= 0 or _parent_counts(so_far, clause, frame),
        is_label=frame.has_colon or (bool(frame.before) and not frame.after),
        is_counter=frame.unit is not None and all(term.sense in LIGHT for term in frame.before),
        how=amount.how,
        doubt=found.doubt or amount.doubt,
        unsure=unsure(so_far, clause, frame),
        item=item_of(so_far, clause, frame),
        label=line_label(so_far.said, clause, frame),
    )


def _next_item(so_far: SoFar, clause: Clause, frame: Frame, found: Meaning) -> frozenset[str]:
    last = so_far.latest
    if last is None or not last.item or last.key != found.key or last.line != clause.line:
        return frozenset()
    item = item_of(so_far, clause, frame)
    return frozenset((item,)) if item else frozenset()


def _parts(so_far: SoFar, clause: Clause, frame: Frame) -> frozenset[str]:
    """A part stands for all that follows it: "sáng: nhận 18 gq 15"."""
    own = frozenset(term.text for term in frame.terms if term.sense == PART)
    place = (clause.line, clause.sentence)
    if own:
        so_far.part = (place, own)
    if frame.has(TOTAL):
        return own
    return own or (so_far.part[1] if so_far.part[0] in (place, BELOW) else own)


def _parent_counts(so_far: SoFar, clause: Clause, frame: Frame) -> bool:
    parent = so_far.parent_of(clause)
    return parent is not None and any(
        amount.start < frame.amount.start for amount in parent.amounts
    )


def _pair(so_far: SoFar, frame: Frame) -> tuple[str, str] | None:
    """ "ĐVTN/dân: 30/115" is one of each."""
    nouns = [term for term in frame.before if term.sense not in _NO_NOUNS]
    if len(nouns) != _TWO or so_far.said.text[nouns[0].end : nouns[1].start].strip() != "/":
        return None
    first, second = (meaning(frame._replace(before=(noun,), after=())).key for noun in nouns)
    known = {first, second} - {"", UNDECIDED, NOTHING}
    return (first, second) if len(known) == _TWO else None


def _ratio(so_far: SoFar, base: Statement, frame: Frame, second: int) -> None:
    """A/B is resolved of received, unless the label says "nhận/gq"."""
    first = frame.amount.value
    is_ordered = _says_order(so_far, frame, falls=first >= second)
    order = (RECEIVED, RESOLVED) if is_ordered else (RESOLVED, RECEIVED)
    doubt = base.doubt or ("ratio" if not is_ordered and first > second else "")
    for key, value in zip(order, (first, second), strict=True):
        so_far.statements.append(replace(base, key=key, value=value, how="ratio", doubt=doubt))


def _says_order(so_far: SoFar, frame: Frame, *, falls: bool) -> bool:
    start = frame.amount.start
    if _IN_ORDER.search(so_far.said.text, max(start - 12, 0), start):
        return True
    verbs = [term for term in frame.terms if term.sense in (RECEIVE, RESOLVE)]
    if len(verbs) < _TWO or (verbs[0].sense, verbs[-1].sense) != (RECEIVE, RESOLVE):
        return False
    joined = so_far.said.text[verbs[0].end : verbs[-1].start]
    return "/" in joined or "-" in joined or falls
