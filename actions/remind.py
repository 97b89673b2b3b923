"""Reminders to the missing only: rungs that fell due, and a nhắc by hand (DESIGN 3.3)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from actions.attendance import figure_on_offer
from actions.load import load_event_for, load_open_event
from actions.progress import board_changed
from rendering.texts import words
from rules.deadlines import local
from rules.model import Actor, EventState, Item, Refused
from rules.reminders import PlannedRung, due, in_quiet_hours, sendable, suppressed, wanted
from rules.rungs import Rung, Stage, rung_from_json, rung_json
from storage.audit import note
from storage.boards import nudge, nudgers
from storage.db import Session
from storage.events import Event
from storage.outbox import BROADCAST, Claimed, Notice, add_notices
from storage.participations import Participation, load_participation, participations_of
from storage.people import reachable, reporters_of
from storage.timer_plan import unit_rungs
from storage.timers import Timer

REMINDER: Final = "reminder"
BY_HAND: Final = "by_hand"
TWO_TAPS: Final = timedelta(minutes=2)
"""Two coordinators, or one twice, within this time: the unit hears it once."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Who would get a nhắc now. `just_reminded` units are left out, `nobody` ones have no reporter
    or none that can be written to. `just_by`: the colleague who reminded them, "" for oneself."""

    event: Event
    units: tuple[Participation, ...]
    people: int
    nobody: tuple[Participation, ...]
    just_reminded: tuple[Participation, ...]
    just_by: str = ""

    @property
    def just_at(self) -> datetime | None:
        """When the last of those who were just reminded was."""
        return max((each.nudged_at for each in self.just_reminded if each.nudged_at), default=None)


@dataclass(frozen=True, slots=True)
class Reminded:
    event: Event
    units: int
    people: int


async def send_rung(session: Session, timer: Timer, *, now: datetime) -> int:
    """Queue what this rung asks, for each reporter of each unit that still lacks it. How many; 0
    when it is pointless, the hour quiet, or a later rung is due as well."""
    event = await load_open_event(session, timer.event_id)
    if event is None:
        return 0
    expected = await participations_of(session, event.id)
    audience = [each for each in expected if _belongs(each, event, timer)]
    extended_to = audience[0].facts.extended_to if audience and timer.participation_id else None
    rung = _due_rung(event, timer, extended_to, now)
    if rung is None:
        return 0
    asked = [
        each
        for each in audience
        if wanted(rung.rung, each.missing) and not suppressed(now, each.nudged_at)
    ]
    facts = {"rung": rung_json(rung.rung), "until": rung.until.isoformat()}
    return await _queue(session, event, asked, facts, key=timer.key, now=now)


def _belongs(participation: Participation, event: Event, timer: Timer) -> bool:
    """A unit with an extension has report rungs of its own and is left out of everybody's."""
    if timer.participation_id is not None:
        return participation.id == timer.participation_id
    rung = next((rung for rung in event.rungs if rung.key == timer.rung), None)
    extended = participation.closes > event.schedule.report_due_at
    return not (extended and rung is not None and rung.stage is Stage.REPORT)


def _due_rung(
    event: Event, timer: Timer, extended_to: datetime | None, now: datetime
) -> PlannedRung | None:
    planned = unit_rungs(event, extended_to)
    own = next((each for each in planned if timer.key.endswith(f":{each.key}")), None)
    if own is None or not sendable(own, now=now, zone=event.zone):
        return None
    return None if due(planned, now=now, after=own.at) else own


async def _queue(
    session: Session,
    event: Event,
    asked: Sequence[Participation],
    facts: Mapping[str, Any],
    *,
    key: str,
    now: datetime,
) -> int:
    reporters = await reporters_of(session, [each.unit_id for each in asked])
    people = [person for several in reporters.values() for person in several]
    addresses = {each.person_id: each for each in await reachable(session, people)}
    return await add_notices(
        session,
        [
            Notice(
                key=f"{key}:{each.id}:{person}",
                channel=addresses[person].channel,
                chat_id=addresses[person].account_id,
                payload={"participation_id": each.id, **facts},
                due_at=now,
                kind=REMINDER,
                priority=BROADCAST,
                person_id=person,
                event_id=event.id,
                participation_id=each.id,
            )
            for each in asked
            for person in reporters[each.unit_id]
            if person in addresses
        ],
        now=now,
    )


