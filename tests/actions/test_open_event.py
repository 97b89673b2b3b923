from datetime import time, timedelta

import pytest
from sqlalchemy import select

from actions.change_day import Change, cancel_event, change_event, changed_draft
from actions.day_news import compose_day_news
from actions.open_event import open_event, propose_day
from rules.deadlines import usual_schedule
from rules.model import EventState, Refused, RoleKind
from storage.db import Session
from storage.events import EventDraft, load_event
from storage.outbox import _CLAIMED as CLAIMED
from storage.outbox import Claimed
from storage.timers import timers_ahead
from storage.units import NewUnit, add_unit
from tests.builders import MONDAY, ZONE, a_day, a_district, a_reporter, a_role, saturday


async def _said(session: Session) -> list[str]:
    """What the news that waits will say when it is sent."""
    found = [Claimed(*row) for row in await session.execute(select(*CLAIMED))]
    return [
        said["text"]
        for each in found
        if (said := await compose_day_news(session, each, now=MONDAY))
    ]


async def test_the_next_saturday_is_proposed_with_the_usual_times(session: Session) -> None:
    host, *_ = await a_district(session)
    boss = await a_role(session, RoleKind.COORDINATOR, host)
    proposal = await propose_day(session, boss, now=MONDAY)
    assert proposal.draft.schedule == usual_schedule(MONDAY, ZONE)
    assert (proposal.draft.title, proposal.units) == ("Ngày thứ Bảy tình nguyện", 2)


async def test_one_tap_opens_the_day_and_two_open_it_once(session: Session) -> None:
    host, *_ = await a_district(session)
    boss = await a_role(session, RoleKind.COORDINATOR, host)
    draft = (await propose_day(session, boss, now=MONDAY)).draft
    first = await open_event(session, boss, draft, now=MONDAY)
    second = await open_event(session, boss, draft, now=MONDAY)
    assert (first.new, second.new) == (True, False)
    assert second.event.id == first.event.id
    assert len(await timers_ahead(session, first.event.id)) == 14


async def test_a_saturday_that_has_its_day_is_not_proposed_again(session: Session) -> None:
    host, *_ = await a_district(session)
    boss = await a_role(session, RoleKind.COORDINATOR, host)
    event = await a_day(session, host)
    proposed = (await propose_day(session, boss, now=MONDAY)).draft.schedule
    assert proposed.starts_at - event.schedule.starts_at == timedelta(days=7)


async def test_a_day_without_units_does_not_open(session: Session) -> None:
    host = await add_unit(session, NewUnit("H", "Quận Đoàn", None, {}))
    boss = await a_role(session, RoleKind.COORDINATOR, host)
    draft = (await propose_day(session, boss, now=MONDAY)).draft
    with pytest.raises(Refused, match="no_units"):
        await open_event(session, boss, draft, now=MONDAY)


async def test_a_reporter_opens_nothing(session: Session) -> None:
    _, ward, _ = await a_district(session)
    minh = await a_reporter(session, ward)
    draft = EventDraft("Ngày", usual_schedule(MONDAY, ZONE))
    with pytest.raises(Refused, match="for_coordinators"):
        await open_event(session, minh, draft, now=MONDAY)


def test_a_day_moved_keeps_its_clock_times() -> None:
    draft = EventDraft("Ngày", usual_schedule(MONDAY, ZONE))
    sunday = saturday(0, 0).astimezone().date() + timedelta(days=2)
    moved = changed_draft(draft, Change(day=sunday), ZONE).schedule
    assert moved.starts_at - draft.schedule.starts_at == moved.report_due_at - saturday(16, 0)
    assert moved.starts_at > draft.schedule.starts_at


def test_a_later_deadline_takes_the_editions_along() -> None:
    draft = EventDraft("Ngày", usual_schedule(MONDAY, ZONE))
    after = changed_draft(draft, Change(report_due_at=saturday(17, 30)), ZONE).schedule
    assert after.first_edition_at == saturday(17, 35)
    assert after.second_edition_at == saturday(18, 30)


async def test_other_hours_are_told_once_to_everyone_concerned(session: Session) -> None:
    host, ward, _ = await a_district(session)
    boss = await a_role(session, RoleKind.COORDINATOR, host)
    await a_reporter(session, ward)
    event = await a_day(session, host)
    change = Change(window=(time(8), time(11)))
    after = await change_event(session, boss, event.id, change, now=MONDAY)
    assert after.schedule.starts_at == saturday(8, 0)
    said = await _said(session)
    assert len(said) == 1
    assert "8:00–11:00 thứ Bảy 28/11" in said[0]


async def test_another_title_disturbs_nobody(session: Session) -> None:
    host, ward, _ = await a_district(session)
    boss = await a_role(session, RoleKind.COORDINATOR, host)
    await a_reporter(session, ward)
    event = await a_day(session, host)
    after = await change_event(session, boss, event.id, Change(title="Mùa đông"), now=MONDAY)
    assert after.title == "Mùa đông"
    assert await _said(session) == []


async def test_times_out_of_order_change_nothing(session: Session) -> None:
    host, *_ = await a_district(session)
    boss = await a_role(session, RoleKind.COORDINATOR, host)
    event = await a_day(session, host)
    change = Change(registration_closes_at=saturday(9, 0))
    with pytest.raises(Refused, match="schedule_order"):
        await change_event(session, boss, event.id, change, now=MONDAY)
    assert await load_event(session, event.id) == event


async def test_a_cancelled_day_is_told_once_and_reminds_no_more(session: Session) -> None:
    host, ward, other = await a_district(session)
    boss = await a_role(session, RoleKind.COORDINATOR, host)
    await a_reporter(session, ward, other)
    event = (
        await open_event(
            session, boss, (await propose_day(session, boss, now=MONDAY)).draft, now=MONDAY
        )
    ).event
    cancelled = await cancel_event(session, boss, event.id, now=MONDAY)
    assert cancelled.state is EventState.CANCELLED
    assert await timers_ahead(session, event.id) == []
    assert len(await _said(session)) == 1
    with pytest.raises(Refused, match="event_not_open"):
        await cancel_event(session, boss, event.id, now=MONDAY)
    assert len(await _said(session)) == 1


async def test_a_coordinator_of_another_unit_is_refused(session: Session) -> None:
    host, ward, _ = await a_district(session)
    stranger = await a_role(session, RoleKind.COORDINATOR, ward)
    event = await a_day(session, host)
    with pytest.raises(Refused, match="not_your_unit"):
        await cancel_event(session, stranger, event.id, now=MONDAY)
