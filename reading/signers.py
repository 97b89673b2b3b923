"""Who signs, as an officer types it: a line for each, "BÍ THƯ: Trần Văn Minh"."""

import re
from typing import Final

MOST: Final = 2
LONGEST: Final = 80
_BETWEEN: Final = re.compile(r"\s*(?::|;|,|\s[-–]\s)\s*")


def read_signers(text: str) -> tuple[tuple[str, str], ...] | None:
    """Title and name (empty where there is none yet), one or two. None for anything else."""
    lines = [tidy for line in text.splitlines() if (tidy := " ".join(line.split()).strip("-•. "))]
    found = tuple(_signer(line) for line in lines)
    good = all(_is_title(title) and len(name) <= LONGEST for title, name in found)
    return found if good and 0 < len(found) <= MOST else None


def _signer(line: str) -> tuple[str, str]:
    title, *name = _BETWEEN.split(line, maxsplit=1)
    return title, name[0] if name else ""


def _is_title(title: str) -> bool:
    letters = sum(char.isalpha() for char in title)
    return letters > 1 and len(title) <= LONGEST and not any(char in "<>{}#%" for char in title)
