"""On time or not, week by week, with the days that are still running left out."""

from datetime import timedelta

from sqlalchemy import update

from actions.weeks import weeks
from rules.model import RoleKind
from storage.db import Session
from storage.tables import participations
from tests.builders import MONDAY, a_day, a_district, a_role, in_day, saturday


async def test_units_are_judged_by_the_weeks_that_are_over(session: Session) -> None:
    host, first, second = await a_district(session)
    officer = await a_role(session, RoleKind.COORDINATOR, host)
    week = timedelta(weeks=1)
    before = await a_day(session, host, now=MONDAY - week)
    today = await a_day(session, host)
    due = today.schedule.report_due_at
    for event, unit, at in (
        (before, first, due - week),
        (before, second, due - week + timedelta(minutes=3)),
        (today, first, due),
    ):
        row = await in_day(session, event, unit)
        await session.execute(
            update(participations)
            .where(participations.c.id == row.id)
            .values(progress="complete", completed_at=at, photo_count=3)
        )
    running = await weeks(session, officer, today.id, now=saturday(15, 59))
    assert [each.event_id for each in running.weeks] == [before.id]
    over = await weeks(session, officer, today.id, now=saturday(16, 0))
    assert [(each.event_id, each.rate) for each in over.weeks] == [(before.id, 50), (today.id, 50)]
    one, other = over.units
    assert (one.on_time, one.judged, one.rate) == (2, 2, 100)
    assert (other.on_time, other.judged, other.rate) == (0, 2, 0)
    late = other.weeks[0].line
    assert late is not None
    assert late.timeliness is not None
    assert late.timeliness.minutes_late == 3
