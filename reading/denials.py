"""Nones: "không phát sinh kinh phí", "chưa có tin bài", "VNeID: ko có TH nào"."""

from collections.abc import Mapping, Sequence
from typing import Final

from reading.amounts import Amount
from reading.clause import Clause
from reading.fold import Folded
from reading.lexicon import (
    ACTIVATE,
    ALL,
    CASES,
    DECOY,
    DIGITAL,
    DOSSIER,
    HAND_OUT,
    JOIN,
    LEAFLETS,
    PART,
    PEOPLE,
    RECEIVE,
    RESOLVE,
    SPAN,
    VERBS,
)
from reading.terms import Lexicon, Term, term_at
from reading.tokens import Token


def _words(text: str) -> list[str]:
    return text.split()


_STRANGERS: Final = 3
"""Unknown words that a denial may have: "chưa in tờ rơi kịp thời"."""
_ANY: Final = frozenset(
    _words(
        """
    nao mo gi j ai het th a ah nha nhe c chi a ca luon
    """
    )
)
_ANY_PIECE: Final = frozenset(("cai", "bo", "dong", "xu"))
_NONE_OF: Final = frozenset(("nao", "mo", "het", "gi"))
_SAID: Final = frozenset(
    _words(
        """
    thanh lap co phat sinh ghi nhan them dang su dung ton tieu mat dong lam duoc dc in he phai chi
    thuc hien trien khai don ra
    """
    )
)
_UNWANTED: Final = frozenset(
    _words(
        """
    phai biet the hen tinh bi kip du hieu nen can thay con de may nghi hoan lam muon sao ai
    ngai ngung chi thieu
    """
    )
)
_IDLE: Final = frozenset(_words("truong hop phat dang lam in duoc dc co gui trien khai"))
_BECAUSE: Final = frozenset(("vi", "do", "nen", "tai", "boi", "nhung", "ma", "luon", "trong"))
_BETWEEN: Final = frozenset(
    ("ai", "nguoi", "nao", "lam", "dung", "toi", "den", "so", "viet", "bat", "ky")
)
_DONE_TO: Final = {DOSSIER: (RECEIVE, RESOLVE), DIGITAL: (ACTIVATE,), LEAFLETS: (HAND_OUT,)}
_SPOILS: Final = frozenset(
    _words(
        """
    phan nan cho khieu nai tre ton so vuong vang bi nghi sot qua han di lai mat ket dong doi
    hen moi?
    """
    )
)


