"""Chốt số liệu: figures frozen once, opened again, and every edition that was handed over."""

from dataclasses import dataclass, replace
from datetime import datetime

from actions.day_book import draw_up
from actions.frozen import Frozen, frozen_figures
from actions.load import load_event, load_event_for
from actions.progress import board_changed, figures_words
from actions.tell import tell
from reading.names import given_name
from rendering.texts import Words, words
from rules.editions import EditionFigures, edition, figures_json, frozen_number, may_freeze
from rules.model import Actor, EventState, Refused
from rules.rollup import UnitLine
from storage import editions
from storage.audit import note
from storage.db import Session
from storage.editions import Edition
from storage.events import Event
from storage.hand_overs import owe
from storage.people import coordinators_above
from storage.targets import targets_of
from storage.timer_plan import plan_timers
from storage.unit_lines import unit_lines


@dataclass(frozen=True, slots=True)
class ToFreeze:
    """What a chốt would hold now."""

    event: Event
    figures: EditionFigures
    lines: list[UnitLine]


async def freezing(session: Session, actor: Actor, event_id: int, *, now: datetime) -> ToFreeze:
    """The first tap: what would be frozen, and who is missing. Nothing is stored yet.

    Refused: "already_frozen", "event_not_open", "freeze_too_early".
    """
    event = await load_event_for(session, actor, "freeze_figures", event_id)
    if event.state is EventState.FROZEN:
        raise await _already(session, event)
    if event.state is not EventState.OPEN:
        raise Refused("event_not_open")
    if not may_freeze(event.schedule, now):
        raise Refused("freeze_too_early", closes=event.schedule.report_due_at, zone=event.zone)
    number = frozen_number(await editions.latest_number(session, event.id))
    lines = await unit_lines(session, event.id)
    targets = await targets_of(session, event.id)
    figures = edition(lines, event.schedule, event.metrics, now, number, targets=targets)
    return ToFreeze(event, figures, lines)


async def _already(session: Session, event: Event) -> Refused:
    kept = await editions.frozen_edition(session, event.id)
    when = event.schedule.report_due_at if kept is None else kept.made_at
    by = "" if kept is None else given_name(kept.by)
    return Refused("already_frozen", event=event, by=by, at=when, zone=event.zone)


async def freeze_figures(session: Session, actor: Actor, event_id: int, *, now: datetime) -> Words:
    """The second tap. What comes later is kept as "bổ sung sau chốt", and nobody is chased any
    more; the other coordinators read the edition once. Refused as `freezing`."""
    shown = await freezing(session, actor, event_id, now=now)
    event, figures = shown.event, shown.figures
    number = figures.number or 0
    if not await editions.freeze(session, event.id, by=actor.person_id, now=now):
        raise await _already(session, event)
    await editions.add_edition(
        session, event.id, number, figures_json(figures), made_by=actor.person_id, now=now
    )
    book = await draw_up(session, event, figures, shown.lines)
    await owe(session, book, edition=number, now=now)
    said = _edition_words(replace(event, state=EventState.FROZEN), figures, given_name(actor.name))
    await editions.set_text(session, event.id, number, said.text)
    await _closed(session, actor, event.id, "freeze_figures", number, now)
    await _tell_others(session, actor, event, said, f"edition:{event.id}:{number}", now)
    return said


def _edition_words(event: Event, figures: EditionFigures, by: str) -> Words:
    return figures_words("edition/frozen", event, figures, by=by)


async def reopen_figures(session: Session, actor: Actor, event_id: int, *, now: datetime) -> Event:
    """Late arrivals count again and reminders that still lie ahead are planned anew; the chốt stays
    among the editions. Refused: "not_frozen"."""
    event = await load_event_for(session, actor, "freeze_figures", event_id)
    if not await editions.reopen(session, event.id):
        raise Refused("not_frozen", event=event, zone=event.zone)
    number = await editions.latest_number(session, event.id) or 0
    await _closed(session, actor, event.id, "reopen_figures", number, now)
    said = words("edition/reopened_news", event=event, by=given_name(actor.name), zone=event.zone)
    key = f"reopened:{event.id}:{number}"
    await _tell_others(session, actor, event, said, key, now)
    return await load_event(session, event_id)


async def _closed(
    session: Session, actor: Actor, event_id: int, deed: str, number: int, now: datetime
) -> None:
    """After either deed: timers as the day now stands, an entry in the audit, boards drawn
    again."""
    event = await load_event(session, event_id)
    await plan_timers(session, event, now=now)
    await note(session, actor, deed, now=now, event_id=event_id, detail={"edition": number})
    await board_changed(session, event_id, now=now)


async def _tell_others(
    session: Session, actor: Actor, event: Event, said: Words, key: str, now: datetime
) -> None:
    people = await coordinators_above(session, event.host_path)
    others = [person for person in people if person != actor.person_id]
    await tell(session, others, said, key=key, now=now, kind="edition", event_id=event.id)


@dataclass(frozen=True, slots=True)
class HandedOver:
    event: Event
    editions: tuple[Edition, ...]
    frozen: Frozen | None


async def handed_over(
    session: Session, actor: Actor, event_id: int, *, now: datetime
) -> HandedOver:
    """The editions of a day, oldest first, and what has come since the chốt."""
    event = await load_event_for(session, actor, "see_board", event_id)
    made = await editions.editions_of(session, event.id)
    lines = await unit_lines(session, event.id) if event.state is EventState.FROZEN else []
    return HandedOver(event, tuple(made), await frozen_figures(session, event, lines, now=now))


async def edition_again(
    session: Session, actor: Actor, event_id: int, number: int
) -> tuple[Event, Edition]:
    """One of them, exactly as it was. Refused: "no_such_edition"."""
    event = await load_event_for(session, actor, "see_board", event_id)
    for each in await editions.editions_of(session, event.id):
        if each.number == number:
            return event, each
    raise Refused("no_such_edition")
