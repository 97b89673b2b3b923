"""What a coordinator types under a numbered list: "bỏ 3", "3 là P. Sơn Hạ", "sửa 3 ĐVTN 30"."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from reading.fold import fold

_LONGEST: Final = 200
_NUMBERS: Final = r"(?:dong |so |muc )?(?P<numbers>\d{1,2}(?:(?:[ ,;]+|(?: va )| dong )+\d{1,2})*)"
_END: Final = r"[ .!]*(?:nhe|nha|di|a)?[ .!]*"
_DROP: Final = re.compile(rf"(?:bo(?: qua)?|xoa|loai|khong (?:lay|ghi)|dung ghi) {_NUMBERS}{_END}")
_KEEP: Final = re.compile(rf"(?:lay(?: lai)?|giu|ghi(?: de)?|them lai|van ghi) {_NUMBERS}{_END}")
_OPEN: Final = re.compile(rf"(?:xem |sua |mo )?{_NUMBERS}{_END}")
_CHANGE: Final = re.compile(
    r"(?:sua |dong |so |muc )+(?P<numbers>\d{1,2})(?: la| cua| thuoc)* ?[:,]? ?(?P<rest>.+)"
)
_IS: Final = re.compile(
    r"(?:dong |so |muc )?(?P<numbers>\d{1,2})(?: ?[:=]| (?:la|thuoc|cua)(?: cua)?\b) ?(?P<rest>.+)"
)


class Verb(StrEnum):
    DROP = "drop"
    KEEP = "keep"
    OPEN = "open"
    IS = "is"


@dataclass(frozen=True, slots=True)
class ListOrder:
    """`rest`, as it was written: a unit's name or figures."""

    verb: Verb
    numbers: tuple[int, ...]
    rest: str = ""


def read_list_order(text: str) -> ListOrder | None:
    if len(text) > _LONGEST or "\n" in text.strip():
        return None
    folded = fold(" ".join(text.split()))
    for verb, pattern in (
        (Verb.DROP, _DROP),
        (Verb.KEEP, _KEEP),
        (Verb.OPEN, _OPEN),
        (Verb.IS, _CHANGE),
        (Verb.IS, _IS),
    ):
        match = pattern.fullmatch(folded.text)
        if match is None:
            continue
        numbers = tuple(int(each) for each in re.findall(r"\d+", match["numbers"]))
        rest = folded.quote(*match.span("rest")).strip() if verb is Verb.IS else ""
        if verb is Verb.OPEN and len(numbers) > 1:
            return None
        return ListOrder(verb, numbers, rest)
    return None
