from dataclasses import replace
from datetime import date, timedelta

from reading.fold import plain
from rules.deadlines import usual_schedule
from rules.model import METRICS, EventState, Progress, RoleKind
from rules.rungs import DEFAULT_RUNGS
from storage.db import Session
from storage.events import (
    EventDraft,
    close_event,
    create_event,
    event_starting,
    expect_units,
    load_event,
    move_shifts,
    open_events,
    reporters_concerned,
    reschedule,
)
from storage.participations import participations_of
from storage.shifts import load_shift
from storage.units import NewUnit, add_unit, close_unit
from tests.builders import MONDAY, ZONE, a_day, a_district, a_role, a_shift


async def test_a_day_comes_back_as_it_was_created(session: Session) -> None:
    host, *_ = await a_district(session)
    event = await a_day(session, host)
    assert event.schedule == usual_schedule(MONDAY, ZONE)
    assert event.metrics == METRICS
    assert event.rungs == DEFAULT_RUNGS
    assert event.required == ("volunteers", "citizens")
    assert event.day == date(2026, 11, 28)
    assert (event.host_path, event.state) == (host.path, EventState.OPEN)


async def test_every_unit_below_the_host_is_expected_and_the_host_is_not(session: Session) -> None:
    host, *wards = await a_district(session)
    event = await a_day(session, host)
    rows = await participations_of(session, event.id)
    assert [row.unit_id for row in rows] == [ward.id for ward in wards]
    assert {row.progress for row in rows} == {Progress.NOT_REGISTERED}


async def test_a_unit_closed_before_the_day_is_not_expected(session: Session) -> None:
    host, ward, other = await a_district(session)
    await close_unit(session, ward.id, on=date(2026, 11, 28))
    event = await a_day(session, host)
    assert [row.unit_id for row in await participations_of(session, event.id)] == [other.id]


async def test_a_second_tap_does_not_make_a_second_day(session: Session) -> None:
    host, *_ = await a_district(session)
    event = await a_day(session, host)
    draft = EventDraft("Ngày khác tên", event.schedule)
    assert await create_event(session, host, draft, created_by=None, now=MONDAY) is None
    assert await event_starting(session, host.id, event.schedule.starts_at) == event.id


async def test_a_cancelled_day_can_be_made_again(session: Session) -> None:
    host, *_ = await a_district(session)
    event = await a_day(session, host)
    assert await close_event(session, event.id, EventState.CANCELLED)
    again = await a_day(session, host)
    assert again.id != event.id
    assert [each.id for each in await open_events(session, host.path)] == [again.id]


async def test_only_one_of_two_closes_a_day(session: Session) -> None:
    host, *_ = await a_district(session)
    event = await a_day(session, host)
    assert await close_event(session, event.id, EventState.CANCELLED)
    assert not await close_event(session, event.id, EventState.FROZEN)
    assert not await reschedule(session, event.id, event.schedule)


async def test_a_unit_added_later_gets_its_row_once(session: Session) -> None:
    host, *_ = await a_district(session)
    event = await a_day(session, host)
    name = "Chi đoàn Thuế"
    await add_unit(session, NewUnit("T", name, "HOST", {plain(name): name}))
    assert await expect_units(session, event) == 1
    assert await expect_units(session, event) == 0
    assert len(await participations_of(session, event.id)) == 3


async def test_a_day_concerns_its_host_and_all_above_and_below(session: Session) -> None:
    host, ward, _ = await a_district(session)
    event = await a_day(session, host)
    for path in (host.path, ward.path):
        assert [each.id for each in await open_events(session, path)] == [event.id]
    assert await open_events(session, "99999/") == []


async def test_reporters_of_expected_units_are_concerned_once(session: Session) -> None:
    host, ward, _ = await a_district(session)
    minh = await a_role(session, RoleKind.REPORTER, ward)
    event = await a_day(session, host)
    assert await reporters_concerned(session, event.id) == [minh.person_id]


async def test_a_day_that_moves_takes_its_shifts_along(session: Session) -> None:
    host, ward, _ = await a_district(session)
    event = await a_day(session, host)
    shift_id = await a_shift(session, event, ward)
    week = timedelta(days=7)
    later = replace(event.schedule, starts_at=event.schedule.starts_at + week)
    await move_shifts(session, event, later)
    shift = await load_shift(session, shift_id)
    assert shift is not None
    assert shift.starts_at == event.schedule.starts_at + week


async def test_an_unknown_day_is_none(session: Session) -> None:
    assert await load_event(session, 404) is None
