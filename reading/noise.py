"""What looks like a figure and is none: phones, dates, times, links, numbering."""

import re
from functools import lru_cache
from typing import Final

BLANK: Final = "¬"
_WEEKDAY: Final = (
    r"(?:thu (?:[2-7](?![0-9])|hai|ba|tu|nam|sau|bay)|t[2-7]|cn|chu nhat)\b(?! ?(?:tr|k|cu)\b)"
)
_DAY_WORD: Final = rf"(?:ngay|sang|trua|chieu|toi|hom|mung|{_WEEKDAY})"
_NOISE: Final = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"^[ \t]*>[^\n]*",
        r"(?:https?://|www\.)\S+",
        r"(?<![0-9])(?:\+84|84(?=[0-9]{9})|0)[ .-]?[2-9](?:[ .-]?[0-9]){7,9}(?![0-9])",
        r"(?<![0-9])[0-9]{1,4}[ ]?[-/][ ]?(?:kh|cv|tb|bc|qd|hd|ctr)\b[-a-z/]*",
        r"(?<![0-9.,/])[0-9]{1,2} ?(?:h|g|gio)(?: ?[0-9]{2})?(?:p|phut)?(?![a-z0-9])",
        r"(?<![0-9.,/])[0-9]{1,2}:[0-9]{2}(?![0-9])",
        r"(?<![0-9])[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:20)?[0-9]{2}(?![0-9])",
        rf"\b{_DAY_WORD},? (?:ngay )?[0-9]{{1,2}}(?:[/.-][0-9]{{1,2}})?(?![0-9/])",
        r"\bthang [0-9]{1,2}(?:/[0-9]{4})?(?![0-9])",
        r"\bnam 20[0-9]{2}(?![0-9])",
        rf"\b(?:ngay )?{_WEEKDAY}",
        r"\b(?:lan|dot|(?<!dang )ky|cum|khu pho|to dan pho|(?<!ra )quan|phuong|p\.|q\."
        r"|duong(?: so)?|hem|so nha|khoi|lop|muc(?: do)?)"
        r" ?(?:thu )?[0-9]{1,3}(?![0-9])(?![.,][0-9])",
        r"^[ \t]*(?:[-+*•–][ \t]*)?"
        r"(?:\(?[0-9]{1,2}[ ]?[.)](?=[ \ta-z])|[0-9]{1,2}/(?=[ \ta-z])|[a-h][.)](?=[ \t]))",
        r"^[ \t]*[0-9]{1,2} ?[-:](?= ?[a-z][^\n]{0,60}[0-9])",
    )
)
_BRACKETS: Final = re.compile(r"\(([^()\n]{0,80})\)")
_BARE_FIGURE: Final = re.compile(r"[ 0-9.,/]+")


@lru_cache(maxsize=4)
def without_noise(text: str) -> str:
    """Folded text of the same length: what is no figure blanked, asides set apart by semicolons."""
    for pattern in _NOISE:
        text = pattern.sub(_blank, text)
    return _BRACKETS.sub(_aside, text)


def _blank(match: re.Match[str]) -> str:
    return BLANK * len(match[0])


def _aside(match: re.Match[str]) -> str:
    """(xã hội hóa 10tr) is a piece of its own, (người) is nothing, (25) is its figure."""
    inside = match[1]
    if not any(c.isdigit() for c in inside):
        return " " * len(match[0])
    return f" {inside} " if _BARE_FIGURE.fullmatch(inside) else f";{inside};"
