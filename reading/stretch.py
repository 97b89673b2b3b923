"""The messages of a group chat -> one line for each unit that reported in it.

A message belongs to the unit that it names, else to the one in its author's chat name, else to the
one that the author spoke for before. What looks like a report of nobody known is a line without a
unit, to be asked; everything else is counted as chatter.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from itertools import pairwise
from typing import Final

from reading.chat import ChatMessage
from reading.edits import read_edit
from reading.fold import plain
from reading.report import Reading, read_report
from reading.unit_mentions import Mentions, Named, Names
from rules.model import Metric

_ADDS: Final = re.compile(r"\b(?:them|cong them|tang them|bo sung them|nua|\+)(?!\w)")
_WHOLE: Final = re.compile(r"\b(?:bao cao|bc|bcao|cap nhat|update|tong hop|chot|so cuoi)\b")
_SPEAKS: Final = re.compile(r"\b(?:bao cao|bc|bcao|gui|em|ben em|xin|day|ne|nhe|nha|a)\b")
_ABOUT_OTHERS: Final = re.compile(r"@|\?|\b(?:chua|nhac|gui di|dau roi|tag|cac don vi|moi nguoi)\b")
_TO_COME: Final = re.compile(r"@|\?|\b(?:mai|toi nay|tuan sau|dang ky|du kien|se|hop|chua|dau)\b")
_DIGIT: Final = re.compile(r"\d")
_BULLET: Final = re.compile(r"[-+•*–▪◦✅🔹]")
_SEVERAL: Final = 2
_SHORT: Final = 12


@dataclass(frozen=True, slots=True)
class Step:
    """One message as far as it concerns a unit: a report, or a change of it."""

    figures: Mapping[str, int]
    text: str
    author: str = ""
    day: date | None = None
    clock: time | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What one unit told. `unit_id` None: not known, perhaps one of `options`; `named`: what the
    text called it. `unsure`: the unit was taken from little. `doubtful`: figures that the reader
    doubts, `asides`: later words of it with figures that may be meant for nothing."""

    unit_id: int | None
    steps: tuple[Step, ...]
    options: tuple[int, ...] = ()
    named: str = ""
    unsure: bool = False
    doubtful: frozenset[str] = frozenset()
    asides: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()

    @property
    def figures(self) -> dict[str, int]:
        told: dict[str, int] = {}
        for step in self.steps:
            told |= step.figures
        return told

    @property
    def is_doubtful(self) -> bool:
        return bool(self.unit_id is None or self.unsure or self.doubtful or self.asides)


@dataclass(frozen=True, slots=True)
class Stretch:
    """`skipped` messages are chatter, `repeated` ones say nothing new, `other_days` are of a day
    before. Every message is in one of these counts or in a line."""

    lines: tuple[Line, ...] = ()
    messages: int = 0
    skipped: int = 0
    repeated: int = 0
    other_days: int = 0


@dataclass(slots=True)
class _Gathering:
    """What is known while the messages are gone through."""

    mentions: Mentions
    metrics: Sequence[Metric]
    lines: list[Line] = field(default_factory=list)
    spoke_for: dict[str, list[int]] = field(default_factory=dict)
    last_of: dict[str, int] = field(default_factory=dict)
    heading: int | None = None
    skipped: int = 0
    repeated: int = 0


def read_stretch(
    messages: Sequence[ChatMessage],
    names: Names,
    metrics: Sequence[Metric],
    *,
    day: date | None = None,
) -> Stretch:
    """`names`: (unit id, name or alias) of those expected; what is dated before `day` is left out.
    Lines in the order in which the units first spoke. Never raises."""
    gathering = _Gathering(Mentions(tuple(names)), metrics)
    of_day = [each for each in messages if not _is_earlier(each, day)]
    for message in of_day:
        _take(gathering, message)
    return Stretch(
        tuple(gathering.lines),
        len(messages),
        gathering.skipped,
        gathering.repeated,
        len(messages) - len(of_day),
    )


def _is_earlier(message: ChatMessage, day: date | None) -> bool:
    return day is not None and message.day is not None and message.day < day


def _take(all_of: _Gathering, message: ChatMessage) -> None:
    taken = [
        _take_section(all_of, replace(message, text=text))
        for text in _sections(all_of.mentions, message.text)
    ]
    if not any(taken):
        all_of.skipped += 1


