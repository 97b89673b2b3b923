"""Where the units of a day stand: the live board, and provisional figures at any moment."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from actions.frozen import Frozen, frozen_figures
from actions.load import load_event_for, load_open_event, load_shown_event
from actions.tell import tell
from rendering.texts import Words, words
from rules.completeness import missing_photos
from rules.deadlines import local
from rules.editions import EditionFigures, LeftOutUnit, edition, left_out_units, may_freeze
from rules.model import Actor, EventState, ParticipationFacts, Progress
from rules.permissions import may
from rules.rollup import Tally, UnitLine, tally
from rules.targets import Goal, goals
from rules.tree import within
from storage.boards import (
    Deed,
    board_key,
    days_hosted_above,
    last_deed,
    unreached,
    unseen,
    watchers,
)
from storage.db import Session
from storage.events import Event
from storage.outbox import BROADCAST, Claimed, Notice, add_notices
from storage.people import coordinators_above, load_sender, reporters_of
from storage.questions import Queue, queue_of
from storage.targets import targets_of
from storage.timers import DigestKind, Timer
from storage.unit_lines import unit_lines
from storage.units import units_by_id
from storage.unplaced import Waiting, waiting_of

EVERY: Final = timedelta(seconds=3)
"""An open board changes at most this often, however many reports arrive."""

SETTLES: Final = timedelta(seconds=2)
"""A change bears the time when its handling began; its commit may come this much later."""

RECENT: Final = timedelta(hours=3)
"""A colleague's last deed is worth a line for so long."""

DEEDS: Final = frozenset(
    {
        "approve_report",
        "change_event",
        "change_metrics",
        "change_rungs",
        "change_targets",
        "correct_report",
        "count_itself",
        "count_once",
        "drop_unit",
        "enter_for_unit",
        "freeze_figures",
        "give_time",
        "more_time_granted",
        "more_time_refused",
        "remind",
        "reopen_figures",
        "return_report",
        "take_time_back",
    }
)
"""Actions in the audit that colleagues should know of; coordinator/deeds.j2 has their words."""

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
class Above:
    """The roll-up that a reader from further up came from: their unit, and the day as 20261128."""

    unit_id: int
    name: str
    day: int


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a board is drawn: what they may do, what a colleague did, where they came from."""

    acts: bool
    deed: Deed | None = None
    above: Above | None = None


OFFICERS: Final = Reader(acts=True)
ONLOOKERS: Final = Reader(acts=False)
"""A group, and whoever may see and not touch."""


@dataclass(frozen=True, slots=True)
class Board:
    """`lacking` are those to remind now: before the day starts who has not registered, then who
    owes figures or photos. `queue` is of questions that wait for an answer."""

    event: Event
    at: datetime
    started: bool
    tally: Tally
    counts: tuple[tuple[Progress, int], ...]
    lacking: tuple[Lacking, ...]
    without_reporter: tuple[str, ...]
    unreached: tuple[str, ...]
    unseen: tuple[str, ...]
    queue: Queue
    reader: Reader
    left_out: tuple[LeftOutUnit, ...] = ()
    frozen: Frozen | None = None
    unplaced: Waiting = field(default_factory=Waiting)
    goals: tuple[Goal, ...] = ()
    doubted: tuple[str, ...] = ()
    lines: tuple[UnitLine, ...] = ()

    @property
    def freezes(self) -> bool:
        """Bản 2 has been due, so the figures are ripe for a chốt."""
        return self.at >= self.event.schedule.second_edition_at

    @property
    def can_be_invited(self) -> int:
        """Units that lack something and can be reached by a message of the officer's own only."""
        out = set(self.unreached)
        return sum(not unit.has_reporter or unit.name in out for unit in self.lacking)

    @property
    def expected(self) -> int:
        return self.tally.expected

    def in_state(self, progress: Progress) -> tuple[Lacking, ...]:
        return tuple(unit for unit in self.lacking if unit.progress == progress)


async def board(
    session: Session, actor: Actor, event_id: int, *, private: bool = True, now: datetime
) -> Board:
    """The picture of one day; the number of statements does not grow with the units. In a group it
    is drawn for onlookers."""
    event = await load_event_for(session, actor, "see_board", event_id)
    reader = await reader_of(session, event, actor, now=now) if private else ONLOOKERS
    return await draw_board(session, event, reader, now=now)


async def reader_of(session: Session, event: Event, actor: Actor, *, now: datetime) -> Reader:
    acts = may(actor, "remind", event.host_path)
    since = now - RECENT
    deed = await last_deed(session, event.id, DEEDS, but=actor.person_id, since=since)
    return Reader(acts, deed if acts else None, await _above(session, event, actor))


