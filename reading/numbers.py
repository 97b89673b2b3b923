"""Numbers as people write them: digits, shorthand and Vietnamese words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

from reading.fold import Folded, fold, plain
from reading.tokens import Kind, Token, tokens

LIMIT: Final = 999_999_999_999
_BEFORE_A_DOZEN: Final = frozenset(("hon", "gan", "khoang", "tren", "duoc", "dc", "co", "du"))
"""Behind these "chục" alone is ten; elsewhere it may be "chúc"."""
_MILLION: Final = 10**6
_VAGUE: Final = frozenset(("vai", "may", "hang", "dam", "ca"))
_ORDINAL: Final = frozenset(("thu", "lan", "dot"))
_ENDINGS: Final = frozenset(("mot", "tu", "lam", "nham"))
_NEVER_ALONE: Final = frozenset(("tu", "lam", "nham"))
_SMALL_WORDS: Final = """
    hon gan khoang tren xap xi tam chung co la duoc dc dat du da em anh chi thua tong cong so luong
    tat ca ban bn nguoi ng luot a ah nhe nha nhen nghen ho hs to roi bai dong vnd d c dvtn dvtntn
    doan vien thanh nien tnv doi hinh tai khoan tk mo sang kien tin dan ba con tham gia thoi luon dn
"""
_FILLERS: Final = frozenset(_SMALL_WORDS.split())
_SHORT_LABELS: Final = frozenset(
    ("hs", "dv", "tb", "dh", "sk", "mh", "dn", "qs", "gq", "tn", "nd", "ld")
)
_QUIET_MARKS: Final = frozenset(".,!~:;()\"'+≈/\n")
_SPACED: Final = re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3}){1,3}")
_NONE_AT_ALL: Final = re.compile(
    r"(?:khong|ko|k|kh|hong|hok|chua)(?: phat sinh)?(?: (?:nao|ai|gi|het))?"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A number and where it stands: its letters, and its tokens from `first` up to `upto`."""

    value: int
    start: int
    end: int
    first: int = 0
    upto: int = 0


@dataclass(frozen=True, slots=True)
class _Part:
    value: Fraction
    upto: int
    short: bool = False


def number(text: str) -> int | None:
    """The answer to "Bao nhiêu ĐVTN?"; None when it is not one clear whole number."""
    if _is_none_at_all(text):
        return 0
    content = [token for token in tokens(fold(text)) if not _is_quiet(token)]
    content = _spaced_thousands(_without_fillers(content))
    part = _number(content, 0)
    if part is None or part.upto != len(content) or content[0].glued:
        return None
    return _whole(part.value)


def numbers_in(text: str) -> tuple[Found, ...]:
    """Every clear whole number with its span; percentages, decimals, vague ones left out."""
    folded = fold(text)
    return tuple(
        Found(found.value, *folded.span(found.start, found.end)) for found in figures(folded)
    )


def figures(folded: Folded) -> tuple[Found, ...]:
    """As `numbers_in`, with spans in the folded text."""
    return figures_of(tokens(folded, strict=folded.accented))


def figures_of(run: Sequence[Token]) -> tuple[Found, ...]:
    return tuple(_figures(run))


_NOTHING: Final = Fraction(0)
_ONE: Final = Fraction(1)


def _figures(run: Sequence[Token]) -> Iterator[Found]:
    at = 0
    while at < len(run):
        part = None if run[at].kind is Kind.OTHER else _number(run, at)
        if part is None:
            at += 1
            continue
        value = _whole(part.value)
        if value is not None and _stands_alone(run, at, part.upto):
            yield Found(value, run[at].start, run[part.upto - 1].end, at, part.upto)
        at = part.upto


def _stands_alone(run: Sequence[Token], first: int, upto: int) -> bool:
    before = run[first - 1] if first else None
    after = run[upto] if upto < len(run) else None
    if after is not None and after.text == "%":
        return False
    if before is not None and before.text in _VAGUE and run[first].kind is not Kind.DIGITS:
        return False
    if run[first].kind is Kind.DIGITS:
        return not run[first].glued or (before is not None and _may_be_glued(before.text))
    return not _beside_a_number(before, after, run, first)


