"""The short way of what most units send: lines "nhãn: số" or "nhãn: số/số", perhaps below a line
with their name.

Each such line is read once on the long way, with a few numbers in the place of its own; when it
gives the same certain figures each time, its like is read from memory ever after. Whatever is not
of this form, or says a metric twice, goes the long way. Both ways give the same, which tests hold.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from reading.fold import Folded, bears_marks, fold
from reading.sender import Sender, known, sender
from reading.totals import Total
from rules.model import Metric

_LONGEST: Final = 1000
_MOST_LINES: Final = 40
_MOST_SHAPES: Final = 4096
_LINE: Final = re.compile(
    r"(?P<label>[^\S\n]*[-+*•]?[^\S\n]*[^\W\d_][^\d:=\n?]{0,48}[:=] ?)"
    r"(?P<number>[1-9][0-9]{0,4}|0[0-9]?)(?:/(?P<second>[1-9][0-9]{0,4}))?"
    r"(?P<rest>(?: ?[^\W\d_]{1,8}){0,2}[.;,]{0,2})"
)
_PROBES: Final = (("7", ""), ("31", ""), ("2500", ""), ("0", ""), ("02", ""))
_PAIRS: Final = (("7", "9"), ("31", "45"), ("85", "110"), ("2500", "31400"))
"""Of a ratio only what does not exceed its whole is certain; the rest goes the long way."""


class Figure(NamedTuple):
    """Which number of the line it is, and how many letters of the line stand `before` and `after`
    its numbers."""

    key: str
    which: int
    before: int
    after: int
    how: str


Shape = tuple[Figure, ...]


class Plain(NamedTuple):
    who: Sender | None
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
    memory = _memory(tuple(metrics), read)
    first = _LINE.fullmatch(lines[0].rstrip())
    if first:
        named = _opens_with_name(first["label"], first["rest"])
        totals = () if named else _totals(lines, 0, memory)
        return Plain(None, totals) if len(totals) > 1 and not _names_one(text, names) else None
    who = _who(lines[0], tuple(names))
    totals = _totals(lines[1:], len(lines[0]) + 1, memory) if who is not None else ()
    named_again = totals and _names_one(text[len(lines[0]) :], names)
    return Plain(who, totals) if totals and not named_again else None


def _names_one(text: str, names: Sequence[str]) -> bool:
    return known(fold(text), names) is not None


@lru_cache(maxsize=_MOST_SHAPES)
def _who(line: str, names: Sequence[str]) -> Sender | None:
    """The sender whose name is all of the line."""
    folded = fold(line + "\n")
    who = sender(folded, names)
    if who is None or any(map(str.isdigit, line)):
        return None
    return who if folded.span(who.start, who.end) == (0, len(line)) else None


@lru_cache(maxsize=_MOST_SHAPES)
def _opens_with_name(label: str, rest: str) -> bool:
    """A short label that opens a message may be a unit's: "ĐT: 7 lượt"."""
    return any(sender(fold(f"{label}{n}{rest}\nDân: 7"), ()) is not None for n in ("7", "0", "7/9"))


class _Memory:
    """What was read on the long way, for some metrics."""

    def __init__(self, metrics: Sequence[Metric], read: Read) -> None:
        self.metrics, self.read = metrics, read
        self.shapes: dict[tuple[str, str, bool, bool], Shape] = {}

    def shape(self, label: str, rest: str, *, ratio: bool, marked: bool) -> Shape:
        """Empty when such a line must go the long way."""
        key = (label, rest, ratio, marked)
        if key not in self.shapes:
            self.shapes = self.shapes if len(self.shapes) < _MOST_SHAPES else {}
            probes = _PAIRS if ratio else _PROBES
            shapes = {self._probed(label, probe, rest, marked=marked) for probe in probes}
            self.shapes[key] = shapes.pop() if len(shapes) == 1 else ()
        return self.shapes[key]

    def _probed(self, label: str, probe: tuple[str, str], rest: str, *, marked: bool) -> Shape:
        written = "/".join(filter(None, probe))
        folded = fold(f"\n{label}{written}{rest}\n")
        if sender(folded, ()) is not None:
            return ()
        found = self.read(folded._replace(accented=marked), self.metrics)
        whole = (1 + len(label), 1 + len(label) + len(written))
        figures = tuple(_figure(folded, one, probe, whole) for one in found)
        return tuple(one for one in figures if one) if all(figures) else ()


def _figure(
    folded: Folded, found: Total, probe: tuple[str, str], whole: tuple[int, int]
) -> Figure | None:
    """None when the value is neither of the line's numbers or came about in another way."""
    numbers = [int(number) for number in probe if number]
    if found.value not in numbers or found.how != ("ratio" if probe[1] else "stated"):
        return None
    start, end = folded.span(found.start, found.end)
    which = numbers.index(found.value)
    return Figure(found.key, which, whole[0] - start, end - whole[1], found.how)


@lru_cache(maxsize=64)
def _memory(metrics: tuple[Metric, ...], read: Read) -> _Memory:
    return _Memory(metrics, read)


def _totals(lines: Sequence[str], start: int, memory: _Memory) -> Sequence[Total]:
    """With spans of the text as written, in which the lines begin at `start`; empty when a line
    must go the long way or says what another said."""
    totals: dict[str, Total] = {}
    marked = bears_marks("\n".join(lines))
    for line in lines:
        found = _line(line.rstrip(), start, memory, marked=marked)
        if not found or not totals.keys().isdisjoint(one.key for one in found):
            return ()
        totals.update((one.key, one) for one in found)
        start += len(line) + 1
    return tuple(totals.values())


def _line(line: str, start: int, memory: _Memory, *, marked: bool) -> list[Total]:
    match = _LINE.fullmatch(line)
    if match is None:
        return []
    label, number, second, rest = match.group("label", "number", "second", "rest")
    if second and int(number) > int(second):
        return []
    numbers = (int(number), int(second or 0))
    upto = match.end("second") if second else match.end("number")
    first = start + match.start("number")
    return [
        Total(one.key, numbers[one.which], first - one.before, start + upto + one.after, one.how)
        for one in memory.shape(label, rest, ratio=bool(second), marked=marked)
    ]