async def _above(session: Session, event: Event, actor: Actor) -> Above | None:
    grants = [
        grant
        for grant in actor.grants
        if may(Actor(actor.person_id, "", (grant,)), "see_board", event.host_path)
        and not within(grant.path, event.host_path)
    ]
    if not grants:
        return None
    top = min(grants, key=lambda grant: len(grant.path))
    named = (await units_by_id(session, [top.unit_id]))[top.unit_id]
    return Above(top.unit_id, named.name, day_number(event))


def day_number(event: Event) -> int:
    """The day of the event where it is held: 20261128."""
    return int(local(event.schedule.starts_at, event.zone).strftime("%Y%m%d"))


async def draw_board(session: Session, event: Event, reader: Reader, *, now: datetime) -> Board:
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
        queue=await _queue(session, event),
        reader=reader,
        left_out=left_out_units(lines),
        frozen=await frozen_figures(session, event, lines, now=now),
        unplaced=await waiting_of(session, [event.host_path], now=now),
        goals=goals(await targets_of(session, event.id), lines, event.metrics),
        doubted=tuple(line.name for line in lines if line.doubts),
        lines=tuple(lines),
    )


async def _queue(session: Session, event: Event) -> Queue:
    """Nothing is said of it any more once the day is closed."""
    if event.state is not EventState.OPEN:
        return Queue()
    return await queue_of(session, [event.host_path])


def owes(line: UnitLine) -> bool:
    return line.progress not in (Progress.COMPLETE, Progress.NOT_TAKING_PART)


def owed_by(line: UnitLine, event: Event) -> tuple[bool, int]:
    """Does it owe figures, and how many photos?"""
    return missing_figures(line, event), missing_photos(_facts(line, event))


def _lacking(line: UnitLine, event: Event, reporters: Mapping[int, list[int]]) -> Lacking:
    owed = owed_by(line, event)
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
    return any(key not in line.values for key in required_of(line, event))


def required_of(line: UnitLine, event: Event) -> tuple[str, ...]:
    """Keys of the figures that this unit must report."""
    if not line.also_required:
        return event.required
    return tuple(
        each.key
        for each in event.metrics
        if each.key in line.also_required or (each.required and each.by_default)
    )


def _facts(line: UnitLine, event: Event) -> ParticipationFacts:
    return ParticipationFacts(
        registered=line.progress is not Progress.NOT_REGISTERED,
        not_taking_part=not line.must_report,
        returned=line.progress is Progress.RETURNED,
        values=line.values,
        photos=line.photos,
        min_photos=event.min_photos,
        required=required_of(line, event),
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
            reader=drawn.reader,
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


async def queue_changed(session: Session, paths: Collection[str], *, now: datetime) -> None:
    """A question of one of these units came or went: boards count it."""
    for event_id in await days_hosted_above(session, paths):
        await board_changed(session, event_id, now=now)


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
    """The board as it is now, in place of the one that stands there. None when who reads there may
    no longer see it."""
    event = await load_shown_event(session, int(claimed.payload["event_id"]))
    if event is None:
        return None
    sender = await load_sender(session, claimed.channel, claimed.chat_id)
    if sender.address_id is None:
        drawn = await draw_board(session, event, ONLOOKERS, now=now)
    elif may(sender.actor, "see_board", event.host_path):
        reader = await reader_of(session, event, sender.actor, now=now)
        drawn = await draw_board(session, event, reader, now=now)
    else:
        return None
    return {**board_words(drawn).payload(), "edit": True}


async def provisional(session: Session, actor: Actor, event_id: int, *, now: datetime) -> Words:
    """ "Số liệu tạm tính đến 15:02, 11/17 đơn vị", within 2,000 characters; once frozen, the frozen
    ones and what has come since."""
    event = await load_event_for(session, actor, "see_board", event_id)
    lines = await unit_lines(session, event.id)
    acts = may(actor, "freeze_figures", event.host_path)
    frozen = await frozen_figures(session, event, lines, now=now)
    if frozen is not None:
        return figures_words(
            "edition/after_freeze", event, frozen.figures, frozen=frozen, acts=acts
        )
    targets = await targets_of(session, event.id)
    figures = edition(lines, event.schedule, event.metrics, now, targets=targets)
    freezes = acts and event.state is EventState.OPEN and may_freeze(event.schedule, now)
    return figures_words("edition/provisional", event, figures, acts=acts, freezes=freezes)


def figures_words(name: str, event: Event, figures: EditionFigures, **more: object) -> Words:
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
            **more,
        )
    )


async def send_digest(session: Session, timer: Timer, *, now: datetime) -> int:
    """The morning picture, or the one an hour before the deadline. 0 when the next one has
    overtaken it."""
    event = await load_open_event(session, timer.event_id)
    if event is None or now >= _overtaken_at(event, DigestKind(timer.rung)):
        return 0
    drawn = await draw_board(session, event, OFFICERS, now=now)
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
