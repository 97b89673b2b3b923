"""The coordinator's queue."""

from datetime import timedelta

from storage.db import Session
from storage.questions import (
    add_question,
    asked_since,
    close_question,
    open_questions,
    unit_for_strangers,
)
from tests.builders import MONDAY, a_day, a_district


async def _ask(session: Session, text: str, unit_id: int | None, *, account_id: int = 5) -> int:
    return await add_question(
        session,
        text,
        channel="webchat",
        account_id=account_id,
        person_id=None,
        unit_id=unit_id,
        now=MONDAY,
    )


async def test_a_coordinator_sees_the_questions_of_the_subtree_only(session: Session) -> None:
    host, ward, other = await a_district(session)
    await _ask(session, "mấy giờ tập trung?", ward.id)
    await _ask(session, "mặc áo gì?", other.id)
    assert [q.text for q in await open_questions(session, ward.path)] == ["mấy giờ tập trung?"]
    assert len(await open_questions(session, host.path)) == 2


async def test_a_question_that_belongs_nowhere_is_not_lost(session: Session) -> None:
    _, ward, _ = await a_district(session)
    await _ask(session, "alo", None)
    assert [q.text for q in await open_questions(session, ward.path)] == ["alo"]


async def test_a_question_is_closed_once(session: Session) -> None:
    host, *_ = await a_district(session)
    question_id = await _ask(session, "alo", host.id)
    assert await close_question(session, question_id)
    assert not await close_question(session, question_id)
    assert await open_questions(session, host.path) == []


async def test_a_burst_is_counted_by_account(session: Session) -> None:
    host, *_ = await a_district(session)
    await _ask(session, "alo", host.id)
    before = MONDAY - timedelta(minutes=10)
    assert await asked_since(session, "webchat", 5, before)
    assert not await asked_since(session, "webchat", 6, before)
    assert not await asked_since(session, "webchat", 5, MONDAY)


async def test_strangers_are_answered_by_the_host_of_the_nearest_day(session: Session) -> None:
    assert await unit_for_strangers(session) is None
    host, *_ = await a_district(session)
    assert await unit_for_strangers(session) == host.id
    await a_day(session, host)
    assert await unit_for_strangers(session) == host.id