class Denials:
    """What a word of denial denies, in the clause that is being cut."""

    def __init__(
        self, folded: Folded, run: Sequence[Token], numbers: Mapping[int, Amount], known: Lexicon
    ) -> None:
        self._folded, self._run, self._numbers, self._known = folded, run, numbers, known

    def zero(self, at: int, clause: Clause) -> Amount | None:
        """ "không phát sinh kinh phí", "chưa có tin bài", "VNeID: ko có TH nào"."""
        if self._text(at + 1) in _UNWANTED and not self._is_nobody(at + 1):
            return None
        upto = self._past_what_is_said(at + 1)
        if self._is_label_before(clause, at, upto):
            while self._text(upto) in _ANY:
                upto += 1
            return self._none(at, upto)
        term = self._metric_ahead(upto)
        if term is None or not self._is_denied(clause, term, upto > at + 1):
            return None
        return self._none(at, upto)

    def _past_what_is_said(self, at: int) -> int:
        """ "không phát sinh ...", "chưa ghi nhận ..."."""
        if (self._text(at), self._text(at + 1)) == ("ghi", "nhan"):
            at += 2
        while self._text(at) in _SAID and (self._text(at + 1) == "sinh" or not self.metric_at(at)):
            at += 1
        return at

    def _metric_ahead(self, at: int) -> Term | None:
        """At most three words further: "không người nào đến làm hồ sơ"."""
        term = self.metric_at(at)
        ahead = at
        while term is None and ahead < at + 3 and self._text(ahead) in _BETWEEN:
            ahead += 1
            term = self.metric_at(ahead)
        return term

    def _is_nobody(self, at: int) -> bool:
        """ "không ai kích hoạt VNeID mức 2"."""
        return self._text(at) == "ai" and self.metric_at(at + 1) is not None

    def _none(self, at: int, upto: int) -> Amount:
        return Amount(0, self._run[at].start, self._run[upto - 1].end, at, upto, is_zero=True)

    def _is_label_before(self, clause: Clause, at: int, upto: int) -> bool:
        if not any(isinstance(item, Term) and item.sense != DECOY for item in clause.items):
            return False
        if clause.counted:
            return False
        if upto == at + 1 and not clause.colons and clause.items[-1].upto != at:
            return False
        if upto == at + 1 and not clause.colons and not self._starts(clause):
            return False
        end = upto
        while self._text(end) in _ANY or self._text(end) in _IDLE or self._is_no_piece(end):
            end += 1
        rest = self._text(end)
        ends = rest == "" or not rest[0].isalnum()
        return ends or (end > upto and self._is_done_to_label(clause, end))

    def _is_no_piece(self, at: int) -> bool:
        return self._text(at) in _ANY_PIECE and self._text(at + 1) in _NONE_OF

    def _is_done_to_label(self, clause: Clause, at: int) -> bool:
        """ "hs k có cái nào nhận hết"."""
        term = self.metric_at(at)
        return term is not None and _is_of_what_was_named(clause, term)

    def _starts(self, clause: Clause) -> bool:
        """The label is all that the clause says before: "KP không", not "còn tờ rơi không"."""
        first = clause.items[0].first
        return first == 0 or not self._run[first - 1].text[0].isalnum()

    def metric_at(self, at: int) -> Term | None:
        if at >= len(self._run) or (self._text(at) == "co" and self._text(at + 1) == "so"):
            return None
        term = term_at(self._known, self._folded, self._run, at, number_before=False)
        return (
            term
            if term and term.sense not in (DECOY, SPAN, PART, ALL, JOIN, PEOPLE, CASES)
            else None
        )

    def _is_denied(self, clause: Clause, term: Term, said: bool) -> bool:
        """Nothing in the rest of the clause makes it something else: "không có dân phàn nàn"."""
        at, has_any, unknown = term.upto, False, 0
        noun = term.sense not in VERBS or _is_of_what_was_named(clause, term)
        while at < len(self._run) and self._run[at].text[0].isalnum():
            text = self._run[at].text
            if (
                text in _BECAUSE
                and term_at(self._known, self._folded, self._run, at, number_before=False) is None
            ):
                break
            if text == "cho" and self._text(at + 1) in ("ai", "nguoi"):
                at += 1
                continue
            if at in self._numbers or text in _SPOILS:
                return False
            has_any = has_any or text in ("nao", "gi", "ai")
            if text in _ANY_PIECE and self._text(at + 1) in _NONE_OF:
                at, has_any = at + 2, True
                continue
            other = term_at(self._known, self._folded, self._run, at, number_before=False)
            if other is not None:
                if other.sense in (DECOY,):
                    return False
                noun = noun or other.sense not in VERBS
                at = other.upto
                continue
            unknown += text not in _ANY
            at += 1
        bare = not unknown and (at >= len(self._run) or self._run[at].text in (",", ".", "\n", ";"))
        return (
            noun
            and (said or has_any or bare or term.sense in VERBS)
            and (has_any or unknown <= _STRANGERS)
        )

    def _text(self, at: int) -> str:
        return self._run[at].text if 0 <= at < len(self._run) else ""


def _is_of_what_was_named(clause: Clause, term: Term) -> bool:
    """ "hồ sơ k nhận cái nào", "VNeID chưa kích hoạt được ai"."""
    before = clause.items[-1:]
    named = before[0].sense if before and isinstance(before[0], Term) else ""
    return term.sense in _DONE_TO.get(named, ())
