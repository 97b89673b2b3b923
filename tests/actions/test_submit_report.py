"""A report counts from when it was sent, every version is kept, and nobody reports for others."""

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select, update

from actions.edit_metrics import Want, set_metric
from actions.mend import move_report
from actions.submit_report import Entry, Reported, submit_as, submit_expected
from actions.take_message import Held, assign_report, take_message
from rules.model import Actor, EventState, Progress, Refused, RoleKind, Source
from storage.db import Database, Session
from storage.event_metrics import metrics_of_day
from storage.events import Event, close_event
from storage.participations import settle
from storage.registrations import Registration, save_registration
from storage.reports import Message, versions_of
from storage.tables import events, notices, participations, report_values
from storage.units import Unit
from tests.builders import a_day, a_district, a_person, a_reporter, a_role, in_day, saturday

FULL = "ĐVTN: 25, lượt dân: 120"


def sent(text: str, at: datetime, handled: datetime | None = None) -> Message:
    return Message(text, at, handled or at, "webchat", 1, 1)


async def _ready(session: Session) -> tuple[Event, Unit, Actor]:
    """A unit that registered, with its photos in since the morning."""
    host, ward, _ = await a_district(session)
    event = await a_day(session, host)
    mine = await in_day(session, event, ward)
    await settle(session, mine, replace(mine.facts, photos=3), sent_at=saturday(9, 0))
    return event, ward, await a_reporter(session, ward)


async def _write(session: Session, who: Actor, message: Message) -> Reported:
    taken = await take_message(session, who, message, now=message.received_at)
    assert isinstance(taken, Reported)
    return taken


async def test_sent_in_the_last_second_and_handled_later_is_on_time(session: Session) -> None:
    _, _, who = await _ready(session)
    message = sent(FULL, saturday(15, 59, 59), handled=saturday(16, 4))
    done = await _write(session, who, message)
    assert done.after.progress is Progress.COMPLETE
    assert done.after.timeliness is not None
    assert done.after.timeliness.on_time


async def test_a_second_after_the_deadline_is_a_minute_late_and_accepted(session: Session) -> None:
    event, ward, who = await _ready(session)
    await _write(session, who, sent(FULL, saturday(16, 0, 1)))
    mine = await in_day(session, event, ward)
    assert mine.progress is Progress.COMPLETE
    assert mine.timeliness is not None
    assert mine.timeliness.minutes_late == 1
    assert mine.facts.values == {"volunteers": 25, "citizens": 120}


async def test_a_clock_that_runs_ahead_does_not_make_a_report_late(session: Session) -> None:
    _, _, who = await _ready(session)
    done = await _write(session, who, sent(FULL, saturday(16, 30), handled=saturday(15, 58)))
    assert done.after.timeliness is not None
    assert done.after.timeliness.on_time


async def test_an_edit_after_the_deadline_is_marked_and_leaves_the_unit_on_time(
    session: Session,
) -> None:
    event, ward, who = await _ready(session)
    await _write(session, who, sent(FULL, saturday(15, 40)))
    done = await _write(session, who, sent("ĐVTN 30", saturday(16, 10)))
    assert [(c.metric.key, c.before, c.after) for c in done.changes] == [("volunteers", 25, 30)]
    mine = await in_day(session, event, ward)
    assert mine.timeliness is not None
    assert mine.timeliness.on_time
    assert mine.edited_late
    assert mine.facts.values == {"volunteers": 30, "citizens": 120}
    versions = await versions_of(session, mine.id)
    assert [one.edited_late for one in versions] == [False, True]
    assert versions[1].sources["volunteers"] == Source.EDITED
    assert versions[1].sources["citizens"] == Source.TYPED


async def test_current_figures_can_be_summed_in_sql(session: Session) -> None:
    _, _, who = await _ready(session)
    await _write(session, who, sent(FULL, saturday(15, 0)))
    await _write(session, who, sent("lượt dân: 130", saturday(15, 5)))
    row = (await session.execute(select(report_values))).one()
    assert (row.volunteers, row.citizens) == (25, 130)


async def test_a_message_without_figures_is_not_taken(session: Session) -> None:
    _, _, who = await _ready(session)
    message = sent("Mấy giờ tập trung vậy ạ?", saturday(7, 0))
    assert await take_message(session, who, message, now=saturday(7, 0)) is None


