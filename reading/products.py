""" "3 đội, mỗi đội 8 bạn", "2 đội x 10 bạn", "8 bạn/đội": as many as there are of them."""

from itertools import pairwise
from typing import Final

from reading.clause import Clause
from reading.frames import Frame
from reading.lexicon import EACH, PEOPLE, SPECIFIC, TEAMS, VOLUNTEERS
from reading.so_far import SoFar, Statement
from reading.terms import Term
from reading.tokens import Token

_GROUPS: Final = frozenset(("doi", "to", "nhom", "moi", "diem", "chot"))
_AFTER: Final = 5
_RESULTS: Final = frozenset((">", "=", "→", "⇒", "➡"))
"""Before what they come to together: "mỗi khu phố 4 bạn => 12 bạn"."""


def is_each(so_far: SoFar, frame: Frame) -> bool:
    run, amount = so_far.said.run, frame.amount
    if amount.first and run[amount.first - 1].text in _RESULTS:
        return False
    if frame.has(EACH) or _goes_on(so_far, frame):
        return True
    sign = run[amount.first - 1].text if amount.first > 1 else ""
    if sign in ("x", "×") or (sign == "*" and run[amount.first - 2].text != "\n"):
        return True
    after = run[amount.upto : amount.upto + _AFTER]
    return any(_is_of_each(slash, noun) for slash, noun in pairwise(after))


def _goes_on(so_far: SoFar, frame: Frame) -> bool:
    """ "mỗi đội 5 ĐVTN và 1 cán bộ"."""
    last, first = so_far.latest, frame.amount.first
    if last is None or not last.is_each or last.clause != frame.clause or first < 1:
        return False
    return so_far.said.run[first - 1].text == "va"


def _is_of_each(slash: Token, noun: Token) -> bool:
    """ "8 bạn/đội", not "8 bạn / tổ chức 2 đội"."""
    return slash.text == "/" and noun.text in _GROUPS and slash.end == noun.start


def state_product(so_far: SoFar, clause: Clause, frame: Frame) -> None:
    times, sense = _times(so_far, frame), _counted(frame)
    if times is None and sense in SPECIFIC:
        so_far.each.append((clause, frame))
    if times is None or sense not in SPECIFIC:
        return
    amount = frame.amount
    start = min([amount.start, *(term.start for term in frame.terms)])
    end = max([amount.end, *(term.end for term in frame.terms)])
    so_far.statements.append(
        Statement(
            sense,
            amount.value * times,
            start,
            end,
            frame.clause,
            clause.sentence,
            at=amount.start,
            is_each=True,
            how="product",
        )
    )


def _counted(frame: Frame) -> str:
    sense = frame.unit.sense if frame.unit is not None else VOLUNTEERS
    return VOLUNTEERS if sense in (PEOPLE, TEAMS) else sense


def _times(so_far: SoFar, frame: Frame) -> int | None:
    """How many there are of what "mỗi" names; of teams when it names nothing."""
    about = _about(frame)
    same = [value for sense, text, value in so_far.counted if _is_same(about, sense, text)]
    if not same and (about is None or about.sense == TEAMS):
        same = [value for sense, _, value in so_far.counted if sense == TEAMS]
    return same[-1] if same else None


def _about(frame: Frame) -> Term | None:
    each = next((term for term in frame.terms if term.sense == EACH), None)
    if each is None:
        return None
    return next((term for term in frame.terms if term.first >= each.upto), None)


def _is_same(about: Term | None, sense: str, text: str) -> bool:
    return about is None or sense == TEAMS == about.sense or text == about.text
