"""The book of a day at a moment: what its documents are drawn from."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from rules.day_book import DayBook, OwnForm, PastDay
from rules.editions import Difference, EditionFigures, difference, figures_from_json
from rules.rollup import UnitLine
from storage.day_books import unit_books
from storage.db import Session
from storage.editions import editions_of, past_editions
from storage.events import Event
from storage.letterheads import letterhead_of, report_template_of, shortcomings_of
from storage.own_forms import own_form_content, own_form_of

WEEKS: Final = 8
"""How many days a plot over weeks shows, this one included."""


async def draw_up(
    session: Session,
    event: Event,
    figures: EditionFigures,
    lines: Sequence[UnitLine],
    *,
    frozen: Difference | None = None,
) -> DayBook:
    """`figures` are those of `lines`; so every file tells what the edition's text tells."""
    text, names_units = await shortcomings_of(session, event.id)
    return DayBook(
        event_id=event.id,
        title=event.title,
        host=event.host_name,
        zone=event.zone,
        place=event.place,
        officer=event.officer,
        schedule=event.schedule,
        min_photos=event.min_photos,
        metrics=event.metrics,
        figures=figures,
        units=await unit_books(session, event.id, lines),
        letterhead=await letterhead_of(session, event.host_unit_id),
        past=await _past(session, event, figures),
        since=await since_last(session, event.id, figures),
        frozen=frozen,
        shortcomings=text,
        names_units=names_units,
        report_template=await report_template_of(session, event.host_unit_id),
        own_form=await _own_form(session, event.host_unit_id),
    )


async def _own_form(session: Session, unit_id: int) -> OwnForm | None:
    kept = await own_form_of(session, unit_id)
    if kept is None:
        return None
    blank = await own_form_content(session, kept.id)
    return OwnForm(b64encode(blank).decode("ascii"), kept.form)


async def since_last(session: Session, event_id: int, figures: EditionFigures) -> Difference | None:
    """What changed since the edition before this one; None when it is the first."""
    made = await editions_of(session, event_id)
    before = [each for each in made if figures.number is None or each.number < figures.number]
    return difference(figures_from_json(before[-1].figures), figures) if before else None


async def _past(session: Session, event: Event, figures: EditionFigures) -> tuple[PastDay, ...]:
    """Earlier days as they were last handed over; one that never was is left out."""
    kept = await past_editions(
        session, event.host_unit_id, before=event.schedule.starts_at, most=WEEKS - 1
    )
    this = _day(figures, event.title)
    earlier = [
        replace(_day(figures_from_json(each.figures), each.title), starts_at=each.starts_at)
        for each in kept
    ]
    return (*earlier, replace(this, starts_at=event.schedule.starts_at))


def _day(figures: EditionFigures, title: str) -> PastDay:
    return PastDay(
        starts_at=figures.at,
        title=title,
        must_report=figures.tally.must_report,
        reported=figures.tally.reported,
        on_time_rate=figures.on_time_rate,
        totals=figures.totals,
    )
