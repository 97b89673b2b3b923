"""Items of a list that have names of their own: "ĐVTN: Một cửa 9, chợ 7", "- Đội hình A: 8 bạn"."""

from collections.abc import Sequence
from typing import Final

from reading.clause import Clause, Message
from reading.frames import Frame
from reading.lexicon import PART, SPAN
from reading.noise import BLANK
from reading.so_far import SoFar
from reading.tokens import Token


def _words(text: str) -> list[str]:
    return text.split()


_LONGEST: Final = 4
_NO_ITEMS: Final = frozenset(
    _words(
        """
        con thieu vang hon gan khoang tang giam so luc tu den duoc co chi moi la va thi da them tren
        duoi toi it nhat dat tai o cho
        """
    )
)
"""Words before a number that name no item of a list."""
_SPELLED: Final = frozenset(("đất", "chợ", "tổ", "đền", "đê"))
"""These do, though they look like one of those without their marks."""
_PLACED: Final = ("o", "tai")
_ITEM: Final = frozenset((SPAN, PART))


def item_of(so_far: SoFar, clause: Clause, frame: Frame) -> str:
    """The name that this number has in a list, or ""."""
    name, led = _name_before(so_far.said, clause, frame)
    if not name or not _is_bare(so_far.said.run, frame):
        return ""
    last = so_far.latest
    goes_on = last is not None and bool(last.item) and last.line == clause.line
    return name if led or goes_on else ""


def goes_on(so_far: SoFar, clause: Clause, frame: Frame) -> bool:
    """Whether a number without a noun is the next item of the list before it."""
    last = so_far.latest
    if last is None or not last.item or last.sentence != clause.sentence:
        return False
    is_named = any(term.sense not in _ITEM for term in frame.terms)
    return not is_named and bool(item_of(so_far, clause, frame))


def _name_before(said: Message, clause: Clause, frame: Frame) -> tuple[str, bool]:
    """The words right before the number, and whether a label with a colon leads them."""
    run = said.run
    known, places = _tokens_of(clause, metrics=True), _tokens_of(clause, metrics=False)
    at = frame.amount.first - 1
    after_colon = at >= 0 and run[at].text == ":"
    at -= after_colon
    words: list[str] = []
    while at >= 0 and at not in known and (at in places or _is_word(run[at])):
        words.insert(0, run[at].text)
        at -= 1
    is_place = len(words) > 1 and words[0] in _PLACED
    if not 0 < len(words) <= _LONGEST or (not is_place and _is_no_item(said, run[at + 1])):
        return "", False
    is_masked = len(words) == 1 and BLANK in words[0]
    if after_colon and not is_masked:
        return "", False
    led = at >= 0 and (run[at].text == ":" or ((is_masked or is_place) and at in known))
    name = " ".join(words)
    return name + str(frame.amount.first) * (BLANK in name), led and bool(frame.before)


def _tokens_of(clause: Clause, *, metrics: bool) -> set[int]:
    """The places of the words that are a metric's, or a part's."""
    terms = (term for term in clause.terms if (term.sense not in _ITEM) is metrics)
    return {at for term in terms for at in range(term.first, term.upto)}


def _is_no_item(said: Message, word: Token) -> bool:
    return word.text in _NO_ITEMS and said.folded.spelling(word.start, word.end) not in _SPELLED


def _is_word(token: Token) -> bool:
    return (token.text.isalpha() and not token.is_number) or token.text.startswith(BLANK)


def _is_bare(run: Sequence[Token], frame: Frame) -> bool:
    at = frame.amount.upto
    return at >= len(run) or not run[at].text[0].isalnum()


def line_label(said: Message, clause: Clause, frame: Frame) -> str:
    """ "- Đội hình "Ngõ nhỏ": 8 ĐVTN": what stands on the line up to the colon."""
    unit, at = frame.unit, frame.amount.first - 1
    if unit is None or at < 1 or said.run[at].text != ":":
        return ""
    if any(term.sense == unit.sense for term in frame.before):
        return ""
    start = said.text.rfind("\n", 0, frame.amount.start) + 1
    return said.folded.text[start : said.run[at].start].strip() if clause.parent is None else ""
