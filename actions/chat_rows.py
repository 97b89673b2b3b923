"""The lines of a pasted chat until they are confirmed, and what a coordinator does to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from enum import StrEnum
from typing import Any

from actions.enter_for_unit import Told
from rules.deadlines import at_local, local
from rules.model import Metric
from storage.events import Event
from storage.participations import Participation


@dataclass(frozen=True, slots=True)
class Part:
    """What was pasted at once, or one message that was forwarded: then with who wrote it, when."""

    text: str
    author: str = ""
    at: datetime | None = None
    forwarded: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. `participation_id` None: to be asked, perhaps one of `options`.
    `takes` is what the coordinator said of it, None while it goes by what stands. `seen`: the
    version of the unit's own report when the list was shown."""

    participation_id: int | None
    told: tuple[Told, ...]
    options: tuple[int, ...] = ()
    named: str = ""
    unsure: bool = False
    asides: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    takes: bool | None = None
    seen: int = 0

    @property
    def figures(self) -> dict[str, int]:
        figures: dict[str, int] = {}
        for each in self.told:
            figures |= each.figures
        return figures

    @property
    def doubtful(self) -> frozenset[str]:
        return frozenset().union(*(each.doubtful for each in self.told))

    @property
    def at(self) -> datetime | None:
        return self.told[-1].at

    @property
    def author(self) -> str:
        return self.told[0].author

    @property
    def origin(self) -> tuple[str, str]:
        """Which it is, when the same chat is read again with more of it."""
        return self.told[0].author, self.told[0].text


class Stands(StrEnum):
    """A line against what its unit has reported so far."""

    UNKNOWN = "unknown"
    FIRST = "first"
    SAME = "same"
    NEWER = "newer"
    OLDER = "older"


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as it is shown: its number in the list, its unit now, and whether it will be written.

    `options` are the units that it may be, by participation and name."""

    number: int
    row: Row
    unit: Participation | None
    stands: Stands
    options: tuple[tuple[int, str], ...] = ()

    @property
    def taken(self) -> bool:
        if self.unit is None or self.stands is Stands.SAME:
            return False
        if self.row.takes is not None:
            return self.row.takes
        return self.stands is not Stands.OLDER

    @property
    def told(self) -> tuple[Told, ...]:
        """What will be written: beside a report of the unit's own only what came after it."""
        since = self.unit.last_sent_at if self.unit else None
        if self.stands is not Stands.NEWER or self.row.takes or since is None:
            return self.row.told
        return tuple(each for each in self.row.told if each.at and each.at > since)

    @property
    def figures(self) -> tuple[tuple[Metric, int], ...]:
        metrics = self.unit.metrics if self.unit else ()
        told = self.row.figures
        return tuple((metric, told[metric.key]) for metric in metrics if metric.key in told)

    @property
    def is_doubtful(self) -> bool:
        row = self.row
        return bool(self.unit is None or row.unsure or row.doubtful or row.asides)


@dataclass(frozen=True, slots=True)
class ChatList:
    """What was read of a chat for one day. `beyond`: reports of units that this person may not
    enter for, by name."""

    event: Event
    shown: tuple[Shown, ...]
    metrics: tuple[Metric, ...]

    @property
    def taken(self) -> int:
        return sum(each.taken for each in self.shown)

    @property
    def timeless(self) -> bool:
        open_ones = (each for each in self.shown if each.stands is not Stands.SAME)
        return any(each.row.told[0].at is None for each in open_ones)

    def numbered(self, number: int) -> Shown | None:
        return next((each for each in self.shown if each.number == number), None)


@dataclass(frozen=True, slots=True)
class ChatRead:
    """The rows, those with a question first, and the messages that are in none of them."""

    rows: tuple[Row, ...]
    messages: int = 0
    skipped: int = 0
    repeated: int = 0
    other_days: int = 0
    beyond: tuple[str, ...] = ()

    @property
    def units(self) -> int:
        return len({row.participation_id for row in self.rows if row.participation_id})

    @property
    def authors(self) -> int:
        return len({row.author for row in self.rows if row.author})


def as_seen(shown: ChatList) -> tuple[Row, ...]:
    """With the version of each unit's report that the coordinator has before them."""
    return tuple(
        replace(each.row, seen=each.unit.version if each.unit else 0) for each in shown.shown
    )


