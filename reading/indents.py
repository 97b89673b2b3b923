"""Which lines of a message stand below which: "- Dân: 80" and under it "  + Hộ dân: 50"."""

import re
from collections.abc import Sequence
from typing import Final

_LEAD: Final = re.compile(
    r"(?P<space>[ \t]*)(?:(?P<number>\(?(?:[0-9]{1,2}|[ivx]{1,4}|[a-h]) ?[.)/](?!\d))"
    r"|(?P<mark>[-+*•–>]))?"
)
_MARKED: Final = re.compile(r"^(?:[ \t]+\S|[ \t]*\+ ?[^\W\d])", re.MULTILINE)
_TAB: Final = 4
_RANKS: Final = {"": 0, "-": 2, "*": 2, "•": 2, "–": 2, ">": 2, "+": 3}

Level = tuple[int, int]


def parents(text: str) -> Sequence[int]:
    """For each line the one it details, -1 for none; empty when no line details another. A line
    without a mark of its own is only detailed by indented ones."""
    if not _MARKED.search(text):
        return ()
    above: list[tuple[Level, int]] = []
    found: list[int] = []
    for at, line in enumerate(text.split("\n")):
        if not line.strip():
            found.append(-1)
            continue
        level = _level(line)
        while above and not _is_below(level, above[-1][0]):
            above.pop()
        found.append(above[-1][1] if above else -1)
        above.append((level, at))
    return found


def _level(line: str) -> Level:
    lead = _LEAD.match(line)
    if lead is None:
        return 0, 0
    width = sum(_TAB if char == "\t" else 1 for char in lead["space"])
    return width, 1 if lead["number"] else _RANKS[lead["mark"] or ""]


def _is_below(level: Level, above: Level) -> bool:
    if level[0] != above[0]:
        return level[0] > above[0]
    return level[1] > above[1] > 0
