"""What the host body's documents bear: letterhead, its own Word template, the words on what fell
short. Every change counts for the editions from now on; what was handed over stays."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from actions.hand_files import book_now
from actions.load import load_event_for
from rendering.files.catalogue import safe_name
from rendering.files.facts import shortcomings
from rules.day_book import Letterhead
from rules.model import Actor
from storage.audit import note
from storage.db import Session
from storage.events import Event
from storage.letterheads import (
    REPORT_TEMPLATE,
    BodyFile,
    body_file,
    drop_body_file,
    keep_body_file,
    letterhead_of,
    set_letterhead,
    set_shortcomings,
    shortcomings_of,
)

ACTION: Final = "hand_over"


@dataclass(frozen=True, slots=True)
class BodyPage:
    """`template` None: the built-in one."""

    event: Event
    letterhead: Letterhead
    template: BodyFile | None
    own_shortcomings: bool
    names_units: bool


@dataclass(frozen=True, slots=True)
class Shortcomings:
    """As the report would say it now. `own`: in the coordinator's words."""

    event: Event
    lines: tuple[str, ...]
    own: bool
    names_units: bool


async def body_page(session: Session, actor: Actor, event_id: int) -> BodyPage:
    event = await load_event_for(session, actor, ACTION, event_id)
    text, names_units = await shortcomings_of(session, event.id)
    return BodyPage(
        event,
        await letterhead_of(session, event.host_unit_id),
        await body_file(session, event.host_unit_id, REPORT_TEMPLATE),
        text is not None,
        names_units,
    )


async def change_letterhead(
    session: Session, actor: Actor, event_id: int, said: Mapping[str, Any], *, now: datetime
) -> BodyPage:
    """`said` as storage.letterheads.set_letterhead takes it."""
    event = await load_event_for(session, actor, ACTION, event_id)
    if said:
        unit_id = event.host_unit_id
        await set_letterhead(session, unit_id, said, by=actor.person_id, now=now)
        detail = {"lines": sorted(said)}
        await note(session, actor, "change_letterhead", now=now, unit_id=unit_id, detail=detail)
    return await body_page(session, actor, event_id)


async def keep_template(
    session: Session, actor: Actor, event_id: int, name: str, store_key: str, *, now: datetime
) -> BodyPage:
    """One that was checked and is in the store."""
    event = await load_event_for(session, actor, ACTION, event_id)
    unit_id = event.host_unit_id
    file = BodyFile(safe_name(name), store_key, now)
    await keep_body_file(session, unit_id, REPORT_TEMPLATE, file, by=actor.person_id)
    await note(session, actor, "keep_template", now=now, unit_id=unit_id)
    return await body_page(session, actor, event_id)


async def drop_template(
    session: Session, actor: Actor, event_id: int, *, now: datetime
) -> BodyPage:
    """Back to the built-in one."""
    event = await load_event_for(session, actor, ACTION, event_id)
    if await drop_body_file(session, event.host_unit_id, REPORT_TEMPLATE):
        await note(session, actor, "drop_template", now=now, unit_id=event.host_unit_id)
    return await body_page(session, actor, event_id)


async def shortcomings_now(
    session: Session, actor: Actor, event_id: int, *, now: datetime
) -> Shortcomings:
    event = await load_event_for(session, actor, ACTION, event_id)
    text, names_units = await shortcomings_of(session, event.id)
    book = await book_now(session, event, now=now)
    told = shortcomings(replace(book, shortcomings=text, names_units=names_units))
    return Shortcomings(event, tuple(told), text is not None, names_units)


async def write_shortcomings(
    session: Session, actor: Actor, event_id: int, said: Mapping[str, Any], *, now: datetime
) -> Shortcomings:
    """`said` as storage.letterheads.set_shortcomings takes it."""
    event = await load_event_for(session, actor, ACTION, event_id)
    await set_shortcomings(session, event.id, said, by=actor.person_id, now=now)
    await note(session, actor, "write_shortcomings", now=now, event_id=event.id)
    return await shortcomings_now(session, actor, event_id, now=now)