async def test_as_registered_copies_the_expected_figures_and_says_so(session: Session) -> None:
    event, ward, who = await _ready(session)
    mine = await in_day(session, event, ward)
    plan = Registration("Hỗ trợ DVC", expected={"volunteers": 25, "citizens": 100})
    await save_registration(session, mine.id, plan, person_id=who.person_id, now=saturday(7, 0))
    message = sent("", saturday(15, 0))
    done = await submit_expected(session, who, mine.id, message, now=saturday(15, 0))
    assert done.after.facts.values == {"volunteers": 25, "citizens": 100}
    assert set(done.after.sources.values()) == {Source.COPIED}


async def test_as_registered_needs_a_registration_with_figures(session: Session) -> None:
    event, ward, who = await _ready(session)
    mine = await in_day(session, event, ward)
    with pytest.raises(Refused, match="nothing_expected"):
        await submit_expected(session, who, mine.id, sent("", saturday(15, 0)), now=saturday(15, 0))


async def test_a_returned_report_owes_again_until_it_is_sent_again(session: Session) -> None:
    event, ward, who = await _ready(session)
    await _write(session, who, sent(FULL, saturday(15, 0)))
    mine = await in_day(session, event, ward)
    await session.execute(
        update(participations)
        .where(participations.c.id == mine.id)
        .values(returned_at=saturday(15, 30), revision=participations.c.revision + 1)
    )
    done = await _write(session, who, sent("lượt dân: 90", saturday(16, 20)))
    assert done.after.progress is Progress.COMPLETE
    assert done.after.timeliness is not None
    assert done.after.timeliness.minutes_late == 20


async def test_after_the_freeze_a_report_is_kept_as_a_supplement(session: Session) -> None:
    event, ward, who = await _ready(session)
    await close_event(session, event.id, EventState.FROZEN)
    done = await _write(session, who, sent(FULL, saturday(18, 0)))
    assert done.after_freeze
    kept = await versions_of(session, (await in_day(session, event, ward)).id)
    assert [one.after_freeze for one in kept] == [True]


async def test_a_cancelled_day_takes_no_report(session: Session) -> None:
    event, ward, who = await _ready(session)
    mine = await in_day(session, event, ward)
    await session.execute(update(events).values(state=EventState.CANCELLED.value))
    entry = Entry({"volunteers": 1}, Source.GUIDED, sent("1", saturday(15, 0)))
    with pytest.raises(Refused, match="event_cancelled"):
        await submit_as(session, who, mine.id, entry, now=saturday(15, 0))


async def test_nobody_reports_for_a_unit_that_is_not_theirs(session: Session) -> None:
    host, ward, other = await a_district(session)
    event = await a_day(session, host)
    theirs = await in_day(session, event, other)
    entry = Entry({"volunteers": 1}, Source.GUIDED, sent("1", saturday(15, 0)))
    for who in (
        await a_reporter(session, ward),
        await a_role(session, RoleKind.COORDINATOR, ward),
        await a_person(session),
        Actor(),
    ):
        with pytest.raises(Refused):
            await submit_as(session, who, theirs.id, entry, now=saturday(15, 0))
    above = await a_role(session, RoleKind.COORDINATOR, host)
    assert await submit_as(session, above, theirs.id, entry, now=saturday(15, 0))


async def test_the_other_reporter_of_the_unit_sees_the_card(session: Session) -> None:
    event, ward, who = await _ready(session)
    other = await a_reporter(session, ward)
    await _write(session, who, sent(FULL, saturday(15, 0)))
    told = (await session.execute(select(notices).where(notices.c.kind == "news"))).all()
    mine = await in_day(session, event, ward)
    assert [(row.person_id, row.card) for row in told] == [(other.person_id, f"report:{mine.id}")]
    assert "<b>25</b>" in told[0].payload["text"]


