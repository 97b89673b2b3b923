"""One-time codes as people retype them."""

import re
import unicodedata
from typing import Final

from reading.fold import visible

ALPHABET: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH: Final = 8
_HALF: Final = CODE_LENGTH // 2
_LONGEST_TYPED: Final = 3 * CODE_LENGTH
_GAPS: Final = re.compile(r"[\s\-–—_.]+")
_IN_A_SENTENCE: Final = re.compile(
    rf"(?<!\w)([{ALPHABET}]{{{_HALF}}})(?:\s|\s?[-–—]\s?)?([{ALPHABET}]{{{_HALF}}})(?!\w)"
)


def is_code(code: str) -> bool:
    """Eight of the alphabet, a letter and a digit in each half: no word, no year is one.

    Whoever makes codes draws again until this holds.
    """
    halves = (code[:_HALF], code[_HALF:])
    return len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) and all(map(_is_mixed, halves))


def read_code(text: str) -> str | None:
    """The code in a message, forgiving case, spaces and hyphens; None when there is none."""
    typed = unicodedata.normalize("NFKC", text).upper()
    shown = visible(typed).strip()
    return _whole(shown) or _within(shown)


def _whole(typed: str) -> str | None:
    if len(typed) > _LONGEST_TYPED:
        return None
    groups = _GAPS.split(typed)
    code = "".join(groups)
    return code if is_code(code) and _is_one_code(groups) else None


def _is_one_code(groups: list[str]) -> bool:
    """ "22 DVTN 39" is figures and a word: one group must mix, or all be single letters."""
    return any(map(_is_mixed, groups)) or max(map(len, groups)) == 1


def _within(typed: str) -> str | None:
    found = (match[1] + match[2] for match in _IN_A_SENTENCE.finditer(typed))
    return next((code for code in found if is_code(code)), None)


def _is_mixed(part: str) -> bool:
    return any(c.isdigit() for c in part) and any(c.isalpha() for c in part)
