import asyncio
from datetime import timedelta

import pytest

from rules.model import RoleKind
from storage.db import Database, Session
from storage.invitations import (
    InvitationKind,
    JoinState,
    NewInvitation,
    add_invitation,
    ask_to_join,
    claim_invitation,
    decide_joins,
    expire_invitations,
    find_invitation,
    waiting_joins,
)
from storage.tables import invitations
from storage.units import Unit
from storage.writer import Writer
from tests.builders import MONDAY, a_district, a_person, a_role
from tests.conftest import rows

CODE = "K7M2Q9XD"
LATER = MONDAY + timedelta(days=14)


async def _code(session: Session, unit: Unit, uses: int | None = 1) -> None:
    new = NewInvitation(InvitationKind.REPORTER, unit.id, LATER, uses_left=uses)
    assert await add_invitation(session, CODE, new, created_by=None, now=MONDAY)


async def test_the_database_never_holds_the_code(session: Session) -> None:
    _, ward, _ = await a_district(session)
    await _code(session, ward)
    stored = rows(await session.execute(invitations.select()))
    assert CODE not in str(stored)


async def test_looking_uses_nothing_up(session: Session) -> None:
    _, ward, _ = await a_district(session)
    await _code(session, ward)
    for _ in range(3):
        found = await find_invitation(session, CODE)
        assert found is not None
        assert found.usable(MONDAY)
        assert (found.kind, found.unit_name) == (InvitationKind.REPORTER, ward.name)


async def test_a_single_code_is_taken_once(session: Session) -> None:
    _, ward, _ = await a_district(session)
    minh, lan = await a_person(session, "Minh"), await a_person(session, "Lan")
    assert minh.person_id
    assert lan.person_id
    await _code(session, ward)
    assert await claim_invitation(session, CODE, minh.person_id, now=MONDAY)
    assert not await claim_invitation(session, CODE, lan.person_id, now=MONDAY)
    found = await find_invitation(session, CODE)
    assert found is not None
    assert (found.used_by, found.uses_left) == (minh.person_id, 0)


@pytest.mark.parametrize(("seconds", "taken"), [(-1, True), (0, False)])
async def test_a_code_ends_at_its_moment(session: Session, seconds: int, taken: bool) -> None:
    _, ward, _ = await a_district(session)
    minh = await a_person(session)
    assert minh.person_id
    await _code(session, ward)
    moment = LATER + timedelta(seconds=seconds)
    assert await claim_invitation(session, CODE, minh.person_id, now=moment) is taken


async def test_a_link_for_many_is_never_used_up_but_can_be_ended(session: Session) -> None:
    host, *_ = await a_district(session)
    minh = await a_person(session)
    assert minh.person_id
    await _code(session, host, uses=None)
    for _ in range(3):
        assert await claim_invitation(session, CODE, minh.person_id, now=MONDAY)
    assert await expire_invitations(session, host.id, InvitationKind.REPORTER, now=MONDAY) == 1
    assert not await claim_invitation(session, CODE, minh.person_id, now=MONDAY)


async def test_one_code_is_not_two_invitations(session: Session) -> None:
    _, ward, other = await a_district(session)
    await _code(session, ward)
    new = NewInvitation(InvitationKind.VIEWER, other.id)
    assert not await add_invitation(session, CODE, new, created_by=None, now=MONDAY)


async def test_a_request_waits_once_and_is_decided_once(session: Session) -> None:
    host, ward, _ = await a_district(session)
    minh = await a_person(session, "Minh")
    boss = await a_role(session, RoleKind.COORDINATOR, host, "Hà")
    assert minh.person_id
    assert await ask_to_join(session, minh.person_id, ward.id, now=MONDAY)
    assert not await ask_to_join(session, minh.person_id, ward.id, now=MONDAY)
    (asked,) = await waiting_joins(session, host.path)
    assert (asked.person_name, asked.unit_name) == ("Minh", ward.name)
    for expected in ([asked.id], []):
        decided = await decide_joins(
            session, [asked.id], JoinState.DECLINED, decided_by=boss.person_id, now=MONDAY
        )
        assert decided == expected
    assert await waiting_joins(session, host.path) == []
    assert await ask_to_join(session, minh.person_id, ward.id, now=MONDAY)


async def test_fifty_who_take_one_code_at_once_leave_one_winner(
    database: Database, writer: Writer
) -> None:
    """Through the writer on SQLite; on PostgreSQL each on a connection of its own."""

    async def prepare(session: Session) -> list[int]:
        _, ward, _ = await a_district(session)
        await _code(session, ward)
        people = [await a_person(session, f"Người {i}") for i in range(50)]
        return [person.person_id for person in people if person.person_id]

    async def take(person_id: int) -> bool:
        async def work(session: Session) -> bool:
            return await claim_invitation(session, CODE, person_id, now=MONDAY)

        if database.sqlite:
            return await writer.run(work)
        async with database.transaction() as session:
            return await work(session)

    people = await writer.run(prepare)
    won = await asyncio.gather(*(take(person_id) for person_id in people))
    assert sum(won) == 1
