"""What the bot did not understand reaches somebody who does."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from actions.ask_question import compose_waiting, keep_question
from actions.questions import answer_question, dismiss_question, to_answer, waiting_questions
from rules.model import Actor, Refused, RoleKind
from storage.db import Session
from storage.outbox import BROADCAST, claim_due, note_sent
from storage.people import Account
from storage.questions import WAITING, open_questions
from storage.tables import notices
from tests.builders import MONDAY, a_district, a_role
from tests.conftest import rows

LAN = Account("webchat", 77)


async def _told(session: Session) -> list[dict[str, Any]]:
    """What coordinators were told at once."""
    return rows(
        await session.execute(
            select(notices).where(notices.c.key.startswith("question:")).order_by(notices.c.id)
        )
    )


async def _to(session: Session, account: Account) -> list[dict[str, Any]]:
    return rows(
        await session.execute(
            select(notices).where(notices.c.chat_id == account.account_id).order_by(notices.c.id)
        )
    )


async def test_a_question_is_kept_and_the_coordinator_told_once_per_burst(
    session: Session,
) -> None:
    host, ward, _ = await a_district(session)
    await a_role(session, RoleKind.COORDINATOR, host)
    reporter = await a_role(session, RoleKind.REPORTER, ward, "Lan")
    for seconds in (0, 5):
        now = MONDAY + timedelta(seconds=seconds)
        kept = await keep_question(session, reporter, LAN, "xe đỗ ở đâu?", now=now)
        assert kept.told
    assert len(await open_questions(session, [host.path])) == 2
    assert len(await _told(session)) == 1
    later = MONDAY + timedelta(minutes=11)
    await keep_question(session, reporter, LAN, "còn ai không?", now=later)
    assert len(await _told(session)) == 2


async def test_the_nearest_coordinators_are_told_and_not_those_above_them(
    session: Session,
) -> None:
    host, ward, other = await a_district(session)
    above = await a_role(session, RoleKind.COORDINATOR, host)
    near = await a_role(session, RoleKind.COORDINATOR, ward)
    for unit, listener in ((ward, near), (other, above)):
        asks = await a_role(session, RoleKind.REPORTER, unit, "Lan")
        account = Account("webchat", 80 + unit.id)
        await keep_question(session, asks, account, "xe đỗ ở đâu?", now=MONDAY)
        assert [each["person_id"] for each in await _told(session)][-1] == listener.person_id
    await keep_question(session, near, Account("webchat", 90), "còn tôi?", now=MONDAY)
    assert [each["person_id"] for each in await _told(session)][-1] == above.person_id


async def test_user_text_reaches_the_coordinator_as_text(session: Session) -> None:
    host, *_ = await a_district(session)
    await a_role(session, RoleKind.COORDINATOR, host)
    await keep_question(session, Actor(), LAN, "<b>đậm</b>", now=MONDAY)
    assert "&lt;b&gt;đậm" in (await _told(session))[0]["payload"]["text"]


async def test_without_anybody_to_ask_it_waits_for_who_comes(session: Session) -> None:
    host, *_ = await a_district(session)
    kept = await keep_question(session, Actor(), LAN, "alo", now=MONDAY)
    assert not kept.told
    boss = await a_role(session, RoleKind.COORDINATOR, host)
    assert [q.text for q in (await waiting_questions(session, boss)).shown] == ["alo"]


async def test_a_coordinators_own_words_do_not_wait_in_their_own_queue(session: Session) -> None:
    host, *_ = await a_district(session)
    boss = await a_role(session, RoleKind.COORDINATOR, host)
    kept = await keep_question(session, boss, LAN, "thêm số cây trồng", now=MONDAY)
    assert not kept.told
    assert not (await waiting_questions(session, boss)).shown


async def test_the_first_answer_is_sent_and_the_second_waits_for_its_writer(
    session: Session,
) -> None:
    host, *_ = await a_district(session)
    hoa = await a_role(session, RoleKind.COORDINATOR, host, "Lê Thị Hoa")
    binh = await a_role(session, RoleKind.COORDINATOR, host, "Vũ Bình")
    kept = await keep_question(session, Actor(), LAN, "xe đỗ ở đâu?", now=MONDAY)
    first = await answer_question(session, hoa, kept.question_id, "Cổng sau.", now=MONDAY)
    assert first.sent
    second = await answer_question(session, binh, kept.question_id, "Cổng trước.", now=MONDAY)
    assert not second.sent
    assert (second.question.answered_name, second.question.answer) == ("Lê Thị Hoa", "Cổng sau.")
    read = [each["payload"]["text"] for each in await _to(session, LAN)]
    assert len(read) == 1
    assert "Đ/c Hoa trả lời" in read[0]
    assert "Cổng sau." in read[0]
    again = await answer_question(
        session, binh, kept.question_id, "Cổng trước cũng được.", more=True, now=MONDAY
    )
    assert again.sent
    assert again.question.answer == "Cổng sau.\nCổng trước cũng được."
    read = [each["payload"]["text"] for each in await _to(session, LAN)]
    assert "Đ/c Bình trả lời" in read[1]
    with pytest.raises(Refused, match="question_answered"):
        await to_answer(session, hoa, kept.question_id)


async def test_only_a_coordinator_of_the_unit_answers(session: Session) -> None:
    _, ward, other = await a_district(session)
    reporter = await a_role(session, RoleKind.REPORTER, ward, "Lan")
    elsewhere = await a_role(session, RoleKind.COORDINATOR, other)
    kept = await keep_question(session, reporter, LAN, "xe đỗ ở đâu?", now=MONDAY)
    for who, code in ((elsewhere, "not_your_unit"), (Actor(), "who_are_you")):
        with pytest.raises(Refused, match=code):
            await answer_question(session, who, kept.question_id, "?", now=MONDAY)


async def _nudge(session: Session, now: datetime) -> list[str]:
    """What is said of waiting questions at that moment, and sent."""
    said = []
    due = await claim_due(session, now=now, priority=BROADCAST, limit=99, channels=["webchat"])
    for claimed in due:
        if claimed.kind != WAITING:
            continue
        payload = await compose_waiting(session, claimed, now=now)
        if payload is not None:
            said.append(payload["text"])
            await note_sent(session, claimed, message_id=1, now=now)
    return said


async def test_a_question_that_waits_half_an_hour_is_brought_up_once(session: Session) -> None:
    host, ward, _ = await a_district(session)
    await a_role(session, RoleKind.COORDINATOR, host)
    asks = await a_role(session, RoleKind.REPORTER, ward, "Lan")
    await keep_question(session, asks, LAN, "xe đỗ ở đâu?", now=MONDAY)
    tu = Account("webchat", 78)
    await keep_question(session, Actor(), tu, "mấy giờ?", now=MONDAY + timedelta(minutes=10))
    assert await _nudge(session, MONDAY + timedelta(minutes=29)) == []
    (said,) = await _nudge(session, MONDAY + timedelta(minutes=30))
    assert "2 câu hỏi chờ" in said
    assert "lâu nhất 30 phút" in said
    assert await _nudge(session, MONDAY + timedelta(minutes=40)) == [], "counted a moment ago"


async def test_an_answered_question_is_not_brought_up(session: Session) -> None:
    host, *_ = await a_district(session)
    hoa = await a_role(session, RoleKind.COORDINATOR, host)
    kept = await keep_question(session, Actor(), LAN, "xe đỗ ở đâu?", now=MONDAY)
    await dismiss_question(session, hoa, kept.question_id, now=MONDAY)
    assert await _nudge(session, MONDAY + timedelta(minutes=31)) == []


async def test_a_question_of_the_night_is_brought_up_half_an_hour_into_the_day(
    session: Session,
) -> None:
    host, *_ = await a_district(session)
    await a_role(session, RoleKind.COORDINATOR, host)
    night = MONDAY + timedelta(hours=13, minutes=30)  # 22:30 in the district
    await keep_question(session, Actor(), LAN, "xe đỗ ở đâu?", now=night)
    morning = night + timedelta(hours=8)  # 6:30
    assert await _nudge(session, morning) == []
    (said,) = await _nudge(session, morning + timedelta(minutes=30))
    assert "8 giờ" in said
