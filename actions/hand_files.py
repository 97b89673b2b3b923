"""The files of a hand-over: asked for, sent when they are made, and had again (DESIGN 3.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from actions.day_book import draw_up
from actions.frozen import frozen_figures
from actions.load import load_event, load_event_for
from rendering.files.catalogue import PICTURES, SENT, safe_name
from rendering.texts import refusal, words
from rules.day_book import DayBook, UnitBook
from rules.editions import edition
from rules.model import Actor, EventState, Refused
from storage import hand_overs
from storage.book_packing import FileMade
from storage.day_books import unit_books
from storage.db import Session
from storage.editions import latest_number
from storage.events import Event
from storage.hand_overs import Asked, HandOver
from storage.outbox import BROADCAST, Notice, add_notice
from storage.people import coordinators_above, reachable
from storage.targets import targets_of
from storage.unit_lines import unit_lines

Trouble = tuple[str, Mapping[str, Any]]
"""A code among the refusals, and what its sentence needs."""


@dataclass(frozen=True, slots=True)
class Wish:
    """`ready`: files that are there already; empty when they are being made."""

    event: Event
    ready: tuple[FileMade, ...] = ()


async def ask_files(
    session: Session, actor: Actor, event_id: int, asked: Asked, *, now: datetime
) -> Wish:
    """Files of the figures of this moment, sent to that chat when they are made. Of a frozen day
    those of the chốt, as they were, unless something came since. Refused: "files_coming"."""
    event = await load_event_for(session, actor, "hand_over", event_id)
    if await hand_overs.is_asked(session, event.id, asked):
        raise Refused("files_coming")
    book = await book_now(session, event, now=now)
    if book.frozen is not None and book.frozen.nothing:
        ready = await hand_overs.files_of_edition(
            session, event.id, await latest_number(session, event.id) or 0
        )
        if ready:
            return Wish(event, tuple(ready))
    await hand_overs.owe(session, book, asked=asked, now=now)
    return Wish(event)


async def book_now(session: Session, event: Event, *, now: datetime) -> DayBook:
    """Figures of this moment, no edition; of a frozen day with what came since the chốt."""
    lines = await unit_lines(session, event.id)
    frozen = await frozen_figures(session, event, lines, now=now)
    targets = await targets_of(session, event.id)
    figures = edition(lines, event.schedule, event.metrics, now, targets=targets)
    since = None if frozen is None else frozen.since
    return await draw_up(session, event, replace(figures, number=None), lines, frozen=since)


async def files_kept(session: Session, event_id: int, number: int) -> list[FileMade]:
    """Those of an edition, in their order; none while they are being made."""
    return await hand_overs.files_of_edition(session, event_id, number)


async def edition_files(
    session: Session, actor: Actor, event_id: int, number: int
) -> tuple[Event, list[FileMade]]:
    """All files of an edition, byte for byte as they were handed over. Refused:
    "no_such_edition", "files_coming"."""
    event = await load_event_for(session, actor, "hand_over", event_id)
    files = await files_kept(session, event.id, number)
    if not files:
        raise Refused("files_coming")
    return event, files


@dataclass(frozen=True, slots=True)
class Originals:
    """The zip of a day's photos: what it is called and how many it holds."""

    name: str
    count: int


async def originals(session: Session, actor: Actor, event_id: int) -> tuple[Event, Originals]:
    """Refused: "no_photos_yet"."""
    event = await load_event_for(session, actor, "hand_over", event_id)
    found = await _originals(session, event)
    if not found.count:
        raise Refused("no_photos_yet")
    return event, found


async def _originals(session: Session, event: Event) -> Originals:
    count = sum(len(unit.pictures) for unit in await pictured_units(session, event.id))
    said = words("files/originals_name", event=event, zone=event.zone).text
    return Originals(f"{safe_name(said)}.zip", count)


async def pictured_units(session: Session, event_id: int) -> tuple[UnitBook, ...]:
    return await unit_books(session, event_id, await unit_lines(session, event_id))


