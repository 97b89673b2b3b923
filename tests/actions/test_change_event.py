"""What a change of an open day tells, and to whom; grace for the on-time rate."""

from datetime import timedelta

from sqlalchemy import select

from actions.change_day import Change, change_event
from actions.open_event import propose_day
from actions.sign_up import sign_up
from rules.model import Actor, RoleKind
from storage.db import Session
from storage.events import Event
from storage.tables import notices
from tests.builders import (
    MONDAY,
    a_day,
    a_district,
    a_person,
    a_reporter,
    a_role,
    a_shift,
    saturday,
)


async def _people(session: Session) -> tuple[Event, Actor, Actor, Actor]:
    """A day, with a coordinator, a reporter and a volunteer."""
    host, ward, _ = await a_district(session)
    event = await a_day(session, host)
    boss = await a_role(session, RoleKind.COORDINATOR, host)
    lan = await a_person(session)
    await sign_up(session, lan, await a_shift(session, event, ward), now=MONDAY)
    return event, boss, await a_reporter(session, ward), lan


async def _told(session: Session) -> set[int]:
    """Who has news of the change waiting."""
    query = select(notices.c.person_id).where(notices.c.kind == "day_news")
    return set((await session.execute(query)).scalars())


async def test_grace_is_the_coordinators_own_affair(session: Session) -> None:
    event, boss, _, _ = await _people(session)
    after = await change_event(session, boss, event.id, Change(grace_minutes=5), now=MONDAY)
    assert after.schedule.grace_minutes == 5
    assert await _told(session) == set()


async def test_another_deadline_is_told_to_reporters_and_not_to_volunteers(
    session: Session,
) -> None:
    event, boss, minh, _ = await _people(session)
    change = Change(report_due_at=saturday(16, 30))
    await change_event(session, boss, event.id, change, now=MONDAY)
    assert await _told(session) == {minh.person_id}


async def test_another_place_is_told_to_volunteers_too(session: Session) -> None:
    event, boss, minh, lan = await _people(session)
    await change_event(session, boss, event.id, Change(place="Nhà văn hóa"), now=MONDAY)
    assert await _told(session) == {minh.person_id, lan.person_id}


async def test_the_next_day_is_proposed_with_the_same_grace(session: Session) -> None:
    event, boss, _, _ = await _people(session)
    await change_event(session, boss, event.id, Change(grace_minutes=5), now=MONDAY)
    proposal = await propose_day(session, boss, now=MONDAY + timedelta(days=7))
    assert proposal.draft.schedule.grace_minutes == 5
