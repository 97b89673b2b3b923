from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from actions.progress import (
    board,
    board_changed,
    board_words,
    compose_board,
    provisional,
    send_digest,
)
from rules.model import Progress, Refused, RoleKind
from storage.boards import board_key
from storage.db import Session
from storage.events import Event
from storage.outbox import BROADCAST, claim_due
from storage.people import BLOCKED
from storage.tables import addresses, cards, notices, participations, report_values
from storage.timer_plan import plan_timers
from storage.timers import claim_due as claim_timers
from storage.units import Unit
from storage.webchat import add_line, confirm, open_chat
from tests.builders import MONDAY, a_day, a_district, a_reporter, a_role, in_day, saturday
from tests.conftest import rows


async def _reported(session: Session, event: Event, unit: Unit, **values: int) -> None:
    own = await in_day(session, event, unit)
    row = {"participation_id": own.id, "event_id": event.id, **values}
    await session.execute(insert(report_values), row)


async def _stands(session: Session, event: Event, unit: Unit, **values: object) -> None:
    own = await in_day(session, event, unit)
    await session.execute(
        update(participations).where(participations.c.id == own.id).values(**values)
    )


async def _open_card(session: Session, event: Event, chat_id: int = 5) -> None:
    row = {
        "channel": "webchat",
        "chat_id": chat_id,
        "key": board_key(event.id),
        "message_id": 1,
    }
    await session.execute(insert(cards), row)


async def test_the_board_names_who_lacks_what(session: Session) -> None:
    host, done, part, none, off = await a_district(session, "P. A", "P. B", "P. C", "P. D")
    boss = await a_role(session, RoleKind.COORDINATOR, host)
    event = await a_day(session, host)
    await _reported(session, event, done, volunteers=25, citizens=120)
    await _stands(session, event, done, progress="complete", photo_count=3, completed_at=MONDAY)
    await _reported(session, event, part, volunteers=9, citizens=1)
    await _stands(session, event, part, progress="partial", photo_count=2)
    await _stands(session, event, off, progress="not_taking_part", not_taking_part=True)
    drawn = await board(session, boss, event.id, now=saturday(15, 30))
    assert dict(drawn.counts) == {
        Progress.COMPLETE: 1,
        Progress.PARTIAL: 1,
        Progress.NOT_REGISTERED: 1,
        Progress.NOT_TAKING_PART: 1,
    }
    assert [each.name for each in drawn.lacking] == [part.name, none.name]
    text = board_words(drawn).text
    assert "Đủ <b>1</b> · Còn thiếu <b>1</b> · Chưa đăng ký <b>1</b>" in text
    assert "Còn thiếu: P. B (1 ảnh)" in text
    assert "(4 đơn vị)" in text


async def test_before_the_day_only_registrations_are_asked_for(session: Session) -> None:
    host, registered, other = await a_district(session)
    boss = await a_role(session, RoleKind.COORDINATOR, host)
    event = await a_day(session, host)
    await _stands(session, event, registered, progress="not_sent", registered_at=MONDAY)
    drawn = await board(session, boss, event.id, now=MONDAY)
    assert [each.name for each in drawn.lacking] == [other.name]
    buttons = [button.label for row in board_words(drawn).rows for button in row]
    assert "Nhắc 1 đơn vị" in buttons


async def test_who_cannot_be_reached_is_shown(session: Session) -> None:
    host, ward, other = await a_district(session)
    boss = await a_role(session, RoleKind.COORDINATOR, host)
    event = await a_day(session, host)
    minh = await a_reporter(session, ward)
    await session.execute(
        update(addresses).where(addresses.c.person_id == minh.person_id).values(state=BLOCKED)
    )
    drawn = await board(session, boss, event.id, now=saturday(15, 0))
    assert drawn.unreached == (ward.name,)
    assert drawn.without_reporter == (other.name,)


async def test_a_reminder_that_no_browser_showed_is_unseen(session: Session) -> None:
    host, ward, _ = await a_district(session)
    boss = await a_role(session, RoleKind.COORDINATOR, host)
    event = await a_day(session, host)
    own = await in_day(session, event, ward)
    chat_id = await open_chat(session, "a-browser", now=MONDAY)
    line = await add_line(session, chat_id, {"html": "⏰"}, outgoing=True, now=MONDAY)
    row = {
        "key": "r1",
        "channel": "webchat",
        "chat_id": chat_id,
        "message_id": line.id,
        "kind": "reminder",
        "priority": BROADCAST,
        "payload": {},
        "due_at": MONDAY,
        "created_at": MONDAY,
        "state": "sent",
        "event_id": event.id,
        "participation_id": own.id,
    }
    await session.execute(insert(notices), row)
    assert (await board(session, boss, event.id, now=saturday(15, 0))).unseen == (ward.name,)
    await confirm(session, chat_id, line.id, now=MONDAY)
    assert (await board(session, boss, event.id, now=saturday(15, 0))).unseen == ()


