"""Where a unit's name ends that begins with its type words ("Đoàn phường", "CĐ")."""

import re
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from reading.fold import Folded
from reading.name_words import (
    CLOSERS,
    ENDS_LOWER,
    FIRST_SYLLABLES,
    NAME_STARTS,
    NAMES,
    NEVER_FIRST,
    SECOND_SYLLABLES,
    STOP,
    STRONG_PAIRS,
    STRONG_STOP,
    THIRD_SYLLABLES,
    is_toneless,
    lacks_a_mark,
    written_otherwise,
)
from reading.terms import is_of_a_report

_WORD: Final = re.compile(r"[ \t]*(?P<join>(?:[-–&+/.'’,]|va )?[ \t]*)(?P<word>[a-z0-9]+)")
_COUNTED: Final = re.compile(
    r" ?(?:dvtn|ban\b|doan vien|dan\b|luot|ho so|hs|nguoi|doi|thanh nien|tnv|dv|d/c|dong chi"
    r"|to roi)"
)
_PLACES: Final = frozenset(("p", "x", "tt", "q", "kp", "phuong", "xa", "khu", "tdp", "quan"))
_ENDS: Final = re.compile(r" ?(?:[:(\n|]|$)| (?=[0-9])|, (?:xin|em|e|minh|ben)\b")
_TELLS: Final = re.compile(
    r" (?:xin |kinh |e |em |tui |tui em )*(?:bao cao|bc|bao\b|gui|da |nop|cap nhat|hom nay|hnay"
    r"|ra quan|huy dong|to chuc|co (?=[0-9])|nay (?:co|di|ra|duoc|dc) )"
)
_WHERE: Final = ("phuong", "khu vuc", "co so")
_HAMLETS: Final = frozenset(
    ("ban", "thon", "buon", "bon", "lang", "xom", "ap", "khom", "soc", "phum", "to", "khoi", "khu")
)
_DRAWN: Final = re.compile(r"([a-tv-z])\1+$")
_TELLS_OF: Final = ("luu tru", "phong", "vp", "trung tam", "tt", "chi cuc", "cuc", "ban", "doi")
_NUMBERED: Final = re.compile(
    r"\b(?:kp|khu pho|ap|dan pho|tdp|khoi|so|phuong|q\.|p\.|lop|thon|khu vuc|khu|bon|buon|block|toa"
    r"|lo|(?:trung|su|lu|tieu) doan|nong truong|nha may|xi nghiep|kho)$"
)
_CODED: Final = re.compile(r"(?:kv|kp|p|q|k|tdp)[0-9]{1,2}")
_SPOKEN: Final = re.compile(
    r"(?:(?:hai|ba|bon|nam|sau|bay|tam|chin) (?:muoi|chuc|tram)|muoi (?:mot|hai|ba|bon|lam|sau|bay"
    r"|tam|chin)|mot (?:tram|chuc))\b"
)
_NUMBER_WORDS: Final = frozenset(
    ("hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "một")
)
_ABBREVIATED: Final = frozenset(("chi", "tn", "gq", "hs", "qs", "dv", "hd"))
"""These begin what is told when a figure follows."""
_FIGURE: Final = re.compile(r" ?[:=0-9(]| (?:la|co|duoc|xin|gui|nhe|nha|hom)\b")
_ANNIVERSARY: Final = re.compile(
    r" [0-9]{1,2}/[0-9]{1,2}(?= ?[:\n]| (?:gui|bc|bao cao|xin|bcao)\b)"
)
_IS_HEAD: Final = re.compile(r" ?:")
_HOLIDAY: Final = re.compile(r" thang [0-9]{1,2}(?= ?[:,(\n]| [a-z])")
_RANGE: Final = re.compile(r"-[0-9]{1,2}(?= ?[:,(\n])|-[a-z](?= ?[:,(\n])")
_ORDINAL: Final = re.compile(r" [0-9]{1,2}(?: ?(?:[:,;(\n.|]|[-–] |$)| [a-z]{2,})")
_BREAKS: Final = re.compile(r",| [-–] ")
_TROOP: Final = re.compile(r"doi [0-9]{1,2} ?[:\n(]")
_LABELS: Final = re.compile(r" ?[:=]? ?[0-9]+ *(?:[,;\n.\-–]|$)")
_TO_COLON: Final = re.compile(r"(?P<tail>(?: [a-z]{2,}){1,4}) ?[:\n]")
_TO_FIGURES: Final = re.compile(r" ?[:\n]")
_OPENS: Final = re.compile(r"(?:^|\n|:|\b(?:bc|bao cao|nhanh|bcn|cua|kq|ket qua)) ?$")
_IS_CALLED: Final = re.compile(
    r" ?(?:[:(\n]|-|$)| (?:[0-9]|co [0-9]|bc|bcao|bao cao|gui|nop|xin|em?\b|da|hom nay|hnay"
    r"|tham gia|ra quan|cap nhat|xong|sua|dinh chinh|ho tro|huong dan)"
)
_SECOND: Final = re.compile(r" (?P<word>[a-z]{2,})")
_MOST_WORDS: Final = {"ward": 4, "cluster": 1}
_MOST: Final = 9
_NAMED_CLUSTER: Final = 4
_LOWER_WARD: Final = 3
"""Words of a ward's name in small letters: "p hoa loi dong"."""
_LOWER_COLON: Final = 5


def name_end(folded: Folded, match: re.Match[str]) -> int | None:
    """None when there is no name after the type words of `match`."""
    return _Walk(folded, match).end()


@dataclass(slots=True)
class _Walk:
    """Goes on word by word; `capital`: the name's first word has one."""

    folded: Folded
    match: re.Match[str]
    at: int = 0
    words: int = 0
    capital: bool = False

    def end(self) -> int | None:
        self.at = self.match.end()
        while self.words < self._most():
            step = _WORD.match(self.folded.text, self.at)
            if step is None or "\n" in step[0] or not self._goes_on(step):
                break
            self.at, self.words = step.end(), self.words + 1
            self.at = self._anniversary()
            if self.is_ward and step["word"].isdigit():
                break
        if not self.words:
            return None
        further = _RANGE.match(self.folded.text, self.at)
        return further.end() if further else self._to_colon()

    def _most(self) -> int:
        """ "Cụm 3 tổng hợp", "Cụm Ven Biển tổng hợp"."""
        is_named = self.kind == "cluster" and self.words > 0 and self.capital
        last_two = self.folded.text[self.at - 2 : self.at]
        return _NAMED_CLUSTER if is_named and last_two.isalpha() else self._usual()

    def _usual(self) -> int:
        return _MOST_WORDS.get(self.kind, _MOST)

    def _anniversary(self) -> int:
        """ "Nhà máy Sợi 19/5: ..."."""
        pattern = _HOLIDAY if self.is_ward else _ANNIVERSARY
        if self.is_ward and not self.folded.text[self.at - 1].isdigit():
            return self.at
        match = pattern.match(self.folded.text, self.at)
        return match.end() if match else self.at

    @property
    def kind(self) -> str:
        return self.match.lastgroup or ""

    @property
    def is_ward(self) -> bool:
        return self.kind == "ward"

    def _goes_on(self, step: re.Match[str]) -> bool:
        upper = self._written(step)[:1].isupper()
        if self.words == 0:
            self.capital = upper
        return self._is_joined(step, upper=upper) and self._belongs(step, upper=upper)

    def _written(self, step: re.Match[str]) -> str:
        return self.folded.quote(*step.span("word"))

    def _is_other(self, step: re.Match[str]) -> bool:
        written = self.folded.spelling(*step.span("word"))
        return self.folded.accented and written_otherwise(step["word"], written)

    def _is_joined(self, step: re.Match[str], *, upper: bool) -> bool:
        join = step["join"].strip()
        if self.words == 0:
            return join in ("", ".") or self.kind == "doan"
        if join in ("", "."):
            return not join or ((upper or step["word"].isdigit()) and self._is_place(step))
        tight = not step[0][:1].isspace()
        if join == ",":
            return tight and upper and step.start("word") - step.start("join") == 1
        if join in ("'", "’"):
            return tight and step.start("word") - step.start("join") == 1
        linked = (
            upper
            and (self.capital or self._before(step)[-1:].isdigit() or (tight and not self.is_ward))
            and self._is_linked(step, join, tight=tight)
        )
        named = join in ("va", "-", "–") and not self.is_ward and self._pair(step) in NAMES
        return linked or (named and not self._begins_a_label(step, least=3))

    def _is_place(self, step: re.Match[str]) -> bool:
        """ "CĐ Dân quân P. Hiệp Thới"."""
        before = re.search(r"(?<![a-z])([a-z]{1,2})$", self.folded.text[: step.start("join")])
        return before is not None and before[1] in _PLACES

    def _is_linked(self, step: re.Match[str], join: str, *, tight: bool) -> bool:
        """ "Kinh tế - Luật", not "- Dân: 66"."""
        dash = join in ("-", "–")
        if self.is_ward and not (dash and " " not in step[0]):
            return False
        if dash and not tight:
            return not (self._begins_a_label(step) or _LABELS.match(self.folded.text, step.end()))
        return tight or join in ("&", "va", "–", "-")

    def _begins_a_label(self, step: re.Match[str], least: int = 1) -> bool:
        """ "CĐ Thuế - dịch vụ công: 48"."""
        words = self.folded.text[step.start("word") :].split(maxsplit=4)[:4]
        said = (" ".join(words[:size]).rstrip(":,;") for size in range(least, len(words) + 1))
        return any(is_of_a_report(each) for each in said)

    def _belongs(self, step: re.Match[str], *, upper: bool) -> bool:
        word = step["word"]
        if any(c.isdigit() for c in word):
            return self._digits_belong(step)
        if len(word) == 1 and self.folded.text[step.end() : step.end() + 1] == "/":
            return False
        if self._is_stopped(step) or (self.is_ward and self.capital and not upper):
            return False
        return self._is_in(step, upper=upper)

    def _is_in(self, step: re.Match[str], *, upper: bool) -> bool:
        word = step["word"]
        if self.kind == "cluster" and not upper:
            return self._is_of_cluster(step)
        if self._is_known(step) or self._is_hamlet(step) or self._is_ordinal(step):
            return True
        if self.words == 0:
            is_free = self.capital or word not in NEVER_FIRST or self._is_other(step)
            return is_free or self._is_first_of_two(step)
        if self.is_ward and not self.capital and self.words == 1:
            is_free = word not in ENDS_LOWER or self._is_other(step)
            return is_free or self._is_last_of_two(step)
        return self._may_go_on(step, upper=upper)

    def _is_of_cluster(self, step: re.Match[str]) -> bool:
        """ "Cụm Vùng cao:", not "cụm bên kia đạt"; without marks any first word."""
        if self.words == 0:
            return not self.folded.accented and step["word"] not in NEVER_FIRST
        return bool(_TO_FIGURES.match(self.folded.text, step.end()))

    def _is_first_of_two(self, step: re.Match[str]) -> bool:
        """ "p minh thanh bc", not "phuong minh bc"."""
        if not self.is_ward or step["word"] not in FIRST_SYLLABLES:
            return False
        second = _SECOND.match(self.folded.text, step.end())
        if second is None or not _IS_CALLED.match(self.folded.text, second.end()):
            return False
        return second["word"] not in STOP or self._is_named_so(second)

    def _is_last_of_two(self, step: re.Match[str]) -> bool:
        """ "p cau da bc": no ward is called by one small word."""
        return self._is_named_so(step) and self._before(step)[-1:].isalpha()

    def _is_named_so(self, step: re.Match[str]) -> bool:
        pattern = SECOND_SYLLABLES.get(step["word"])
        return pattern is not None and bool(pattern.match(self.folded.text, step.end()))

    def _is_hamlet(self, step: re.Match[str]) -> bool:
        """ "Chi đoàn bản Pa Tần": what a small place is called, with its name behind it."""
        if self.is_ward or self.words or step["word"] not in _HAMLETS:
            return False
        if step["word"] == "ban" and self.folded.spelling(*step.span("word")) not in ("bản", "ban"):
            return False
        following = _WORD.match(self.folded.text, step.end())
        return following is not None and not following["join"].strip()

    def _is_ordinal(self, step: re.Match[str]) -> bool:
        """ "CĐ KDC số 9", "Trường THPT số 2 Lạc Thành"."""
        if step["word"] != "so" or self.is_ward:
            return False
        return bool(_ORDINAL.match(self.folded.text, step.end()))

    def _may_go_on(self, step: re.Match[str], *, upper: bool) -> bool:
        if self._is_other(step):
            return not (self._is_slip(step) and is_toneless(self._written(step)))
        if not self.is_ward and _TROOP.match(self.folded.text, step.start("word")):
            return True
        drawn = _DRAWN.sub(r"\1", step["word"])
        if (step["word"] in STOP or drawn in STOP) and not (upper and not self._shouts()):
            is_third = self.is_ward and not self.capital and step["word"] in THIRD_SYLLABLES
            return is_third and self._is_named_so(step)
        return not self.is_ward or self.capital or self.words < _LOWER_WARD

    def _is_slip(self, step: re.Match[str]) -> bool:
        """ "hô trợ", "trien khai": a verb that lacks a mark, not a name."""
        written = self.folded.spelling(*step.span("word"))
        return self._written(step).islower() and lacks_a_mark(step["word"], written)

    def _pair(self, step: re.Match[str]) -> str:
        following = _WORD.match(self.folded.text, step.end())
        if following is None or following["join"].strip():
            return ""
        return f"{step['word']} {following['word']}"

    def _before(self, step: re.Match[str]) -> str:
        start = step.start("word")
        return self.folded.text[max(start - 60, 0) : start].rstrip()

    def _is_stopped(self, step: re.Match[str]) -> bool:
        if step["word"] in STRONG_STOP:
            return self.words > 0 or bool(_FIGURE.match(self.folded.text, step.end()))
        text, at = self.folded.text, step.start("word")
        if self._begins_a_figure(step):
            return True
        if text.startswith("tong cong ty", at) or self._pair(step) not in STRONG_PAIRS:
            return False
        if self._is_other(step) and not self._is_slip(step):
            return False
        if self.words == 0 and self._pair(step) in NAMES:
            return False
        return not self._before(step).endswith(_TELLS_OF)

    def _begins_a_figure(self, step: re.Match[str]) -> bool:
        """ "CĐ Thuế chi 2 triệu", "Ngô Trạch bốn mươi hai bạn"."""
        if self.words and step["word"] in _ABBREVIATED:
            return bool(_FIGURE.match(self.folded.text, step.end()))
        spoken = self.words > 1 and _SPOKEN.match(self.folded.text, step.start("word"))
        return bool(spoken) and self._is_spoken(step)

    def _is_spoken(self, step: re.Match[str]) -> bool:
        """ "Ngô Trạch bốn mươi hai bạn"."""
        return not self.folded.accented or self._written(step) in _NUMBER_WORDS

    def _is_known(self, step: re.Match[str]) -> bool:
        before = self._before(step)
        behind = f"{before.rsplit(maxsplit=1)[-1] if before else ''} {step['word']}"
        if self._pair(step) == "dang ky" and before.endswith(_TELLS_OF):
            return True
        return self._pair(step) in NAMES or behind in NAMES or before.endswith(NAME_STARTS)

    def _shouts(self) -> bool:
        line = self.folded.source[:200]
        return line.upper() == line

    def _digits_belong(self, step: re.Match[str]) -> bool:
        """ "phường 12", "CĐ KP 5", "Viện Kiểm sát KV3"."""
        word, text = step["word"], self.folded.text
        is_numbered = bool(_NUMBERED.search(self._before(step)))
        if not word.isdigit():
            is_code = self.words == 0 or is_numbered or bool(_CODED.fullmatch(word))
            return is_code and not text.startswith("/c", step.end())
        counted = bool(_COUNTED.match(text, step.end()))
        if self._heads(step):
            return not counted
        if self.words == 0 or is_numbered:
            return len(word) <= 2 + bool(self.words) and (
                not counted or self.is_ward or self._must_have_number(step)
            )
        is_short = self.words == 1 and not (len(word) == 1 and self.capital and not self.is_ward)
        in_brackets = self.is_ward and text[step.end() :].lstrip().startswith("(")
        if is_short or (in_brackets and len(word) > 1) or len(word) > 2 or counted:  # noqa: PLR2004
            return False
        if self.words > 1 and len(word) == 1 and _BREAKS.match(text, step.end()):
            return self.folded.quote(*step.span())[:1] == " " and self._after_capital(step)
        return bool(_ENDS.match(text, step.end()) or _TELLS.match(text, step.end()))

    def _heads(self, step: re.Match[str]) -> bool:
        """ "CĐ Cảng Lạc 12: ..."."""
        is_head = self.words > 1 and self.kind == "doan"
        is_head = is_head and bool(_IS_HEAD.match(self.folded.text, step.end()))
        return is_head and self._after_capital(step)

    def _must_have_number(self, step: re.Match[str]) -> bool:
        """ "KP 5", not "Trạm Y tế phường 12 bạn"."""
        return bool(self.words) and not self._before(step).endswith(_WHERE)

    def _after_capital(self, step: re.Match[str]) -> bool:
        """ "Sơn Ca 2, nay 4 cô"."""
        return self.folded.quote(0, step.start()).split()[-1][:1].isupper()

    def _to_colon(self) -> int:
        """ "p con se: ...": small letters up to a colon are the name."""
        text, start = self.folded.text, self.match.end()
        rest = _TO_COLON.match(text, self.at)
        is_lower = self.folded.quote(start, self.at).islower()
        if rest is None or not is_lower or not _OPENS.search(text[: self.match.start()][-20:]):
            return self.at
        tail = rest["tail"].split()
        most = _LOWER_COLON if self.is_ward else _MOST
        if len(text[start : self.at].split()) + len(tail) > most:
            return self.at
        return self.at + sum(len(word) + 1 for word in takewhile(_is_no_closer, tail))


def _is_no_closer(word: str) -> bool:
    return word not in CLOSERS and _DRAWN.sub(r"\1", word) not in CLOSERS
