"""Text prepared for the time grammar: folded, with the marks kept where they decide the meaning."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from reading.fold import Folded, fold

# What a word means once its marks are gone depends on them: each spelling that the grammar knows,
# and how it is written there (same length; a capital tells two words apart). A spelling that is
# not listed is another word, and is blotted out.
_SPELLINGS: Final[dict[str, dict[str, str]]] = {
    "toi": {"tối": "toI", "tới": "tOi"},
    "sau": {"sáu": "sAu", "sau": "sau"},
    "mot": {"mốt": "mOt", "một": "moT"},
    "tu": {"từ": "tU", "tư": "Tu"},
    "nam": {"năm": "nam"},
    "thu": {"thứ": "thu", "thú": "thu", "thu": "thu"},
    "nay": {"này": "naY", "nầy": "naY", "nay": "nay"},
    "ngay": {"ngày": "ngay", "ngầy": "ngay"},
    "sang": {"sáng": "sang", "sang": "sAng"},
    "thang": {"tháng": "thang", "thang": "thang"},
    "tuan": {"tuần": "tuan", "tuàn": "tuan"},
    "quy": {"quý": "quy", "qúy": "quy"},
    "han": {"hạn": "han"},
    "chieu": {"chiều": "chieu", "chìều": "chieu"},
    "dem": {"đêm": "dem"},
    "den": {"đến": "den", "đén": "den"},
    "gio": {"giờ": "gio", "giơ": "gio"},
    "mung": {"mùng": "mung"},
    "mong": {"mồng": "mong"},
    "mai": {"mai": "mai"},
    "kem": {"kém": "kem"},
    "ruoi": {"rưỡi": "ruoi", "rưởi": "ruoi", "rươi": "ruoi"},
    "roi": {"rồi": "roi"},
    "hai": {"hai": "hai"},
    "ba": {"ba": "ba"},
    "bon": {"bốn": "bon"},
    "bay": {"bảy": "bay", "bẩy": "bay"},
    "tam": {"tám": "tam"},
    "chin": {"chín": "chin"},
    "muoi": {"mười": "muoi", "mươi": "muoi"},
    "lam": {"lăm": "lam"},
    "trong": {"trong": "trong"},
    "cuoi": {"cuối": "cuoi"},
    "dau": {"đầu": "dau"},
    "nua": {"nữa": "nua", "nửa": "nUa"},
    "qua": {"qua": "qua", "quá": "quA"},
    "ke": {"kể": "ke", "kế": "kE"},
    "tet": {"tết": "tet"},
    "ram": {"rằm": "ram"},
    "chot": {"chốt": "chot", "chót": "chot"},
    "ky": {"ký": "ky"},
    "het": {"hết": "het"},
    "nhat": {"nhất": "nhat", "nhật": "nhat"},
    "hang": {"hàng": "hang", "hằng": "hang"},
    "la": {"là": "la"},
}
# Unmarked in a marked text, these are other words ("ngay trong ngày", "nam" beside "nữ").
_MARKED_ONLY: Final = frozenset(("ngay", "nam", "tu", "quy", "han", "dem", "den", "hang", "gio"))
_WORD: Final = re.compile(r"[a-z]+")
_UNMARKED: Final = re.compile(r"[a-z]+")
_GAP: Final = re.compile(r"[^\S\n]*\n\s*|[^\S\n]+")
_QUIET: Final = str.maketrans(dict.fromkeys("–—−‐‑‒", "-") | dict.fromkeys("’‘´`′", "'"))


@dataclass(frozen=True, slots=True)
class Spoken:
    """`text` for the grammar; `offsets[i]` is where its i-th letter stands in `source`."""

    source: str
    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of `source` behind text[start:end]."""
        first = self.offsets[start]
        last = max(self.offsets[end - 1] + 1, min(self.offsets[end], len(self.source)))
        return first, first + len(self.source[first:last].rstrip())

    def rewritten(
        self, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str | None]
    ) -> "Spoken":
        """With `new` in place of each match; None leaves it."""
        if pattern.search(self.text) is None:
            return self
        parts: list[str] = []
        offsets: list[int] = []
        at = 0
        for match in pattern.finditer(self.text):
            other = new(match)
            if other is None or match.end() == match.start():
                continue
            parts += [self.text[at : match.start()], other]
            offsets += self.offsets[at : match.start()]
            offsets += self._spread(match, len(other))
            at = match.end()
        return Spoken(
            self.source, "".join([*parts, self.text[at:]]), (*offsets, *self.offsets[at:])
        )

    def _spread(self, match: re.Match[str], length: int) -> list[int]:
        """Letters beyond those that were there stand where the last one stood."""
        return [self.offsets[min(match.start() + i, match.end() - 1)] for i in range(length)]


def spoken(text: str) -> Spoken:
    folded = fold(text)
    marked = _WORD.sub(lambda match: _marked(folded, match), folded.text).translate(_QUIET)
    phrase = Spoken(text, marked, folded.offsets)
    return phrase.rewritten(_GAP, lambda match: "\n" if "\n" in match[0] else " ")


def _marked(folded: Folded, match: re.Match[str]) -> str:
    """The word as the grammar writes it, "_" all over when it is another word."""
    word = match[0]
    known = _SPELLINGS.get(word)
    if known is None:
        return word
    exact = folded.spelling(match.start(), match.end())
    if exact in known:
        return known[exact]
    if _UNMARKED.fullmatch(exact):
        return "_" * len(word) if folded.accented and word in _MARKED_ONLY else word
    return "_" * len(word)
