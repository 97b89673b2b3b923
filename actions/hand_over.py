"""Bản 1 and Bản 2: figures as they are, told to the coordinators once (DESIGN 3.4); their files
follow when they are made."""

from datetime import datetime

from actions.day_book import draw_up, since_last
from actions.load import load_open_event
from actions.progress import figures_words
from actions.tell import tell
from rendering.texts import Words
from rules.editions import EditionNumber, due_edition, edition, figures_json
from storage.db import Session
from storage.editions import Edition, add_edition, editions_of, latest_number, set_text
from storage.events import Event
from storage.hand_overs import owe
from storage.people import coordinators_above
from storage.targets import targets_of
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
    targets = await targets_of(session, event.id)
    figures = edition(lines, event.schedule, event.metrics, now, targets=targets)
    if not await add_edition(session, event.id, number, figures_json(figures), now=now):
        return None
    changed = await since_last(session, event.id, figures)
    said = figures_words(_TEMPLATES[EditionNumber(number)], event, figures, changed=changed)
    await set_text(session, event.id, number, said.text)
    book = await draw_up(session, event, figures, lines)
    await owe(session, book, edition=number, now=now)
    await _tell(session, event, said, f"edition:{event.id}:{number}", now)
    made = await editions_of(session, event.id)
    return next(each for each in made if each.number == number)


async def _superfluous(session: Session, event: Event, number: int, now: datetime) -> bool:
    latest = await latest_number(session, event.id)
    return due_edition(event.schedule, latest=latest, now=now) != number


async def _tell(session: Session, event: Event, said: Words, key: str, now: datetime) -> None:
    people = await coordinators_above(session, event.host_path)
    await tell(session, people, said, key=key, now=now, kind="edition", event_id=event.id)
