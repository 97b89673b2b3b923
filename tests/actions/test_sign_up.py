"""A seat, the waiting list, and what happens when somebody cancels."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from actions.remind_volunteers import compose_volunteer_reminder, send_volunteer_reminders
from actions.sign_up import answer_offer, cancel, expire_offers, my_days, sign_up
from rules.model import Actor, EventState, Refused, SignUpState
from storage.db import Session
from storage.events import close_event, load_event
from storage.outbox import BROADCAST, Claimed, claim_due
from storage.shifts import load_shift
from storage.signups import find_sign_up
from storage.tables import notices
from storage.timer_plan import plan_timers
from storage.timers import Timer, TimerKind, timers_ahead
from tests.builders import MONDAY, a_day, a_district, a_person, a_shift

FRIDAY_NOON = datetime(2026, 11, 27, 5, 0, tzinfo=UTC)
FRIDAY_EVENING = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
GOING, WAITING = SignUpState.GOING, SignUpState.WAITING
OFFERED, CANCELLED = SignUpState.OFFERED, SignUpState.CANCELLED


async def _shift(session: Session, *, capacity: int | None = 1, minors: bool = False) -> int:
    host, ward, *_ = await a_district(session, "Đoàn phường Tân Lộc", minors=minors)
    return await a_shift(session, await a_day(session, host), ward, capacity=capacity)


async def _two(session: Session, shift_id: int) -> tuple[Actor, Actor, int]:
    """One seated, one waiting; the seated one's sign-up."""
    seated, waiting = await a_person(session, "Lan"), await a_person(session, "Mai")
    first = await sign_up(session, seated, shift_id, now=MONDAY)
    await sign_up(session, waiting, shift_id, now=MONDAY + timedelta(minutes=1))
    return seated, waiting, first.sign_up_id


async def _state(session: Session, shift_id: int, person: Actor) -> SignUpState:
    found = await find_sign_up(session, shift_id, person.person_id or 0)
    assert found is not None
    return found.state


async def _taken(session: Session, shift_id: int) -> int:
    shift = await load_shift(session, shift_id)
    assert shift is not None
    return shift.taken


async def _told(session: Session, person: Actor) -> list[str]:
    rows = await session.execute(
        select(notices.c.payload)
        .where(notices.c.person_id == person.person_id)
        .order_by(notices.c.id)
    )
    return [row.payload["text"] for row in rows]


async def test_the_first_is_seated_and_the_second_waits_in_place_one(session: Session) -> None:
    shift_id = await _shift(session)
    first = await sign_up(session, await a_person(session), shift_id, now=MONDAY)
    second = await sign_up(session, await a_person(session, "Mai"), shift_id, now=MONDAY)
    assert (first.state, first.position) == (GOING, None)
    assert (second.state, second.position) == (WAITING, 1)


async def test_a_second_tap_takes_no_second_seat(session: Session) -> None:
    shift_id = await _shift(session, capacity=2)
    lan = await a_person(session)
    await sign_up(session, lan, shift_id, now=MONDAY)
    again = await sign_up(session, lan, shift_id, now=MONDAY)
    assert (again.repeated, again.state, await _taken(session, shift_id)) == (True, GOING, 1)


async def test_a_stranger_must_consent_first(session: Session) -> None:
    shift_id = await _shift(session)
    with pytest.raises(Refused, match="who_are_you"):
        await sign_up(session, Actor(), shift_id, now=MONDAY)


@pytest.mark.parametrize("answer", [None, False])
async def test_a_school_asks_whether_sixteen(session: Session, answer: bool | None) -> None:
    shift_id = await _shift(session, minors=True)
    lan = await a_person(session)
    with pytest.raises(Refused, match="under_16"):
        await sign_up(session, lan, shift_id, over_16=answer, now=MONDAY)
    assert (await sign_up(session, lan, shift_id, over_16=True, now=MONDAY)).state is GOING


async def test_nobody_signs_up_for_what_is_over_or_cancelled(session: Session) -> None:
    shift_id = await _shift(session)
    shift = await load_shift(session, shift_id)
    assert shift is not None
    with pytest.raises(Refused, match="shift_over"):
        await sign_up(session, await a_person(session), shift_id, now=shift.ends_at)
    await close_event(session, shift.event_id, EventState.CANCELLED)
    with pytest.raises(Refused, match="shift_cancelled"):
        await sign_up(session, await a_person(session), shift_id, now=MONDAY)


async def test_before_friday_evening_who_waits_is_promoted_and_told(session: Session) -> None:
    shift_id = await _shift(session)
    seated, waiting, sign_up_id = await _two(session, shift_id)
    await cancel(session, seated, sign_up_id, now=FRIDAY_NOON)
    assert await _state(session, shift_id, waiting) is GOING
    assert await _taken(session, shift_id) == 1
    assert "Có chỗ rồi" in (await _told(session, waiting))[-1]


async def test_on_friday_evening_who_waits_is_asked(session: Session) -> None:
    shift_id = await _shift(session)
    seated, waiting, sign_up_id = await _two(session, shift_id)
    await cancel(session, seated, sign_up_id, now=FRIDAY_EVENING)
    offer = await find_sign_up(session, shift_id, waiting.person_id or 0)
    assert offer is not None
    assert offer.state is OFFERED
    assert "Bạn đi được không?" in (await _told(session, waiting))[-1]
    place = await answer_offer(session, waiting, offer.id, accepts=True, now=FRIDAY_EVENING)
    assert (place.state, await _taken(session, shift_id)) == (GOING, 1)


