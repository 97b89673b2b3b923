"""The coordinator's queue."""

from datetime import datetime, timedelta

from sqlalchemy import select

from rules.model import RoleKind
from storage.db import Session
from storage.outbox import Notice, add_notice
from storage.questions import (
    Queue,
    add_answer,
    add_question,
    asked_since,
    blank_strangers,
    close_question,
    desks_for_strangers,
    load_question,
    open_questions,
    queue_of,
    reopen_question,
)
from storage.tables import notices
from storage.units import NewUnit, add_unit, add_units
from tests.builders import MONDAY, a_day, a_district, a_person, a_role
from tests.conftest import rows


async def _ask(
    session: Session,
    text: str,
    unit_id: int | None,
    *,
    person_id: int | None = None,
    now: datetime = MONDAY,
) -> int:
    return await add_question(
        session,
        text,
        channel="webchat",
        account_id=5,
        person_id=person_id,
        unit_id=unit_id,
        now=now,
    )


async def test_a_coordinator_sees_the_questions_of_the_subtree_only(session: Session) -> None:
    host, ward, other = await a_district(session)
    await a_role(session, RoleKind.COORDINATOR, host)
    await _ask(session, "mấy giờ tập trung?", ward.id)
    await _ask(session, "mặc áo gì?", other.id)
    assert [q.text for q in await open_questions(session, [ward.path])] == ["mấy giờ tập trung?"]
    assert len(await open_questions(session, [host.path])) == 2
    assert len(await open_questions(session, [ward.path, other.path])) == 2


async def test_strangers_are_answered_by_the_topmost_hosts_of_open_days(session: Session) -> None:
    city = await add_unit(session, NewUnit("CITY", "Thành Đoàn", None, {}))
    first, second = await add_units(
        session,
        [NewUnit("A", "Quận Đoàn A", "CITY", {}), NewUnit("B", "Quận Đoàn B", "CITY", {})],
    )
    await _ask(session, "alo", None)
    assert await desks_for_strangers(session) == []
    await a_role(session, RoleKind.COORDINATOR, first)
    await a_role(session, RoleKind.COORDINATOR, second)
    assert [desk.path for desk in await desks_for_strangers(session)] == [first.path, second.path]
    await a_day(session, second)
    assert [desk.path for desk in await desks_for_strangers(session)] == [second.path]
    assert await open_questions(session, [first.path]) == []
    assert [q.text for q in await open_questions(session, [second.path])] == ["alo"]
    assert [q.text for q in await open_questions(session, [city.path])] == ["alo"]


async def test_the_queue_knows_how_many_wait_and_since_when(session: Session) -> None:
    host, ward, other = await a_district(session)
    assert await queue_of(session, [host.path]) == Queue()
    await _ask(session, "mấy giờ?", ward.id)
    await _ask(session, "ở đâu?", ward.id, now=MONDAY + timedelta(minutes=5))
    assert await queue_of(session, [host.path]) == Queue(2, MONDAY)
    assert await queue_of(session, [other.path]) == Queue()


async def test_a_question_is_closed_once(session: Session) -> None:
    host, *_ = await a_district(session)
    question_id = await _ask(session, "alo", host.id)
    assert await close_question(session, question_id, answer="vâng", by=None, now=MONDAY)
    assert not await close_question(session, question_id, answer="dạ", by=None, now=MONDAY)
    await add_answer(session, question_id, "thêm nữa")
    found = await load_question(session, question_id)
    assert found is not None
    assert (found.answer, found.state) == ("vâng\nthêm nữa", "answered")
    assert await open_questions(session, [host.path]) == []


async def test_only_who_dismissed_a_question_takes_that_back(session: Session) -> None:
    host, *_ = await a_district(session)
    hoa = (await a_role(session, RoleKind.COORDINATOR, host)).person_id
    question_id = await _ask(session, "alo", host.id)
    await close_question(session, question_id, state="dismissed", by=hoa, now=MONDAY)
    assert not await reopen_question(session, question_id, by=None)
    assert await reopen_question(session, question_id, by=hoa)
    assert not await reopen_question(session, question_id, by=hoa)


async def test_a_burst_is_counted_by_account(session: Session) -> None:
    host, *_ = await a_district(session)
    await _ask(session, "alo", host.id)
    before = MONDAY - timedelta(minutes=10)
    assert await asked_since(session, "webchat", 5, before)
    assert not await asked_since(session, "webchat", 6, before)
    assert not await asked_since(session, "webchat", 5, MONDAY)


async def test_the_words_of_strangers_go_once_they_are_answered(session: Session) -> None:
    host, *_ = await a_district(session)
    lan = await a_person(session)
    settled = await _ask(session, "tôi là Lan", None)
    waits = await _ask(session, "còn tôi là Huệ", None)
    known = await _ask(session, "xe đỗ ở đâu?", host.id, person_id=lan.person_id)
    told = Notice(f"question:{settled}:1", "webchat", 7, {"text": "tôi là Lan"}, MONDAY)
    await add_notice(session, told, now=MONDAY)
    for each in (settled, known):
        await close_question(session, each, answer="chào Lan", by=None, now=MONDAY)
    hour = timedelta(hours=1)
    before, after = MONDAY - hour, MONDAY + hour
    assert await blank_strangers(session, settled_before=before, asked_before=before) == 0
    assert await blank_strangers(session, settled_before=after, asked_before=before) == 1
    texts = {each: await load_question(session, each) for each in (settled, waits, known)}
    assert {each: found.text for each, found in texts.items() if found} == {
        settled: "",
        waits: "còn tôi là Huệ",
        known: "xe đỗ ở đâu?",
    }
    assert rows(await session.execute(select(notices.c.payload))) == [{"payload": {}}]
    assert await blank_strangers(session, settled_before=before, asked_before=after) == 1
    given_up = await load_question(session, waits)
    assert given_up is not None
    assert (given_up.text, given_up.state) == ("", "expired")
