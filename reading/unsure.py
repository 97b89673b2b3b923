"""What is to be asked about a figure although words explain it: they are far, one beside it is
strange, or something says that not all of it counts."""

import re
from typing import Final

from reading.clause import Clause
from reading.fold import Folded
from reading.frames import Frame
from reading.lexicon import (
    ALL,
    AMONG,
    CITIZENS,
    DIGITAL,
    EACH,
    ONLINE,
    PART,
    SPAN,
    SPECIFIC,
    TOTAL,
)
from reading.so_far import SoFar
from reading.totals import Total

FAR: Final = "far"
STRANGE: Final = "strange"
HEDGED: Final = "hedged"
UNITS: Final = "units"
_NO_NAMES: Final = frozenset((PART, TOTAL, EACH, AMONG, ALL, SPAN))
_THINGS: Final = SPECIFIC | {CITIZENS, ONLINE, DIGITAL}
_TOO_FAR: Final = 5
_ASIDE: Final = 32
_HEDGES: Final = re.compile(r"\b(?:van|tru|bot|rieng|nhung|ke ca|thieu)\b")
_SPELLED: Final = frozenset(
    ("vẫn", "trừ", "bớt", "riêng", "nhưng", "kể cả", "thiếu", "van", "tru", "bot", "rieng")
)
_PARTICLES: Final = frozenset(
    re.findall(
        r"[a-z]+",
        """a ah ak anh ban ben cac chi cho chu co cua d da dc di do dong duoc e em gi giu gui hen
        het hnay hom khong la lam luon lun ma moi mua nay ne nek nen nha nhe nhen nua o oi ok q r
        roi thay thi thoi thui tai to toi tong tu va vao vi vnd voi xong z bao bc so ca cung con do
        hay hi len mn ngay nhung qua ra sang se tham trong trua truoc van ve xin x k""",
    )
)


def unsure(so_far: SoFar, clause: Clause, frame: Frame) -> str:
    """Why one figure is, or ""."""
    if frame.amount.is_zero or frame.amount.is_cash:
        return ""
    if _is_far(frame):
        return FAR
    if frame.amount.of is not None and _are_two_things(frame):
        return STRANGE
    return STRANGE if is_strange(so_far, clause, frame) else ""


def _are_two_things(frame: Frame) -> bool:
    """ "số đội hình 2 / 7 khách hàng": a ratio of what?"""
    unit = frame.unit
    labels = [term.sense for term in frame.before if term.sense in _THINGS]
    return unit is not None and unit.sense in _THINGS and labels[-1:] not in ([], [unit.sense])


def _is_far(frame: Frame) -> bool:
    amount = frame.amount
    named = [term for term in frame.terms if term.sense not in _NO_NAMES]
    gaps = [max(term.first - amount.upto, amount.first - term.upto) for term in named]
    return bool(gaps) and min(gaps) >= _TOO_FAR


def is_strange(so_far: SoFar, clause: Clause, frame: Frame) -> bool:
    """ "13 xyz ĐVTN": a word right behind the number that nobody knows."""
    at, run = frame.amount.upto, so_far.said.run
    if at >= len(run) or not run[at].text.isalpha() or run[at].text in _PARTICLES:
        return False
    return not any(term.first <= at < term.upto for term in clause.terms)


def is_hedged(folded: Folded, total: Total) -> bool:
    """ "sáng 25, chiều vẫn 25", "mỗi tổ 6 bạn, riêng tổ 3 chỉ có 4": parts that may not add up."""
    if total.how not in ("sum", "product"):
        return False
    line = folded.text.find("\n", total.end)
    upto = min(total.end + _ASIDE, line if line >= 0 else len(folded.text))
    return any(
        folded.spelling(*match.span()) in _SPELLED
        for match in _HEDGES.finditer(folded.text, total.start, upto)
    )
