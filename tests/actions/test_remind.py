from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from actions.remind import compose_reminder, preview, remind_missing, send_rung
from rules.model import Actor, Refused, RoleKind
from storage.db import Session
from storage.events import Event, reschedule
from storage.outbox import BROADCAST, Claimed, claim_due
from storage.people import BLOCKED
from storage.tables import addresses, notices, participations
from storage.timer_plan import plan_extension, plan_timers
from storage.timers import Timer
from storage.timers import claim_due as claim_timers
from storage.units import Unit
from tests.builders import MONDAY, a_day, a_district, a_reporter, a_role, in_day, saturday
from tests.conftest import rows


async def _three(session: Session) -> tuple[Event, list[Unit]]:
    host, *wards = await a_district(session, "P. An Thới", "P. Sơn Hạ", "Chi đoàn Thuế")
    event = await a_day(session, host)
    await plan_timers(session, event, now=MONDAY)
    return event, wards


async def _timer(session: Session, rung: str, now: datetime) -> Timer:
    return next(each for each in await claim_timers(session, now=now) if each.rung == rung)


async def _set(session: Session, event: Event, unit: Unit, **values: object) -> None:
    own = await in_day(session, event, unit)
    statement = update(participations).where(participations.c.id == own.id).values(**values)
    await session.execute(statement)


async def _queued(session: Session) -> list[dict[str, Any]]:
    found = rows(await session.execute(notices.select().order_by(notices.c.id)))
    return [row for row in found if row["kind"] == "reminder"]


async def _claimed(session: Session, now: datetime) -> list[Claimed]:
    return await claim_due(session, now=now, priority=BROADCAST, limit=50, channels=["webchat"])


async def test_a_rung_goes_to_every_reporter_of_the_missing_units_only(session: Session) -> None:
    event, (thoi, ha, thue) = await _three(session)
    minh, lan = await a_reporter(session, thoi), await a_reporter(session, thoi)
    await a_reporter(session, ha)
    await _set(session, event, ha, not_taking_part=True)
    timer = await _timer(session, "report_2h", saturday(14, 0))
    assert await send_rung(session, timer, now=saturday(14, 0)) == 2
    assert {row["person_id"] for row in await _queued(session)} == {minh.person_id, lan.person_id}
    assert thue.name not in str(await _queued(session))


async def test_the_same_rung_is_never_queued_twice(session: Session) -> None:
    _, (thoi, *_) = await _three(session)
    await a_reporter(session, thoi)
    timer = await _timer(session, "report_2h", saturday(14, 0))
    assert await send_rung(session, timer, now=saturday(14, 0)) == 1
    assert await send_rung(session, timer, now=saturday(14, 0)) == 0


async def test_rungs_overdue_together_come_down_to_the_latest(session: Session) -> None:
    _, (thoi, *_) = await _three(session)
    await a_reporter(session, thoi)
    now = saturday(15, 35)
    sent = {
        each.rung: await send_rung(session, each, now=now)
        for each in await claim_timers(session, now=now)
        if each.rung.startswith("report")
    }
    assert sent == {"report_just_over": 0, "report_2h": 0, "report_30min": 1}


async def test_what_is_said_is_what_lacks_at_the_moment_of_sending(session: Session) -> None:
    event, (thoi, *_) = await _three(session)
    await a_reporter(session, thoi)
    timer = await _timer(session, "report_2h", saturday(14, 0))
    await send_rung(session, timer, now=saturday(14, 0))
    await _set(session, event, thoi, photo_count=2)
    (claimed,) = await _claimed(session, saturday(14, 0))
    payload = await compose_reminder(session, claimed, now=saturday(14, 0))
    assert payload is not None
    assert "Còn 2 giờ đến hạn 16:00" in payload["text"]
    assert "<b>số liệu</b> và <b>1 ảnh</b>" in payload["text"]


async def test_a_reminder_is_dropped_the_second_nothing_lacks(session: Session) -> None:
    event, (thoi, *_) = await _three(session)
    await a_reporter(session, thoi)
    timer = await _timer(session, "report_2h", saturday(14, 0))
    await send_rung(session, timer, now=saturday(14, 0))
    await _set(session, event, thoi, not_taking_part=True)
    (claimed,) = await _claimed(session, saturday(14, 0))
    assert await compose_reminder(session, claimed, now=saturday(14, 0)) is None


async def test_a_reminder_delayed_past_its_deadline_is_dropped(session: Session) -> None:
    _, (thoi, *_) = await _three(session)
    await a_reporter(session, thoi)
    timer = await _timer(session, "report_2h", saturday(14, 0))
    await send_rung(session, timer, now=saturday(14, 0))
    (claimed,) = await _claimed(session, saturday(14, 0))
    assert await compose_reminder(session, claimed, now=saturday(15, 59, 59)) is not None
    assert await compose_reminder(session, claimed, now=saturday(16, 0)) is None


