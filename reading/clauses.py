"""A message cut into clauses: the numbers and the known words of each, in their order."""

from collections.abc import Sequence
from typing import Final

from reading.amounts import Amount, amounts
from reading.clause import Clause, Message
from reading.denials import Denials
from reading.fold import Folded
from reading.lexicon import (
    ABSENT,
    ALL,
    CASES,
    DECOY,
    DOSSIER,
    FUNDS,
    JOIN,
    PART,
    PEOPLE,
    RESOLVE,
    SPAN,
    VERBS,
    VOLUNTEERS,
)
from reading.terms import Lexicon, Term, term_at
from reading.tokens import Kind, Token, tokens

COMMA: Final = 1
STOP: Final = 2
LINE: Final = 3
_STOPS: Final = frozenset(";.!?•…●►▪■◆✔✅➤|")
_DASHES: Final = frozenset("-–—/")
_COLONS: Final = frozenset(":=")
_EMOJI: Final = 0x2190
_NOT: Final = frozenset(
    ("khong", "ko", "k", "kg", "hong", "hok", "hem", "chua", "kh", "kgg", "hk", "cha", "chang")
)
_OF_A_YEAR: Final = frozenset(
    ("trong", "ca", "qua", "hang", "moi", "cuoi", "dau", "giua", "sau", "truoc", "nhieu", "nua")
)
_BREAKS_OFF: Final = frozenset(("trong do", "trong do co", "trong so do", "tdo"))
_LEFT_OVER: Final = frozenset((DOSSIER, CASES, VOLUNTEERS, PEOPLE))


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
        self.denials = Denials(folded, run, numbers, known)
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
        denies = token.text in _NOT and self._may_deny(at) and not self._is_left_over(at)
        if denies and (zero := self.denials.zero(at, self.clause)):
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

    def _may_deny(self, at: int) -> bool:
        """Not in "k/quả", nor in "kh 21 tk"."""
        return self._text(at + 1) != "/" and not (
            self.run[at].text == "kh" and self._digits(at + 1)
        )

    def _is_spent(self, at: int) -> bool:
        """ "chi 4tr5 mua nước"."""
        found = self.numbers.get(at + 1)
        return found is not None and found.is_cash

    def _begins_a_label(self, at: int) -> bool:
        """ "tờ rơi thì 150 còn tin bài thì chưa"."""
        if not self.clause.items or not isinstance(self.clause.items[-1], Amount):
            return False
        term = self.denials.metric_at(at + 1)
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
        elif ord(text[0]) >= _EMOJI and self._is_ornament(at):
            return
        elif text in _STOPS or ord(text[0]) >= _EMOJI:
            self._stop(at, text)
        elif text == "," or (text in _DASHES and self._is_apart(at)) or text == "+":
            self._comma(at, text)

    def _is_ornament(self, at: int) -> bool:
        """ "22👤 đoàn viên"."""
        touches = self._digits(at - 1) and self.run[at - 1].end == self.run[at].start
        return touches and self._text(at + 1).isalpha()

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
