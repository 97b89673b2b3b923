"""Roles for one day, roles that end, and requests from a new phone: each settled once."""

import asyncio
from datetime import timedelta

import pytest

from actions.hand_to_another import give_again, hand_to_another, take_back_link
from actions.invite import redeem, replace_reporter
from actions.liaisons import end_due, end_reporter_on
from actions.reenter import ask_to_reenter, decline, let_in
from rules.model import Actor, Refused, RoleKind
from storage.db import Database, Session
from storage.events import Event
from storage.people import Account, addresses_of, grant_role, held_role, role_holders
from storage.units import Unit
from tests.builders import MONDAY, a_day, a_district, a_person, a_reporter, a_role, in_day, saturday

NOON = saturday(12, 0)


async def _ready(session: Session) -> tuple[Event, Unit, Actor, Actor]:
    host, ward, _ = await a_district(session)
    event = await a_day(session, host)
    officer = await a_role(session, RoleKind.COORDINATOR, host, "Trần Thị Hà")
    return event, ward, await a_reporter(session, ward), officer


async def _names(session: Session, ward: Unit) -> list[str]:
    return [each.name for each in await role_holders(session, ward.id, RoleKind.REPORTER)]


async def test_a_link_for_a_day_gives_a_role_that_ends_with_it_to_the_second(
    session: Session,
) -> None:
    event, ward, minh, _ = await _ready(session)
    mine = await in_day(session, event, ward)
    asked = await hand_to_another(session, minh, mine.id, now=NOON)
    until = event.schedule.second_edition_at
    assert asked.invited.expires_at == until
    lan = await a_person(session, "Lê Lan")
    await redeem(session, asked.invited.code, lan.person_id or 0, now=NOON)
    assert await _names(session, ward) == ["Trần Văn Minh", "Lê Lan"]
    assert await end_due(session, now=until - timedelta(seconds=1)) == 0
    assert await end_due(session, now=until) == 1
    assert await _names(session, ward) == ["Trần Văn Minh"]
    assert await end_due(session, now=until) == 0


async def test_who_reports_already_leaves_the_link_for_somebody_else(session: Session) -> None:
    event, ward, minh, _ = await _ready(session)
    mine = await in_day(session, event, ward)
    code = (await hand_to_another(session, minh, mine.id, now=NOON)).invited.code
    with pytest.raises(Refused, match="reports_already"):
        await redeem(session, code, minh.person_id or 0, now=NOON)
    lan = await a_person(session, "Lê Lan")
    await redeem(session, code, lan.person_id or 0, now=NOON)
    late = (await hand_to_another(session, minh, mine.id, now=NOON)).invited
    assert late.expires_at is not None
    dung = await a_person(session, "Đỗ Dũng")
    with pytest.raises(Refused, match="code_used"):
        await redeem(session, late.code, dung.person_id or 0, now=late.expires_at)


async def test_a_role_for_good_outlasts_the_day_for_which_it_was_first_given(
    session: Session,
) -> None:
    event, ward, minh, _ = await _ready(session)
    mine = await in_day(session, event, ward)
    asked = await hand_to_another(session, minh, mine.id, now=NOON)
    lan = (await a_person(session, "Lê Lan")).person_id or 0
    await redeem(session, asked.invited.code, lan, now=NOON)
    kind = RoleKind.REPORTER
    assert await grant_role(session, lan, ward.id, kind, granted_by=None, now=NOON)
    assert await end_due(session, now=saturday(23, 0)) == 0
    held = await held_role(session, lan, ward.id, kind)
    assert held is not None
    assert held.until is None
    until = saturday(18, 0)
    assert not await grant_role(session, lan, ward.id, kind, granted_by=None, now=NOON, until=until)


async def test_a_link_taken_back_opens_nothing_and_never_ends_a_role_of_ones_own(
    session: Session,
) -> None:
    event, ward, minh, _ = await _ready(session)
    mine = await in_day(session, event, ward)
    asked = await hand_to_another(session, minh, mine.id, now=NOON)
    lan = (await a_person(session, "Lê Lan")).person_id or 0
    await take_back_link(session, minh, asked.link_id, now=NOON)
    with pytest.raises(Refused, match="code_used"):
        await redeem(session, asked.invited.code, lan, now=NOON)
    await give_again(session, minh, asked.link_id, now=NOON)
    await redeem(session, asked.invited.code, lan, now=NOON)
    await grant_role(session, lan, ward.id, RoleKind.REPORTER, granted_by=None, now=NOON)
    await take_back_link(session, minh, asked.link_id, now=NOON)
    assert "Lê Lan" in await _names(session, ward)
    stranger = await a_person(session, "Ai Đó")
    with pytest.raises(Refused):
        await take_back_link(session, stranger, asked.link_id, now=NOON)


