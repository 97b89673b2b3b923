"""A stretch of a group chat, as copied or exported from whatever app -> its messages.

Apps disagree on everything: "[15:41, 28/11/2026] Lan: ...", "Lan, [28/11/2026 15:41]", "28/11/26,
15:41 - Lan: ...", the name above and the time below, the name alone. Marks that nothing else looks
like begin a message wherever they stand; weaker ones only where they come at least twice.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Final

from reading.chat_lines import (
    BOTH,
    WHEN,
    Stamp,
    is_reply,
    is_wordless,
    person,
    read_day,
    read_stamp,
    separates_days,
)

LONGEST: Final = 40_000
"""Some 350 messages; what is pasted beyond is not read."""
_QUOTED: Final = 12
_TWICE: Final = 2


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """`day` and `clock` as the chat shows them, `author` as it names them; empty where it does
    not."""

    text: str
    author: str = ""
    day: date | None = None
    clock: time | None = None


@dataclass(frozen=True, slots=True)
class _Head:
    """Where a message begins: who, when, and the words that stand in the same line."""

    author: str
    stamp: Stamp
    rest: str


_Reader = Callable[[str, date], _Head | None]


def _pattern(body: str) -> re.Pattern[str]:
    told = body.replace("BOTH", f"(?P<when>{BOTH})").replace("WHEN", f"(?P<when>{WHEN})")
    return re.compile(told, re.IGNORECASE)


_BRACKETED: Final = _pattern(r"\[ ?WHEN ?\] ?(?P<author>[^:\n]{1,60}?) ?(?::(?P<rest>.*)|$)")
_EXPORTED: Final = _pattern(r"BOTH ?[-–] (?P<author>[^:\n]{1,60}): ?(?P<rest>.*)")
_NOTICE: Final = _pattern(r"BOTH ?[-–] (?P<author>)(?P<rest>[^:\n]+)")
_BEFORE_BRACKET: Final = _pattern(
    r"(?P<author>[^\[\]\n:]{1,60}?),? ?\[ ?WHEN ?\] ?:? ?(?P<rest>.*)"
)
_NAME_TIME: Final = _pattern(
    r"(?P<author>[^:\[\]\n\d]{1,50}?)(?:,| -| –| ·| •| lúc)? \(?WHEN\)?(?: ?: ?(?P<rest>.*)|)"
)
_TIME_NAME: Final = _pattern(r"WHEN(?: ?[-–,])? (?P<author>[^:\n\d]{1,50}): ?(?P<rest>.*)")
_NAME_ALONE: Final = _pattern(r"(?P<author>[^:\n]{1,50}): ?(?P<rest>)")
_NAMED: Final = _pattern(r"[-•*]? ?(?P<author>[^:\n]{1,50}): ?(?P<rest>.*)")
_ALONE: Final = _pattern(r"\(?WHEN\)?")


def _reader(*patterns: re.Pattern[str], sure: bool = False) -> _Reader:
    """`sure`: whatever stands where the name stands is one."""

    def read(line: str, today: date) -> _Head | None:
        for pattern in patterns:
            match = pattern.fullmatch(line)
            if match is None:
                continue
            given = match["author"].strip()
            author = given.strip(" ~") if sure else person(given)
            if author or pattern is _NOTICE:
                parts = match.groupdict()
                stamp = read_stamp(parts.get("when") or "", today)
                return _Head(author, stamp, (parts.get("rest") or "").strip())
        return None

    return read


_SURE: Final = _reader(_BRACKETED, _EXPORTED, _NOTICE, _BEFORE_BRACKET, sure=True)
_WEAK: Final = (_reader(_NAME_TIME), _reader(_TIME_NAME), _reader(_NAME_ALONE), _reader(_NAMED))


def messages_of(text: str, *, today: date) -> tuple[ChatMessage, ...]:
    """In their order, without what is no message: reactions, placeholders, quotes of others.
    `today`: the day of the copying, for "Hôm nay". Never raises."""
    lines = _clean(text[:LONGEST])
    found = _said(lines, today)
    return tuple(_unquoted(_dated(found, today)))


def decoded(content: bytes) -> str:
    """A text file as whatever app wrote it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    return content.decode("utf-8-sig", errors="replace")


def _said(lines: Sequence[str], today: date) -> list[ChatMessage]:
    if any(_SURE(line, today) for line in lines):
        return _headed(lines, _SURE, today)
    alone = [at for at, line in enumerate(lines) if _ALONE.fullmatch(line)]
    if alone and (len(alone) >= _TWICE or person(_first(lines))):
        return _stamped(lines, alone, today)
    for reader in _WEAK:
        if sum(reader(line, today) is not None for line in lines) >= _TWICE:
            return _headed(lines, reader, today)
    return [ChatMessage("\n".join(part)) for part in _paragraphs(lines)]


