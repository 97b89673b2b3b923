"""A moment as it stands in a phrase: a time, a part of the day, a day, a period, side by side."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from reading.times.clock import Clock, clocks
from reading.times.day import Day, days
from reading.times.period import Period, periods

_GLUE: Final = re.compile(
    r"(?:[ ,(*:;]|\bngay\b|\bluc\b|\bvao\b|\bcua\b|\bhom\b|\bbuoi\b|\btrong\b|\bla\b|\bthi\b"
    r"|\bdung\b"
    r"|\btai\b|\bt(?=$)|-(?= )|\))*"
)
_PART: Final = re.compile(
    r"\b(?:(?P<edge>cuoi|dau|het|giua|trong) (?:gio |buoi )?)?(?:buoi )?"
    r"(?P<part>sang|trua|chieu|toI|dem|khuya)\b(?! kien| tao| bong| thieu| da\b| uu| hau thu"
    r"| suot| hom sau)"
    r"|\b(?:(?:het|trong|cuoi|sau) (?:gio )?(?:hanh chinh|lam viec)|(?:het"
    r"|cuoi) gio(?: lam)?)\b(?P<office>)"
    r"|\b(?P<day>het|cuoi|trong) ngay\b(?! [0-9])(?P<whole>)|\b(?P<midnight>nUa dem)\b"
    r"|\btoi(?= (?:nay|mai|mOt|qua|thu|t[2-7]|cn|hom|[0-9]{1,2}/))(?P<evening>)"
)
_LIMITS: Final = {
    "sang": time(12),
    "trua": time(12),
    "chieu": time(17),
    "office": time(17),
}
_END: Final = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day. `limit` is its end."""

    name: str
    start: int
    end: int

    @property
    def limit(self) -> time:
        return _LIMITS.get(self.name, _END)


@dataclass(frozen=True, slots=True)
class Side:
    """At most one of each; at least one."""

    start: int
    end: int
    clock: Clock | None = None
    part: Part | None = None
    day: Day | None = None
    weekday: Day | None = None
    period: Period | None = None

    @property
    def has_day(self) -> bool:
        return self.day is not None or self.weekday is not None

    @property
    def only_clock(self) -> bool:
        return self.clock is not None and not self.has_day and self.period is None

    def with_day_of(self, other: "Side") -> "Side":
        return replace(self, day=other.day, weekday=other.weekday)

    def on(self, today: date) -> date | None:
        named = self.day or self.weekday
        return named.on(today) if named else None

    @property
    def is_coming_weekday(self) -> bool:
        return self.day is None and self.weekday is not None and self.weekday.is_coming_weekday

    def disagrees(self, today: date) -> bool:
        """A weekday beside a date that is another day of the week."""
        if self.day is None or self.weekday is None:
            return False
        named = self.day.on(today)
        return named is not None and named.weekday() != self.weekday.weekday

    @property
    def is_impossible(self) -> bool:
        return self.clock is not None and self.clock.minutes is None


Atom = Clock | Part | Day | Period


def at(day: date, clock: Clock, now: datetime) -> datetime:
    shifted = day + timedelta(days=1) if clock.is_next_day else day
    return datetime.combine(shifted, clock.time(), tzinfo=now.tzinfo)


def end_of(day: date, now: datetime) -> datetime:
    return datetime.combine(day, _END, tzinfo=now.tzinfo)


def start_of(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time(), tzinfo=now.tzinfo)


def sides(text: str, today: date) -> list[Side]:
    """In the order of the text."""
    found: list[Side] = []
    for atom in _apart(text, today):
        joined = _joined(found[-1], atom, text) if found else None
        if joined is None:
            found.append(_side(atom))
        else:
            found[-1] = joined
    return [_settled(one) for one in found]


def _apart(text: str, today: date) -> list[Atom]:
    """The earliest and longest first, none over another; what may be no date needs company."""
    atoms: list[Atom] = [*clocks(text), *days(text, today), *periods(text, today), *_parts(text)]
    atoms.sort(key=lambda atom: (atom.start, -atom.end))
    kept: list[Atom] = []
    for atom in atoms:
        if not kept or atom.start >= kept[-1].end:
            kept.append(atom)
        elif _swallowed(kept[-1], atom):
            kept[-1] = atom
    return [one for i, one in enumerate(kept) if _is_sure(one, kept, i, text)]


def _swallowed(first: Atom, other: Atom) -> bool:
    return isinstance(first, Part) and other.end > first.end and not isinstance(other, Part)


_DATED: Final = re.compile(
    r"\b(?:ngay|han|truoc|trc|den|tU|tu|sang|chieu|toI|toi|trua|tOi|vao|nhat|va|mung|het|trong"
    r"|la|hom|luc|deadline|dl|chot)"
    r"[ :(*]*(?:- |\+ )?$|[-+] ?$|^[ (*]*$"
)


def _is_sure(atom: Atom, kept: Sequence[Atom], at_index: int, text: str) -> bool:
    if not isinstance(atom, Day) or not atom.weak:
        return True
    if _DATED.search(text[max(0, atom.start - 12) : atom.start]):
        return True
    beside = kept[max(0, at_index - 1) : at_index + 2]
    return any(
        not isinstance(one, Period)
        and one is not atom
        and _near(text, min(one.end, atom.end), max(one.start, atom.start))
        for one in beside
    )


def _near(text: str, start: int, end: int) -> bool:
    return end - start <= 40 and _GLUE.fullmatch(text[start:end]) is not None  # noqa: PLR2004


def _parts(text: str) -> list[Part]:
    found = []
    for match in _PART.finditer(text):
        name = match["part"] or _part_name(match)
        found.append(Part(name, match.start(), match.end()))
    return found


def _part_name(match: re.Match[str]) -> str:
    if match["office"] is not None:
        return "office"
    if match["evening"] is not None:
        return "toI"
    if match["midnight"]:
        return "dem"
    return "today" if match["day"] == "trong" else "whole"


def _side(atom: Atom) -> Side:
    side = Side(atom.start, atom.end)
    if isinstance(atom, Clock):
        return replace(side, clock=atom)
    if isinstance(atom, Part):
        return replace(side, part=atom)
    if isinstance(atom, Period):
        return replace(side, period=atom)
    return replace(side, weekday=atom) if atom.weekday is not None else replace(side, day=atom)


def _joined(side: Side, atom: Atom, text: str) -> Side | None:
    """None when the atom begins another side."""
    if atom.start - side.end > 40 or not _GLUE.fullmatch(text[side.end : atom.start]):  # noqa: PLR2004
        return None
    if side.period is not None or isinstance(atom, Period):
        return None
    if isinstance(atom, Day) and side.day and not atom.weekday and atom.fixed is None:
        return None
    if isinstance(atom, Part) and side.clock and "," in text[side.end : atom.start]:
        return None
    other = _side(atom)
    for kind in ("clock", "part", "day", "weekday"):
        if getattr(other, kind) and getattr(side, kind):
            return None
    mine = {
        kind: getattr(other, kind) or getattr(side, kind)
        for kind in ("clock", "part", "day", "weekday")
    }
    return Side(side.start, atom.end, **mine)


def _settled(side: Side) -> Side:
    """ "tối mai 8h": the part said apart is the time's."""
    if side.clock is None or side.part is None:
        return side
    return replace(side, clock=side.clock.in_part(side.part.name))
