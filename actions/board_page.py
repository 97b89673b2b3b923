"""One day as the board in a browser shows it: the same board as in the chat, unit by unit."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from typing import Final

from actions.load import load_event_for
from actions.progress import ONLOOKERS, Board, Reader, draw_board, owed_by, owes, reader_of
from reading.fold import plain
from rules import deadlines
from rules.model import Actor, Progress
from rules.rollup import UnitLine, on_time_rate
from storage.board_marks import Mark, marks_of, state_of_day
from storage.db import Session
from storage.editions import Edition, editions_of
from storage.events import Event

PAGE: Final = 200
"""A district of 168 units is one page."""

_NOTHING: Final = Mark(None, None, None, None, None, False, "", "")


_LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)


class Order(StrEnum):
    """As the host lists them, who owes most first, or who wrote last first."""

    LISTED = "listed"
    OWING = "owing"
    NEWEST = "newest"


_URGENCY: Final = (
    Progress.RETURNED,
    Progress.NOT_SENT,
    Progress.NOT_REGISTERED,
    Progress.PARTIAL,
    Progress.COMPLETE,
    Progress.NOT_TAKING_PART,
)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit. It owes `figures` and `photos` (a number), until `closes`, its own deadline;
    `folded`: its name as it is searched."""

    line: UnitLine
    mark: Mark
    closes: datetime
    extended: bool
    owes: bool
    figures: bool
    photos: int
    folded: str

    @property
    def id(self) -> int:
        return self.line.participation_id

    def minutes_late(self, now: datetime) -> int:
        """Of a complete report; of one that is owed, so far."""
        if self.line.timeliness is not None:
            return self.line.timeliness.minutes_late
        return deadlines.minutes_late(now, self.closes) if self.owes else 0


@dataclass(frozen=True, slots=True)
class DayBoard:
    """`version` changes with whatever is shown."""

    board: Board
    rows: tuple[UnitRow, ...]
    editions: tuple[Edition, ...]
    version: str

    @property
    def event(self) -> Event:
        return self.board.event

    @property
    def on_time_rate(self) -> int | None:
        return on_time_rate(self.board.tally)

    @property
    def completed(self) -> list[datetime]:
        """When each unit became complete."""
        moments = (row.mark.completed_at for row in self.rows if row.line.must_report)
        return [moment for moment in moments if moment is not None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asked to see of the units. `state`: of a Progress, or "late", or all."""

    text: str = ""
    state: str = ""
    order: Order = Order.LISTED
    page: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows of one page of those that fit."""

    rows: tuple[UnitRow, ...]
    fitting: int
    page: int
    pages: int
    wanted: Wanted


async def looking_at(
    session: Session, actor: Actor, event_id: int, *, now: datetime
) -> tuple[Event, Reader]:
    """The day, and what this reader may do there."""
    event = await load_event_for(session, actor, "see_board", event_id)
    return event, await reader_of(session, event, actor, now=now)


async def day_board(session: Session, event: Event, *, now: datetime) -> DayBoard:
    """What every reader of the day sees alike."""
    version = await version_of_day(session, event.id, now=now)
    board = await draw_board(session, event, ONLOOKERS, now=now)
    marks = await marks_of(session, event.id)
    rows = tuple(
        unit_row(line, marks.get(line.participation_id, _NOTHING), board) for line in board.lines
    )
    return DayBoard(board, rows, tuple(await editions_of(session, event.id)), version)


async def version_of_day(session: Session, event_id: int, *, now: datetime) -> str:
    """Also what the hour alone changes is in it: the day has begun, its deadline passed."""
    state = await state_of_day(session, event_id)
    passed = [now >= moment for moment in state[1:4] if isinstance(moment, datetime)]
    return sha256(repr((state, passed)).encode()).hexdigest()[:16]


def unit_row(line: UnitLine, mark: Mark, board: Board) -> UnitRow:
    due = board.event.schedule.report_due_at
    owed = owes(line)
    spoken = board.started or line.progress in (Progress.PARTIAL, Progress.RETURNED)
    figures, photos = owed_by(line, board.event) if owed and spoken else (False, 0)
    return UnitRow(
        line=line,
        mark=mark,
        closes=deadlines.closes(board.event.schedule, mark.extended_to),
        extended=mark.extended_to is not None and mark.extended_to > due,
        owes=owed,
        figures=figures,
        photos=photos,
        folded=_folded(line.name),
    )


@lru_cache(maxsize=8192)
def _folded(name: str) -> str:
    """Names stay the same from drawing to drawing."""
    return plain(name)


def listed(day: DayBoard, wanted: Wanted, *, now: datetime) -> Listed:
    """Without marks and case, words in any place: "tan loc" finds "Đoàn phường Tân Lộc"."""
    words = plain(wanted.text).split()
    fitting = [
        row
        for row in day.rows
        if _fits(row, wanted.state, now) and all(word in row.folded for word in words)
    ]
    if wanted.order is Order.OWING:
        fitting.sort(key=lambda row: _URGENCY.index(row.line.progress))
    elif wanted.order is Order.NEWEST:
        fitting.sort(key=lambda row: row.mark.last_sent_at or _LONG_AGO, reverse=True)
    pages = max(1, -(-len(fitting) // PAGE))
    page = min(wanted.page, pages - 1)
    shown = fitting[page * PAGE : (page + 1) * PAGE]
    return Listed(tuple(shown), len(fitting), page, pages, replace(wanted, page=page))


def _fits(row: UnitRow, state: str, now: datetime) -> bool:
    if state == "late":
        return row.minutes_late(now) > 0
    return state in ("", row.line.progress.value)
