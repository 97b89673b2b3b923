"""Where the units of a day stand: the live board, and provisional figures at any moment."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from actions.load import load_event_for, load_open_event
from actions.tell import tell
from rendering.texts import Words, words
from rules.completeness import missing_photos
from rules.editions import EditionFigures, edition
from rules.model import Actor, ParticipationFacts, Progress
from rules.rollup import Tally, UnitLine, tally
from storage.boards import board_key, unreached, unseen, watchers
from storage.db import Session
from storage.events import Event
from storage.outbox import BROADCAST, Claimed, Notice, add_notices
from storage.people import coordinators_above, reporters_of
from storage.timers import DigestKind, Timer
from storage.unit_lines import unit_lines

EVERY: Final = timedelta(seconds=3)
"""An open board changes at most this often, however many reports arrive."""

SETTLES: Final = timedelta(seconds=2)
"""A change bears the time when its handling began; its commit may come this much later."""

LONGEST_TEXT: Final = 2000
_NAMES_SHOWN: Final = (400, 200, 100, 60, 40, 25, 15, 10, 6, 3, 0)
_ORDER: Final = (
    Progress.COMPLETE,
    Progress.PARTIAL,
    Progress.RETURNED,
    Progress.NOT_SENT,
    Progress.NOT_REGISTERED,
    Progress.NOT_TAKING_PART,
)


@dataclass(frozen=True, slots=True)
class Lacking:
    """A unit that owes something at this stage of the day: `figures` and the number of `photos`."""

    participation_id: int
    unit_id: int
    name: str
    progress: Progress
    figures: bool = False
    photos: int = 0
    has_reporter: bool = True


@dataclass(frozen=True, slots=True)
class Board:
    """`lacking` are those to remind now: before the day starts who has not registered, then who
    owes figures or photos."""

    event: Event
    at: datetime
    started: bool
    tally: Tally
    counts: tuple[tuple[Progress, int], ...]
    lacking: tuple[Lacking, ...]
    without_reporter: tuple[str, ...]
    unreached: tuple[str, ...]
    unseen: tuple[str, ...]

    @property
    def expected(self) -> int:
        return self.tally.expected

    def in_state(self, progress: Progress) -> tuple[Lacking, ...]:
        return tuple(unit for unit in self.lacking if unit.progress == progress)


async def board(session: Session, actor: Actor, event_id: int, *, now: datetime) -> Board:
    """The picture of one day; the number of statements does not grow with the units."""
    event = await load_event_for(session, actor, "see_board", event_id)
    return await draw_board(session, event, now=now)


async def draw_board(session: Session, event: Event, *, now: datetime) -> Board:
    lines = await unit_lines(session, event.id)
    reporters = await reporters_of(session, [line.unit_id for line in lines])
    lost, unopened = await unreached(session, event.id), await unseen(session, event.id)
    started = now >= event.schedule.starts_at
    lacking = tuple(
        _lacking(line, event, reporters)
        for line in lines
        if (owes(line) if started else line.progress is Progress.NOT_REGISTERED)
    )
    counts = Counter(line.progress for line in lines)
    return Board(
        event=event,
        at=now,
        started=started,
        tally=tally(lines, event.schedule.grace_minutes),
        counts=tuple((progress, counts[progress]) for progress in _ORDER if counts[progress]),
        lacking=lacking,
        without_reporter=tuple(line.name for line in lines if not reporters[line.unit_id]),
        unreached=_named(lacking, lost),
        unseen=_named(lacking, unopened - lost),
    )


def owes(line: UnitLine) -> bool:
    return line.progress not in (Progress.COMPLETE, Progress.NOT_TAKING_PART)


def _lacking(line: UnitLine, event: Event, reporters: Mapping[int, list[int]]) -> Lacking:
    owed = missing_figures(line, event), missing_photos(_facts(line, event))
    return Lacking(
        line.participation_id,
        line.unit_id,
        line.name,
        line.progress,
        *owed,
        has_reporter=bool(reporters[line.unit_id]),
    )


def missing_figures(line: UnitLine, event: Event) -> bool:
    if line.progress is Progress.RETURNED or not (line.values or line.photos):
        return True
    return any(key not in line.values for key in event.required)


def _facts(line: UnitLine, event: Event) -> ParticipationFacts:
    return ParticipationFacts(
        registered=line.progress is not Progress.NOT_REGISTERED,
        not_taking_part=not line.must_report,
        returned=line.progress is Progress.RETURNED,
        values=line.values,
        photos=line.photos,
        min_photos=event.min_photos,
        required=event.required,
    )


def _named(lacking: Collection[Lacking], unit_ids: Collection[int]) -> tuple[str, ...]:
    return tuple(unit.name for unit in lacking if unit.unit_id in unit_ids)


async def each_unit(session: Session, actor: Actor, event_id: int) -> tuple[Event, list[UnitLine]]:
    """Every expected unit, in the host's order."""
    event = await load_event_for(session, actor, "see_board", event_id)
    return event, await unit_lines(session, event.id)


