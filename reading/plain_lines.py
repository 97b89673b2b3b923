"""The short way of what most units send: a line with their name, then lines "nhãn: số".

Each such line is read once on the long way, with a few numbers in the place of its own; when it
gives one certain figure each time, its like is read from memory ever after. Whatever is not of
this form, or says a metric twice, goes the long way. Both ways give the same, which tests hold.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from reading.fold import Folded, bears_marks, fold
from reading.sender import Sender, sender
from reading.totals import Total
from rules.model import Metric

_LONGEST: Final = 1000
_MOST_LINES: Final = 40
_MOST_SHAPES: Final = 4096
_LINE: Final = re.compile(
    r"(?P<label>[^\S\n]*[-+*•]?[^\S\n]*[^\W\d_][^\d:=\n?]{0,48}[:=] ?)"
    r"(?P<number>[1-9][0-9]{0,4}|0[0-9]?)(?P<rest>(?: ?[^\W\d_]{1,8}){0,2}[.;,]{0,2})"
)
_PROBES: Final = ("7", "31", "2500", "0", "02")


class Shape(NamedTuple):
    """The figure of a line: `before` letters ahead of its number, `after` behind it."""

    key: str
    before: int
    after: int


class Plain(NamedTuple):
    who: Sender
    totals: Sequence[Total]


Read = Callable[[Folded, Sequence[Metric]], Sequence[Total]]
"""The long way: the figures of a text, none when anything else is to be said of it."""


def plain_lines(
    text: str, metrics: Sequence[Metric], names: Sequence[str], read: Read
) -> Plain | None:
    """None when the text is not of this form."""
    if len(text) > _LONGEST or "\n" not in text:
        return None
    lines = text.split("\n")
    if len(lines) > _MOST_LINES or not all(map(_LINE.fullmatch, map(str.rstrip, lines[1:]))):
        return None
    memory = _memory(tuple(metrics), tuple(names), read)
    who = memory.who(lines[0])
    totals = _totals(lines, memory) if who is not None else ()
    return Plain(who, totals) if who is not None and totals else None


class _Memory:
    """What was read on the long way, for some metrics and names."""

    def __init__(self, metrics: Sequence[Metric], names: Sequence[str], read: Read) -> None:
        self.metrics, self.names, self.read = metrics, names, read
        self.whos: dict[str, Sender | None] = {}
        self.shapes: dict[tuple[str, str, bool], Shape | None] = {}

    def who(self, line: str) -> Sender | None:
        """The sender whose name is all of the line."""
        if line not in self.whos:
            self.whos = self.whos if len(self.whos) < _MOST_SHAPES else {}
            self.whos[line] = self._who(line)
        return self.whos[line]

    def _who(self, line: str) -> Sender | None:
        folded = fold(line + "\n")
        who = sender(folded, self.names)
        if who is None or any(map(str.isdigit, line)):
            return None
        return who if folded.span(who.start, who.end) == (0, len(line)) else None

    def shape(self, label: str, rest: str, *, marked: bool) -> Shape | None:
        key = (label, rest, marked)
        if key not in self.shapes:
            self.shapes = self.shapes if len(self.shapes) < _MOST_SHAPES else {}
            shapes = {self._probed(label, number, rest, marked=marked) for number in _PROBES}
            self.shapes[key] = shapes.pop() if len(shapes) == 1 else None
        return self.shapes[key]

    def _probed(self, label: str, number: str, rest: str, *, marked: bool) -> Shape | None:
        folded = fold(f"\n{label}{number}{rest}\n")
        if sender(folded, self.names) is not None:
            return None
        found = self.read(folded._replace(accented=marked), self.metrics)
        if len(found) != 1 or (found[0].value, found[0].how) != (int(number), "stated"):
            return None
        start, end = folded.span(found[0].start, found[0].end)
        at = 1 + len(label)
        return Shape(found[0].key, at - start, end - at - len(number))


@lru_cache(maxsize=64)
def _memory(metrics: tuple[Metric, ...], names: tuple[str, ...], read: Read) -> _Memory:
    return _Memory(metrics, names, read)


def _totals(lines: Sequence[str], memory: _Memory) -> Sequence[Total]:
    """With spans of the text as written; empty when a line says what another said."""
    totals: dict[str, Total] = {}
    start, marked = len(lines[0]) + 1, bears_marks("\n".join(lines[1:]))
    for line in lines[1:]:
        match = _LINE.fullmatch(line.rstrip())
        shape = memory.shape(match["label"], match["rest"], marked=marked) if match else None
        if match is None or shape is None or shape.key in totals:
            return ()
        first, upto = match.span("number")
        span = (start + first - shape.before, start + upto + shape.after)
        totals[shape.key] = Total(shape.key, int(match["number"]), *span)
        start += len(line) + 1
    return tuple(totals.values())
