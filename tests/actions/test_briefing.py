"""Monday 07:30: once, to the coordinators, with who keeps missing by name."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from actions.briefing import send_briefing
from actions.freeze import freeze_figures
from rules.model import EventState, RoleKind
from scheduler.due import run_due
from storage.book_packing import FileMade
from storage.db import Session
from storage.events import Event, close_event
from storage.hand_overs import claim, note_made
from storage.participations import settle
from storage.reports import set_values
from storage.tables import notices
from storage.timer_plan import plan_timers
from storage.timers import Timer, claim_due
from storage.units import Unit
from tests.builders import MONDAY, a_day, a_district, a_role, in_day

WEEK = timedelta(weeks=1)
MONDAYS = [MONDAY.replace(hour=0, minute=30) + WEEK * each for each in (1, 2, 3)]


async def _reports(session: Session, event: Event, unit: Unit, people: int) -> None:
    own = await in_day(session, event, unit)
    values = {"volunteers": people, "citizens": 10}
    facts = replace(own.facts, values=values, has_submission=True, photos=3)
    after = await settle(session, own, facts, sent_at=event.schedule.report_due_at)
    assert after is not None
    await set_values(session, after)


async def _told(session: Session) -> list[dict[str, str]]:
    rows = await session.execute(
        select(notices.c.payload).where(notices.c.kind == "briefing").order_by(notices.c.id)
    )
    return list(rows.scalars())


async def _briefing(session: Session, event: Event, now: datetime) -> Timer:
    await plan_timers(session, event, now=MONDAY)
    due = await claim_due(session, now=now)
    return next(each for each in due if each.key == f"briefing:{event.id}")


async def test_three_weeks_end_in_a_page_that_names_who_kept_missing(session: Session) -> None:
    host, tan, phu, son = await a_district(session, "P. Tân Lộc", "P. Phú Lạc", "P. Sơn Hạ")
    officer = await a_role(session, RoleKind.COORDINATOR, host, "Trần Thị Hà")
    for week, reporting in enumerate(([tan, phu], [tan], [tan, phu])):
        event = await a_day(session, host, now=MONDAY + WEEK * week)
        for unit in reporting:
            await _reports(session, event, unit, 20)
        frozen_at = event.schedule.second_edition_at + timedelta(hours=1)
        await freeze_figures(session, officer, event.id, now=frozen_at)
    await _reports(session, event, son, 500)
    timer = await _briefing(session, replace(event, state=EventState.FROZEN), MONDAYS[2])
    assert timer.due_at == MONDAYS[2]
    assert await send_briefing(session, timer, now=MONDAYS[2]) == 1
    assert await send_briefing(session, timer, now=MONDAYS[2]) == 0
    (told,) = await _told(session)
    lines = told["text"].splitlines()
    assert lines[0] == "<b>Giao ban thứ Hai: Ngày thứ Bảy tình nguyện 12/12</b>"
    assert lines[1] == "2/3 đơn vị đã báo cáo, 2 đúng hạn (<b>67%</b>)"
    assert "Tỷ lệ đúng hạn: 28/11 67% · 5/12 33% · 12/12 67%" in lines
    assert "ĐVTN tham gia 40 · Lượt người dân 20" in lines
    assert "Cộng 3 kỳ: Lượt ĐVTN 100 · Lượt người dân 50" in lines
    assert "<b>Thiếu 3 kỳ liền:</b> P. Sơn Hạ" in lines
    assert "Chưa báo cáo: P. Sơn Hạ" in lines


async def test_the_card_over_weeks_goes_with_it_once_it_was_drawn(session: Session) -> None:
    host, *_ = await a_district(session, "P. Tân Lộc")
    officer = await a_role(session, RoleKind.COORDINATOR, host, "Trần Thị Hà")
    event = await a_day(session, host)
    at = event.schedule.second_edition_at
    await freeze_figures(session, officer, event.id, now=at)
    claimed = await claim(session, now=at)
    assert claimed is not None
    files = [FileMade("report", "Báo cáo.docx", "aa", 1), FileMade("weekly", "Tuần.png", "bb", 1)]
    assert await note_made(session, claimed[0].id, files, now=at)
    await plan_timers(session, replace(event, state=EventState.FROZEN), now=at)
    await run_due(session, now=MONDAYS[0])
    text, card = await _told(session)
    assert text["method"] == "SendMessage"
    assert (card["method"], card["photo"]) == ("SendPhoto", "store:bb|Tuần.png")


async def test_nothing_is_said_of_a_day_that_was_called_off_or_of_long_ago(
    session: Session,
) -> None:
    host, *_ = await a_district(session, "P. Tân Lộc")
    await a_role(session, RoleKind.COORDINATOR, host, "Trần Thị Hà")
    event = await a_day(session, host)
    timer = await _briefing(session, event, MONDAYS[0])
    assert await send_briefing(session, timer, now=MONDAYS[0] + timedelta(days=3)) == 0
    assert await close_event(session, event.id, EventState.CANCELLED)
    assert await send_briefing(session, timer, now=MONDAYS[0]) == 0
    assert await _told(session) == []
