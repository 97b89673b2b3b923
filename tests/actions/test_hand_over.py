from typing import Any

from sqlalchemy import insert, update

from actions.hand_over import make_edition
from rules.model import EventState, RoleKind
from storage.db import Session
from storage.editions import editions_of
from storage.events import Event, close_event
from storage.tables import notices, participations, report_values
from storage.units import Unit
from tests.builders import a_day, a_district, a_role, in_day, saturday
from tests.conftest import rows


async def _reported(session: Session, event: Event, unit: Unit, minute: int, **values: int) -> None:
    own = await in_day(session, event, unit)
    row = {"participation_id": own.id, "event_id": event.id, **values}
    await session.execute(insert(report_values), row)
    hour = 15 + (30 + minute) // 60
    sent = saturday(hour, (30 + minute) % 60)
    await session.execute(
        update(participations)
        .where(participations.c.id == own.id)
        .values(progress="complete", completed_at=sent, photo_count=3)
    )


async def _told(session: Session) -> list[str]:
    found = rows(await session.execute(notices.select().order_by(notices.c.id)))
    return [row["payload"]["text"] for row in found]


async def _day(session: Session) -> tuple[Event, list[Unit]]:
    host, *wards = await a_district(session, "P. An Thới", "P. Sơn Hạ", "Chi đoàn Thuế")
    await a_role(session, RoleKind.COORDINATOR, host)
    event = await a_day(session, host)
    await _reported(session, event, wards[0], 0, volunteers=25, citizens=120)
    return event, wards


async def test_ban_1_tells_the_coordinators_right_to_the_number(session: Session) -> None:
    event, _ = await _day(session)
    made = await make_edition(session, event.id, 1, now=saturday(16, 5))
    assert made is not None
    assert made.figures["totals"] == {"volunteers": 25, "citizens": 120}
    (text,) = await _told(session)
    assert text == made.text
    assert "16:05 · Bản 1 · Ngày thứ Bảy tình nguyện 28/11" in text
    assert "1/3 đơn vị đã báo cáo, 1 đúng hạn (33%)" in text
    assert "ĐVTN tham gia 25 · Lượt người dân 120" in text
    assert "Chưa báo cáo: P. Sơn Hạ, Chi đoàn Thuế" in text


async def test_a_number_is_handed_over_once(session: Session) -> None:
    event, _ = await _day(session)
    assert await make_edition(session, event.id, 1, now=saturday(16, 5))
    assert await make_edition(session, event.id, 1, now=saturday(16, 6)) is None
    assert len(await _told(session)) == 1


async def test_ban_2_names_the_late_with_their_minutes(session: Session) -> None:
    event, wards = await _day(session)
    await make_edition(session, event.id, 1, now=saturday(16, 5))
    await _reported(session, event, wards[1], 42, volunteers=5, citizens=10)
    made = await make_edition(session, event.id, 2, now=saturday(17, 0))
    assert made is not None
    assert "2/3 đơn vị đã báo cáo, 1 đúng hạn (33%)" in made.text
    assert "Sau hạn: P. Sơn Hạ (12 phút)" in made.text
    assert "Chưa báo cáo: Chi đoàn Thuế" in made.text
    assert "ĐVTN tham gia 30 · Lượt người dân 130" in made.text


async def test_figures_stay_frozen_when_more_arrives(session: Session) -> None:
    event, wards = await _day(session)
    await make_edition(session, event.id, 1, now=saturday(16, 5))
    await _reported(session, event, wards[1], 42, volunteers=5)
    (kept,) = await editions_of(session, event.id)
    frozen: dict[str, Any] = kept.figures
    assert frozen["totals"]["volunteers"] == 25


async def test_an_edition_overtaken_by_the_next_is_dropped(session: Session) -> None:
    event, _ = await _day(session)
    assert await make_edition(session, event.id, 1, now=saturday(17, 10)) is None
    assert await make_edition(session, event.id, 2, now=saturday(17, 10))


async def test_no_edition_comes_early_or_of_a_cancelled_day(session: Session) -> None:
    event, _ = await _day(session)
    assert await make_edition(session, event.id, 1, now=saturday(16, 4, 59)) is None
    await close_event(session, event.id, EventState.CANCELLED)
    assert await make_edition(session, event.id, 1, now=saturday(16, 5)) is None
    assert await _told(session) == []
