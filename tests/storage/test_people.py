"""Who is behind an account, what they may do, and where they can be reached."""

from datetime import timedelta

from rules.model import Grant, RoleKind
from storage.consents import has_consent
from storage.db import Session
from storage.people import (
    BLOCKED,
    add_person,
    addresses_of,
    bind_address,
    coordinators_above,
    end_role,
    grant_role,
    load_sender,
    note_address_state,
    note_seen,
    reachable,
    reporters_of,
    role_holders,
)
from tests.builders import MONDAY, a_district, a_person, a_role


async def test_an_unknown_account_is_a_stranger(session: Session) -> None:
    sender = await load_sender(session, "telegram", 17)
    assert sender.address_id is None
    assert sender.actor.person_id is None


async def test_a_sender_comes_with_every_role_and_its_path(session: Session) -> None:
    host, ward, other = await a_district(session)
    actor = await a_role(session, RoleKind.REPORTER, ward)
    await grant_role(
        session, actor.person_id or 0, host.id, RoleKind.COORDINATOR, granted_by=None, now=MONDAY
    )
    (address,) = await addresses_of(session, actor.person_id or 0)
    sender = await load_sender(session, address.channel, address.account_id)
    assert sender.actor.grants == (
        Grant(RoleKind.REPORTER, ward.id, ward.path),
        Grant(RoleKind.COORDINATOR, host.id, host.path),
    )
    assert sender.actor.name == "Trần Văn Minh"
    assert other.id not in {grant.unit_id for grant in sender.actor.grants}


async def test_an_ended_role_is_gone_and_can_come_back(session: Session) -> None:
    _, ward, _ = await a_district(session)
    actor = await a_role(session, RoleKind.REPORTER, ward)
    person_id = actor.person_id or 0
    assert await end_role(session, person_id, ward.id, RoleKind.REPORTER, now=MONDAY)
    assert await role_holders(session, ward.id, RoleKind.REPORTER) == []
    again = await grant_role(
        session, person_id, ward.id, RoleKind.REPORTER, granted_by=None, now=MONDAY
    )
    twice = await grant_role(
        session, person_id, ward.id, RoleKind.REPORTER, granted_by=None, now=MONDAY
    )
    assert (again, twice) == (True, False)


async def test_news_goes_to_the_address_used_last(session: Session) -> None:
    person_id = await add_person(session, "Lan", now=MONDAY, consent_version="volunteer-1")
    await bind_address(session, person_id, "telegram", 1, now=MONDAY)
    await bind_address(session, person_id, "webchat", 2, now=MONDAY + timedelta(hours=1))
    assert [a.channel for a in await reachable(session, [person_id])] == ["webchat"]
    first = (await addresses_of(session, person_id))[0]
    await note_seen(session, first.id, now=MONDAY + timedelta(hours=2))
    assert [a.channel for a in await reachable(session, [person_id])] == ["telegram"]


async def test_who_blocked_the_bot_is_not_reachable(session: Session) -> None:
    person_id = await add_person(session, "Lan", now=MONDAY, consent_version="volunteer-1")
    await bind_address(session, person_id, "telegram", 1, now=MONDAY)
    await note_address_state(session, "telegram", 1, BLOCKED)
    assert await reachable(session, [person_id]) == []


async def test_an_account_is_never_taken_from_somebody_else(session: Session) -> None:
    lan = await add_person(session, "Lan", now=MONDAY, consent_version="volunteer-1")
    minh = await add_person(session, "Minh", now=MONDAY, consent_version="volunteer-1")
    assert await bind_address(session, lan, "telegram", 1, now=MONDAY)
    assert not await bind_address(session, minh, "telegram", 1, now=MONDAY)
    assert (await load_sender(session, "telegram", 1)).actor.person_id == lan


async def test_coordinators_above_are_those_of_the_unit_and_its_ancestors(
    session: Session,
) -> None:
    host, ward, other = await a_district(session)
    top = await a_role(session, RoleKind.COORDINATOR, host, "Hà")
    near = await a_role(session, RoleKind.COORDINATOR, ward, "Bình")
    await a_role(session, RoleKind.COORDINATOR, other, "Chi")
    await a_role(session, RoleKind.REPORTER, ward, "Dung")
    assert await coordinators_above(session, ward.path) == [near.person_id, top.person_id]


async def test_every_unit_asked_has_its_reporters_or_an_empty_list(session: Session) -> None:
    _, ward, other = await a_district(session)
    one = await a_role(session, RoleKind.REPORTER, ward, "Một")
    two = await a_role(session, RoleKind.REPORTER, ward, "Hai")
    found = await reporters_of(session, [ward.id, other.id])
    assert found == {ward.id: [one.person_id, two.person_id], other.id: []}


async def test_a_person_is_made_with_the_consent_that_allowed_it(session: Session) -> None:
    actor = await a_person(session)
    assert await has_consent(session, actor.person_id or 0)
