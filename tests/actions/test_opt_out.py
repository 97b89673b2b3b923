""" "Không tổ chức kỳ này" needs a reason, asks nothing more, and is undone until the freeze."""

from dataclasses import replace

import pytest

from actions.opt_out import opt_out, opting_out, take_part_again
from actions.owed import next_task
from actions.take_message import take_message
from rules.model import Actor, EventState, Progress, Refused
from rules.rollup import Why
from storage.counting import count_at
from storage.db import Session
from storage.events import Event, close_event
from storage.participations import settle
from storage.reports import Message
from storage.units import Unit
from tests.builders import MONDAY, a_day, a_district, a_reporter, in_day, saturday


async def _ready(session: Session) -> tuple[Event, Unit, Actor]:
    host, ward, _ = await a_district(session)
    return await a_day(session, host), ward, await a_reporter(session, ward)


async def test_the_first_tap_stores_nothing(session: Session) -> None:
    event, ward, who = await _ready(session)
    mine = await in_day(session, event, ward)
    await opting_out(session, who, mine.id)
    assert await in_day(session, event, ward) == mine


async def test_with_a_reason_the_unit_owes_nothing_more(session: Session) -> None:
    event, ward, who = await _ready(session)
    mine = await in_day(session, event, ward)
    after = await opt_out(session, who, mine.id, "trùng lịch", now=MONDAY)
    assert (after.progress, after.reason) == (Progress.NOT_TAKING_PART, "trùng lịch")
    assert await next_task(session, who, now=MONDAY) is None


async def test_it_is_undone_until_the_figures_are_frozen(session: Session) -> None:
    event, ward, who = await _ready(session)
    mine = await in_day(session, event, ward)
    await opt_out(session, who, mine.id, "mưa", now=MONDAY)
    again = await take_part_again(session, who, mine.id, now=MONDAY)
    assert (again.progress, again.reason) == (Progress.NOT_REGISTERED, "")
    await opt_out(session, who, mine.id, "mưa", now=MONDAY)
    await close_event(session, event.id, EventState.FROZEN)
    with pytest.raises(Refused, match="event_closed"):
        await take_part_again(session, who, mine.id, now=MONDAY)


async def test_out_of_a_cluster_no_time_of_completion_is_left(session: Session) -> None:
    host, ward, other = await a_district(session)
    event = await a_day(session, host)
    rows = [await in_day(session, event, unit) for unit in (ward, other)]
    await count_at(session, rows[0].id, rows[1].id, Why.CLUSTER)
    covering = await in_day(session, event, other)
    facts = replace(covering.facts, values={"volunteers": 5, "citizens": 9}, photos=3)
    await settle(session, covering, facts, sent_at=MONDAY)
    assert (await in_day(session, event, ward)).facts.completed_at == MONDAY
    who = await a_reporter(session, ward)
    await opt_out(session, who, rows[0].id, "trùng lịch", now=MONDAY)
    assert (await in_day(session, event, ward)).facts.completed_at is None
    await take_part_again(session, who, rows[0].id, now=MONDAY)
    assert (await in_day(session, event, ward)).facts.completed_at == MONDAY


async def test_a_report_says_that_it_took_part_after_all(session: Session) -> None:
    event, ward, who = await _ready(session)
    mine = await in_day(session, event, ward)
    await opt_out(session, who, mine.id, "mưa", now=MONDAY)
    message = Message("ĐVTN: 25", saturday(15, 0), saturday(15, 0))
    assert await take_message(session, who, message, now=saturday(15, 0))
    assert (await in_day(session, event, ward)).progress is Progress.PARTIAL


async def test_nobody_opts_out_for_another_unit(session: Session) -> None:
    host, ward, other = await a_district(session)
    theirs = await in_day(session, await a_day(session, host), ward)
    with pytest.raises(Refused, match="not_your_unit"):
        await opt_out(session, await a_reporter(session, other), theirs.id, "mưa", now=MONDAY)