def board_words(drawn: Board, *, live: bool = True) -> Words:
    """The card, with as many names as fit into one message; `live` when it is drawn again."""
    return fitting(
        lambda shown: words(
            "coordinator/board",
            board=drawn,
            event=drawn.event,
            live=live,
            shown=shown,
            zone=drawn.event.zone,
            you="đ/c",
        )
    )


def fitting(render: Callable[[int], Words]) -> Words:
    """The words with the most names that stay within 2,000 characters; `render` gets how many."""
    said = render(_NAMES_SHOWN[0])
    for shown in _NAMES_SHOWN[1:]:
        if len(said.text) <= LONGEST_TEXT:
            break
        said = render(shown)
    return said


async def board_changed(session: Session, event_id: int, *, now: datetime) -> None:
    """Call it whenever a participation changes. Boards that stand open somewhere are drawn again a
    moment later."""
    facts = {"event_id": event_id}
    await draw_again(session, board_key(event_id), "board", facts, event_id=event_id, now=now)


async def draw_again(
    session: Session,
    card: str,
    kind: str,
    facts: Mapping[str, int],
    *,
    event_id: int,
    now: datetime,
) -> None:
    """In every chat where the card stands, once for all that changes meanwhile, as `kind` composes
    it from `facts`; one statement when it stands nowhere."""
    places = await watchers(session, card)
    if not places:
        return
    step = int(EVERY.total_seconds())
    beat = int(now.timestamp()) // step + 1
    due_at = datetime.fromtimestamp(beat * step, UTC) + SETTLES
    waiting = [
        Notice(
            key=f"{card}:{each.channel}:{each.chat_id}:{beat}",
            channel=each.channel,
            chat_id=each.chat_id,
            payload=dict(facts),
            due_at=due_at,
            kind=kind,
            priority=BROADCAST,
            card=card,
            event_id=event_id,
        )
        for each in places
    ]
    await add_notices(session, waiting, now=now)


async def compose_board(
    session: Session, claimed: Claimed, *, now: datetime
) -> dict[str, Any] | None:
    """The board as it is now, in place of the one that stands there."""
    event = await load_open_event(session, int(claimed.payload["event_id"]))
    if event is None:
        return None
    drawn = await draw_board(session, event, now=now)
    return {**board_words(drawn).payload(), "edit": True}


async def provisional(session: Session, actor: Actor, event_id: int, *, now: datetime) -> Words:
    """ "Số liệu tạm tính đến 15:02, 11/17 đơn vị", within 2,000 characters."""
    event = await load_event_for(session, actor, "see_board", event_id)
    lines = await unit_lines(session, event.id)
    figures = edition(lines, event.schedule, event.metrics, now)
    return figures_words("edition/provisional", event, figures)


def figures_words(name: str, event: Event, figures: EditionFigures) -> Words:
    """Totals in the event's order with their labels, names shortened to fit."""
    return fitting(
        lambda shown: words(
            name,
            event=event,
            figures=figures,
            metrics=event.metrics,
            shown=shown,
            zone=event.zone,
            you="đ/c",
        )
    )


async def send_digest(session: Session, timer: Timer, *, now: datetime) -> int:
    """The morning picture, or the one an hour before the deadline. 0 when the next one has
    overtaken it."""
    event = await load_open_event(session, timer.event_id)
    if event is None or now >= _overtaken_at(event, DigestKind(timer.rung)):
        return 0
    drawn = await draw_board(session, event, now=now)
    picture = board_words(drawn, live=False)
    head = words(f"edition/{timer.rung}", event=event, board=drawn, zone=event.zone, you="đ/c")
    said = Words(f"{head.text}\n\n{picture.text}", (*head.rows, *picture.rows))
    people = await coordinators_above(session, event.host_path)
    return await tell(
        session, people, said, key=timer.key, now=now, kind="digest", event_id=event.id
    )


def _overtaken_at(event: Event, digest: DigestKind) -> datetime:
    schedule = event.schedule
    if digest is DigestKind.MORNING:
        return schedule.ends_at
    return schedule.report_due_at
