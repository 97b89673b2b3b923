"""Words for files: the same templates as messages have, as plain text, a paragraph a line."""

import html
import re
from typing import Final

from rendering.texts import words

_UNPRINTABLE: Final = re.compile("[^\\t\\n\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def printable(text: str) -> str:
    """Without the characters that XML cannot hold, which people's phones sometimes send."""
    return _UNPRINTABLE.sub("", text)


def sentence(name: str, /, **values: object) -> str:
    """`templates/files/{name}.j2` with every letter as it was written, "<" and "&" too."""
    return printable(html.unescape(words(f"files/{name}", **values).text))


def sentences(name: str, /, **values: object) -> list[str]:
    return [line for line in sentence(name, **values).splitlines() if line]
