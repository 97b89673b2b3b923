from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import update

from rules.model import EventState
from storage.db import Session
from storage.events import Event, load_event, reschedule
from storage.participations import participations_of
from storage.tables import participations
from storage.timer_plan import plan_extension, plan_shift, plan_timers
from storage.timers import (
    TimerKind,
    claim_due,
    claim_thanks,
    next_timer_at,
    thank_later,
    thanks_due,
    timers_ahead,
)
from tests.builders import MONDAY, a_day, a_district, a_shift, in_day, saturday

MINUTE = timedelta(minutes=1)


async def _planned(session: Session) -> Event:
    host, *_ = await a_district(session)
    event = await a_day(session, host)
    await plan_timers(session, event, now=MONDAY)
    return event


async def _due_report_at(session: Session, event: Event, moment: datetime) -> Event:
    schedule = replace(
        event.schedule,
        report_due_at=moment,
        first_edition_at=moment + 5 * MINUTE,
        second_edition_at=moment + 60 * MINUTE,
    )
    assert await reschedule(session, event.id, schedule)
    after = await load_event(session, event.id)
    assert after is not None
    return after


async def test_a_new_day_has_its_rungs_digests_and_editions(session: Session) -> None:
    event = await _planned(session)
    ahead = [(timer.rung, timer.due_at) for timer in await timers_ahead(session, event.id)]
    assert ahead[4:] == [
        ("morning", saturday(7, 0)),
        ("report_just_over", saturday(11, 50)),
        ("report_2h", saturday(14, 0)),
        ("last_hour", saturday(15, 0)),
        ("report_30min", saturday(15, 30)),
        ("report_10min", saturday(15, 50)),
        ("1", saturday(16, 5)),
        ("report_overdue", saturday(16, 10)),
        ("2", saturday(17, 0)),
        ("briefing", saturday(7, 30) + timedelta(days=2)),
    ]
    assert [rung for rung, _ in ahead[:4]] == [
        "registration_wed_1700",
        "registration_thu_0900",
        "registration_thu_1500",
        "registration_thu_1630",
    ]


async def test_what_is_past_when_a_day_opens_is_not_planned(session: Session) -> None:
    host, *_ = await a_district(session)
    event = await a_day(session, host)
    await plan_timers(session, event, now=saturday(14, 30))
    rungs = [timer.rung for timer in await timers_ahead(session, event.id)]
    assert rungs[:-1] == ["last_hour", "report_30min", "report_10min", "1", "report_overdue", "2"]
    assert rungs[-1] == "briefing"


async def test_a_due_timer_is_claimed_once_and_to_the_second(session: Session) -> None:
    event = await _planned(session)
    first = await next_timer_at(session)
    assert first is not None
    assert await claim_due(session, now=first - timedelta(seconds=1)) == []
    (claimed,) = await claim_due(session, now=first)
    assert (claimed.event_id, claimed.kind) == (event.id, TimerKind.RUNG)
    assert await claim_due(session, now=first) == []


async def test_saving_a_day_three_times_repeats_nothing(session: Session) -> None:
    event = await _planned(session)
    await claim_due(session, now=saturday(14, 0))
    before = await timers_ahead(session, event.id)
    for _ in range(3):
        await plan_timers(session, event, now=saturday(14, 1))
    assert await timers_ahead(session, event.id) == before
    assert before[0].rung == "last_hour"


async def test_a_due_timer_not_claimed_yet_survives_a_new_plan(session: Session) -> None:
    event = await _planned(session)
    await claim_due(session, now=saturday(13, 59))
    await plan_timers(session, event, now=saturday(14, 0, 1))
    assert [timer.rung for timer in await claim_due(session, now=saturday(14, 0, 1))] == [
        "report_2h"
    ]


async def test_a_moved_deadline_moves_its_rungs_but_repeats_none_just_sent(
    session: Session,
) -> None:
    event = await _planned(session)
    await claim_due(session, now=saturday(14, 0))
    later = await _due_report_at(session, event, saturday(16, 10))
    await plan_timers(session, later, now=saturday(14, 5))
    rungs = {timer.rung: timer.due_at for timer in await timers_ahead(session, event.id)}
    assert "report_2h" not in rungs
    assert rungs["report_30min"] == saturday(15, 40)
    assert (rungs["1"], rungs["2"]) == (saturday(16, 15), saturday(17, 10))


async def test_an_edition_handed_over_is_not_planned_again(session: Session) -> None:
    event = await _planned(session)
    await claim_due(session, now=saturday(16, 6))
    later = await _due_report_at(session, event, saturday(16, 30))
    await plan_timers(session, later, now=saturday(16, 7))
    rungs = {timer.rung: timer.due_at for timer in await timers_ahead(session, event.id)}
    assert "1" not in rungs
    assert rungs["2"] == saturday(17, 30)


async def test_an_extended_unit_has_report_rungs_of_its_own(session: Session) -> None:
    host, ward, _ = await a_district(session)
    event = await a_day(session, host)
    await plan_timers(session, event, now=MONDAY)
    own = await in_day(session, event, ward)
    await session.execute(
        update(participations)
        .where(participations.c.id == own.id)
        .values(extended_to=saturday(18, 0))
    )
    await plan_extension(session, event, own.id, now=saturday(15, 55))
    mine = [t for t in await timers_ahead(session, event.id) if t.participation_id == own.id]
    assert [(t.rung, t.due_at) for t in mine] == [
        ("report_2h", saturday(16, 0)),
        ("report_30min", saturday(17, 30)),
        ("report_10min", saturday(17, 50)),
        ("report_overdue", saturday(18, 10)),
    ]


async def test_a_shift_reminds_its_volunteers_at_its_own_times(session: Session) -> None:
    host, ward, _ = await a_district(session)
    event = await a_day(session, host)
    shift_id = await a_shift(session, event, ward)
    await plan_shift(session, event, shift_id, now=MONDAY)
    ahead = await timers_ahead(session, event.id)
    assert [(t.kind, t.shift_id, t.due_at) for t in ahead] == [
        (TimerKind.SHIFT, shift_id, saturday(19, 30) - timedelta(days=1)),
        (TimerKind.SHIFT, shift_id, saturday(6, 15)),
    ]


async def test_a_cancelled_day_has_no_timers(session: Session) -> None:
    event = await _planned(session)
    cancelled = replace(event, state=EventState.CANCELLED)
    await plan_timers(session, cancelled, now=MONDAY)
    assert await timers_ahead(session, event.id) == []
    assert await next_timer_at(session) is None


async def test_a_unit_is_thanked_once_for_each_time_it_became_complete(session: Session) -> None:
    event = await _planned(session)
    unit = (await participations_of(session, event.id))[0]
    moment = saturday(15, 42)
    await thank_later(session, event.id, unit.id, moment - MINUTE)
    await thank_later(session, event.id, unit.id, moment)
    await plan_timers(session, event, now=MONDAY)
    due = await thanks_due(session, now=moment)
    assert due is not None
    assert (due.key, due.kind, due.due_at) == (f"thanks:{unit.id}", TimerKind.THANKS, moment)
    assert due.key not in [each.key for each in await claim_due(session, now=moment)]
    assert await claim_thanks(session, due, now=moment)
    assert not await claim_thanks(session, due, now=moment)
    assert await thanks_due(session, now=moment) is None
    await thank_later(session, event.id, unit.id, moment + MINUTE)
    assert await thanks_due(session, now=moment + MINUTE) is not None
