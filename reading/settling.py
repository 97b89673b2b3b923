"""What only the whole message tells of a statement: a dossier's verb, a part's metric, "cả"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reading.clause import Clause
from reading.lexicon import RECEIVE, RECEIVED, RESOLVE, RESOLVED
from reading.so_far import SoFar, Statement
from reading.words_about import NOTHING, UNDECIDED

_DOUBT: Final = "hồ sơ"
_KIND: Final = re.compile(r" [a-z]{2,}")
_FIELDS: Final = frozenset(
    (
        "dat dai", "ho tich", "chung thuc", "sao y", "khai sinh", "khai tu", "ket hon", "cu tru",
        "tam tru", "thuong tru", "bhyt", "xay dung", "kinh doanh", "dkkd", "tu phap", "dia chinh",
        "cccd", "can cuoc", "do thi", "chinh sach", "bao tro",
    )
)  # fmt: skip


def settled(so_far: SoFar) -> tuple[Statement, ...]:
    _settle_dossiers(so_far)
    _settle_waiting(so_far)
    _settle_copies(so_far)
    return tuple(one for one in so_far.statements if one.key not in ("", UNDECIDED, NOTHING))


def _settle_dossiers(so_far: SoFar) -> None:
    """ "hồ sơ đất đai 12, hộ tịch 9 đã giải quyết": the verb of the sentence tells."""
    has_received = any(one.key == RECEIVED for one in so_far.statements)
    for at, one in enumerate(so_far.statements):
        if one.key == UNDECIDED:
            key, doubt = _decided(so_far, one, at, has_received=has_received)
            so_far.statements[at] = replace(one, key=key, doubt=doubt)


def _decided(so_far: SoFar, one: Statement, at: int, *, has_received: bool) -> tuple[str, str]:
    near: list[str] = []
    if one.parts:
        near = [o.key for o in so_far.statements[:at] if _is_sister(o, one)]
        near = near or [o.key for o in so_far.statements[at:] if _is_sister(o, one)]
    verbs = _verbs(so_far.said.clauses, one.sentence) if one.parts else set[str]()
    if near:
        return near[-1], ""
    if before := _of_other_kind(so_far, one, at):
        return before, _DOUBT
    if len(verbs) == 1 and one.parts:
        return (RECEIVED if verbs == {RECEIVE} else RESOLVED), ""
    return (NOTHING if has_received or one.is_aside else RECEIVED), _DOUBT


def _is_sister(other: Statement, one: Statement) -> bool:
    if other.is_aside or other.sentence != one.sentence or other.key not in (RECEIVED, RESOLVED):
        return False
    return bool(other.parts and one.parts)


def _of_other_kind(so_far: SoFar, one: Statement, at: int) -> str:
    """ "giải quyết 20 hs cấp đổi, 15 hs biến động": the verb goes for both."""
    before = so_far.statements[at - 1] if at else None
    if before is None or before.key not in (RECEIVED, RESOLVED) or before.is_aside:
        return ""
    text, follows = so_far.said.text, before.sentence == one.sentence and not one.is_aside
    is_kind = follows and all(_KIND.match(text, each.end) for each in (before, one))
    return before.key if is_kind and before.clause + 1 == one.clause else ""


def _verbs(clauses: Sequence[Clause], sentence: int) -> set[str]:
    ours = (each for each in clauses if each.sentence == sentence and each.parent is None)
    return {term.sense for clause in ours for term in clause.terms} & {RECEIVE, RESOLVE}


def _settle_waiting(so_far: SoFar) -> None:
    """ "sáng 30, chiều 22 lượt dân": the first takes the metric of the next."""
    for at in reversed(so_far.waiting):
        one = so_far.statements[at]
        rest = so_far.statements[at + 1 :]
        following = next((other for other in rest if other.key and other.parts), None)
        if following is not None and following.sentence == one.sentence:
            taken = replace(one, key=following.key, noun=following.noun)
            so_far.statements[at] = taken
        elif following is None and one.parts & _FIELDS and not one.is_aside:
            key, doubt = _of_fields(so_far, one)
            so_far.statements[at] = replace(one, key=key, doubt=doubt)


def _of_fields(so_far: SoFar, one: Statement) -> tuple[str, str]:
    """ "đất đai 12, hộ tịch 20 (hồ sơ tiếp nhận)"."""
    verbs = _verbs(so_far.said.clauses, one.sentence)
    return RESOLVED if verbs == {RESOLVE} else RECEIVED, "" if len(verbs) == 1 else _DOUBT


def _settle_copies(so_far: SoFar) -> None:
    """ "đã giải quyết toàn bộ": as many as were received."""
    received = [one for one in so_far.statements if one.key == RECEIVED and not one.is_aside]
    totals = [one for one in received if one.is_total]
    value = sum(one.value for one in totals or received)
    so_far.statements = [
        replace(one, value=value) if one.how == "copied" else one for one in so_far.statements
    ]
