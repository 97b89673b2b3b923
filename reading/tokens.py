"""The words, digits and marks of a folded text."""

import re
from enum import Enum, auto
from fractions import Fraction
from typing import Final, NamedTuple

from reading.fold import Folded


class Kind(Enum):
    DIGITS = auto()
    DIGIT = auto()
    TEN = auto()
    ONLY_TEN = auto()
    DOZEN = auto()
    HUNDRED = auto()
    SCALE = auto()
    ZERO_TENS = auto()
    HALF = auto()
    OTHER = auto()


class Token(NamedTuple):
    """A tuple: a message makes dozens. `glued`: a letter stands right before these digits."""

    kind: Kind
    text: str
    value: Fraction
    start: int
    end: int
    glued: bool = False

    @property
    def is_number(self) -> bool:
        return self.kind in (Kind.DIGITS, Kind.DIGIT, Kind.TEN, Kind.ONLY_TEN)


_RUN: Final = (
    r"[0-9](?:[0-9]|o(?=[0-9ol]{0,9}(?![a-z0-9])|(?:luot|dvtn|ban|hs|dan)\b)|l(?=[0-9o]{1,9}(?![a-z0-9]))"
    r"|(?<![0-9o][0-9o])l(?![a-z0-9]))*"
)
_TOKEN: Final = re.compile(
    rf"(?P<digits>(?:(?<![a-z0-9])[ol]{{1,2}}(?=[0-9]))?{_RUN}(?:[.,]{_RUN})*)"
    r"|(?P<word>[a-z]+)|¬+|[^ \t\r\f\v]"
)
_SIMPLE: Final = re.compile(r"[0-9]+")
_GROUPED: Final = re.compile(
    r"([1-9][0-9]{0,2}(?:\.[0-9]{3})+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:[.,]0{1,2})?"
)
_DECIMAL: Final = re.compile(r"([0-9]+)[.,]([0-9]{1,3})")
_LONGEST: Final = 12
_SHORTEST_PHONE: Final = 9

_WORDS: Final[dict[str, tuple[Kind, int, tuple[str, ...]]]] = {
    "mot": (Kind.DIGIT, 1, ("một", "mốt")),
    "hai": (Kind.DIGIT, 2, ("hai",)),
    "ba": (Kind.DIGIT, 3, ("ba",)),
    "bon": (Kind.DIGIT, 4, ("bốn",)),
    "tu": (Kind.DIGIT, 4, ("tư",)),
    "nam": (Kind.DIGIT, 5, ("năm",)),
    "lam": (Kind.DIGIT, 5, ("lăm",)),
    "nham": (Kind.DIGIT, 5, ("nhăm",)),
    "sau": (Kind.DIGIT, 6, ("sáu",)),
    "bay": (Kind.DIGIT, 7, ("bảy", "bẩy")),
    "tam": (Kind.DIGIT, 8, ("tám",)),
    "chin": (Kind.DIGIT, 9, ("chín",)),
    "muoi": (Kind.TEN, 10, ("mười", "mươi")),
    "ham": (Kind.TEN, 20, ("hăm",)),
    "bam": (Kind.TEN, 30, ("băm",)),
    "chuc": (Kind.DOZEN, 10, ("chục",)),
    "tram": (Kind.HUNDRED, 100, ("trăm",)),
    "nghin": (Kind.SCALE, 10**3, ("nghìn",)),
    "ngan": (Kind.SCALE, 10**3, ("ngàn",)),
    "tr": (Kind.SCALE, 10**6, ("tr",)),
    "trieu": (Kind.SCALE, 10**6, ("triệu",)),
    "cu": (Kind.SCALE, 10**6, ("củ",)),
    "ty": (Kind.SCALE, 10**9, ("tỷ",)),
    "ti": (Kind.SCALE, 10**9, ("tỉ",)),
    "le": (Kind.ZERO_TENS, 0, ("lẻ", "lẽ")),
    "linh": (Kind.ZERO_TENS, 0, ("linh",)),
    "ruoi": (Kind.HALF, 0, ("rưỡi", "rưởi")),
}
_NEVER_BARE: Final = frozenset(("ham", "bam"))
_NOTHING: Final = Fraction(0)
_VALUES: Final = {text: Fraction(value) for text, (_, value, _) in _WORDS.items()}
_THOUSAND: Final = Fraction(1000)


def tokens(folded: Folded, *, strict: bool = False) -> list[Token]:
    """`strict`: the text bears marks, so a number word must bear its own ("nam" is no five)."""
    return [_token(folded, match, strict) for match in _TOKEN.finditer(folded.text)]


def _token(folded: Folded, match: re.Match[str], strict: bool) -> Token:
    text, start, end = match[0], match.start(), match.end()
    if match.lastgroup == "digits":
        glued = start > 0 and folded.text[start - 1].isalpha()
        value = _digits_value(text)
        kind = Kind.OTHER if value is None else Kind.DIGITS
        return Token(kind, text, value or _NOTHING, start, end, glued)
    if text == "k" and start > 0 and folded.text[start - 1].isdigit():
        return Token(Kind.SCALE, text, _THOUSAND, start, end)
    known = _WORDS.get(text)
    if known is None or not _is_spelled(folded.spelling(start, end), text, known[2], strict):
        return Token(Kind.OTHER, text, _NOTHING, start, end)
    kind = known[0]
    if kind is Kind.TEN and folded.spelling(start, end) == "mười":
        kind = Kind.ONLY_TEN
    return Token(kind, text, _VALUES[text], start, end)


def _is_spelled(written: str, bare: str, forms: tuple[str, ...], strict: bool) -> bool:
    return written in forms or (written == bare and not strict and bare not in _NEVER_BARE)


def _digits_value(run: str) -> Fraction | None:
    """1.250 and 1,250 are thousands, 1,8 is a decimal; a phone or an endless run is no number."""
    if len(run) > 2 * _LONGEST:
        return None
    digits = run.replace("o", "0").replace("l", "1")
    if sum(c.isdigit() for c in digits) > _LONGEST + 2:
        return None
    if _SIMPLE.fullmatch(digits):
        is_phone = digits[0] == "0" and len(digits) >= _SHORTEST_PHONE
        return None if is_phone or len(digits) > _LONGEST else Fraction(int(digits))
    if grouped := _GROUPED.fullmatch(digits):
        return Fraction(int(grouped[1].replace(".", "").replace(",", "")))
    decimal = _DECIMAL.fullmatch(digits)
    return Fraction(f"{decimal[1]}.{decimal[2]}") if decimal else None
