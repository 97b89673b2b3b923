"""A message cut into clauses: the numbers and the known words of each, in their order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from reading.amounts import Amount, Amounts, amounts
from reading.fold import Folded
from reading.lexicon import (
    ABSENT,
    ACTIVATE,
    ALL,
    CASES,
    DECOY,
    DIGITAL,
    DOSSIER,
    FUNDS,
    HAND_OUT,
    JOIN,
    LEAFLETS,
    PART,
    PEOPLE,
    RECEIVE,
    RESOLVE,
    SPAN,
    VERBS,
    VOLUNTEERS,
)
from reading.terms import Lexicon, Term, term_at
from reading.tokens import Kind, Token, tokens


def _words(text: str) -> list[str]:
    return text.split()


COMMA: Final = 1
STOP: Final = 2
LINE: Final = 3
_STOPS: Final = frozenset(";.!?•…●►▪■◆✔✅➤|")
_DASHES: Final = frozenset("-–—/")
_COLONS: Final = frozenset(":=")
_EMOJI: Final = 0x2190
_STRANGERS: Final = 3
"""Unknown words that a denial may have: "chưa in tờ rơi kịp thời"."""
_NOT: Final = frozenset(
    ("khong", "ko", "k", "kg", "hong", "hok", "hem", "chua", "kh", "kgg", "hk", "cha", "chang")
)
_ANY: Final = frozenset(
    _words(
        """
    nao mo gi j ai het th a ah nha nhe c chi a ca luon
    """
    )
)
_OF_A_YEAR: Final = frozenset(
    ("trong", "ca", "qua", "hang", "moi", "cuoi", "dau", "giua", "sau", "truoc", "nhieu", "nua")
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
_BREAKS_OFF: Final = frozenset(("trong do", "trong do co", "trong so do", "tdo"))
_DONE_TO: Final = {DOSSIER: (RECEIVE, RESOLVE), DIGITAL: (ACTIVATE,), LEAFLETS: (HAND_OUT,)}
_LEFT_OVER: Final = frozenset((DOSSIER, CASES, VOLUNTEERS, PEOPLE))
_SPOILS: Final = frozenset(
    _words(
        """
    phan nan cho khieu nai tre ton so vuong vang bi nghi sot qua han di lai mat ket dong doi
    hen moi?
    """
    )
)


@dataclass(slots=True)
class Clause:
    """`parent`: the clause in whose brackets this one stands; `sentence`, `line`: their numbers."""

    line: int
    sentence: int
    parent: int | None
    items: list[Amount | Term] = field(default_factory=list)
    colons: set[int] = field(default_factory=set)
    starts: int = -1
    ends: int = -1
    opened_by_stop: bool = True
    counted: bool = False

    @property
    def amounts(self) -> list[Amount]:
        return [item for item in self.items if isinstance(item, Amount)]

    @property
    def terms(self) -> list[Term]:
        return [item for item in self.items if isinstance(item, Term)]


@dataclass(frozen=True, slots=True)
class Message:
    """`text` is folded and without noise; `run` are its tokens."""

    text: str
    run: Sequence[Token]
    clauses: Sequence[Clause]
    amounts: Amounts
    folded: Folded


def message(folded: Folded, text: str, known: Lexicon) -> Message:
    bare = folded._replace(text=text)
    run = tokens(bare, strict=folded.accented)
    found = amounts(run, text)
    return Message(text, run, _Cutter(bare, run, found.found, known).cut(), found, folded)


class _Cutter:
    """Walks the tokens once."""

    def __init__(
        self, folded: Folded, run: Sequence[Token], numbers: dict[int, Amount], known: Lexicon
    ) -> None:
        self.folded, self.run, self.numbers, self.known = folded, run, numbers, known
        self.clauses = [Clause(0, 0, None)]
        self.stack = [0]
        self.line = self.sentence = 0

    def cut(self) -> list[Clause]:
        at = 0
        while at < len(self.run):
            at = self._step(at)
        return self.clauses

    @property
    def clause(self) -> Clause:
        return self.clauses[self.stack[-1]]

    def _step(self, at: int) -> int:
        token = self.run[at]
        if token.text == "con" and self._begins_a_label(at):
            self._break(COMMA)
            return at + 1
        if token.text in _NOT and not self._is_left_over(at) and (zero := self._zero(at)):
            return self._add(zero)
        if token.text == "chua" and self._is_left_over(at) and self._term(at) is None:
            return self._add(Term(ABSENT, "chua", at, at + 1, token.start, token.end))
        term = self._term(at)
        found = self.numbers.get(at)
        if found and self._outweighs(found, term) and self._is_count(found):
            return self._add(found)
        if term is not None and not self._is_all_of_some(term):
            return self._add(term)
        if not token.text[0].isalnum():
            self._mark(at)
        return at + 1

    def _is_spent(self, at: int) -> bool:
        """ "chi 4tr5 mua nước"."""
        found = self.numbers.get(at + 1)
        return found is not None and found.is_cash

    def _begins_a_label(self, at: int) -> bool:
        """ "tờ rơi thì 150 còn tin bài thì chưa"."""
        if not self.clause.items or not isinstance(self.clause.items[-1], Amount):
            return False
        term = self._metric_at(at + 1)
        return term is not None and term.sense not in VERBS

    def _is_left_over(self, at: int) -> bool:
        """ "12 hồ sơ chưa giải quyết" are twelve, not none."""
        last = self.clause.items[-2:]
        if len(last) < 2 or not isinstance(last[0], Amount) or not isinstance(last[1], Term):  # noqa: PLR2004
            return False
        touches = last[0].upto == last[1].first and last[1].upto == at
        return touches and not last[0].is_zero and last[1].sense in _LEFT_OVER

    def _outweighs(self, found: Amount, term: Term | None) -> bool:
        """ "năm đoàn viên" are five, "trong năm" is a year."""
        if term is None or found.upto > term.upto:
            return True
        is_same = term.sense == SPAN and term.upto == found.upto
        return is_same and self._text(found.first - 1) not in _OF_A_YEAR

    def _is_all_of_some(self, term: Term) -> bool:
        """ "dân cả 16": the number says how many; "xong cả 16" also says that these are all."""
        if term.sense != ALL or term.text != "ca" or term.upto not in self.numbers:
            return False
        last = self.clause.items[-1:]
        return not (last and isinstance(last[0], Term) and last[0].sense == RESOLVE)

    def _term(self, at: int) -> Term | None:
        token = self.run[at]
        if token.text == "chi" and self._is_spent(at):
            return Term(FUNDS, "kinh phi", at, at + 1, token.start, token.end)
        before = bool(self.clause.items) and self.clause.items[-1].upto == at
        return term_at(
            self.known,
            self.folded,
            self.run,
            at,
            number_before=before and isinstance(self.clause.items[-1], Amount),
        )

    def _is_count(self, found: Amount) -> bool:
        """A lone number word counts only beside a known word: "một số", "bà Ba" do not."""
        token = self.run[found.first]
        if found.upto - found.first > 1 or token.kind in (Kind.DIGITS, Kind.TEN, Kind.ONLY_TEN):
            return True
        if self._text(found.first - 1) in _COLONS:
            return True
        if self._ends_a_label(found):
            return True
        if found.upto >= len(self.run):
            return False
        term = term_at(self.known, self.folded, self.run, found.upto, number_before=True)
        return term is not None and term.sense not in VERBS | {PART, ALL, JOIN, SPAN}

    def _ends_a_label(self, found: Amount) -> bool:
        """ "bài viết một": the number ends what its label began."""
        items = self.clause.items
        if not items or items[-1].upto != found.first or not isinstance(items[-1], Term):
            return False
        if self.folded.quote(found.start, found.end)[:1].isupper():
            return False
        ends = self._text(found.upto) in ("", ",", ".", ";", "\n")
        return ends and items[-1].sense not in VERBS | {PART, ALL, JOIN, SPAN, DECOY}

    def _zero(self, at: int) -> Amount | None:
        """ "không phát sinh kinh phí", "chưa có tin bài", "VNeID: ko có TH nào"."""
        upto = at + 1
        if self._text(upto) in _UNWANTED and not self._is_nobody(upto):
            return None
        while self._text(upto) in _SAID and (
            self._text(upto + 1) == "sinh" or not self._metric_at(upto)
        ):
            upto += 1
        if self._is_label_before(at, upto):
            while self._text(upto) in _ANY:
                upto += 1
            return self._none(at, upto)
        term = self._metric_at(upto)
        ahead = upto
        while term is None and ahead < upto + 3 and self._text(ahead).isalpha():
            ahead += 1
            term = self._metric_at(ahead) if self._text(ahead - 1) in _BETWEEN else None
            if self._text(ahead - 1) not in _BETWEEN:
                break
        if term is None or not self._is_denied(term, upto > at + 1):
            return None
        return self._none(at, upto)

    def _is_nobody(self, at: int) -> bool:
        """ "không ai kích hoạt VNeID mức 2"."""
        return self._text(at) == "ai" and self._metric_at(at + 1) is not None

    def _none(self, at: int, upto: int) -> Amount:
        return Amount(0, self.run[at].start, self.run[upto - 1].end, at, upto, is_zero=True)

    def _is_label_before(self, at: int, upto: int) -> bool:
        if not any(isinstance(item, Term) and item.sense != DECOY for item in self.clause.items):
            return False
        if self.clause.counted:
            return False
        if upto == at + 1 and not self.clause.colons and self.clause.items[-1].upto != at:
            return False
        if upto == at + 1 and not self.clause.colons and not self._starts_clause():
            return False
        end = upto
        while self._text(end) in _ANY or self._text(end) in _IDLE or self._is_no_piece(end):
            end += 1
        rest = self._text(end)
        return rest == "" or not rest[0].isalnum() or (end > upto and self._is_done_to_label(end))

    def _is_no_piece(self, at: int) -> bool:
        return self._text(at) in _ANY_PIECE and self._text(at + 1) in _NONE_OF

    def _is_done_to_label(self, at: int) -> bool:
        """ "hs k có cái nào nhận hết"."""
        term = self._metric_at(at)
        return term is not None and self._is_of_what_was_named(term)

    def _starts_clause(self) -> bool:
        """The label is all that the clause says before: "KP không", not "còn tờ rơi không"."""
        first = self.clause.items[0].first
        return first == 0 or not self.run[first - 1].text[0].isalnum()

    def _metric_at(self, at: int) -> Term | None:
        if at >= len(self.run) or (self._text(at) == "co" and self._text(at + 1) == "so"):
            return None
        term = term_at(self.known, self.folded, self.run, at, number_before=False)
        return (
            term
            if term and term.sense not in (DECOY, SPAN, PART, ALL, JOIN, PEOPLE, CASES)
            else None
        )

    def _is_denied(self, term: Term, said: bool) -> bool:
        """Nothing in the rest of the clause makes it something else: "không có dân phàn nàn"."""
        at, has_any, unknown = term.upto, False, 0
        noun = term.sense not in VERBS or self._is_of_what_was_named(term)
        while at < len(self.run) and self.run[at].text[0].isalnum():
            text = self.run[at].text
            if (
                text in _BECAUSE
                and term_at(self.known, self.folded, self.run, at, number_before=False) is None
            ):
                break
            if text == "cho" and self._text(at + 1) in ("ai", "nguoi"):
                at += 1
                continue
            if at in self.numbers or text in _SPOILS:
                return False
            has_any = has_any or text in ("nao", "gi", "ai")
            if text in _ANY_PIECE and self._text(at + 1) in _NONE_OF:
                at, has_any = at + 2, True
                continue
            other = term_at(self.known, self.folded, self.run, at, number_before=False)
            if other is not None:
                if other.sense in (DECOY,):
                    return False
                noun = noun or other.sense not in VERBS
                at = other.upto
                continue
            unknown += text not in _ANY
            at += 1
        bare = not unknown and (at >= len(self.run) or self.run[at].text in (",", ".", "\n", ";"))
        return (
            noun
            and (said or has_any or bare or term.sense in VERBS)
            and (has_any or unknown <= _STRANGERS)
        )

    def _is_of_what_was_named(self, term: Term) -> bool:
        """ "hồ sơ k nhận cái nào", "VNeID chưa kích hoạt được ai"."""
        before = self.clause.items[-1:]
        named = before[0].sense if before and isinstance(before[0], Term) else ""
        return term.sense in _DONE_TO.get(named, ())

    def _add(self, item: Amount | Term) -> int:
        if isinstance(item, Term) and item.text in _BREAKS_OFF and self.clause.counted:
            self._break(COMMA)
        clause = self.clause
        clause.items.append(item)
        clause.starts = item.start if clause.starts < 0 else clause.starts
        clause.ends = item.end
        clause.counted = clause.counted or isinstance(item, Amount)
        return item.upto

    def _mark(self, at: int) -> None:
        text = self.run[at].text
        if text in "([":
            self._open()
        elif text in ")]" and len(self.stack) > 1:
            self.stack.pop()
        elif text in _COLONS:
            self.clause.colons.add(at)
        elif text == "\n":
            self._break(LINE)
        elif text in _STOPS or ord(text[0]) >= _EMOJI:
            self._stop(at, text)
        elif text == "," or (text in _DASHES and self._is_apart(at)) or text == "+":
            self._comma(at, text)

    def _stop(self, at: int, text: str) -> None:
        if text == "|" or text in "→➡⇒":
            self._comma(at, text)
        elif text == "." and self._is_dotted(at):
            self.clause.colons.add(at)
        elif text != "." or not self._is_abbreviation(at):
            self._break(COMMA if self._hesitates(at) else STOP)

    def _hesitates(self, at: int) -> bool:
        """ "hs trực tuyến 20... à 22": the sentence goes on."""
        return self.run[at].text == "." and "." in (self._text(at - 1), self._text(at + 1))

    def _comma(self, at: int, text: str) -> None:
        """A dash or bar between a label and its number is a colon."""
        nexts = self._text(at + 1)
        if (
            text not in (",", "+")
            and (at + 1 in self.numbers or nexts in _NOT)
            and self.clause.items
            and isinstance(self.clause.items[-1], Term)
            and not self.clause.counted
        ):
            self.clause.colons.add(at)
        else:
            self._break(COMMA)

    def _is_dotted(self, at: int) -> bool:
        """ "Dvtn.26": the point stands for a colon."""
        items = self.clause.items
        if not items or self.clause.counted or items[-1].upto != at or not self._digits(at + 1):
            return False
        return self.run[at + 1].start == self.run[at].end

    def _is_abbreviation(self, at: int) -> bool:
        before = self.run[at - 1] if at else None
        after = self.run[at + 1] if at + 1 < len(self.run) else None
        if before is None or after is None or not before.text.isalpha():
            return False
        return len(before.text) == 1 and after.start == self.run[at].end and after.text.isalpha()

    def _is_apart(self, at: int) -> bool:
        start, end, text = self.run[at].start, self.run[at].end, self.folded.text
        before = start == 0 or text[start - 1].isspace()
        after = end >= len(text) or text[end].isspace()
        if self.run[at].text == "/":
            if self.clause.counted and self._digits(at + 1) and self._text(at - 1).isalpha():
                return True
            return (
                bool(self.clause.counted)
                and before
                and after
                and not (self._digits(at - 1) and self._digits(at + 1))
            )
        return (before and after) or (
            before != after and self._digits(at + 1) and at > 0 and self.run[at - 1].text.isalpha()
        )

    def _digits(self, at: int) -> bool:
        return 0 <= at < len(self.run) and self.run[at].kind is Kind.DIGITS

    def _text(self, at: int) -> str:
        return self.run[at].text if 0 <= at < len(self.run) else ""

    def _open(self) -> None:
        parent = self.stack[-1]
        if len(self.stack) > 8:  # noqa: PLR2004  nobody nests asides deeper
            return
        self.clauses.append(Clause(self.line, self.sentence, parent, opened_by_stop=False))
        self.stack.append(len(self.clauses) - 1)

    def _break(self, strength: int) -> None:
        if len(self.stack) > 1 and strength < LINE:
            parent = self.clause.parent
            self.clauses.append(
                Clause(self.line, self.sentence, parent, opened_by_stop=strength > COMMA)
            )
            self.stack[-1] = len(self.clauses) - 1
            return
        self.line += strength == LINE
        self.sentence += strength > COMMA
        self.clauses.append(Clause(self.line, self.sentence, None, opened_by_stop=strength > COMMA))
        self.stack = [len(self.clauses) - 1]
