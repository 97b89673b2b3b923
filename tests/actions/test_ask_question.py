"""What the bot did not understand reaches somebody who does."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from actions.ask_question import answer_question, keep_question
from rules.model import Actor, Refused, RoleKind
from storage.db import Session
from storage.people import Account
from storage.questions import open_questions
from storage.tables import notices
from tests.builders import MONDAY, a_district, a_role

LAN = Account("webchat", 77)


async def _notices(session: Session) -> list[dict[str, str]]:
    rows = await session.execute(select(notices.c.payload).order_by(notices.c.id))
    return [row.payload for row in rows]


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
    assert len(await open_questions(session, host.path)) == 2
    assert len(await _notices(session)) == 1
    later = MONDAY + timedelta(minutes=11)
    await keep_question(session, reporter, LAN, "còn ai không?", now=later)
    assert len(await _notices(session)) == 2


async def test_user_text_reaches_the_coordinator_as_text(session: Session) -> None:
    host, *_ = await a_district(session)
    await a_role(session, RoleKind.COORDINATOR, host)
    await keep_question(session, Actor(), LAN, "<b>đậm</b>", now=MONDAY)
    assert "&lt;b&gt;đậm" in (await _notices(session))[0]["text"]


async def test_without_anybody_to_ask_it_is_still_kept(session: Session) -> None:
    kept = await keep_question(session, Actor(), LAN, "alo", now=MONDAY)
    assert not kept.told
    assert [q.text for q in await open_questions(session, "1/")] == ["alo"]


async def test_one_coordinator_answers_and_the_second_is_told_so(session: Session) -> None:
    host, *_ = await a_district(session)
    officer = await a_role(session, RoleKind.COORDINATOR, host)
    kept = await keep_question(session, Actor(), LAN, "xe đỗ ở đâu?", now=MONDAY)
    await answer_question(session, officer, kept.question_id, "Cổng sau.", now=MONDAY)
    assert "Cổng sau." in (await _notices(session))[-1]["text"]
    with pytest.raises(Refused, match="question_answered"):
        await answer_question(session, officer, kept.question_id, "Cổng trước.", now=MONDAY)


async def test_only_a_coordinator_of_the_unit_answers(session: Session) -> None:
    _, ward, other = await a_district(session)
    reporter = await a_role(session, RoleKind.REPORTER, ward, "Lan")
    elsewhere = await a_role(session, RoleKind.COORDINATOR, other)
    kept = await keep_question(session, reporter, LAN, "xe đỗ ở đâu?", now=MONDAY)
    for who, code in ((elsewhere, "not_your_unit"), (Actor(), "who_are_you")):
        with pytest.raises(Refused, match=code):
            await answer_question(session, who, kept.question_id, "?", now=MONDAY)
