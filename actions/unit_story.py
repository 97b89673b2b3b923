"""What a unit did on a day, for its card and its draft of a tin bài: only what it registered and
reported."""

from datetime import datetime
from typing import Any, Final

from markupsafe import Markup

from rendering.files.catalogue import safe_name
from rendering.texts import Words, plain_length, words
from rules.day_book import DayBook, Letterhead, Plan, UnitBook
from rules.editions import edition
from rules.model import EventState, Progress
from rules.rollup import UnitLine
from storage.day_books import pictures_of
from storage.db import Session
from storage.participations import Participation, load_participation
from storage.registrations import load_registration

CAPTION: Final = 1024
"""Telegram's longest, counted without markup."""


def has_story(found: Participation | None) -> bool:
    """There are figures to show, of a unit that takes part in a day that is held."""
    if found is None or found.dropped_at is not None or found.state is EventState.CANCELLED:
        return False
    told = found.progress in (Progress.COMPLETE, Progress.PARTIAL)
    return told and bool(found.facts.values)


async def unit_story(session: Session, participation_id: int, *, now: datetime) -> DayBook | None:
    """The day with this unit alone; None when there is nothing to show (any more)."""
    found = await load_participation(session, participation_id)
    if found is None or not has_story(found):
        return None
    pictures = await pictures_of(session, found.id)
    unit = UnitBook(_line(found), plan=await _plan(session, found.id), pictures=pictures)
    return DayBook(
        event_id=found.event_id,
        title=found.title,
        host=found.host_name,
        zone=found.zone,
        place=found.place,
        officer=found.officer,
        schedule=found.schedule,
        min_photos=found.facts.min_photos,
        metrics=found.metrics,
        figures=edition([unit.line], found.schedule, found.metrics, now),
        units=(unit,),
        letterhead=Letterhead(found.host_name),
    )


def _line(found: Participation) -> UnitLine:
    return UnitLine(
        found.id,
        found.unit_id,
        found.unit_path,
        found.unit_name,
        found.progress,
        found.timeliness,
        found.facts.values,
        found.facts.photos,
    )


async def _plan(session: Session, participation_id: int) -> Plan | None:
    kept = await load_registration(session, participation_id)
    if kept is None:
        return None
    return Plan(
        kept.content, kept.time_place, kept.finish_time, kept.summary, kept.partners, kept.notes
    )


def draft(story: DayBook) -> Words:
    """A short tin bài; its words are all from the registration and the report."""
    unit = story.units[0]
    return words("files/tin_bai", book=story, unit=unit, plan=unit.plan, zone=story.zone)


def card_order(participation_id: int, revision: int) -> str:
    """What names a card: with every change of the participation another one, so that nobody is
    shown an old picture."""
    return f"{participation_id}.{revision}"


def card_message(story: DayBook, revision: int) -> tuple[dict[str, Any], Words | None]:
    """The card as an aiogram method, the draft in its caption; what a caption cannot hold comes as
    a message of its own."""
    unit = story.units[0].line
    told = draft(story)
    shown = Markup(told.text)  # noqa: S704  escaped by its template
    said = words("thanks/card", book=story, unit=unit, draft=shown, zone=story.zone)
    separate = plain_length(said.text) > CAPTION
    if separate:
        said = words("thanks/card", book=story, unit=unit, draft="", zone=story.zone)
    name = words("thanks/file", book=story, unit=unit, zone=story.zone).text
    payload = {
        "method": "SendPhoto",
        "photo": f"unitcard:{card_order(unit.participation_id, revision)}|{safe_name(name)}.png",
        "caption": said.text,
        "parse_mode": "HTML",
        **said.markup(),
    }
    return payload, told if separate else None