async def test_a_registration_rung_asks_only_who_has_not_registered(session: Session) -> None:
    event, (thoi, ha, _) = await _three(session)
    await a_reporter(session, thoi)
    waits = await a_reporter(session, ha)
    await _set(session, event, thoi, registered_at=MONDAY)
    thursday = saturday(16, 30) - timedelta(days=2)
    timer = await _timer(session, "registration_thu_1630", thursday)
    assert await send_rung(session, timer, now=thursday) == 1
    assert (await _queued(session))[0]["person_id"] == waits.person_id
    (claimed,) = await _claimed(session, thursday)
    payload = await compose_reminder(session, claimed, now=thursday)
    assert payload is not None
    assert "chưa đăng ký" in payload["text"]


async def test_an_extended_unit_is_left_out_of_everybodys_rungs(session: Session) -> None:
    event, (thoi, ha, _) = await _three(session)
    await a_reporter(session, thoi)
    other = await a_reporter(session, ha)
    await _set(session, event, thoi, extended_to=saturday(18, 0))
    own = await in_day(session, event, thoi)
    await plan_extension(session, event, own.id, now=saturday(15, 0))
    timer = await _timer(session, "report_30min", saturday(15, 30))
    assert await send_rung(session, timer, now=saturday(15, 30)) == 1
    assert (await _queued(session))[0]["person_id"] == other.person_id
    mine = await _timer(session, "report_30min", saturday(17, 30))
    assert await send_rung(session, mine, now=saturday(17, 30)) == 1


async def test_a_rung_whose_deadline_moved_away_says_nothing(session: Session) -> None:
    event, (thoi, *_) = await _three(session)
    await a_reporter(session, thoi)
    timer = await _timer(session, "report_2h", saturday(14, 0))
    hour = timedelta(hours=1)
    moved = replace(
        event.schedule,
        report_due_at=event.schedule.report_due_at + hour,
        first_edition_at=event.schedule.first_edition_at + hour,
        second_edition_at=event.schedule.second_edition_at + hour,
    )
    await reschedule(session, event.id, moved)
    assert await send_rung(session, timer, now=saturday(14, 0)) == 0


async def _boss(session: Session, event: Event) -> Actor:
    host = Unit(
        event.host_unit_id, None, event.host_path, "", "", "", "", None, False, 0, None, None, None
    )
    return await a_role(session, RoleKind.COORDINATOR, host, "Hà")


async def test_the_preview_says_who_gets_it_and_who_cannot(session: Session) -> None:
    event, (thoi, ha, _) = await _three(session)
    boss = await _boss(session, event)
    await a_reporter(session, thoi)
    await a_reporter(session, thoi)
    blocked = await a_reporter(session, ha)
    await session.execute(
        update(addresses).where(addresses.c.person_id == blocked.person_id).values(state=BLOCKED)
    )
    shown = await preview(session, boss, event.id, now=saturday(15, 0))
    assert [each.unit_name for each in shown.units] == ["P. An Thới"]
    assert shown.people == 2
    assert [each.unit_name for each in shown.nobody] == ["P. Sơn Hạ", "Chi đoàn Thuế"]


async def test_two_taps_remind_once_and_the_rungs_keep_silent(session: Session) -> None:
    event, (thoi, *_) = await _three(session)
    boss = await _boss(session, event)
    await a_reporter(session, thoi)
    done = await remind_missing(session, boss, event.id, now=saturday(15, 25))
    assert (done.units, done.people) == (1, 1)
    with pytest.raises(Refused, match="nobody_to_remind"):
        await remind_missing(session, boss, event.id, now=saturday(15, 25, 30))
    timer = await _timer(session, "report_30min", saturday(15, 30))
    assert await send_rung(session, timer, now=saturday(15, 30)) == 0
    late = await _timer(session, "report_10min", saturday(15, 50))
    assert await send_rung(session, late, now=saturday(15, 50)) == 1


async def test_a_nhac_asks_for_the_registration_before_the_day(session: Session) -> None:
    event, (thoi, *_) = await _three(session)
    boss = await _boss(session, event)
    await a_reporter(session, thoi)
    await remind_missing(session, boss, event.id, now=MONDAY)
    (claimed,) = await _claimed(session, MONDAY)
    payload = await compose_reminder(session, claimed, now=MONDAY)
    assert payload is not None
    assert "chưa đăng ký" in payload["text"]


async def test_only_the_hosts_coordinator_reminds(session: Session) -> None:
    event, (thoi, *_) = await _three(session)
    with pytest.raises(Refused, match="for_coordinators"):
        await remind_missing(session, await a_reporter(session, thoi), event.id, now=MONDAY)
