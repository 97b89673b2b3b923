"""More time: asked, decided once, given unasked, taken back."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from actions.day_news import compose_unit_news
from actions.more_time import (
    ask_more_time,
    give_time,
    grant_request,
    refuse_request,
    request_for,
    take_time_back,
    withdraw_request,
)
from actions.submit_report import Entry, submit_as
from rules.extensions import RequestState
from rules.model import Actor, Progress, Refused, RoleKind, Source
from storage.db import Session
from storage.events import Event
from storage.extensions import add_request, decide, extend, load_request
from storage.outbox import BROADCAST, Claimed, claim_due
from storage.participations import settle
from storage.reports import Message
from storage.tables import notices
from storage.timer_plan import plan_timers
from storage.timers import timers_ahead
from storage.units import Unit
from tests.builders import MONDAY, a_day, a_district, a_reporter, a_role, in_day, saturday
from tests.conftest import rows

NOW = saturday(15, 31)


async def _scene(session: Session) -> tuple[Event, Unit, Actor, Actor, Actor]:
    """A day, a unit with its reporter, two coordinators."""
    host, ward, _ = await a_district(session)
    event = await a_day(session, host)
    await plan_timers(session, event, now=MONDAY)
    hoa = await a_role(session, RoleKind.COORDINATOR, host, "Trần Thị Hoa")
    ha = await a_role(session, RoleKind.COORDINATOR, host, "Trần Thị Hà")
    return event, ward, await a_reporter(session, ward), hoa, ha


async def _reports(session: Session, event: Event, ward: Unit, who: Actor, at: datetime) -> None:
    mine = await in_day(session, event, ward)
    await settle(session, mine, replace(mine.facts, photos=3), sent_at=saturday(9, 0))
    message = Message("25 ĐVTN, 120 dân", at, at, "webchat", 1, 1)
    entry = Entry({"volunteers": 25, "citizens": 120}, Source.TYPED, message)
    await submit_as(session, who, mine.id, entry, now=at)


async def _told(session: Session, person: Actor) -> list[dict[str, Any]]:
    found = rows(await session.execute(notices.select().order_by(notices.c.id)))
    return [row for row in found if row["person_id"] == person.person_id]


async def test_every_coordinator_gets_one_card_that_states_the_effect(session: Session) -> None:
    event, ward, minh, hoa, ha = await _scene(session)
    mine = await in_day(session, event, ward)
    asked = await ask_more_time(session, minh, mine.id, saturday(18, 0), "mạng yếu", now=NOW)
    assert asked.told == 2
    for officer in (hoa, ha):
        (card,) = await _told(session, officer)
        assert "xin đến <b>18:00</b>" in card["payload"]["text"]
        assert "bản 16:05 và bản 17:00 sẽ chưa có đơn vị này" in card["payload"]["text"]
        assert "mạng yếu" in card["payload"]["text"]


async def test_two_coordinators_decide_once(session: Session) -> None:
    event, ward, minh, hoa, ha = await _scene(session)
    mine = await in_day(session, event, ward)
    asked = await ask_more_time(session, minh, mine.id, saturday(18, 0), now=NOW)
    first = await grant_request(session, hoa, asked.request.id, saturday(17, 0), now=NOW)
    second = await refuse_request(session, ha, asked.request.id, now=NOW)
    assert (first.first, second.first) == (True, False)
    assert second.request.state is RequestState.GRANTED
    assert second.request.decider == "Trần Thị Hoa"
    assert (await in_day(session, event, ward)).closes == saturday(17, 0)
    answers = [each for each in await _told(session, minh) if "được thêm giờ" in str(each)]
    assert len(answers) == 1
    (_, told) = await _told(session, ha)
    assert told["edits"]
    assert "Đ/c Trần Thị Hoa đã cho" in told["payload"]["text"]


async def test_asked_again_one_request_waits_for_the_new_moment(session: Session) -> None:
    event, ward, minh, hoa, _ = await _scene(session)
    mine = await in_day(session, event, ward)
    first = await ask_more_time(session, minh, mine.id, saturday(17, 0), now=NOW)
    again = await ask_more_time(session, minh, mine.id, saturday(18, 0), now=saturday(15, 33))
    assert again.request.id == first.request.id
    shown = await request_for(session, hoa, first.request.id, now=NOW)
    assert shown.request.wanted_at == saturday(18, 0)
    assert len(await _told(session, hoa)) == 2


async def test_only_that_unit_has_its_reminders_planned_anew(session: Session) -> None:
    event, ward, minh, hoa, _ = await _scene(session)
    mine = await in_day(session, event, ward)
    before = await timers_ahead(session, event.id)
    asked = await ask_more_time(session, minh, mine.id, saturday(18, 0), now=NOW)
    await grant_request(session, hoa, asked.request.id, saturday(18, 0), now=NOW)
    after = await timers_ahead(session, event.id)
    own = [each for each in after if each.participation_id == mine.id]
    assert [each.rung for each in own] == [
        "report_2h",
        "report_30min",
        "report_10min",
        "report_overdue",
    ]
    assert [each for each in after if each.participation_id is None] == before
    await take_time_back(session, hoa, mine.id, now=NOW)
    assert await timers_ahead(session, event.id) == before


async def test_earlier_past_complete_or_away_is_refused(session: Session) -> None:
    event, ward, minh, _, _ = await _scene(session)
    mine = await in_day(session, event, ward)
    for until, code in ((saturday(15, 45), "earlier"), (saturday(16, 0), "earlier")):
        with pytest.raises(Refused, match=code):
            await ask_more_time(session, minh, mine.id, until, now=NOW)
    with pytest.raises(Refused, match="more_time_past"):
        await ask_more_time(session, minh, mine.id, saturday(16, 30), now=saturday(16, 40))
    await _reports(session, event, ward, minh, saturday(15, 40))
    with pytest.raises(Refused, match="more_time_complete"):
        await ask_more_time(session, minh, mine.id, saturday(18, 0), now=saturday(15, 41))


async def test_asked_after_the_deadline_a_late_report_becomes_on_time(session: Session) -> None:
    event, ward, minh, hoa, _ = await _scene(session)
    mine = await in_day(session, event, ward)
    asked = await ask_more_time(session, minh, mine.id, saturday(16, 30), now=saturday(16, 10))
    assert [each.made for each in asked.missed] == [True]
    await _reports(session, event, ward, minh, saturday(16, 20))
    assert (await in_day(session, event, ward)).minutes_late == 20
    await grant_request(session, hoa, asked.request.id, saturday(16, 30), now=saturday(16, 40))
    after = await in_day(session, event, ward)
    assert after.progress is Progress.COMPLETE
    assert (after.minutes_late, after.facts.completed_at) == (0, saturday(16, 20))


async def test_a_correction_within_the_new_time_is_no_longer_late(session: Session) -> None:
    event, ward, minh, hoa, _ = await _scene(session)
    await _reports(session, event, ward, minh, saturday(15, 40))
    await _reports(session, event, ward, minh, saturday(16, 20))
    mine = await in_day(session, event, ward)
    assert mine.edited_late
    await give_time(session, hoa, mine.id, saturday(16, 30), seen=None, now=saturday(16, 40))
    assert not (await in_day(session, event, ward)).edited_late
    await take_time_back(session, hoa, mine.id, now=saturday(16, 41))
    assert (await in_day(session, event, ward)).edited_late


async def _claimed(session: Session, now: datetime) -> list[Claimed]:
    return await claim_due(session, now=now, priority=BROADCAST, limit=50, channels=["webchat"])


async def test_time_given_unasked_is_told_after_a_minute_and_not_if_taken_back(
    session: Session,
) -> None:
    event, ward, minh, hoa, _ = await _scene(session)
    mine = await in_day(session, event, ward)
    await give_time(session, hoa, mine.id, saturday(17, 0), seen=None, now=NOW)
    assert await _claimed(session, saturday(15, 31, 59)) == []
    (news,) = await _claimed(session, saturday(15, 32))
    assert news.person_id == minh.person_id
    said = await compose_unit_news(session, news, now=saturday(15, 32))
    assert said is not None
    assert "<b>17:00</b> (trước là 16:00)" in said["text"]
    await take_time_back(session, hoa, mine.id, now=saturday(15, 33))
    await give_time(session, hoa, mine.id, saturday(17, 0), seen=None, now=saturday(15, 33, 20))
    (news,) = await _claimed(session, saturday(15, 35))
    assert await compose_unit_news(session, news, now=saturday(15, 35)) is None


async def test_who_did_not_see_the_others_extension_is_told_so(session: Session) -> None:
    event, ward, _, hoa, ha = await _scene(session)
    mine = await in_day(session, event, ward)
    await give_time(session, hoa, mine.id, saturday(17, 0), seen=None, now=NOW)
    with pytest.raises(Refused, match="more_time_meanwhile"):
        await give_time(session, ha, mine.id, saturday(18, 0), seen=None, now=NOW)
    assert not await extend(session, mine.id, saturday(19, 0), seen=None)
    assert (await in_day(session, event, ward)).closes == saturday(17, 0)


async def test_unasked_answers_the_request_that_waits(session: Session) -> None:
    event, ward, minh, hoa, _ = await _scene(session)
    mine = await in_day(session, event, ward)
    asked = await ask_more_time(session, minh, mine.id, saturday(18, 0), now=NOW)
    await give_time(session, hoa, mine.id, saturday(17, 30), seen=None, now=NOW)
    request = await load_request(session, asked.request.id)
    assert request is not None
    assert (request.state, request.granted_to) == (RequestState.GRANTED, saturday(17, 30))


async def test_a_request_withdrawn_can_no_longer_be_granted(session: Session) -> None:
    event, ward, minh, hoa, _ = await _scene(session)
    mine = await in_day(session, event, ward)
    asked = await ask_more_time(session, minh, mine.id, saturday(18, 0), now=NOW)
    assert (await withdraw_request(session, minh, asked.request.id, now=NOW)).first
    done = await grant_request(session, hoa, asked.request.id, saturday(18, 0), now=NOW)
    assert not done.first
    assert (await in_day(session, event, ward)).closes == saturday(16, 0)


async def test_at_night_coordinators_are_left_alone_and_the_answer_is_not(
    session: Session,
) -> None:
    event, ward, minh, hoa, _ = await _scene(session)
    mine = await in_day(session, event, ward)
    late = saturday(22, 0)
    asked = await ask_more_time(session, minh, mine.id, saturday(23, 59), now=late)
    (card,) = await _told(session, hoa)
    assert card["due_at"] == saturday(6, 30) + timedelta(days=1)
    await grant_request(session, hoa, asked.request.id, saturday(23, 59), now=late)
    (answer,) = await _told(session, minh)
    assert answer["due_at"] == late


async def test_others_reporters_and_strangers_decide_nothing(session: Session) -> None:
    event, ward, minh, *_ = await _scene(session)
    mine = await in_day(session, event, ward)
    asked = await ask_more_time(session, minh, mine.id, saturday(18, 0), now=NOW)
    with pytest.raises(Refused, match="for_coordinators"):
        await grant_request(session, minh, asked.request.id, saturday(18, 0), now=NOW)
    with pytest.raises(Refused, match="who_are_you"):
        await ask_more_time(session, Actor(), mine.id, saturday(18, 0), now=NOW)


async def test_one_statement_decides_who_was_first(session: Session) -> None:
    event, ward, *_ = await _scene(session)
    mine = await in_day(session, event, ward)
    request_id = await add_request(session, mine.id, saturday(18, 0), "", asked_by=None, now=NOW)
    decided = [
        await decide(session, request_id, state, granted_to=None, decided_by=None, now=NOW)
        for state in (RequestState.REFUSED, RequestState.GRANTED)
    ]
    assert decided == [True, False]