def _sections(mentions: Mentions, text: str) -> Iterator[str]:
    """One message that lists several units, each at the beginning of a line."""
    lines = text.splitlines()
    begun = [mentions.begins(line) for line in lines]
    heads = [at for at, unit in enumerate(begun) if unit is not None]
    if len({begun[at] for at in heads}) < _SEVERAL or not _are_equals(mentions, lines, heads):
        yield text
        return
    bounds = sorted({0, *heads, len(lines)})
    for at, end in pairwise(bounds):
        yield "\n".join(lines[at:end])


def _are_equals(mentions: Mentions, lines: Sequence[str], heads: Sequence[int]) -> bool:
    """Each has figures of its own, and none of them is the unit above the others."""
    ends = [*heads[1:], len(lines)]
    told = (lines[at:end] for at, end in zip(heads, ends, strict=True))
    listed = [bool(_BULLET.match(lines[at])) for at in heads]
    below = all(listed[1:]) and not listed[0]
    above = mentions.in_text("\n".join(lines[: heads[0]])).ids
    return not above and not below and all(_DIGIT.search("\n".join(part)) for part in told)


def _take_section(all_of: _Gathering, message: ChatMessage) -> bool:
    """Did it say anything of a unit's figures?"""
    read = _read(all_of, message.text)
    named = _named(all_of.mentions, read, message.text)
    author = plain(message.author)
    if not read.is_report:
        _note_speaker(all_of, author, message.text, named)
        return _follows_up(all_of, message, author)
    known = _spoken_for(all_of, author)
    unit, unsure, options = _decided(named, known, _heading(all_of, message))
    all_of.heading = None
    step = _step(read, message)
    at = _line_of(all_of, unit, author, read)
    if unit is not None and author:
        all_of.spoke_for.setdefault(author, []).append(unit)
    if at is None:
        line = Line(unit, (step,), options, _written(read, unit), unsure)
        all_of.lines.append(_with_doubts(line, read))
        at = len(all_of.lines) - 1
    else:
        _go_on(all_of, at, step, read, names_itself=bool(named.ids))
        if unit is None and len(known.ids) > 1:
            all_of.lines[at] = replace(all_of.lines[at], unsure=True)
    all_of.last_of[author or ""] = at
    return True


def _read(all_of: _Gathering, text: str) -> Reading:
    """A name without its kind ("tan loc 25 dvtn") is only seen by who knows the units."""
    read = read_report(text, metrics=all_of.metrics)
    if read.unit is not None:
        return read
    inside = all_of.mentions.inside(text)
    if not inside:
        return read
    return read_report(text, metrics=all_of.metrics, unit_names=inside)


def _named(mentions: Mentions, read: Reading, text: str) -> Named:
    called = mentions.called(read.unit) if read.unit else Named()
    first = text.split("\n", 1)[0]
    if read.unit and read.unit not in first and (heads := mentions.begins(first)) is not None:
        return Named((heads,), sure=True)
    if called.sure:
        return called
    inside = mentions.in_text(text)
    if inside.sure:
        return inside
    return inside if inside.ids else called


def _follows_up(all_of: _Gathering, message: ChatMessage, author: str) -> bool:
    """A few words with figures, of somebody who has reported: what is new is taken, to be looked
    at; what stands otherwise is shown beside it."""
    at = all_of.last_of.get(author) if author else None
    said = plain(message.text)
    if at is None or len(said.split()) > _SHORT or _TO_COME.search(said):
        return False
    told = {value.key: value.value for value in read_edit(message.text, all_of.metrics)}
    line = all_of.lines[at]
    if not told or told.items() <= line.figures.items():
        return False
    if told.keys() & line.figures.keys():
        all_of.lines[at] = replace(line, asides=(*line.asides, message.text))
        return True
    step = Step(told, message.text, message.author, message.day, message.clock)
    doubtful = line.doubtful | told.keys()
    all_of.lines[at] = replace(line, steps=(*line.steps, step), doubtful=doubtful)
    return True