def _may_be_glued(label: str) -> bool:
    """ "ĐVTN15", "HS30", not "T7"."""
    return len(label) > 2 or label in _SHORT_LABELS  # noqa: PLR2004


def _beside_a_number(
    before: Token | None, after: Token | None, run: Sequence[Token], first: int
) -> bool:
    """ "thứ bảy", "năm 2026", "5 năm", "hai ba chục": words there are no count."""
    if before is not None and (before.text in _ORDINAL or _runs_on(before, run, first)):
        return True
    return after is not None and after.is_number


def _runs_on(before: Token, run: Sequence[Token], first: int) -> bool:
    """ "mức 2 mười lăm" are two numbers: digits are followed by "mươi", not by "mười"."""
    return before.is_number and _kind(run, first) is not Kind.ONLY_TEN


def _number(run: Sequence[Token], at: int) -> _Part | None:
    total, scale = _NOTHING, None
    while True:
        part = _hundreds(run, at) or _tens(run, at)
        upto = part.upto if part else at
        step = _scale(run, upto, scale)
        if step is None or (part is None and not _may_follow_bare_scale(run, upto)):
            return _with_tail(run, at, part, total, scale)
        total, scale, at = total + (part.value if part else 1) * step, step, upto + 1
        if _kind(run, at) is Kind.HALF:
            return _Part(total + Fraction(step, 2), at + 1)
        if _kind(run, at) is Kind.DIGITS and run[at].glued:
            return _Part(total + run[at].value * step / 10 ** len(run[at].text), at + 1)


def _with_tail(
    run: Sequence[Token], at: int, part: _Part | None, total: Fraction, scale: int | None
) -> _Part | None:
    if scale is None:
        return None if part is None or _never_alone(run, at, part) else part
    if _kind(run, at) is Kind.ZERO_TENS:
        odd = _tens(run, at + 1)
        return _Part(total + odd.value, odd.upto) if odd else _Part(total, at)
    if part is not None and _is_half_told(run, at, scale):
        return _Part(total + part.value * scale / 10, part.upto)
    if part is None or run[at].kind is Kind.DIGITS:
        return _Part(total, at)
    return _Part(total + (part.value * scale / 10 if part.short else part.value), part.upto)


def _is_half_told(run: Sequence[Token], at: int, scale: int) -> bool:
    """ "2 triệu 5, ...", not "2 triệu 5 phần quà"."""
    if scale != _MILLION or run[at].kind is not Kind.DIGITS or len(run[at].text) > 1:
        return False
    return at + 1 >= len(run) or not run[at + 1].text[0].isalnum()


def _hundreds(run: Sequence[Token], at: int) -> _Part | None:
    lead = _ONE
    if _kind(run, at) in (Kind.DIGIT, Kind.DIGITS):
        lead, at = run[at].value, at + 1
    if _kind(run, at) is not Kind.HUNDRED:
        return None
    value, at = lead * 100, at + 1
    if _kind(run, at) is Kind.HALF:
        return _Part(value + 50, at + 1)
    odd = _kind(run, at) is Kind.ZERO_TENS
    tail = _tens(run, at + odd) if odd or _is_spoken(run, at) else None
    if tail is None:
        return _Part(value, at)
    return _Part(value + tail.value * (10 if tail.short and not odd else 1), tail.upto)


def _is_spoken(run: Sequence[Token], at: int) -> bool:
    """Digits only go on before a word: "1 trăm 5 chục", not "1 trăm 5"."""
    return _kind(run, at) is not Kind.DIGITS or _kind(run, at + 1) in (Kind.DOZEN, Kind.TEN)


def _tens(run: Sequence[Token], at: int) -> _Part | None:
    kind, after = _kind(run, at), _kind(run, at + 1)
    if kind in (Kind.TEN, Kind.ONLY_TEN):
        return _with_unit(run, _Part(run[at].value, at + 1))
    if kind is Kind.DOZEN:
        return _one_dozen(run, at)
    if kind not in (Kind.DIGIT, Kind.DIGITS):
        return None
    if after is Kind.DOZEN:
        return _dozens(run, at)
    if kind is Kind.DIGITS and after is not Kind.TEN:
        return _Part(run[at].value, at + 1)
    return _spoken_tens(run, at)


