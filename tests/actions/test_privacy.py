"""Consent can be shown, and erasing leaves reports but no person."""

from typing import Any

import pytest
from sqlalchemy import Table, insert, select

from actions.ask_question import keep_question
from actions.privacy import SERVING_CONSENT, VOLUNTEER_CONSENT, consent, erase, held
from actions.sign_up import sign_up
from rendering.texts import TEMPLATES, words
from rules.model import Actor, RoleKind, SignUpState
from storage.consents import consents_of
from storage.conversation import Conversation, load_conversation, save_conversation
from storage.db import Session
from storage.inbox import Arrival, accept, finish
from storage.people import Account, load_person, load_sender, names_of
from storage.signups import find_sign_up
from storage.tables import (
    conversations,
    inbox,
    notices,
    outside_ids,
    people,
    questions,
    webchat_messages,
)
from tests.builders import MONDAY, a_day, a_district, a_person, a_role, a_shift

HIDDEN = "Bùi Thị Bí Mật"


async def _known(session: Session, account: Account, name: str = HIDDEN) -> Actor:
    return await consent(session, Actor(), account, name, version=VOLUNTEER_CONSENT, now=MONDAY)


async def _account(session: Session) -> Account:
    """As the web chat numbers its accounts."""
    statement = insert(outside_ids).returning(outside_ids.c.id)
    row = {"channel": "webchat", "external_id": "browser-1"}
    return Account("webchat", (await session.execute(statement, row)).scalar_one())


async def _everything(session: Session, *tables: Table) -> str:
    rows: list[Any] = []
    for table in tables:
        rows += (await session.execute(select(table))).all()
    return repr(rows)


async def test_no_person_is_made_before_consent(session: Session) -> None:
    host, *_ = await a_district(session)
    del host
    account = await _account(session)
    await keep_question(session, Actor(), account, "alo", now=MONDAY)
    assert (await session.execute(select(people.c.id))).all() == []


async def test_a_consent_is_kept_with_its_version(session: Session) -> None:
    account = await _account(session)
    actor = await _known(session, account)
    (given,) = await consents_of(session, actor.person_id or 0)
    assert (given.version, given.given_at) == (VOLUNTEER_CONSENT, MONDAY)
    assert (await load_sender(session, "webchat", account.account_id)).actor.name == HIDDEN


@pytest.mark.parametrize("version", [VOLUNTEER_CONSENT, SERVING_CONSENT])
def test_the_wording_of_every_version_is_kept(version: str) -> None:
    assert (TEMPLATES / "consents" / f"{version}.j2").exists()
    assert "dữ liệu của tôi" in words(f"consents/{version}").text


async def test_what_is_held_is_shown(session: Session) -> None:
    _, ward, _ = await a_district(session)
    actor = await a_role(session, RoleKind.REPORTER, ward)
    found = await held(session, actor, Account("webchat", 1), now=MONDAY)
    said = words("privacy/held", held=found).text
    assert "Trần Văn Minh" in said
    assert "Đầu mối báo cáo: Đoàn phường Tân Lộc" in said
    assert (await held(session, Actor(), Account("webchat", 1), now=MONDAY)).person is None


async def _leave_traces(session: Session, actor: Actor, account: Account) -> None:
    key = {"channel": account.channel, "chat_id": account.account_id}
    arrival = Arrival("webchat", "1", account.account_id, {"from": HIDDEN}, MONDAY)
    (accepted,) = await accept(session, [arrival])
    await finish(session, accepted, now=MONDAY)
    conversation = Conversation(
        account.channel, account.account_id, account.account_id, data={"name": HIDDEN}
    )
    await save_conversation(session, conversation, now=MONDAY)
    body = {"text": HIDDEN}
    await session.execute(
        insert(webchat_messages),
        {"chat_id": account.account_id, "body": body, "revision": 1, "created_at": MONDAY},
    )
    await session.execute(
        insert(notices),
        {
            **key,
            "key": "reply:1",
            "kind": "reply",
            "priority": 0,
            "payload": body,
            "due_at": MONDAY,
            "created_at": MONDAY,
        },
    )
    await keep_question(session, actor, account, f"tôi là {HIDDEN}", now=MONDAY)


async def test_erasing_leaves_no_trace_of_the_person_anywhere(session: Session) -> None:
    host, ward, _ = await a_district(session)
    await a_role(session, RoleKind.COORDINATOR, host)
    account = await _account(session)
    actor = await _known(session, account)
    shift_id = await a_shift(session, await a_day(session, host), ward)
    await sign_up(session, actor, shift_id, now=MONDAY)
    await _leave_traces(session, actor, account)
    places = (inbox, conversations, webchat_messages, notices, questions, people)
    assert HIDDEN in await _everything(session, *places)

    actor = (await load_sender(session, "webchat", account.account_id)).actor
    await erase(session, actor, account, now=MONDAY)
    assert HIDDEN not in await _everything(session, *places)
    assert (await load_sender(session, "webchat", account.account_id)).actor == Actor()
    assert await load_person(session, actor.person_id or 0) is None
    conversation = await load_conversation(
        session, "webchat", account.account_id, account.account_id
    )
    assert conversation.data == {}


async def test_erasing_withdraws_consent_and_keeps_the_proof(session: Session) -> None:
    account = await _account(session)
    actor = await _known(session, account)
    await erase(session, actor, account, now=MONDAY)
    (given,) = await consents_of(session, actor.person_id or 0)
    assert given.withdrawn_at == MONDAY
    assert await names_of(session, [actor.person_id or 0]) == {actor.person_id: ""}


async def test_erasing_gives_the_seat_to_who_waits(session: Session) -> None:
    host, ward, _ = await a_district(session)
    shift_id = await a_shift(session, await a_day(session, host), ward, capacity=1)
    account = await _account(session)
    leaving, waiting = await _known(session, account), await a_person(session, "Mai")
    await sign_up(session, leaving, shift_id, now=MONDAY)
    await sign_up(session, waiting, shift_id, now=MONDAY)
    await erase(session, leaving, account, now=MONDAY)
    found = await find_sign_up(session, shift_id, waiting.person_id or 0)
    assert found is not None
    assert found.state is SignUpState.GOING


async def test_a_stranger_can_have_messages_erased(session: Session) -> None:
    await a_district(session)
    account = await _account(session)
    await _leave_traces(session, Actor(), account)
    await erase(session, Actor(), account, now=MONDAY)
    assert HIDDEN not in await _everything(session, inbox, conversations, notices, questions)


async def test_coordinators_hear_that_a_unit_has_no_reporter_left(session: Session) -> None:
    host, ward, _ = await a_district(session)
    await a_role(session, RoleKind.COORDINATOR, host, "Hà")
    reporter = await a_role(session, RoleKind.REPORTER, ward, HIDDEN)
    await erase(session, reporter, Account("webchat", 1), now=MONDAY)
    told = await _everything(session, notices)
    assert "không còn đầu mối" in told
    assert HIDDEN not in told


async def test_somebody_erased_can_start_anew(session: Session) -> None:
    account = await _account(session)
    first = await _known(session, account)
    await erase(session, first, account, now=MONDAY)
    second = await _known(session, account, "Lan")
    assert second.person_id != first.person_id
