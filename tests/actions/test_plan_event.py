"""What a plan proposes, what is asked about it, and what one confirmation opens."""

from collections.abc import AsyncIterator
from datetime import date, datetime, time

import pytest
import pytest_asyncio

from actions.change_day import Change
from actions.plan_answers import answered, changed
from actions.plan_event import (
    open_planned,
    plan_card,
    plan_from_line,
    plan_from_text,
    reads_as_plan,
)
from actions.planned_day import PlannedDay
from rules.deadlines import at_local, local
from rules.model import Actor, Refused, RoleKind
from storage.db import Session
from storage.events import expected_units, open_events
from storage.participations import participations_of
from storage.targets import targets_of
from storage.units import NewUnit, add_unit
from tests.builders import MONDAY, ZONE, a_district, a_role, saturday
from tests.conversations.plans import NO_DAY, PAST, PLAN, TWO_DAYS

UNITS = ("Đoàn phường Tân Lộc", "Chi đoàn Thuế", "Đoàn phường Sơn Hạ")


@pytest_asyncio.fixture
async def officer(session: Session) -> AsyncIterator[Actor]:
    host, *_ = await a_district(session, *UNITS)
    yield await a_role(session, RoleKind.COORDINATOR, host)


async def read(session: Session, officer: Actor, text: str = PLAN) -> PlannedDay:
    return await plan_from_text(session, officer, text, now=MONDAY)


def through(plan: PlannedDay, *says: str) -> PlannedDay:
    for one in says:
        plan = answered(plan, one, now=MONDAY)
    return plan


def end_of(day: int, month: int = 11) -> datetime:
    return at_local(date(2026, month, day), 23, 59, ZONE)


async def test_a_plan_proposes_its_day_deadlines_photos_units_and_targets(
    session: Session, officer: Actor
) -> None:
    plan = await read(session, officer)
    assert plan.number == "41-KH/ĐTN"
    assert plan.title.startswith("“Ngày thứ Bảy tình nguyện hỗ trợ thủ tục hành chính” đợt 4")
    assert plan.schedule.starts_at == saturday(7, 30)
    assert plan.schedule.report_due_at == saturday(16, 0)
    assert plan.schedule.registration_closes_at.replace(second=0) == end_of(25)
    assert plan.min_photos == 4
    assert [each.name for each in plan.matched] == ["Chi đoàn Thuế", "Đoàn phường Tân Lộc"]
    assert [each.said for each in plan.unmatched] == ["Chi đoàn Bệnh viện quận"]
    assert [(aim.unit, aim.target.percent) for aim in plan.aims] == [("Đoàn phường Tân Lộc", 80)]
    assert plan.unsaid == ("window",)


async def test_what_is_not_certain_is_asked_in_order_and_nothing_opens_before(
    session: Session, officer: Actor
) -> None:
    plan = await read(session, officer)
    assert plan.asks == ("day", "registration", "units")
    with pytest.raises(Refused, match="plan_not_confirmed"):
        await open_planned(session, officer, plan, now=MONDAY)
    assert through(plan, "maybe") == plan
    assert through(plan, "yes", "no", "no").asks == ()


@pytest.mark.parametrize(("says", "day"), [("no", 25), ("yes", 26)])
async def test_before_a_day_includes_it_only_when_the_officer_says_so(
    session: Session, officer: Actor, says: str, day: int
) -> None:
    plan = through(await read(session, officer), "yes", says)
    assert plan.schedule.registration_closes_at.replace(second=0) == end_of(day)


async def test_one_confirmation_opens_the_day_and_a_second_gives_the_same(
    session: Session, officer: Actor
) -> None:
    plan = through(await read(session, officer), "yes", "no", "no")
    first = await open_planned(session, officer, plan, now=MONDAY)
    again = await open_planned(session, officer, plan, now=MONDAY)
    assert (first.new, again.new) == (True, False)
    assert first.event.id == again.event.id
    assert await expected_units(session, first.event.id) == 3
    (target,) = await targets_of(session, first.event.id)
    assert (target.numerator, target.denominator, target.percent) == (
        "dossiers_resolved",
        "dossiers_received",
        80,
    )
    assert (await plan_card(session, officer, plan)).taken == first.event.id


