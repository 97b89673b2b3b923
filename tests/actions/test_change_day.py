"""A day is postponed, called off, put on again; its units and demands change while reports are in.

What is sent stays; everybody concerned hears of it once.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from actions.change_day import (
    Change,
    add_new_unit,
    add_unit_to_day,
    cancel_event,
    change_event,
    drop_unit,
    restore_unit,
    uncancel_event,
    units_to_add,
)
from actions.day_news import compose_day_news, compose_unit_news
from actions.progress import board
from actions.resettle import resettle_event
from actions.sign_up import sign_up
from actions.submit_report import Entry, submit_as
from actions.take_message import take_message
from rules.model import Actor, EventState, Progress, Refused, RoleKind, Source
from storage.db import Session
from storage.events import Event, event_starting, load_event, open_events
from storage.events import change_event as stored_change
from storage.outbox import BROADCAST, Claimed, claim_due
from storage.participations import load_participation, participations_of, settle
from storage.photos import PhotoState
from storage.reports import Message
from storage.shifts import load_shift, open_shifts
from storage.signups import days_ahead
from storage.tables import notices, participations, photos
from storage.timer_plan import plan_timers
from storage.timers import claim_due as claim_timers
from storage.timers import timers_ahead
from storage.totals import totals_by_day
from storage.unit_lines import unit_lines
from storage.units import Unit, unit
from tests.builders import (
    MONDAY,
    a_day,
    a_district,
    a_person,
    a_reporter,
    a_role,
    a_shift,
    in_day,
    saturday,
)

SUNDAY = date(2026, 11, 29)
FRIDAY_NIGHT = saturday(0, 0) - timedelta(hours=2)
MINUTE = timedelta(minutes=1)
_messages = iter(range(1, 10**6))


async def _scene(session: Session) -> tuple[Event, Unit, Actor, Actor, Actor]:
    """A day with its plan; a coordinator, a reporter, a volunteer with a seat."""
    host, ward, _ = await a_district(session)
    event = await a_day(session, host)
    boss = await a_role(session, RoleKind.COORDINATOR, host, "Trần Thị Hoa")
    minh, lan = await a_reporter(session, ward), await a_person(session)
    await sign_up(session, lan, await a_shift(session, event, ward), now=MONDAY)
    await plan_timers(session, event, now=MONDAY)
    return event, ward, boss, minh, lan


async def _news(session: Session, now: datetime) -> dict[int | None, str]:
    """What everybody reads by then, by person."""
    claimed = await claim_due(session, now=now, priority=BROADCAST, limit=99, channels=["webchat"])
    composers = {"day_news": compose_day_news, "unit_news": compose_unit_news}
    said: dict[int | None, str] = {}
    for each in claimed:
        composed = await _composed(session, each, composers, now)
        if composed is not None:
            assert each.person_id not in said
            said[each.person_id] = composed["text"]
    return said


async def _composed(
    session: Session, each: Claimed, composers: dict[str, Any], now: datetime
) -> dict[str, Any] | None:
    compose = composers.get(each.kind)
    return await compose(session, each, now=now) if compose else None


async def _photos(session: Session, event: Event, ward: Unit, *moments: datetime) -> None:
    mine = await in_day(session, event, ward)
    for moment in moments:
        row = {
            "participation_id": mine.id,
            "channel": "webchat",
            "chat_id": 1,
            "message_id": next(_messages),
            "file_ref": "x",
            "state": PhotoState.STORED.value,
            "sent_at": moment,
            "received_at": moment,
        }
        await session.execute(photos.insert(), row)
    count = mine.facts.photos + len(moments)
    await settle(session, mine, replace(mine.facts, photos=count), sent_at=max(moments))


async def _figures(session: Session, event: Event, ward: Unit, who: Actor, at: datetime) -> None:
    mine = await in_day(session, event, ward)
    message = Message("25 ĐVTN, 120 dân", at, at, "webchat", 1, next(_messages))
    entry = Entry({"volunteers": 25, "citizens": 120}, Source.TYPED, message)
    await submit_as(session, who, mine.id, entry, now=at)


async def test_a_postponed_day_takes_everything_along(session: Session) -> None:
    event, ward, boss, minh, lan = await _scene(session)
    mine = await in_day(session, event, ward)
    await session.execute(
        update(participations)
        .where(participations.c.id == mine.id)
        .values(registered_at=MONDAY, extended_to=saturday(18, 0))
    )
    await claim_timers(session, now=FRIDAY_NIGHT)
    after = await change_event(session, boss, event.id, Change(day=SUNDAY), now=FRIDAY_NIGHT)
    assert after.day == SUNDAY
    (shift,) = await open_shifts(session, ward.path, now=MONDAY)
    assert shift.starts_at == after.schedule.starts_at
    moved = await in_day(session, event, ward)
    assert moved.facts.registered
    assert moved.closes == saturday(18, 0) + timedelta(days=1)
    assert [each.shift.id for each in await days_ahead(session, lan.person_id or 0, now=MONDAY)]
    ahead = await timers_ahead(session, event.id)
    assert min(timer.due_at for timer in ahead) == saturday(19, 30)
    said = await _news(session, saturday(6, 30))
    assert set(said) == {minh.person_id, lan.person_id}
    assert "dời từ 28/11 sang <b>Chủ nhật 29/11</b>" in said[minh.person_id]
    assert "Có mặt <b>7:15 Chủ nhật 29/11</b>" in said[lan.person_id]


async def test_volunteers_hear_by_six_and_nobody_at_night(session: Session) -> None:
    event, _, boss, minh, lan = await _scene(session)
    await cancel_event(session, boss, event.id, "trời mưa", now=FRIDAY_NIGHT)
    assert await _news(session, saturday(5, 59, 59)) == {}
    assert set(await _news(session, saturday(6, 0))) == {lan.person_id}
    said = await _news(session, saturday(6, 30))
    assert set(said) == {minh.person_id}
    assert "đã hủy: trời mưa" in said[minh.person_id]


async def test_a_day_is_not_moved_onto_another(session: Session) -> None:
    event, _, boss, *_ = await _scene(session)
    host = await load_event(session, event.id)
    assert host is not None
    later = await change_event(session, boss, event.id, Change(day=SUNDAY), now=MONDAY)
    second = await a_day(session, await _host(session, event))
    with pytest.raises(Refused, match="day_taken"):
        await change_event(session, boss, second.id, Change(day=SUNDAY), now=MONDAY)
    assert await event_starting(session, event.host_unit_id, later.schedule.starts_at) == event.id


async def _host(session: Session, event: Event) -> Unit:

    found = await unit(session, event.host_unit_id)
    assert found is not None
    return found


async def test_several_edits_within_a_minute_are_one_message(session: Session) -> None:
    event, _, boss, minh, lan = await _scene(session)
    for seconds, change in enumerate(
        (Change(min_photos=5), Change(report_due_at=saturday(17, 0)), Change(place="Nhà văn hóa"))
    ):
        now = MONDAY + timedelta(seconds=10 * seconds)
        await change_event(session, boss, event.id, change, now=now)
    said = (await _news(session, MONDAY + MINUTE))[minh.person_id]
    for part in ("Tối thiểu <b>5 ảnh</b>", "17:00 thứ Bảy 28/11", "Nhà văn hóa"):
        assert part in said
    assert set(await _news(session, MONDAY + 9 * MINUTE)) == {lan.person_id}


async def test_what_was_taken_back_within_the_minute_disturbs_nobody(session: Session) -> None:
    event, _, boss, *_ = await _scene(session)
    await cancel_event(session, boss, event.id, "trời mưa", now=MONDAY)
    assert (await uncancel_event(session, boss, event.id, now=MONDAY)).state is EventState.OPEN
    assert await _news(session, MONDAY + 9 * MINUTE) == {}


async def test_off_and_on_again_is_told_and_plans_what_was_planned(session: Session) -> None:
    event, _, boss, minh, lan = await _scene(session)
    before = [(t.key, t.due_at) for t in await timers_ahead(session, event.id)]
    await cancel_event(session, boss, event.id, "trời mưa", now=MONDAY)
    assert await timers_ahead(session, event.id) == []
    assert len(await _news(session, MONDAY + MINUTE)) == 2
    again = await uncancel_event(session, boss, event.id, now=MONDAY + 2 * MINUTE)
    assert again.cancel_reason == ""
    assert [(t.key, t.due_at) for t in await timers_ahead(session, event.id)] == before
    said = await _news(session, MONDAY + 3 * MINUTE)
    assert set(said) == {minh.person_id, lan.person_id}
    assert all("vẫn tổ chức" in each for each in said.values())


async def test_a_date_that_was_taken_stays_taken(session: Session) -> None:
    event, _, boss, *_ = await _scene(session)
    await cancel_event(session, boss, event.id, now=MONDAY)
    other = await a_day(session, await _host(session, event))
    assert other.id != event.id
    with pytest.raises(Refused, match="day_taken"):
        await uncancel_event(session, boss, event.id, now=MONDAY)
    with pytest.raises(Refused, match="event_not_cancelled"):
        await uncancel_event(session, boss, other.id, now=MONDAY)


async def test_what_another_coordinator_changed_is_not_overwritten(session: Session) -> None:
    event, _, boss, *_ = await _scene(session)
    seen = {"min_photos": event.min_photos}
    assert await stored_change(session, event.id, {"min_photos": 4}, seen=seen)
    assert not await stored_change(session, event.id, {"min_photos": 5}, seen=seen)
    after = await change_event(session, boss, event.id, Change(place="Sân vận động"), now=MONDAY)
    assert (after.min_photos, after.place) == (4, "Sân vận động")


async def test_fewer_photos_asked_for_completes_as_of_the_sending(session: Session) -> None:
    """Complete under what stands now, from when the last thing of it was sent."""
    event, ward, boss, minh, _ = await _scene(session)
    await change_event(session, boss, event.id, Change(min_photos=5), now=MONDAY)
    await _figures(session, event, ward, minh, saturday(14, 50))
    await _photos(session, event, ward, *(saturday(15, minute) for minute in (0, 1, 2)))
    await _photos(session, event, ward, saturday(16, 20))
    assert (await in_day(session, event, ward)).progress is Progress.PARTIAL
    await change_event(session, boss, event.id, Change(min_photos=3), now=saturday(16, 30))
    after = await in_day(session, event, ward)
    assert after.progress is Progress.COMPLETE
    assert (after.facts.completed_at, after.minutes_late) == (saturday(15, 2), 0)


async def test_more_photos_before_the_deadline_are_owed_by_the_deadline(session: Session) -> None:
    event, ward, boss, minh, _ = await _scene(session)
    await _figures(session, event, ward, minh, saturday(9, 0))
    await _photos(session, event, ward, *(saturday(9, minute) for minute in (1, 2, 3)))
    assert (await in_day(session, event, ward)).facts.completed_at == saturday(9, 3)
    await change_event(session, boss, event.id, Change(min_photos=4), now=saturday(10, 0))
    owing = await in_day(session, event, ward)
    assert (owing.progress, owing.facts.completed_at) == (Progress.PARTIAL, None)
    await _photos(session, event, ward, saturday(16, 20))
    assert (await in_day(session, event, ward)).minutes_late == 20
    await change_event(session, boss, event.id, Change(min_photos=3), now=saturday(16, 30))
    assert (await in_day(session, event, ward)).facts.completed_at == saturday(9, 3)


async def test_more_photos_after_the_deadline_make_nobody_late(session: Session) -> None:
    event, ward, boss, minh, _ = await _scene(session)
    await _figures(session, event, ward, minh, saturday(15, 0))
    await _photos(session, event, ward, *(saturday(15, minute) for minute in (1, 2, 3)))
    await change_event(session, boss, event.id, Change(min_photos=4), now=saturday(16, 30))
    assert (await in_day(session, event, ward)).progress is Progress.PARTIAL
    await _photos(session, event, ward, saturday(17, 0))
    after = await in_day(session, event, ward)
    assert (after.progress, after.minutes_late) == (Progress.COMPLETE, 0)


async def test_a_later_deadline_forgives_and_an_earlier_one_punishes_nobody(
    session: Session,
) -> None:
    event, ward, boss, minh, _ = await _scene(session)
    await _photos(session, event, ward, *(saturday(9, minute) for minute in (1, 2, 3)))
    await _figures(session, event, ward, minh, saturday(15, 40))
    change = Change(report_due_at=saturday(15, 45))
    await change_event(session, boss, event.id, change, now=saturday(15, 42))
    assert (await in_day(session, event, ward)).minutes_late == 0
    change = Change(report_due_at=saturday(15, 30))
    with pytest.raises(Refused, match="schedule_past"):
        await change_event(session, boss, event.id, change, now=saturday(15, 43))
    await _figures(session, event, ward, minh, saturday(15, 50))
    assert (await in_day(session, event, ward)).edited_late
    change = Change(report_due_at=saturday(16, 0))
    await change_event(session, boss, event.id, change, now=saturday(15, 55))
    assert not (await in_day(session, event, ward)).edited_late


async def test_judging_twice_changes_nothing(session: Session) -> None:
    event, ward, _, minh, _ = await _scene(session)
    await _figures(session, event, ward, minh, saturday(15, 0))
    await _photos(session, event, ward, *(saturday(16, minute) for minute in (1, 2, 3)))
    before = await participations_of(session, event.id)
    assert await resettle_event(session, event.id, now=saturday(16, 30)) == 0
    assert await participations_of(session, event.id) == before


async def test_a_moved_deadline_repeats_no_reminder(session: Session) -> None:
    event, _, boss, *_ = await _scene(session)
    await claim_timers(session, now=saturday(14, 0))
    change = Change(report_due_at=saturday(16, 10))
    await change_event(session, boss, event.id, change, now=saturday(14, 5))
    rungs = [timer.rung for timer in await timers_ahead(session, event.id)]
    assert "report_2h" not in rungs
    assert rungs.count("report_30min") == 1


async def test_a_dropped_unit_is_in_no_count_and_comes_back_as_it_was(session: Session) -> None:
    event, ward, boss, minh, lan = await _scene(session)
    await _photos(session, event, ward, *(saturday(9, minute) for minute in (1, 2, 3)))
    await _figures(session, event, ward, minh, saturday(9, 30))
    before = await in_day(session, event, ward)
    lines = await unit_lines(session, event.id)
    now = saturday(10, 0)
    dropped = await drop_unit(session, boss, before.id, now=now)
    assert dropped.dropped_at == now
    assert ward.id not in {line.unit_id for line in await unit_lines(session, event.id)}
    (totals,) = await totals_by_day(session, [event.id], event.host_path)
    assert (totals.expected, totals.totals.get("volunteers")) == (1, None)
    assert (await board(session, boss, event.id, now=now)).expected == 1
    said = await _news(session, now + MINUTE)
    assert set(said) == {minh.person_id, lan.person_id}
    with pytest.raises(Refused, match="unit_dropped"):
        await drop_unit(session, boss, before.id, now=now)
    await restore_unit(session, boss, before.id, now=now + 2 * MINUTE)
    after = await in_day(session, event, ward)
    assert replace(after, revision=0) == replace(before, revision=0)
    assert await unit_lines(session, event.id) == lines
    assert set(await _news(session, now + 4 * MINUTE)) == {minh.person_id, lan.person_id}


async def test_a_dropped_units_volunteers_are_not_sent_there(session: Session) -> None:
    event, ward, boss, minh, lan = await _scene(session)
    now = saturday(10, 0)
    await drop_unit(session, boss, (await in_day(session, event, ward)).id, now=now)
    assert await open_shifts(session, ward.path, now=MONDAY) == []
    assert await days_ahead(session, lan.person_id or 0, now=MONDAY) == []
    assert all(timer.shift_id is None for timer in await timers_ahead(session, event.id))
    message = Message("30 ĐVTN, 130 dân", now, now, "webchat", 1, next(_messages))
    assert await take_message(session, minh, message, now=now) is None


async def test_a_dropped_unit_takes_no_report_by_a_button(session: Session) -> None:
    event, ward, boss, minh, _ = await _scene(session)
    mine = await in_day(session, event, ward)
    await drop_unit(session, boss, mine.id, now=MONDAY)
    message = Message("", MONDAY, MONDAY, "webchat", 1, next(_messages))
    entry = Entry({"volunteers": 1}, Source.GUIDED, message)
    with pytest.raises(Refused, match="unit_dropped"):
        await submit_as(session, minh, mine.id, entry, now=MONDAY)


async def test_a_unit_is_added_by_name_or_new(session: Session) -> None:
    event, ward, boss, *_ = await _scene(session)
    mine = await in_day(session, event, ward)
    assert not (await add_unit_to_day(session, boss, event.id, ward.id, now=MONDAY)).new
    await drop_unit(session, boss, mine.id, now=MONDAY)
    (found,) = await units_to_add(session, boss, event.id, "tan loc")
    assert (await add_unit_to_day(session, boss, event.id, found.id, now=MONDAY)).new
    assert await units_to_add(session, boss, event.id, "Chi đoàn Kho bạc") == []
    fresh = await add_new_unit(session, boss, event.id, "Chi đoàn Kho bạc", now=MONDAY)
    assert fresh.progress is Progress.NOT_REGISTERED
    assert len(await participations_of(session, event.id)) == 3
    assert await _news(session, MONDAY + 9 * MINUTE) == {}


async def test_another_units_coordinator_changes_nothing(session: Session) -> None:
    event, ward, *_ = await _scene(session)
    mine = await in_day(session, event, ward)
    stranger = await a_role(session, RoleKind.COORDINATOR, ward, "Người Khác")
    for refused in (
        drop_unit(session, stranger, mine.id, now=MONDAY),
        uncancel_event(session, stranger, event.id, now=MONDAY),
        add_unit_to_day(session, stranger, event.id, ward.id, now=MONDAY),
    ):
        with pytest.raises(Refused, match="not_your_unit"):
            await refused


async def test_nothing_is_sent_once_the_figures_are_frozen(session: Session) -> None:
    event, _, boss, *_ = await _scene(session)
    await change_event(session, boss, event.id, Change(place="Nhà văn hóa"), now=MONDAY)
    assert await stored_change(session, event.id, {"state": EventState.FROZEN.value})
    assert await _news(session, MONDAY + MINUTE) == {}
    assert await open_events(session, event.host_path) == []
    assert await load_participation(session, 404) is None
    assert await load_shift(session, 404) is None
    assert (await session.execute(notices.select())).first() is not None