def _one_dozen(run: Sequence[Token], at: int) -> _Part | None:
    """ "chục rưỡi", "hơn chục bạn"."""
    if _kind(run, at + 1) is Kind.HALF:
        return _Part(Fraction(15), at + 2)
    is_ten = at > 0 and run[at - 1].text in _BEFORE_A_DOZEN
    return _Part(run[at].value, at + 1) if is_ten else None


def _dozens(run: Sequence[Token], at: int) -> _Part:
    half = _kind(run, at + 2) is Kind.HALF
    return _Part(run[at].value * 10 + 5 * half, at + 2 + half)


def _spoken_tens(run: Sequence[Token], at: int) -> _Part:
    """ "hai mươi lăm", "tư mốt", or the digit alone."""
    value, after = run[at].value, _kind(run, at + 1)
    if after is Kind.TEN:
        return _with_unit(run, _Part(value * 10, at + 2))
    if after is Kind.DIGIT and _ends_tens(run, at):
        return _Part(value * 10 + run[at + 1].value, at + 2)
    return _Part(value, at + 1, short=True)


def _ends_tens(run: Sequence[Token], at: int) -> bool:
    """ "ba tám" is 38, "hai ba" is two or three."""
    first, second = run[at], run[at + 1]
    if second.text in _ENDINGS:
        return True
    return second.value - first.value != 1 and _kind(run, at + 2) not in (
        Kind.TEN,
        Kind.DOZEN,
        Kind.HUNDRED,
        Kind.DIGIT,
        Kind.SCALE,
    )


def _with_unit(run: Sequence[Token], tens: _Part) -> _Part:
    if _kind(run, tens.upto) is Kind.DIGIT:
        return _Part(tens.value + run[tens.upto].value, tens.upto + 1)
    return tens


def _scale(run: Sequence[Token], at: int, above: int | None) -> int | None:
    if _kind(run, at) is not Kind.SCALE:
        return None
    value = int(run[at].value)
    return value if above is None or value < above else None


def _may_follow_bare_scale(run: Sequence[Token], at: int) -> bool:
    """ "nghìn rưỡi", "triệu hai": a scale without its count means one of it."""
    return _kind(run, at + 1) in (Kind.HALF, Kind.DIGIT)


def _never_alone(run: Sequence[Token], at: int, part: _Part) -> bool:
    return part.short and run[at].text in _NEVER_ALONE


def _kind(run: Sequence[Token], at: int) -> Kind | None:
    return run[at].kind if at < len(run) else None


def _whole(value: Fraction) -> int | None:
    return int(value) if value.denominator == 1 and value <= LIMIT else None


def _is_none_at_all(text: str) -> bool:
    said = re.sub(r"[.,!~()\s]+", " ", plain(text)).split()
    rest = " ".join(word for word in said if word not in _FILLERS)
    named = "co" in said or "phat" in said
    return bool(_NONE_AT_ALL.fullmatch(rest)) and (named or "chua" not in said)


def _is_quiet(token: Token) -> bool:
    if token.kind is not Kind.OTHER:
        return False
    return token.text in _QUIET_MARKS or token.text in _FILLERS or ord(token.text[0]) >= 0x2600  # noqa: PLR2004  emoji


def _without_fillers(run: list[Token]) -> list[Token]:
    """ "tam 20" is "tầm 20", about twenty."""
    if len(run) > 1 and run[0].text == "tam" and run[1].kind is Kind.DIGITS:
        return run[1:]
    return run


def _spaced_thousands(run: list[Token]) -> list[Token]:
    """ "1 250 000" as one number."""
    apart = all(b.start - a.end == 1 for a, b in pairwise(run))
    written = " ".join(token.text for token in run)
    if not apart or not _SPACED.fullmatch(written):
        return run
    value = Fraction("".join(token.text for token in run))
    return [Token(Kind.DIGITS, "", value, run[0].start, run[-1].end, glued=run[0].glued)]