async def test_a_declined_offer_goes_to_the_next(session: Session) -> None:
    shift_id = await _shift(session)
    seated, waiting, sign_up_id = await _two(session, shift_id)
    third = await a_person(session, "Hoa")
    await sign_up(session, third, shift_id, now=MONDAY + timedelta(hours=1))
    await cancel(session, seated, sign_up_id, now=FRIDAY_EVENING)
    offer = await find_sign_up(session, shift_id, waiting.person_id or 0)
    assert offer is not None
    await answer_offer(session, waiting, offer.id, accepts=False, now=FRIDAY_EVENING)
    assert await _state(session, shift_id, waiting) is CANCELLED
    assert await _state(session, shift_id, third) is OFFERED


async def test_an_offer_lapses_a_second_after_its_end_and_not_before(session: Session) -> None:
    shift_id = await _shift(session)
    seated, waiting, sign_up_id = await _two(session, shift_id)
    await cancel(session, seated, sign_up_id, now=FRIDAY_EVENING)
    offer = await find_sign_up(session, shift_id, waiting.person_id or 0)
    assert offer is not None
    assert offer.offered_until is not None
    assert await expire_offers(session, now=offer.offered_until - timedelta(seconds=1)) == 0
    assert await expire_offers(session, now=offer.offered_until) == 1
    assert await _taken(session, shift_id) == 0
    with pytest.raises(Refused, match="offer_gone"):
        await answer_offer(session, waiting, offer.id, accepts=True, now=offer.offered_until)


async def test_cancelling_twice_frees_one_seat(session: Session) -> None:
    shift_id = await _shift(session, capacity=2)
    seated, _, sign_up_id = await _two(session, shift_id)
    await cancel(session, seated, sign_up_id, now=MONDAY)
    await cancel(session, seated, sign_up_id, now=MONDAY)
    assert await _taken(session, shift_id) == 1


async def test_nobody_cancels_or_answers_for_somebody_else(session: Session) -> None:
    shift_id = await _shift(session)
    _, waiting, sign_up_id = await _two(session, shift_id)
    with pytest.raises(Refused, match="sign_up_unknown"):
        await cancel(session, waiting, sign_up_id, now=MONDAY)
    with pytest.raises(Refused, match="sign_up_unknown"):
        await answer_offer(session, Actor(), sign_up_id, accepts=True, now=MONDAY)


async def test_my_days_tell_the_place_in_the_waiting_list(session: Session) -> None:
    shift_id = await _shift(session)
    seated, waiting, _ = await _two(session, shift_id)
    assert [p.position for p in (await my_days(session, seated, now=MONDAY)).ahead] == [None]
    assert [p.position for p in (await my_days(session, waiting, now=MONDAY)).ahead] == [1]


async def _evening_timer(session: Session, shift_id: int) -> Timer:
    shift = await load_shift(session, shift_id)
    assert shift is not None
    event = await load_event(session, shift.event_id)
    assert event is not None
    await plan_timers(session, event, now=MONDAY)
    ahead = await timers_ahead(session, event.id)
    return next(timer for timer in ahead if timer.kind is TimerKind.SHIFT)


async def _claimed(session: Session, now: datetime) -> list[Claimed]:
    return await claim_due(session, now=now, priority=BROADCAST, limit=50, channels=["webchat"])


async def test_only_who_holds_a_seat_is_reminded_and_once(session: Session) -> None:
    shift_id = await _shift(session)
    seated, _, _ = await _two(session, shift_id)
    timer = await _evening_timer(session, shift_id)
    assert await send_volunteer_reminders(session, timer, now=timer.due_at) == 1
    assert await send_volunteer_reminders(session, timer, now=timer.due_at) == 0
    (claimed,) = await _claimed(session, timer.due_at)
    payload = await compose_volunteer_reminder(session, claimed, now=timer.due_at)
    assert claimed.person_id == seated.person_id
    assert payload is not None
    assert "Hẹn bạn ngày mai" in payload["text"]
    assert "7:15" in payload["text"]


async def test_a_reminder_of_who_cancelled_meanwhile_is_dropped(session: Session) -> None:
    shift_id = await _shift(session, capacity=2)
    seated, _, sign_up_id = await _two(session, shift_id)
    timer = await _evening_timer(session, shift_id)
    await send_volunteer_reminders(session, timer, now=timer.due_at)
    await cancel(session, seated, sign_up_id, now=timer.due_at)
    claimed = {each.person_id: each for each in await _claimed(session, timer.due_at)}
    own = claimed[seated.person_id]
    assert await compose_volunteer_reminder(session, own, now=timer.due_at) is None


async def test_of_two_rungs_overdue_together_only_the_later_is_sent(session: Session) -> None:
    shift_id = await _shift(session)
    await _two(session, shift_id)
    evening = await _evening_timer(session, shift_id)
    morning_at = datetime(2026, 11, 27, 23, 20, tzinfo=UTC)
    assert await send_volunteer_reminders(session, evening, now=morning_at) == 0
    morning = replace(evening, rung="volunteer_morning", key="morning")
    assert await send_volunteer_reminders(session, morning, now=morning_at) == 1
