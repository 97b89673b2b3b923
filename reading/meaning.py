"""Which metric a number is a figure of, from the words that are about it."""

from collections.abc import Sequence
from typing import Final

from reading.frames import Frame
from reading.lexicon import (
    ABSENT,
    ACTIVATE,
    CITIZENS,
    DECOY,
    DIGITAL,
    DOSSIER,
    FUNDS,
    GENERAL,
    HAND_OUT,
    JOIN,
    LEAFLETS,
    MEDIA,
    PEOPLE,
    RECEIVE,
    RECEIVED,
    RESOLVE,
    RESOLVED,
    SERVE,
    SPAN,
    SPECIFIC,
    TURNS,
    VERBS,
    VOLUNTEERS,
)
from reading.terms import Term
from reading.topics import TOPICS
from reading.words_about import SILENT, UNKNOWN, About, Meaning, about, first_of, is_own

_SERVED: Final = frozenset(
    ("hoc sinh", "em hoc sinh", "sinh vien", "ban sinh vien", "cong nhan", "hoi vien", "hssv")
)
"""Who takes part as often as is served."""
_PIECES: Final = frozenset(("cai", "bo", "cuon"))
_SHEETS: Final = frozenset(("to", "to tuyen truyen", "to huong dan", "to thong tin"))
"""Without marks as like a team ("tổ") as a leaflet ("tờ")."""
_MILLION: Final = 1_000_000
_AWAY: Final = frozenset(("nghi", "vang", "vang mat", "xin nghi"))
_CASH_FLOOR: Final = 1000
_NO_HEADS: Final = VERBS | {"part", "each", "among", "total", "all", SPAN, JOIN, ABSENT}


def meaning(frame: Frame, context: Sequence[Term] = ()) -> Meaning:
    """`context`: the words of a heading or of the clause before, for a number with none."""
    return first_of(_RULES, about(frame, context)) or UNKNOWN


def _absent(of: About) -> Meaning | None:
    """ "3 đoàn viên bận thi", "9 hộ vắng nhà": who was not there."""
    if ABSENT not in of.senses:
        return None
    last = of.frame.before[-1:]
    if last and last[0].text in _AWAY and last[0].upto == of.frame.amount.first:
        return SILENT
    at = of.frame.amount.upto
    for term in of.frame.after:
        if term.first - at > 1:
            return None
        if term.sense == ABSENT:
            return SILENT
        at = term.upto
    return None


def _cash(of: About) -> Meaning | None:
    if not of.frame.amount.is_cash:
        return None
    if FUNDS in of.senses:
        return Meaning(FUNDS)
    if of.kind in SPECIFIC and of.frame.amount.value >= _MILLION:
        return UNKNOWN
    if of.kind not in ("", DECOY, PEOPLE):
        return Meaning(of.kind) if is_own(of.kind) or of.kind == CITIZENS else UNKNOWN
    return SILENT if DECOY in of.senses else Meaning(FUNDS, "unnamed")


def _piece(of: About) -> Meaning | None:
    """ "nhận 20 cái trả được 17 cái": pieces of what the verb is done to."""
    if of.unit is None or of.unit.text not in _PIECES:
        return None
    nouns = [term for term in of.frame.after if term.sense == DECOY]
    around = of.frame.terms if of.frame.amount.is_zero else of.frame.before
    named = next((term.sense for term in of.frame.before if term.sense in (DIGITAL, MEDIA)), "")
    if len(nouns) == 1 and named:
        return Meaning(named)
    verbs = {term.sense for term in around if term.sense in (RECEIVE, RESOLVE)}
    if len(nouns) != 1 or len(verbs) != 1:
        return None
    return Meaning(RECEIVED if RECEIVE in verbs else RESOLVED)


def _taken(of: About) -> Meaning | None:
    """ "đã nhận 200 tờ rơi": nobody was given them yet."""
    verbs = [term.sense for term in of.frame.before if term.sense in VERBS]
    is_ours = CITIZENS not in of.senses  # "vận động tiểu thương nhận 230 tờ rơi"
    is_taken = of.kind == LEAFLETS and is_ours and verbs and verbs[-1] == RECEIVE
    return SILENT if is_taken else None


def _decoy(of: About) -> Meaning | None:
    if of.unit is None or of.kind not in (DECOY, SPAN):
        return None
    is_old = of.unit.text.endswith(" ton") and RESOLVE in of.senses
    return Meaning(RESOLVED) if is_old else SILENT


def _own_noun(of: About) -> Meaning | None:
    """The noun behind the number is a metric by itself."""
    if of.unit is None or not is_own(of.kind):
        return None
    if of.kind == VOLUNTEERS and ACTIVATE in of.senses:
        return Meaning(DIGITAL)
    if of.unit.text in _SHEETS and {HAND_OUT, LEAFLETS} & {term.sense for term in of.frame.before}:
        return Meaning(LEAFLETS)
    before = of.frame.before
    if of.unit.text in _SERVED and before and before[-1].sense == SERVE:
        return Meaning(CITIZENS)
    return Meaning(of.kind)


def _label(of: About) -> Meaning | None:
    """The head of the words before a number, when the noun behind it is only a general one."""
    if of.kind and of.kind not in GENERAL and of.kind != CITIZENS:
        return None
    label = _head((*of.context, *of.frame.before))
    if label is None or (of.kind == CITIZENS and not of.frame.has_colon):
        return None
    if label.sense == DECOY:
        first = of.frame.before[0].sense if of.frame.before else ""
        return Meaning(CITIZENS) if (first, of.kind) == (CITIZENS, TURNS) else SILENT
    if not is_own(label.sense) or _counts_other(label, of.kind):
        return None
    return _small_cash(of, label) or Meaning(label.sense)


def _counts_other(label: Term, kind: str) -> bool:
    """ "ĐVTN hỗ trợ 40 lượt" are no volunteers."""
    return label.sense == VOLUNTEERS and kind in (DOSSIER, TURNS)


def _small_cash(of: About, label: Term) -> Meaning | None:
    if label.sense != FUNDS or not 0 < of.frame.amount.value < _CASH_FLOOR:
        return None
    return SILENT if label.text == "kp" else Meaning(FUNDS, "small")


def _head(before: Sequence[Term]) -> Term | None:
    """Their first noun; a decoy when that stands last."""
    nouns = [term for term in before if term.sense not in _NO_HEADS]
    if nouns and nouns[-1].sense == DECOY and not _is_done_with(nouns[-1], before):
        return nouns[-1]
    heads = [term for term in nouns if term.sense != DECOY]
    exact = (term for term in heads if term.sense not in (PEOPLE, TURNS))
    return next(exact, heads[0] if heads else None)


def _is_done_with(decoy: Term, before: Sequence[Term]) -> bool:
    """ "điền tờ khai và hướng dẫn 16 lượt": another doing has begun."""
    return before[-1].sense == SERVE and before[-1].first >= decoy.upto


_RULES: Final = (_absent, _cash, _piece, _taken, _decoy, _own_noun, _label, *TOPICS)