@dataclass(frozen=True, slots=True)
class OnBoard:
    """The files of a day as its page lists them."""

    event: Event
    kept: tuple[hand_overs.Kept, ...]
    originals: Originals
    making: bool


async def files_on_board(session: Session, actor: Actor, event_id: int) -> OnBoard:
    event = await load_event_for(session, actor, "hand_over", event_id)
    kept = await hand_overs.hand_overs_of(session, event.id)
    waits = any(each.state in (hand_overs.Making.DUE, hand_overs.Making.MAKING) for each in kept)
    return OnBoard(event, tuple(kept), await _originals(session, event), waits)


async def other_files(
    session: Session, actor: Actor, hand_over_id: int
) -> tuple[Event, list[FileMade]]:
    """What was made and not sent by itself. Refused: "files_coming"."""
    made = await hand_overs.load_hand_over(session, hand_over_id)
    event = await load_event_for(session, actor, "hand_over", made.event_id if made else 0)
    files = await hand_overs.files_of(session, hand_over_id)
    if not files:
        raise Refused("files_coming")
    return event, [file for file in files if file.kind not in SENT]


async def send_files(
    session: Session,
    made: HandOver,
    files: Sequence[FileMade],
    troubles: Sequence[Trouble] = (),
    *,
    now: datetime,
) -> bool:
    """They are kept, and owed to whoever asked or to the coordinators of the host and above, with a
    word on what is not as it was wished. False when another process was first."""
    if not await hand_overs.note_made(session, made.id, files, now=now):
        return False
    event = await load_event(session, made.event_id)
    if event.state is EventState.CANCELLED:
        return True
    owed = [fields for file in sent_at_once(files) for fields in _payloads(event, made, file)]
    if troubles:
        told = [refusal(code, {"you": "đ/c", **values}).text for code, values in troubles]
        owed.append(words("files/troubles", troubles=told, event=event).payload())
    for position, fields in enumerate(owed):
        await _owe(session, event, made, str(position), fields, now)
    return True


async def files_failed(session: Session, made: HandOver, *, now: datetime) -> None:
    """They are made again; after the last try who waits for them is told what they still have."""
    if await hand_overs.note_unmade(session, made.id):
        event = await load_event(session, made.event_id)
        said = words("files/failed", event=event, zone=event.zone)
        await _owe(session, event, made, "failed", said.payload(), now)


async def _owe(
    session: Session,
    event: Event,
    made: HandOver,
    part: str,
    fields: Mapping[str, Any],
    now: datetime,
) -> None:
    """To everybody who waits for this hand-over, once."""
    for channel, chat_id, person_id in await _places(session, event, made):
        notice = Notice(
            key=f"files:{made.id}:{part}:{channel}:{chat_id}",
            channel=channel,
            chat_id=chat_id,
            payload=fields,
            due_at=now,
            kind="files",
            priority=BROADCAST,
            person_id=person_id,
            event_id=event.id,
        )
        await add_notice(session, notice, now=now)


def sent_at_once(files: Sequence[FileMade]) -> list[FileMade]:
    return [file for file in files if file.kind in SENT]


def _payloads(event: Event, made: HandOver, file: FileMade) -> list[Mapping[str, Any]]:
    """A picture comes to be seen, with its words, and as a file to be posted: channels make what
    they show smaller (Telegram to 1,280 px of its longer side)."""
    reference = f"store:{file.store_key}|{file.name}"
    document = {"method": "SendDocument", "document": reference}
    if file.kind not in PICTURES:
        return [document]
    said = words("files/caption", event=event, made=made, zone=event.zone)
    shown = {"method": "SendPhoto", "photo": reference, "caption": said.text, "parse_mode": "HTML"}
    return [{**shown, **said.markup()}, document]


async def _places(
    session: Session, event: Event, made: HandOver
) -> list[tuple[str, int, int | None]]:
    if made.edition is None:
        asked = made.asked
        if asked is None or asked.channel == hand_overs.BOARD:
            return []
        return [(asked.channel, asked.chat_id, asked.person_id)]
    people = await coordinators_above(session, event.host_path)
    found = await reachable(session, people)
    return [(each.channel, each.account_id, each.person_id) for each in found]
