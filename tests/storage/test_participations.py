"""A participation is read whole, and changes only from what it was read as."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from rules.model import EventState, Item, Metric, Progress
from rules.plausibility import About, Doubt
from storage.db import InlineSession, Session
from storage.events import Event, EventDraft, close_event, create_event
from storage.participations import (
    Participation,
    candidates,
    load_participation,
    owed,
    refresh,
    settle,
)
from storage.reports import set_values
from storage.tables import participations
from storage.unit_lines import unit_lines
from storage.units import Unit
from tests.builders import MONDAY, a_day, a_district, in_day, saturday


async def _day(session: Session) -> tuple[Event, Unit]:
    host, ward, _ = await a_district(session)
    return await a_day(session, host), ward


async def _report(session: Session, before: Participation, **values: int) -> Participation:
    facts = replace(before.facts, values=values, has_submission=True)
    after = await settle(session, before, facts, sent_at=saturday(15, 0), version=1)
    assert after is not None
    await set_values(session, after)
    return after


async def test_every_unit_below_the_host_starts_as_not_registered(session: Session) -> None:
    event, ward = await _day(session)
    mine = await in_day(session, event, ward)
    assert mine.progress is Progress.NOT_REGISTERED
    assert mine.missing == (Item.REGISTRATION, Item.FIGURES, Item.PHOTOS)
    assert mine.facts.required == ("volunteers", "citizens")
    assert mine.closes == saturday(16, 0)


async def test_a_change_from_a_stale_reading_is_refused(session: Session) -> None:
    event, ward = await _day(session)
    stale = await in_day(session, event, ward)
    await _report(session, stale, volunteers=25)
    assert await settle(session, stale, stale.facts, version=1) is None
    mine = await load_participation(session, stale.id)
    assert mine is not None
    assert mine.version == 1


async def test_it_is_complete_from_the_moment_its_last_piece_was_sent(session: Session) -> None:
    event, ward = await _day(session)
    before = await in_day(session, event, ward)
    facts = replace(before.facts, values={"volunteers": 25, "citizens": 120}, photos=3)
    after = await settle(session, before, facts, sent_at=saturday(15, 40), version=1)
    assert after is not None
    assert after.progress is Progress.COMPLETE
    assert after.facts.completed_at == saturday(15, 40)
    assert (await in_day(session, event, ward)).timeliness == after.timeliness


async def test_a_piece_handled_late_does_not_make_it_complete_earlier(session: Session) -> None:
    event, ward = await _day(session)
    before = await in_day(session, event, ward)
    photos = await settle(session, before, replace(before.facts, photos=3), sent_at=saturday(16, 5))
    assert photos is not None
    figures = replace(photos.facts, values={"volunteers": 25, "citizens": 120})
    after = await settle(session, photos, figures, sent_at=saturday(15, 50), version=1)
    assert after is not None
    assert after.facts.completed_at == saturday(16, 5)


async def test_refreshing_changes_nothing_that_was_not_changed(session: Session) -> None:
    event, ward = await _day(session)
    before = await in_day(session, event, ward)
    after = await refresh(session, before.id)
    assert after == replace(before, revision=before.revision + 1)


async def test_only_open_days_are_owed_and_frozen_ones_still_take_messages(
    session: Session,
) -> None:
    event, ward = await _day(session)
    assert [one.event_id for one in await owed(session, [ward.id], MONDAY)] == [event.id]
    await close_event(session, event.id, EventState.FROZEN)
    assert await owed(session, [ward.id], MONDAY) == []
    assert [one.event_id for one in await candidates(session, [ward.id], MONDAY)] == [event.id]


async def test_a_day_long_past_takes_no_message_that_does_not_name_it(session: Session) -> None:
    event, ward = await _day(session)
    later = event.schedule.report_due_at + timedelta(days=15)
    assert await candidates(session, [ward.id], later) == []


async def test_lines_hold_standard_and_own_figures(session: Session) -> None:
    host, ward, _ = await a_district(session)
    metrics = (Metric("volunteers", "ĐVTN", "người", required=True), Metric("trees", "Cây", "cây"))
    usual = (await a_day(session, host)).schedule
    schedule = replace(usual, starts_at=usual.starts_at + timedelta(minutes=1))
    event = await create_event(
        session,
        host,
        EventDraft("Trồng cây", schedule, metrics=metrics),
        created_by=None,
        now=MONDAY,
    )
    assert event is not None
    await _report(session, await in_day(session, event, ward), volunteers=25, trees=40)
    lines = {line.unit_id: line for line in await unit_lines(session, event.id)}
    assert lines[ward.id].values == {"volunteers": 25, "trees": 40}
    assert lines[ward.id].progress is Progress.PARTIAL
    assert len(lines) == 2


async def test_a_message_finds_its_days_through_the_days_not_through_history(
    session: Session,
) -> None:
    """A unit with years of days costs as much as one with a single day."""
    if not isinstance(session, InlineSession):
        return
    driver = session.connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    event, ward = await _day(session)
    said: list[str] = []
    driver.set_trace_callback(said.append)
    await candidates(session, [ward.id], event.schedule.starts_at)
    driver.set_trace_callback(None)
    asked = next(one for one in said if one.lstrip().startswith("SELECT participations.id"))
    plans = [str(row[3]) for row in driver.execute(f"EXPLAIN QUERY PLAN {asked}")]
    assert any("event_id=? AND unit_id=?" in line for line in plans), plans


async def test_a_doubt_about_what_is_not_asked_any_more_shows_nowhere(session: Session) -> None:
    host, ward, _ = await a_district(session)
    event = await a_day(session, host)
    found = await in_day(session, event, ward)
    doubts = tuple(Doubt(About.MEANING, key, 5) for key in ("volunteers", "gone"))
    facts = replace(found.facts, values={"volunteers": 5}, has_submission=True)
    after = await settle(session, found, facts, sent_at=saturday(15, 0), doubts=doubts)
    assert after is not None
    counted = select(participations.c.doubts).where(participations.c.id == found.id)
    assert (await session.execute(counted)).scalar() == 1