async def test_the_old_secretarys_role_ends_when_the_new_one_comes(session: Session) -> None:
    _, ward, minh, officer = await _ready(session)
    invited, name = await replace_reporter(session, officer, ward.id, minh.person_id or 0, now=NOON)
    assert (name, await _names(session, ward)) == ("Trần Văn Minh", ["Trần Văn Minh"])
    lan = await a_person(session, "Lê Lan")
    await redeem(session, invited.code, lan.person_id or 0, now=NOON)
    assert await _names(session, ward) == ["Lê Lan"]
    with pytest.raises(Refused):
        await replace_reporter(session, minh, ward.id, lan.person_id or 0, now=NOON)


async def test_a_day_that_has_passed_ends_no_role(session: Session) -> None:
    _, ward, minh, officer = await _ready(session)
    yesterday = (NOON - timedelta(days=1)).date()
    with pytest.raises(Refused, match="until_past"):
        await end_reporter_on(session, officer, ward.id, minh.person_id or 0, yesterday, now=NOON)


async def _asked(session: Session, ward: Unit) -> tuple[Actor, int]:
    new = await a_person(session, "trần văn minh")
    (address,) = await addresses_of(session, new.person_id or 0)
    account = Account(address.channel, address.account_id)
    request = await ask_to_reenter(session, new, account, ward, now=NOON)
    again = await ask_to_reenter(session, new, account, ward, now=NOON)
    assert again.reentry.id == request.reentry.id
    assert request.before is not None
    return new, request.reentry.id


async def test_who_comes_back_gets_the_reporters_roles_and_nothing_else_of_theirs(
    session: Session,
) -> None:
    host, ward, other = await a_district(session)
    officer = await a_role(session, RoleKind.COORDINATOR, ward, "Trần Thị Hà")
    old = await a_reporter(session, ward, other)
    await grant_role(
        session, old.person_id or 0, host.id, RoleKind.COORDINATOR, granted_by=None, now=MONDAY
    )
    new, reentry_id = await _asked(session, ward)
    await let_in(session, officer, reentry_id, now=NOON)
    assert await held_role(session, new.person_id or 0, ward.id, RoleKind.REPORTER)
    assert not await held_role(session, new.person_id or 0, other.id, RoleKind.REPORTER)
    assert not await held_role(session, new.person_id or 0, host.id, RoleKind.COORDINATOR)
    with pytest.raises(Refused):
        await let_in(session, old, reentry_id + 1, now=NOON)


async def test_of_two_coordinators_at_once_one_decides_and_the_other_reads_who(
    database: Database, database_url: str
) -> None:
    async with database.transaction() as session:
        _, ward, _, officer = await _ready(session)
        new, reentry_id = await _asked(session, ward)
    elsewhere = Database(database_url)

    async def decides(home: Database, *, yes: bool) -> bool:
        async with home.transaction() as session:
            deed = let_in if yes else decline
            done = await deed(session, officer, reentry_id, now=NOON)
            assert done.request.reentry.decided_name == "Trần Thị Hà"
            return done.first

    first = await asyncio.gather(decides(database, yes=True), decides(elsewhere, yes=True))
    await elsewhere.close()
    assert sorted(first) == [False, True]
    async with database.transaction() as session:
        assert await held_role(session, new.person_id or 0, ward.id, RoleKind.REPORTER)


async def test_a_link_opened_by_two_at_once_is_one_persons(
    database: Database, database_url: str
) -> None:
    async with database.transaction() as session:
        event, ward, minh, _ = await _ready(session)
        mine = await in_day(session, event, ward)
        code = (await hand_to_another(session, minh, mine.id, now=NOON)).invited.code
        two = [(await a_person(session, name)).person_id or 0 for name in ("Lê Lan", "Đỗ Dũng")]
    elsewhere = Database(database_url)

    async def takes(home: Database, person_id: int) -> bool:
        try:
            async with home.transaction() as session:
                await redeem(session, code, person_id, now=NOON)
        except Refused:
            return False
        return True

    took = await asyncio.gather(takes(database, two[0]), takes(elsewhere, two[1]))
    await elsewhere.close()
    assert sorted(took) == [False, True]
    async with database.transaction() as session:
        assert len(await role_holders(session, ward.id, RoleKind.REPORTER)) == 2
