"""Numbers joined into amounts: A of B, a sum, a range, a number put in another's place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from reading.numbers import Found, figures_of
from reading.tokens import Kind, Token

_NEAR: Final = 48
_PRICE: Final = 100_000
_THOUSAND: Final = 1000
_RATIO: Final = re.compile(
    r" ?/ ?| (?:hs|ho so) tren tong(?: so)? | tren(?: tong)?(?: so)? | trong(?: tong)?(?: so)? "
    r"| tren tong cong "
)
_RANGE: Final = re.compile(r" ?[-–—] ?|~| ~ | den | toi | hoac | hay ")
_PLUS: Final = re.compile(r" ?(?:\([a-z ]{1,24}\))? ?\+ ?")
_EQUALS: Final = re.compile(r" ?(?:\([a-z ]{1,24}\))? ?= ?")
_MEN_AND: Final = re.compile(r" (?:ban |dv |doan vien )?(?:nam|nu) ?(?:[+,;&]|va)? ?")
_WOMEN: Final = re.compile(r" (?:nam|nu)\b(?! gioi)")
_LED_BY_SEX: Final = re.compile(r"\b(?:nam|nu):? $")
_THE_OTHERS: Final = re.compile(r" ?(?:[+,;&]|va)? ?(?:nam|nu):? ")
_TIMES: Final = re.compile(r" ?[x*×] ?")
_ARROW: Final = re.compile(
    r"[^0-9\n;]{0,24}(?:->|=>|→|➡|⇒|(?<!hoan )(?<!hinh )(?<!noi )(?<!chia )(?<!chuc )\bthanh\b"
    r"(?! (?:lap|cong|vien|pho|tich|doan|nien|thieu|tra"
    r"|ly|toan|phan|tuu|hoi))"
    r"|\bbang\b)[^0-9\n;]{0,10}"
)
_RISE: Final = re.compile(r"[^0-9\n;]{0,16}\b(?:len|xuong|con|tang len|giam con)\b[^0-9\n;]{0,12}")
_EXCHANGES: Final = re.compile(r"\bthay\b")
_FROM: Final = re.compile(r"(?<!khong )\b(?:tu|thay|sua|doi)(?: so)?[ :]*$")
_MISTAKE: Final = re.compile(
    r"[^0-9\n;]{0,20}\b(?:nham|lon|lộn|(?:a|ah|ui|ua|y) quen|a khong(?=,)"
    r"|(?<!tai )(?<!\ba )khoan(?=,)|thay bang|xin loi|sua lai|sua(?= ?:)|dung la|dung ra"
    r"|chinh xac la|phai la"
    r"|moi dung|nua la|nua thanh|nua vi chi)\b[^0-9\n]{0,24}"
)
_BEFORE: Final = re.compile(r"[.] (?:ban|tin|bai|bao cao|bc) (?:truoc|cu)\b")
_NOUN: Final = re.compile(r" ?([a-z/]+)")
_NOUN_THEN_ARROW: Final = re.compile(r" ?([a-z/]+)[a-z/ ]*(?:->|=>|→|➡|⇒)")
_OH: Final = re.compile(r"[ .,…!]*(?:a|ah|ua|u|y|quen|lon|nham)?[ .,…:]*(?:la )?")
_RIGHT: Final = " moi dung"
_TURNED_OUT: Final = re.compile(
    r"[^,;.\n0-9]{0,24} moi dung(?: (?:a|ah|nha|nhe))?(?= ?(?:[,;.\n]|$))"
)
_INTO: Final = re.compile(r"\bthanh $")
_ANOTHER_INTO: Final = re.compile(r"[a-z]{2,} (?:[a-z]+ )*thanh\b")
_NO: Final = r"(?:khong|ko|k|kg|hong|hok|hem|chu)"
_DENIED: Final = re.compile(
    rf"(?:\bbot|\btruoc (?:ghi|bao)|\bluc ¬+ (?:bao|ghi)|\bnguoc thanh|\bxin rut (?:so )?"
    rf"|\b{_NO} (?:phai|fai|phai la|fai la|phai con so|phai so)|\bthay (?:vi|cho)"
    rf"|\bchu {_NO}(?: phai| fai)?(?: la)?|\bkhac voi|\bchu dau phai"
    r"|\b(?:so|ban|bao|bc|so lieu|ghi) (?:cu|truoc|luc nay|hoi nay|ban dau)(?: la| ghi)?|\bbo so"
    r"|\b(?:luc nay|hoi nay|ban nay|truoc do|hoi sang|ban dau|tin truoc|bai truoc|ban truoc"
    r"|ban cu|trc|luc dau|luc sang|(?<!\ba )(?<!\bah )(?<!\bui )(?<!\bua )nham)"
    r" ?(?:e|em|minh|ben em)? ?(?:la|ghi|bao|gui|viet|danh|bao cao|bc|go|nhap)?(?: nham| lon| sai"
    r"| thieu)?(?: thanh| la)?"
    r"|\b(?:ghi|bao|gui|viet|danh|go|nhap|bao cao|bc|de) (?:nham|lon|sai|thieu|du)(?: la"
    r"| thanh)?)[ :]*$"
)
_INSTEAD: Final = re.compile(r"thay cho[^0-9]*$")
_WRONG: Final = re.compile(
    r" ?(?:[a-z/]{1,6} ?){0,5}\b(?:la sai|bi sai|sai roi|sai|la nham|\(cu\)|la so cu)\b"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """One number, A of B (`of`), or a none (`is_zero`). `how`: stated, sum, product, copied."""

    value: int
    start: int
    end: int
    first: int
    upto: int
    of: int | None = None
    is_cash: bool = False
    is_zero: bool = False
    how: str = "stated"
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Amounts:
    """`found` by first token;
    `vague`: ranges, which are asked about. `corrects`: one was replaced."""

    found: dict[int, Amount]
    vague: tuple[Amount, ...] = ()
    corrects: bool = False


def amounts(run: Sequence[Token], text: str) -> Amounts:
    joined = _Joiner([_alone(found, run) for found in figures_of(run)], text).joined()
    return replace(joined, vague=(*joined.vague, *_seven_or_eight(run)))


def _seven_or_eight(run: Sequence[Token]) -> Iterator[Amount]:
    """ "bảy tám lượt": nobody knows which."""
    for at, (a, b) in enumerate(pairwise(run)):
        is_pair = a.kind is Kind.DIGIT and b.kind is Kind.DIGIT
        if is_pair and b.value - a.value == 1 and b.start - a.end == 1:
            yield Amount(int(a.value), a.start, b.end, at, at + 2)


class _Joiner:
    """Goes through the numbers; each step takes one or two of them."""

    def __init__(self, numbers: Sequence[Amount], text: str) -> None:
        self.numbers, self.text = numbers, text
        self.kept: list[Amount] = []
        self.vague: list[Amount] = []
        self.corrects = False

    def joined(self) -> Amounts:
        at = 0
        while at < len(self.numbers):
            at = self._pair(at) or self._single(at)
        return Amounts({one.first: one for one in self.kept}, tuple(self.vague), self.corrects)

    def _gap(self, at: int) -> str | None:
        """The letters up to the next number, when that is near."""
        if at + 1 >= len(self.numbers):
            return None
        end, start = self.numbers[at].end, self.numbers[at + 1].start
        return self.text[end:start] if start - end <= _NEAR else None

    def _before(self, at: int) -> str:
        start = self.numbers[at].start
        return self.text[max(start - _NEAR, 0) : start]

    def _pair(self, at: int) -> int:
        """Where to go on when two numbers are one amount, else 0."""
        gap = self._gap(at)
        if gap is None:
            return 0
        this, following = self.numbers[at], self.numbers[at + 1]
        if (by_sex := self._by_sex(at, gap)) is not None:
            self.kept.append(by_sex)
        elif _RATIO.fullmatch(gap) and (following.value or _is_denied(self._before(at))):
            self._ratio(at)
        elif _PLUS.fullmatch(gap):
            total, upto = _sum(self.numbers, at, self.text)
            self.kept.append(total)
            return upto
        elif (further := self._listed(at)) > 0:
            listed = sum(one.value for one in self.numbers[at:further])
            row = _until(this, self.numbers[further - 1], value=listed)
            self.kept.append(replace(row, how="sum"))
            return further
        elif _TIMES.fullmatch(gap):
            product = _until(this, following, value=this.value * following.value)
            self.kept.append(replace(product, how="product"))
        elif _RANGE.fullmatch(gap) and not _is_cut(gap, this, following):
            self.vague.append(_until(this, following, value=this.value))
        else:
            return 0
        return at + 2

    def _listed(self, at: int) -> int:
        """ "3 đội (10, 8 và 7 bạn)": all before the noun are of it. Where to go on, or 0."""
        upto = at
        while self._gap(upto) == ", ":
            upto += 1
        if (
            upto == at
            or self._gap(upto) != " va "
            or not _NOUN.match(self.text, self.numbers[upto + 1].end)
        ):
            return 0
        return upto + 2

    def _by_sex(self, at: int, gap: str) -> Amount | None:
        """ "12 nam + 15 nữ", "nam 12, nữ 15": as many together."""
        this, following = self.numbers[at], self.numbers[at + 1]
        total = replace(
            _until(this, following, value=this.value + following.value), how="sum", of=None
        )
        if _MEN_AND.fullmatch(gap):
            women = _WOMEN.match(self.text, following.end)
            if women is None:
                return None
            return replace(total, end=women.end(), upto=following.upto + len(women[0].split()))
        led = _LED_BY_SEX.search(self._before(at))
        return total if led and _THE_OTHERS.fullmatch(gap) else None

    def _ratio(self, at: int) -> None:
        """ "12/15"; "không phải 33/30" is none."""
        this, following = self.numbers[at], self.numbers[at + 1]
        if _is_denied(self._before(at)):
            self.corrects = True
        else:
            ratio = _until(this, following, value=this.value)
            self.kept.append(replace(ratio, of=following.value))

    def _is_put_right(self, at: int, gap: str | None) -> bool:
        """ "dân 60... à 68 mới đúng"."""
        if gap is None or not _OH.fullmatch(gap):
            return False
        return self.text.startswith(_RIGHT, self.numbers[at + 1].end)

    def _is_listed(self, at: int, gap: str | None) -> bool:
        """ "19 đv -> 64 dân": an arrow between two things, not in the place of one."""
        first = _NOUN_THEN_ARROW.match(gap or "")
        second = _NOUN.match(self.text, self.numbers[at + 1].end) if first else None
        return first is not None and second is not None and first[1] != second[1]

    def _is_of_another(self, at: int, gap: str) -> bool:
        """ "20 đv, 8 hs. À nhầm, 19 đv": the slip was in what was told before this."""
        following = self.numbers[at + 1]
        first, second = _NOUN.match(gap), _NOUN.match(self.text, following.end)
        if not at or not _MISTAKE.fullmatch(gap) or first is None or second is None:
            return False
        told = (_NOUN.match(self.text, one.end) for one in self.numbers[:at])
        nouns = {noun[1] for noun in told if noun}
        return second[1] != first[1] and second[1] in nouns

    def _single(self, at: int) -> int:
        this, before = self.numbers[at], self._before(at)
        following = self.numbers[at + 1] if at + 1 < len(self.numbers) else None
        gap = self._gap(at)
        if gap is not None and self._is_of_another(at, gap):
            self.corrects = True
            self.kept.append(this)
            return at + 1
        replaced = self._is_put_right(at, gap) or (
            _is_replaced(gap, before)
            and not self._is_listed(at, gap)
            and not _denies(self.text, this, following)
        )
        denied = _is_denied(before) or _WRONG.match(self.text[this.end : this.end + 36])
        if (replaced or denied) and not _TURNED_OUT.match(self.text, this.end):
            self.corrects = True
        else:
            self.kept.append(this)
        return at + 1


def _is_denied(before: str) -> bool:
    """ "... thay cho số tạm lúc sáng: 22" is the right one."""
    found = _DENIED.search(before)
    return found is not None and not _INSTEAD.search(before, 0, found.start())


def _until(this: Amount, following: Amount, *, value: int) -> Amount:
    return replace(this, value=value, end=following.end, upto=following.upto)


def _alone(found: Found, run: Sequence[Token]) -> Amount:
    after = run[found.upto] if found.upto < len(run) else None
    scaled = any(
        run[i].text in ("tr", "trieu", "cu", "ty", "ti") for i in range(found.first, found.upto)
    )
    cash = (
        scaled or _is_price(found, run) or (after is not None and _is_currency(found, after, run))
    )
    return Amount(found.value, found.start, found.end, found.first, found.upto, is_cash=cash)


def _is_price(found: Found, run: Sequence[Token]) -> bool:
    """ "850k", "chi 50k": nobody counts hundreds of thousands of anything else."""
    if run[found.upto - 1].text != "k" and found.value % _THOUSAND:
        return False
    shorthand = any(run[i].text in ("k", "nghin", "ngan") for i in range(found.first, found.upto))
    spent = found.first and run[found.first - 1].text in ("chi", "ton", "het")
    return shorthand and (found.value >= _PRICE or bool(spent))


def _is_currency(found: Found, after: Token, run: Sequence[Token]) -> bool:
    if after.text not in ("d", "dong", "vnd"):
        return False
    following = run[found.upto + 1].text if found.upto + 1 < len(run) else ""
    if following == "/" or (after.text == "dong" and following == "chi"):
        return False
    return after.text != "d" or found.value >= _THOUSAND or not found.value


def _is_cut(gap: str, this: Amount, following: Amount) -> bool:
    """ "31 - 27" could be two figures; only close numbers the smaller first are a range."""
    return any(dash in gap for dash in "-–—") and this.value >= following.value


def _is_replaced(gap: str | None, before: str) -> bool:
    if gap is None:
        return False
    if _INTO.search(before) and _ANOTHER_INTO.search(gap):
        return False
    if gap.strip() == ">" or (_ARROW.fullmatch(gap) and "bang" not in gap):
        return True
    if (_RISE.fullmatch(gap) or "bang" in gap) and _FROM.search(before):
        return True
    if gap.strip() == "bang" and _EXCHANGES.search(before):
        return True
    return bool(_MISTAKE.fullmatch(gap)) and not _BEFORE.search(gap)


def _denies(text: str, this: Amount, following: Amount | None) -> bool:
    """ "33 lượt dân, em ghi lộn 330": the second is the wrong one."""
    return following is not None and bool(_DENIED.search(text[this.end : following.start]))


def _sum(numbers: Sequence[Amount], at: int, text: str) -> tuple[Amount, int]:
    first, total = numbers[at], numbers[at].value
    at += 1
    while at < len(numbers) and _PLUS.fullmatch(
        text[numbers[at - 1].end : numbers[at].start][:_NEAR]
    ):
        total += numbers[at].value
        at += 1
    last = numbers[at - 1]
    if at < len(numbers) and _EQUALS.fullmatch(text[last.end : numbers[at].start][:_NEAR]):
        last, total = numbers[at], numbers[at].value
        at += 1
    return replace(first, value=total, end=last.end, upto=last.upto, how="sum"), at
