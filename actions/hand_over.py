"""Bản 1 and Bản 2: figures as they are, told to the coordinators once (DESIGN 3.4)."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from actions.load import load_open_event
from actions.progress import figures_words
from actions.tell import tell
from rendering.texts import Words
from rules.editions import EditionFigures, EditionNumber, due_edition, edition
from storage.db import Session
from storage.editions import Edition, add_edition, editions_of, latest_number, set_text
from storage.events import Event
from storage.people import coordinators_above
from storage.unit_lines import unit_lines

_TEMPLATES = {EditionNumber.FIRST: "edition/first", EditionNumber.SECOND: "edition/second"}


async def make_edition(
    session: Session, event_id: int, number: int, *, now: datetime
) -> Edition | None:
    """Freeze the figures of this moment and tell the coordinators of the host and above. None when
    it was made before, is overtaken by the next, or the day is no longer open."""
    event = await load_open_event(session, event_id)
    if event is None or await _superfluous(session, event, number, now):
        return None
    lines = await unit_lines(session, event.id)
    figures = edition(lines, event.schedule, event.metrics, now)
    if not await add_edition(session, event.id, number, as_json(figures), now=now):
        return None
    said = figures_words(_TEMPLATES[EditionNumber(number)], event, figures)
    await set_text(session, event.id, number, said.text)
    await _tell(session, event, said, f"edition:{event.id}:{number}", now)
    made = await editions_of(session, event.id)
    return next(each for each in made if each.number == number)


async def _superfluous(session: Session, event: Event, number: int, now: datetime) -> bool:
    made = await latest_number(session, event.id)
    latest = None if made is None else EditionNumber(made)
    return due_edition(event.schedule, latest=latest, now=now) != number


async def _tell(session: Session, event: Event, said: Words, key: str, now: datetime) -> None:
    people = await coordinators_above(session, event.host_path)
    await tell(session, people, said, key=key, now=now, kind="edition", event_id=event.id)


def as_json(figures: EditionFigures) -> dict[str, Any]:
    """What `editions.figures` keeps."""
    return {**asdict(figures), "at": figures.at.isoformat()}