async def _board_notices(session: Session) -> list[dict[str, Any]]:
    found = rows(await session.execute(notices.select().order_by(notices.c.id)))
    return [row for row in found if row["kind"] == "board"]


async def test_many_changes_redraw_an_open_board_once(session: Session) -> None:
    host, *_ = await a_district(session)
    event = await a_day(session, host)
    await board_changed(session, event.id, now=MONDAY)
    assert await _board_notices(session) == []
    await _open_card(session, event)
    for _ in range(20):
        await board_changed(session, event.id, now=MONDAY)
    (one,) = await _board_notices(session)
    assert MONDAY < one["due_at"] <= MONDAY + timedelta(seconds=5)
    await board_changed(session, event.id, now=MONDAY + timedelta(seconds=4))
    assert len(await _board_notices(session)) == 2


async def test_the_redrawn_board_is_an_edit_of_what_stands_now(session: Session) -> None:
    host, ward, _ = await a_district(session)
    event = await a_day(session, host)
    await _open_card(session, event)
    await board_changed(session, event.id, now=saturday(15, 0))
    await _stands(session, event, ward, progress="complete", completed_at=MONDAY)
    later = saturday(15, 1)
    (claimed,) = await claim_due(
        session, now=later, priority=BROADCAST, limit=9, channels=["webchat"]
    )
    payload = await compose_board(session, claimed, now=later)
    assert payload is not None
    assert payload["edit"] is True
    assert "Đủ <b>1</b>" in payload["text"]
    assert claimed.card == board_key(event.id)


async def test_provisional_figures_say_when_and_how_many(session: Session) -> None:
    host, ward, other = await a_district(session)
    boss = await a_role(session, RoleKind.COORDINATOR, host)
    event = await a_day(session, host)
    await _reported(session, event, ward, volunteers=1025, dossiers_received=8, dossiers_resolved=7)
    await _stands(session, event, ward, progress="partial")
    said = await provisional(session, boss, event.id, now=saturday(15, 2))
    assert "Số liệu tạm tính đến 15:02" in said.text
    assert "1/2 đơn vị" in said.text
    assert "ĐVTN tham gia 1.025" in said.text
    assert "Hồ sơ 7/8 (88%)" in said.text
    assert f"Chưa báo cáo: {other.name}" in said.text


async def test_figures_of_168_units_fit_into_2000_characters(session: Session) -> None:
    names = [f"Đoàn phường Có Cái Tên Rất Là Dài Số {i}" for i in range(168)]
    host, *_ = await a_district(session, *names)
    boss = await a_role(session, RoleKind.COORDINATOR, host)
    event = await a_day(session, host)
    said = await provisional(session, boss, event.id, now=saturday(15, 2))
    drawn = await board(session, boss, event.id, now=saturday(15, 2))
    for text in (said.text, board_words(drawn).text):
        assert len(text) <= 2000
        assert "đơn vị khác" in text


@pytest.mark.parametrize(
    ("now", "told"), [(saturday(7, 0), 1), (saturday(11, 29), 1), (saturday(11, 30), 0)]
)
async def test_a_digest_that_is_overtaken_is_dropped(
    session: Session, now: datetime, told: int
) -> None:
    host, *_ = await a_district(session)
    await a_role(session, RoleKind.COORDINATOR, host)
    event = await a_day(session, host)
    await plan_timers(session, event, now=MONDAY)
    timer = next(t for t in await claim_timers(session, now=now) if t.rung == "morning")
    assert await send_digest(session, timer, now=now) == told


async def test_a_coordinator_elsewhere_sees_no_board(session: Session) -> None:
    host, ward, _ = await a_district(session)
    event = await a_day(session, host)
    stranger = await a_role(session, RoleKind.COORDINATOR, ward)
    for ask in (board, provisional):
        with pytest.raises(Refused, match="not_your_unit"):
            await ask(session, stranger, event.id, now=MONDAY)