def read_again(before: Sequence[Row], after: ChatRead) -> ChatRead:
    """What the coordinator has said of a line stays when more of the chat comes."""
    known = {row.origin: row for row in before}
    return replace(after, rows=tuple(_as_said(row, known.get(row.origin)) for row in after.rows))


def _as_said(row: Row, known: Row | None) -> Row:
    if known is None:
        return row
    given = row.participation_id or known.participation_id
    told = tuple(replace(each, participation_id=given or 0) for each in row.told)
    return replace(row, participation_id=given, told=told, takes=known.takes)


def given_to(rows: Sequence[Row], number: int, participation_id: int) -> tuple[Row, ...]:
    """This line is of that unit; when it has a line already, they become one."""
    kept = list(rows)
    mine = kept[number - 1]
    told = tuple(replace(each, participation_id=participation_id) for each in mine.told)
    kept[number - 1] = replace(mine, participation_id=participation_id, told=told, unsure=False)
    for at, other in enumerate(kept):
        if at != number - 1 and other.participation_id == participation_id:
            both = sorted((*other.told, *told), key=_when)
            kept[at] = replace(other, told=tuple(both), asides=(*other.asides, *mine.asides))
            del kept[number - 1]
            break
    return tuple(kept)


def _when(told: Told) -> float:
    return told.at.timestamp() if told.at else 0.0


def with_figures(rows: Sequence[Row], number: int, figures: Mapping[str, int]) -> tuple[Row, ...]:
    """As if it had been read so: the coordinator has looked at it."""
    kept = list(rows)
    row = kept[number - 1]
    told = [_reread(each, figures) for each in row.told]
    new = {key: value for key, value in figures.items() if key not in row.figures}
    told[0] = replace(told[0], figures={**told[0].figures, **new})
    kept[number - 1] = replace(row, told=tuple(told), unsure=False, asides=())
    return tuple(kept)


def _reread(told: Told, figures: Mapping[str, int]) -> Told:
    again = {key: figures.get(key, value) for key, value in told.figures.items()}
    return replace(told, figures=again, doubtful=told.doubtful - figures.keys())


def taken_or_not(rows: Sequence[Row], numbers: Sequence[int], *, takes: bool) -> tuple[Row, ...]:
    return tuple(
        replace(row, takes=takes) if number in numbers else row
        for number, row in enumerate(rows, 1)
    )


def told_at(rows: Sequence[Row], clock: time, event: Event, *, now: datetime) -> tuple[Row, ...]:
    """When what the chat shows no time for was told."""
    day = local(event.schedule.starts_at, event.zone).date()
    at = min(at_local(day, clock.hour, clock.minute, event.zone), now)
    return tuple(
        replace(row, told=tuple(replace(each, at=each.at or at) for each in row.told))
        for row in rows
    )


def stored(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """As JSON, for the conversation that they wait in."""
    return [
        {
            "unit": row.participation_id,
            "told": [_stored(each) for each in row.told],
            "options": list(row.options),
            "named": row.named,
            "unsure": row.unsure,
            "asides": list(row.asides),
            "loose": list(row.loose),
            "takes": row.takes,
            "seen": row.seen,
        }
        for row in rows
    ]


def _stored(told: Told) -> dict[str, Any]:
    return {
        "figures": dict(told.figures),
        "text": told.text,
        "author": told.author,
        "at": told.at.isoformat() if told.at else None,
        "doubtful": sorted(told.doubtful),
    }


def restored(kept: Sequence[Mapping[str, Any]]) -> tuple[Row, ...]:
    return tuple(
        Row(
            row["unit"],
            tuple(_told(row["unit"] or 0, each) for each in row["told"]),
            tuple(row["options"]),
            row["named"],
            row["unsure"],
            tuple(row["asides"]),
            tuple(row["loose"]),
            row["takes"],
            row["seen"],
        )
        for row in kept
    )


def _told(participation_id: int, kept: Mapping[str, Any]) -> Told:
    at = datetime.fromisoformat(kept["at"]) if kept["at"] else None
    doubtful = frozenset(kept["doubtful"])
    return Told(
        participation_id, kept["figures"], kept["text"], kept["author"], at, doubtful=doubtful
    )
