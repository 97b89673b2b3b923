"""A link that somebody pastes, alone or with the words that a map app puts around it."""

import re
from typing import Final

_LONGEST: Final = 600
_LINK: Final = re.compile(
    r"https?://[a-z0-9][a-z0-9.-]*\.[a-z]{2,}(?::\d{2,5})?(?:[/?#][^\s<>\"]*)?", re.IGNORECASE
)


def read_link(text: str) -> str | None:
    """The one web address in the text; None when there is none, or more than one."""
    if len(text) > _LONGEST:
        return None
    found = _LINK.findall(text)
    return str(found[0]).rstrip(".,;)") if len(found) == 1 else None