def _note_speaker(all_of: _Gathering, author: str, text: str, named: Named) -> None:
    """ "Đoàn phường Tân Lộc báo cáo ạ": what follows is theirs, or what they had said before."""
    said = plain(text)
    if not named.sure or len(said.split()) > _SHORT or _ABOUT_OTHERS.search(said):
        return
    unit = named.ids[0]
    if not author:
        all_of.heading = unit
        return
    mine = all_of.last_of.get(author)
    if mine is not None and all_of.lines[mine].unit_id is None and _SPEAKS.search(said):
        _give(all_of, mine, unit)
    if author not in all_of.spoke_for and _is_own(all_of, text, unit, said):
        all_of.spoke_for[author] = [unit]


def _is_own(all_of: _Gathering, text: str, unit: int, said: str) -> bool:
    return all_of.mentions.begins(text) == unit or bool(_SPEAKS.search(said))


def _give(all_of: _Gathering, at: int, unit: int) -> None:
    if all(line.unit_id != unit for line in all_of.lines):
        all_of.lines[at] = replace(all_of.lines[at], unit_id=unit, unsure=True)


def _spoken_for(all_of: _Gathering, author: str) -> Named:
    of_name = all_of.mentions.of_author(author)
    if of_name.sure:
        return of_name
    before = tuple(dict.fromkeys(reversed(all_of.spoke_for.get(author, [])))) if author else ()
    return Named(before, len(before) == 1) if before else of_name


def _heading(all_of: _Gathering, message: ChatMessage) -> Named:
    """A paragraph that only names a unit stands above its figures."""
    if message.author or all_of.heading is None:
        return Named()
    return Named((all_of.heading,), sure=True)


def _decided(
    named: Named, known: Named, heading: Named
) -> tuple[int | None, bool, tuple[int, ...]]:
    """The unit, whether that is unsure, and which it may be."""
    if named.sure:
        return named.ids[0], False, ()
    if named.ids:
        both = [each for each in known.ids if each in named.ids]
        if len(both) == 1:
            return both[0], False, ()
        return None, False, (*both, *(each for each in named.ids if each not in both))
    for context in (heading, known):
        if context.sure:
            return context.ids[0], False, ()
    return None, False, known.ids


def _line_of(all_of: _Gathering, unit: int | None, author: str, read: Reading) -> int | None:
    """The line that a message goes on with."""
    if unit is not None:
        found = (at for at, line in enumerate(all_of.lines) if line.unit_id == unit)
        return next(found, None)
    if read.unit is None and author:
        mine = all_of.last_of.get(author)
        if mine is not None and (read.corrects or all_of.lines[mine].unit_id is None):
            return mine
    values = {value.key: value.value for value in read.values}
    same = (
        at
        for at, line in enumerate(all_of.lines)
        if line.unit_id is None and line.figures == values and line.steps[0].author
    )
    return next(same, None)


def _step(read: Reading, message: ChatMessage) -> Step:
    figures = {value.key: value.value for value in read.values}
    return Step(figures, message.text, message.author, message.day, message.clock)


def _written(read: Reading, unit: int | None) -> str:
    return "" if unit is not None or read.unit is None else read.unit


def _with_doubts(line: Line, read: Reading) -> Line:
    told = {value.key for value in read.values}
    doubtful = {value.key for value in read.values if value.doubtful}
    return replace(
        line,
        doubtful=frozenset((line.doubtful - told) | doubtful),
        loose=(*line.loose, *(each.quote for each in read.loose)),
    )


def _go_on(all_of: _Gathering, at: int, step: Step, read: Reading, *, names_itself: bool) -> None:
    """A later message of the unit: the same again, a correction, more figures, or an aside."""
    line = all_of.lines[at]
    before, told = line.figures, step.figures
    if all(before.get(key) == value for key, value in told.items()):
        all_of.repeated += 1
        return
    said = plain(step.text)
    again = {key for key in told if key in before}
    if again and not read.corrects and _ADDS.search(said) and len(told) == 1:
        (key,) = again
        step = replace(step, figures={key: before[key] + told[key]})
        all_of.lines[at] = replace(line, steps=(*line.steps, step), doubtful=line.doubtful | {key})
    elif again and not read.corrects and not names_itself and not _is_whole(said, told):
        all_of.lines[at] = replace(line, asides=(*line.asides, step.text))
    else:
        all_of.lines[at] = _with_doubts(replace(line, steps=(*line.steps, step)), read)


def _is_whole(said: str, told: Mapping[str, int]) -> bool:
    return len(told) > 1 or bool(_WHOLE.search(said))
