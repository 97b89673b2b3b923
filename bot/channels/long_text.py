"""A text that is too long for one message, as several that each stand on their own."""

import re
from collections.abc import Iterator
from typing import Final

LIMIT: Final = 4096
_PIECE: Final = re.compile(r"<[^<>]*>|&#?\w+;|\s+|[^\s<&]+|[<&]")
_TAG: Final = re.compile(r"<(/?)(\w+)[^<>]*>")
_MARKUP: Final = re.compile(r"<[^<>]*>")
_ENTITY: Final = re.compile(r"&#?\w+;")


def split_html(text: str, limit: int = LIMIT) -> list[str]:
    """Parts of at most `limit` characters as Telegram counts them (UTF-16, without tags).

    Cut at line ends; a line that is too long alone, between words. Open tags are closed at a cut
    and opened again after it.
    """
    if len(text) * 2 <= limit or _length(text) <= limit:
        return [text]
    parts: list[list[str]] = [[]]
    used = 0
    for line in _lines(text, limit):
        size = _length(line) + 1
        if parts[-1] and used + size > limit + 1:
            parts.append([])
            used = 0
        parts[-1].append(line)
        used += size
    return list(_balanced("\n".join(lines) for lines in parts))


def _length(html: str) -> int:
    seen = _ENTITY.sub(".", _MARKUP.sub("", html))
    return len(seen.encode("utf-16-le")) // 2


def _lines(text: str, limit: int) -> Iterator[str]:
    for line in text.split("\n"):
        if _length(line) <= limit:
            yield line
        else:
            yield from _cut(line, limit)


def _cut(line: str, limit: int) -> Iterator[str]:
    kept, used = "", 0
    for piece in _pieces(line, limit):
        size = _length(piece)
        if used + size > limit:
            yield kept.rstrip()
            kept, used = "", 0
        kept += piece
        used += size
    yield kept


def _pieces(line: str, limit: int) -> Iterator[str]:
    step = limit // 2
    for match in _PIECE.finditer(line):
        piece = match[0]
        if _length(piece) <= limit:
            yield piece
        else:
            yield from (piece[i : i + step] for i in range(0, len(piece), step))


def _balanced(parts: Iterator[str]) -> Iterator[str]:
    open_tags: list[tuple[str, str]] = []
    for part in parts:
        before = "".join(tag for _, tag in open_tags)
        for tag in _TAG.finditer(part):
            if tag[1]:
                open_tags.pop()
            else:
                open_tags.append((tag[2], tag[0]))
        after = "".join(f"</{name}>" for name, _ in reversed(open_tags))
        yield f"{before}{part}{after}"