async def compose_reminder(
    session: Session, claimed: Claimed, *, now: datetime
) -> dict[str, Any] | None:
    """What the unit lacks at this very moment. None when it lacks nothing that is asked, the day is
    over or called off, somebody has just reminded it by hand, or the hour has become quiet."""
    found = await load_participation(session, int(claimed.payload["participation_id"]))
    if found is None or found.state is not EventState.OPEN:
        return None
    rung = None if claimed.payload["rung"] == BY_HAND else rung_from_json(claimed.payload["rung"])
    if rung is not None and _too_late(rung, claimed.payload["until"], found, now):
        return None
    items = asked_by_hand(found, now) if rung is None else wanted(rung, found.missing)
    if not items:
        return None
    said = words(
        "reminders/unit",
        p=found,
        items=items,
        present=await figure_on_offer(session, found) if Item.FIGURES in items else None,
        rung=rung.key if rung else BY_HAND,
        now=now,
        overdue=now > found.closes,
        zone=found.zone,
        you="đ/c",
    )
    return said.payload()


def _too_late(rung: Rung, until: str, found: Participation, now: datetime) -> bool:
    quiet = in_quiet_hours(local(now, found.zone).time(), rung.quiet_ends)
    ended = now >= datetime.fromisoformat(until)
    return quiet or ended or suppressed(now, found.nudged_at)


def asked_by_hand(found: Participation, now: datetime) -> tuple[Item, ...]:
    """By hand: the registration until the day starts, then figures and photos."""
    asks: Collection[Item] = (Item.FIGURES, Item.PHOTOS)
    if now < found.schedule.starts_at:
        asks = (Item.REGISTRATION,)
    return tuple(item for item in found.missing if item in asks)


async def preview(
    session: Session, actor: Actor, event_id: int, *, only: int | None = None, now: datetime
) -> Preview:
    """Who would be reminded now, and who cannot be; `only` that participation."""
    event = await load_event_for(session, actor, "remind", event_id)
    if event.state is not EventState.OPEN:
        raise Refused("event_not_open")
    missing = [
        each
        for each in await participations_of(session, event.id)
        if only in (None, each.id) and asked_by_hand(each, now)
    ]
    reporters = await reporters_of(session, [each.unit_id for each in missing])
    written = {
        each.person_id
        for each in await reachable(session, [p for several in reporters.values() for p in several])
    }
    people = {each.id: written & set(reporters[each.unit_id]) for each in missing}
    fresh = [each for each in missing if people[each.id] and not _just_reminded(each, now)]
    just = [each for each in missing if people[each.id] and _just_reminded(each, now)]
    return Preview(
        event=event,
        units=tuple(fresh),
        people=len(set().union(*(people[each.id] for each in fresh))),
        nobody=tuple(each for each in missing if not people[each.id]),
        just_reminded=tuple(just),
        just_by=await _colleague(session, actor, just),
    )


async def _colleague(session: Session, actor: Actor, just: Sequence[Participation]) -> str:
    """Who else reminded them last; "" when it was oneself."""
    by = await nudgers(session, [each.id for each in just])
    others = [name for person_id, name in by.values() if person_id != actor.person_id]
    return others[0] if others else ""


def _just_reminded(participation: Participation, now: datetime) -> bool:
    return participation.nudged_at is not None and participation.nudged_at >= now - TWO_TAPS


async def remind_missing(
    session: Session, actor: Actor, event_id: int, *, only: int | None = None, now: datetime
) -> Reminded:
    """Queue the nhắc (`only` to that participation); the units' own rungs keep silent for 20
    minutes. Of two coordinators who tap at once, one's is sent and the other reads whose.

    Refused: "event_not_open", "nobody_to_remind".
    """
    shown = await preview(session, actor, event_id, only=only, now=now)
    marked = await nudge(
        session,
        [each.id for each in shown.units],
        by=actor.person_id,
        before=now - TWO_TAPS,
        now=now,
    )
    asked = [each for each in shown.units if each.id in marked]
    if not asked:
        raise Refused("nobody_to_remind", by=shown.just_by, at=shown.just_at, zone=shown.event.zone)
    key = f"nhac:{int(now.timestamp())}"
    facts = {"rung": BY_HAND, "until": ""}
    people = await _queue(session, shown.event, asked, facts, key=key, now=now)
    await note(session, actor, "remind", now=now, event_id=event_id, detail={"units": len(asked)})
    await board_changed(session, event_id, now=now)
    return Reminded(shown.event, len(asked), people)