async def test_a_report_of_two_units_is_held_and_then_counts_from_its_sending(
    session: Session,
) -> None:
    host, ward, other = await a_district(session)
    event = await a_day(session, host)
    who = await a_reporter(session, ward, other)
    message = sent(FULL, saturday(15, 50))
    held = await take_message(session, who, message, now=saturday(15, 50))
    assert isinstance(held, Held)
    assert {one.unit_id for one in held.fits} == {ward.id, other.id}
    target = await in_day(session, event, other)
    done = await assign_report(session, who, held.submission_id, target.id, now=saturday(16, 30))
    assert done.after.last_sent_at == saturday(15, 50)
    assert (await in_day(session, event, ward)).facts.values == {}
    assert len(await versions_of(session, target.id)) == 1
    with pytest.raises(Refused, match="report_assigned"):
        await assign_report(session, who, held.submission_id, target.id, now=saturday(16, 31))


async def test_a_held_report_keeps_a_figure_that_is_not_asked_any_more(session: Session) -> None:
    host, ward, other = await a_district(session)
    event = await a_day(session, host)
    who = await a_reporter(session, ward, other)
    boss = await a_role(session, RoleKind.COORDINATOR, host)
    message = sent("ĐVTN: 25\nLượt dân: 120\nĐội hình: 3", saturday(15, 0))
    held = await take_message(session, who, message, now=saturday(15, 0))
    assert isinstance(held, Held)
    teams = (await metrics_of_day(session, event.id))[0]
    await set_metric(session, boss, teams.id, Want.OFF, sure=False, now=saturday(15, 5))
    target = await in_day(session, event, other)
    await assign_report(session, who, held.submission_id, target.id, now=saturday(15, 10))
    (kept,) = await versions_of(session, target.id)
    assert dict(kept.figures) == {"volunteers": 25, "citizens": 120, "teams": 3}


async def test_a_held_report_is_its_senders_alone(session: Session) -> None:
    host, ward, other = await a_district(session)
    event = await a_day(session, host)
    who = await a_reporter(session, ward, other)
    held = await take_message(session, who, sent(FULL, saturday(15, 0)), now=saturday(15, 0))
    assert isinstance(held, Held)
    someone = await a_reporter(session, other)
    target = await in_day(session, event, other)
    with pytest.raises(Refused, match="report_gone"):
        await assign_report(session, someone, held.submission_id, target.id, now=saturday(15, 1))


async def test_a_report_that_names_its_unit_needs_no_question(session: Session) -> None:
    host, ward, other = await a_district(session)
    await a_day(session, host)
    who = await a_reporter(session, ward, other)
    done = await _write(session, who, sent(f"{other.name}\n{FULL}", saturday(15, 0)))
    assert done.after.unit_id == other.id


async def test_a_report_moved_to_another_unit_leaves_the_first_as_it_was(session: Session) -> None:
    host, ward, other = await a_district(session)
    event = await a_day(session, host)
    who = await a_reporter(session, ward, other)
    wrong = await _write(session, who, sent(f"{ward.name}\n{FULL}", saturday(15, 0)))
    target = await in_day(session, event, other)
    await move_report(session, who, wrong.after.id, target.id, now=saturday(15, 5))
    first, second = await in_day(session, event, ward), await in_day(session, event, other)
    assert (first.progress, first.facts.values) == (Progress.NOT_REGISTERED, {})
    assert second.facts.values == {"volunteers": 25, "citizens": 120}
    assert len(await versions_of(session, first.id)) == 2


async def test_reports_at_once_from_two_processes_each_get_their_own_version(
    database: Database, database_url: str
) -> None:
    async with database.transaction() as session:
        event, ward, who = await _ready(session)
        mine = await in_day(session, event, ward)
    other = Database(database_url)

    async def report(home: Database, citizens: int) -> None:
        message = sent(f"lượt dân: {citizens}", saturday(15, 0))
        async with home.transaction() as session:
            assert await take_message(session, who, message, now=saturday(15, 0))

    async def reports(home: Database, first: int) -> None:
        for citizens in range(first, first + 8):
            await report(home, citizens)

    await asyncio.gather(reports(database, 100), reports(other, 200))
    async with database.transaction() as session:
        kept = await versions_of(session, mine.id)
        row = (await session.execute(select(report_values))).one()
    await other.close()
    assert [one.version for one in kept] == list(range(1, 17))
    assert {one.figures["citizens"] for one in kept} == {*range(100, 108), *range(200, 208)}
    assert row.citizens == kept[-1].figures["citizens"]
