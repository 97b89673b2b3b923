"""A unit registers by Mẫu 1, again as last time, and its place and hours become a shift."""

from datetime import time, timedelta

import pytest

from actions.owed import next_task
from actions.register_unit import (
    Place,
    register_as_before,
    register_unit,
    to_register,
)
from rules.model import Actor, EventState, Item, Progress, Refused
from storage.db import Session
from storage.events import Event, close_event
from storage.registrations import Registration, load_registration
from storage.shifts import shifts_of, take_seat
from storage.units import Unit
from tests.builders import MONDAY, a_day, a_district, a_reporter, in_day, saturday

PLAN = Registration("Hỗ trợ dịch vụ công", summary="2 tổ", expected={"volunteers": 25})
PLACE = Place("Nhà văn hóa", time(7, 15), time(7, 30), time(10, 0), 20, "Minh", "áo xanh")


async def _ready(session: Session) -> tuple[Event, Unit, Unit, Actor]:
    host, ward, _ = await a_district(session)
    return await a_day(session, host), host, ward, await a_reporter(session, ward)


async def test_registering_keeps_mau_1_and_the_shift(session: Session) -> None:
    event, _, ward, who = await _ready(session)
    mine = await in_day(session, event, ward)
    done = await register_unit(session, who, mine.id, PLAN, PLACE, now=MONDAY)
    assert (done.participation.progress, done.late) == (Progress.NOT_SENT, False)
    assert done.registration.time_place == "7:30-10:00, Nhà văn hóa"
    assert await load_registration(session, mine.id) == done.registration
    shift = (await shifts_of(session, mine.id))[0]
    assert (shift.gather_at, shift.ends_at) == (saturday(7, 15), saturday(10, 0))
    assert (shift.capacity, shift.leader, shift.dress) == (20, "Minh", "áo xanh")


async def test_what_is_left_out_is_the_days_own(session: Session) -> None:
    event, _, ward, who = await _ready(session)
    mine = await in_day(session, event, ward)
    done = await register_unit(session, who, mine.id, PLAN, Place(), now=MONDAY)
    assert done.shift.starts_at == event.schedule.starts_at
    assert done.shift.gather_at == event.schedule.starts_at - timedelta(minutes=15)
    assert done.shift.capacity is None


async def test_registering_again_changes_the_one_shift_and_keeps_its_seats(
    session: Session,
) -> None:
    event, _, ward, who = await _ready(session)
    mine = await in_day(session, event, ward)
    first = await register_unit(session, who, mine.id, PLAN, PLACE, now=MONDAY)
    await take_seat(session, first.shift.id)
    await take_seat(session, first.shift.id)
    second = await register_unit(session, who, mine.id, PLAN, Place("Chợ", capacity=2), now=MONDAY)
    assert second.again
    assert (second.shift.id, second.shift.place, second.shift.taken) == (first.shift.id, "Chợ", 2)
    with pytest.raises(Refused, match="shift_too_small"):
        await register_unit(session, who, mine.id, PLAN, Place(capacity=1), now=MONDAY)


async def test_after_the_deadline_it_is_accepted_and_said_so(session: Session) -> None:
    event, _, ward, who = await _ready(session)
    mine = await in_day(session, event, ward)
    closes = event.schedule.registration_closes_at
    late = closes + timedelta(seconds=1)
    assert not (await register_unit(session, who, mine.id, PLAN, PLACE, now=closes)).late
    assert (await register_unit(session, who, mine.id, PLAN, PLACE, now=late)).late


async def test_as_last_time_copies_all_but_the_day(session: Session) -> None:
    event, host, ward, who = await _ready(session)
    before = await in_day(session, event, ward)
    await register_unit(session, who, before.id, PLAN, PLACE, now=MONDAY)
    week = timedelta(days=7)
    following = await a_day(session, host, now=MONDAY + week)
    mine = await in_day(session, following, ward)
    done = await register_as_before(session, who, mine.id, now=MONDAY + week)
    assert done.registration == await load_registration(session, before.id)
    assert done.shift.gather_at == saturday(7, 15) + week
    assert (done.shift.place, done.shift.capacity) == ("Nhà văn hóa", 20)


async def test_as_last_time_needs_a_last_time(session: Session) -> None:
    event, _, ward, who = await _ready(session)
    mine = await in_day(session, event, ward)
    with pytest.raises(Refused, match="nothing_before"):
        await register_as_before(session, who, mine.id, now=MONDAY)


async def test_a_frozen_day_takes_no_registration(session: Session) -> None:
    event, _, ward, who = await _ready(session)
    mine = await in_day(session, event, ward)
    await close_event(session, event.id, EventState.FROZEN)
    with pytest.raises(Refused, match="event_closed"):
        await register_unit(session, who, mine.id, PLAN, PLACE, now=MONDAY)


async def test_nobody_registers_another_unit(session: Session) -> None:
    host, ward, other = await a_district(session)
    event = await a_day(session, host)
    theirs = await in_day(session, event, ward)
    for who in (await a_reporter(session, other), Actor()):
        with pytest.raises(Refused):
            await register_unit(session, who, theirs.id, PLAN, PLACE, now=MONDAY)


async def test_the_next_task_follows_what_is_missing(session: Session) -> None:
    event, _, ward, who = await _ready(session)
    mine = await in_day(session, event, ward)
    first = await next_task(session, who, now=MONDAY)
    assert first is not None
    assert (first.item, first.closes, first.again) == (
        Item.REGISTRATION,
        event.schedule.registration_closes_at,
        False,
    )
    days, again = await to_register(session, who, now=MONDAY)
    assert ([one.id for one in days], again) == ([mine.id], False)
    await register_unit(session, who, mine.id, PLAN, PLACE, now=MONDAY)
    second = await next_task(session, who, now=saturday(12, 0))
    assert second is not None
    assert (second.item, second.closes) == (Item.FIGURES, saturday(16, 0))


async def test_who_reports_for_nobody_has_no_task(session: Session) -> None:
    await _ready(session)
    assert await next_task(session, Actor(), now=MONDAY) is None