async def test_only_the_units_with_a_task_are_expected_when_the_officer_wants_so(
    session: Session, officer: Actor
) -> None:
    plan = through(await read(session, officer), "yes", "no", "yes")
    assert (await plan_card(session, officer, plan)).units == 2
    opened = await open_planned(session, officer, plan, now=MONDAY)
    assert await expected_units(session, opened.event.id) == 2
    rows = await participations_of(session, opened.event.id)
    assert sorted(row.unit_name for row in rows) == ["Chi đoàn Thuế", "Đoàn phường Tân Lộc"]


async def test_a_plan_of_two_days_asks_which_and_then_is_about_that_one(
    session: Session, officer: Actor
) -> None:
    plan = await read(session, officer, TWO_DAYS)
    assert plan.asks == ("which",)
    assert through(plan, "7") == through(plan, "yes") == plan
    second = through(plan, "1")
    assert second.title == "Ngày tình nguyện vì em"
    assert local(second.schedule.starts_at, ZONE).strftime("%d/%m %H:%M") == "05/12 08:00"
    assert local(second.schedule.ends_at, ZONE).time() == time(11)


@pytest.mark.parametrize(("text", "why"), [(PAST, "past"), (NO_DAY, "missing")])
async def test_a_day_that_is_over_or_not_there_proposes_the_next_saturday_and_asks(
    session: Session, officer: Actor, text: str, why: str
) -> None:
    plan = await read(session, officer, text)
    assert (plan.why, plan.asks[0]) == (why, "day")
    assert plan.schedule.starts_at == saturday(7, 30)
    assert plan.limit("registration") is None


async def test_a_line_of_the_officers_own_asks_only_what_it_leaves_open(
    session: Session, officer: Actor
) -> None:
    line = "hạn đăng ký thứ 5, báo cáo 16h thứ 7, tối thiểu 2 ảnh"
    plan = await plan_from_line(session, officer, line, now=MONDAY)
    assert (plan.asks, plan.min_photos) == ((), 2)
    assert plan.schedule.registration_closes_at.replace(second=0) == end_of(26)
    before = await plan_from_line(
        session, officer, "đăng ký trước ngày 26/11, báo cáo 17h 28/11", now=MONDAY
    )
    assert before.asks == ("registration",)


async def test_another_day_keeps_the_closing_times_that_still_fit(
    session: Session, officer: Actor
) -> None:
    plan = await read(session, officer)
    friday = changed(plan, Change(day=date(2026, 11, 27)))
    assert local(friday.schedule.starts_at, ZONE).date() == date(2026, 11, 27)
    assert friday.schedule.report_due_at == saturday(16, 0)
    assert friday.asks == ("registration", "units")
    week_later = changed(plan, Change(day=date(2026, 12, 5)))
    assert week_later.asks == ("registration", "units")
    assert local(week_later.schedule.report_due_at, ZONE).date() == date(2026, 12, 5)


async def test_what_says_nothing_of_a_day_proposes_nothing(
    session: Session, officer: Actor
) -> None:
    with pytest.raises(Refused, match="plan_says_nothing"):
        await read(session, officer, "Kính gửi các đồng chí,\n" * 30)
    with pytest.raises(Refused, match="plan_line_unclear"):
        await plan_from_line(session, officer, "mai mốt rồi tính", now=MONDAY)
    assert await open_events(session, "") == []


async def test_who_does_not_coordinate_gets_no_proposal(session: Session) -> None:
    unit = await add_unit(session, NewUnit("H", "Quận Đoàn", None, {}))
    reporter = await a_role(session, RoleKind.REPORTER, unit)
    with pytest.raises(Refused, match="for_coordinators"):
        await read(session, reporter)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PLAN, True),
        (TWO_DAYS, True),
        ("Kế hoạch tuần này thế nào rồi đ/c ơi? " * 12, False),
        (
            "Thực hiện Kế hoạch số 41, Đoàn phường Tân Lộc báo cáo: ĐVTN 25, lượt dân 120. " * 5,
            False,
        ),
        ("kế hoạch", False),
    ],
)
def test_a_pasted_plan_is_told_from_talk_about_plans(text: str, expected: bool) -> None:
    assert reads_as_plan(text) is expected