def _clean(text: str) -> list[str]:
    """Lines without the invisible marks that exports put around names and times."""
    composed = unicodedata.normalize("NFC", text)
    seen = "".join(
        " " if unicodedata.category(char) == "Zs" else char
        for char in composed
        if unicodedata.category(char) != "Cf" or char == "\u200d"
    )
    return [line.strip() for line in seen.splitlines()]


def _first(lines: Sequence[str]) -> str:
    return next((line for line in lines if line), "")


def _headed(lines: Sequence[str], reader: _Reader, today: date) -> list[ChatMessage]:
    found = [ChatMessage("")]
    for line in lines:
        head = reader(line, today)
        if head is None:
            found[-1] = replace(found[-1], text=f"{found[-1].text}\n{line}")
        else:
            found.append(ChatMessage(head.rest, head.author, head.stamp.day, head.stamp.clock))
    return found if found[0].text.strip() else found[1:]


def _stamped(lines: Sequence[str], alone: Sequence[int], today: date) -> list[ChatMessage]:
    """A line with nothing but a time: below its message, or between the name and the words."""
    last = max(at for at, line in enumerate(lines) if line)
    leads = alone[0] and last not in alone and person(lines[alone[0] - 1])
    return _leading(lines, alone, today) if leads else _trailing(lines, alone, today)


def _leading(lines: Sequence[str], alone: Sequence[int], today: date) -> list[ChatMessage]:
    starts = [at - 1 for at in alone if at and person(lines[at - 1])]
    found = [ChatMessage("\n".join(lines[: starts[0]]))] if starts[0] else []
    for at, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        stamp = read_stamp(lines[at + 1], today)
        words = "\n".join(lines[at + 2 : end])
        found.append(ChatMessage(words, person(lines[at]), stamp.day, stamp.clock))
    return found


def _trailing(lines: Sequence[str], alone: Sequence[int], today: date) -> list[ChatMessage]:
    """Who writes twice in a row is named once."""
    found: list[ChatMessage] = []
    author, start = "", 0
    for end in [*alone, len(lines)]:
        block = [line for line in lines[start:end] if line]
        stamp = read_stamp(lines[end], today) if end < len(lines) else Stamp()
        start = end + 1
        before, block = _before_name(block)
        if found and before:
            found[-1] = replace(found[-1], text="\n".join([found[-1].text, *before]))
        if len(block) > 1 and person(block[0]):
            author, block = person(block[0]), block[1:]
        if block:
            found.append(ChatMessage("\n".join(block), author, stamp.day, stamp.clock))
    return found


def _before_name(block: Sequence[str]) -> tuple[list[str], list[str]]:
    """Reactions and the day stand between one message's time and the next one's name."""
    for at, line in enumerate(block):
        if not is_wordless(line) and not separates_days(line):
            return list(block[:at]), list(block[at:])
    return [], list(block)


def _paragraphs(lines: Sequence[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for line in [*lines, ""]:
        if line:
            part.append(line)
        elif part:
            yield part
            part = []


def _dated(found: Sequence[ChatMessage], today: date) -> Iterator[ChatMessage]:
    """Each with its day, from itself or from the separator above it, and only words of its own."""
    day: date | None = None
    for message in found:
        own, following = [], day
        for line in message.text.splitlines():
            if separates_days(line):
                following = read_day(line, today) or following
            if not is_wordless(line) and not line.startswith(">"):
                own.append(line)
        while own and (not own[-1] or (len(own) > 1 and separates_days(own[-1]))):
            own.pop()
        text = "\n".join(own).strip()
        text = "" if separates_days(text) else text
        if text or message.author:
            yield replace(message, text=text, day=message.day or day)
        day = following


def _unquoted(found: Iterator[ChatMessage]) -> Iterator[ChatMessage]:
    """Without the line of an earlier message that an answer repeats above itself."""
    written: dict[str, str] = {}
    for message in found:
        lines = message.text.splitlines()
        if lines and is_reply(lines[0]):
            lines = lines[2:] if len(lines) > _TWICE else lines[1:]
        while len(lines) > 1 and written.get(_bare(lines[0]), message.author) != message.author:
            lines = lines[1:]
        for line in lines:
            if len(line) >= _QUOTED:
                written.setdefault(_bare(line), message.author)
        yield replace(message, text="\n".join(lines).strip())


def _bare(line: str) -> str:
    return line.strip(" \"“”'.…|")
