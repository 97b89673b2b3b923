from datetime import timedelta

import pytest

from actions.invite import (
    decide,
    invite,
    overview,
    peek,
    redeem,
    request_join,
    shift_link,
    waiting,
)
from reading.codes import is_code, read_code
from rules.model import Actor, Refused, RoleKind
from storage.db import Session
from storage.invitations import InvitationKind
from storage.people import load_actor
from storage.tables import notices
from storage.units import Unit
from tests.builders import (
    MONDAY,
    a_day,
    a_district,
    a_person,
    a_reporter,
    a_role,
    a_shift,
)
from tests.conftest import rows


async def _boss(session: Session) -> tuple[Actor, Unit, Unit]:
    host, ward, _ = await a_district(session)
    return await a_role(session, RoleKind.COORDINATOR, host, "Hà"), host, ward


async def _id(session: Session, name: str) -> int:
    person = await a_person(session, name)
    assert person.person_id is not None
    return person.person_id


async def test_a_code_can_be_retyped_and_gives_its_role(session: Session) -> None:
    boss, _, ward = await _boss(session)
    invited = await invite(session, boss, ward.id, InvitationKind.REPORTER, now=MONDAY)
    assert is_code(invited.code)
    assert read_code(f"{invited.code[:4]} {invited.code[4:]}".lower()) == invited.code
    minh = await _id(session, "Minh")
    done = await redeem(session, invited.code, minh, now=MONDAY)
    assert (done.kind, done.unit_name, done.again) == (RoleKind.REPORTER, ward.name, False)
    (grant,) = (await load_actor(session, minh)).grants
    assert (grant.kind, grant.unit_id) == (RoleKind.REPORTER, ward.id)


async def test_a_second_tap_of_the_same_person_is_no_refusal(session: Session) -> None:
    boss, _, ward = await _boss(session)
    invited = await invite(session, boss, ward.id, InvitationKind.REPORTER, now=MONDAY)
    minh = await _id(session, "Minh")
    await redeem(session, invited.code, minh, now=MONDAY)
    assert (await redeem(session, invited.code, minh, now=MONDAY)).again


async def test_a_used_expired_or_unknown_code_is_refused(session: Session) -> None:
    boss, _, ward = await _boss(session)
    invited = await invite(session, boss, ward.id, InvitationKind.VIEWER, now=MONDAY)
    late = MONDAY + timedelta(days=15)
    with pytest.raises(Refused, match="code_used"):
        await peek(session, invited.code, now=late)
    await redeem(session, invited.code, await _id(session, "Minh"), now=MONDAY)
    lan = await _id(session, "Lan")
    for code in (invited.code, "K7M2Q9XD"):
        with pytest.raises(Refused, match="code_used"):
            await redeem(session, code, lan, now=MONDAY)
    assert (await load_actor(session, lan)).grants == ()


async def test_a_new_group_link_ends_the_old_one(session: Session) -> None:
    boss, host, _ = await _boss(session)
    old = await invite(session, boss, host.id, InvitationKind.GROUP, now=MONDAY)
    new = await invite(session, boss, host.id, InvitationKind.GROUP, now=MONDAY)
    assert (await peek(session, new.code, now=MONDAY)).unit_id == host.id
    with pytest.raises(Refused, match="code_used"):
        await peek(session, old.code, now=MONDAY)


async def test_the_group_link_gives_no_role_before_approval(session: Session) -> None:
    boss, host, ward = await _boss(session)
    link = await invite(session, boss, host.id, InvitationKind.GROUP, now=MONDAY)
    people = [await _id(session, name) for name in ("Minh", "Lan", "Tú")]
    for person_id in people:
        await request_join(session, link.code, person_id, ward.id, now=MONDAY)
    with pytest.raises(Refused, match="code_used"):
        await redeem(session, link.code, people[0], now=MONDAY)
    assert (await load_actor(session, people[0])).grants == ()
    asked = await waiting(session, boss, host.id)
    assert [each.person_id for each in asked] == people


async def test_approval_in_bulk_gives_the_roles_and_says_so_once(session: Session) -> None:
    boss, host, ward = await _boss(session)
    link = await invite(session, boss, host.id, InvitationKind.GROUP, now=MONDAY)
    minh, lan = await _id(session, "Minh"), await _id(session, "Lan")
    for person_id in (minh, lan):
        await request_join(session, link.code, person_id, ward.id, now=MONDAY)
    decided = await decide(session, boss, host.id, approve=True, now=MONDAY)
    assert [each.person_id for each in decided] == [minh, lan]
    assert await decide(session, boss, host.id, approve=True, now=MONDAY) == []
    assert (await load_actor(session, lan)).grants[0].unit_id == ward.id
    told = rows(await session.execute(notices.select().where(notices.c.person_id == lan)))
    assert len(told) == 1
    assert "đã được duyệt" in told[0]["payload"]["text"]


async def test_one_can_be_declined_and_the_others_still_wait(session: Session) -> None:
    boss, host, ward = await _boss(session)
    link = await invite(session, boss, host.id, InvitationKind.GROUP, now=MONDAY)
    minh, lan = await _id(session, "Minh"), await _id(session, "Lan")
    for person_id in (minh, lan):
        await request_join(session, link.code, person_id, ward.id, now=MONDAY)
    first = (await waiting(session, boss, host.id))[0]
    await decide(session, boss, host.id, approve=False, only={first.id}, now=MONDAY)
    assert [each.person_id for each in await waiting(session, boss, host.id)] == [lan]
    assert (await load_actor(session, minh)).grants == ()


async def test_the_link_reaches_no_unit_outside_its_own(session: Session) -> None:
    boss, host, ward = await _boss(session)
    link = await invite(session, boss, ward.id, InvitationKind.GROUP, now=MONDAY)
    with pytest.raises(Refused, match="unit_unknown"):
        await request_join(session, link.code, await _id(session, "Minh"), host.id, now=MONDAY)


async def test_a_coordinator_below_invites_nobody_above(session: Session) -> None:
    host, ward, other = await a_district(session)
    boss = await a_role(session, RoleKind.COORDINATOR, ward)
    for unit in (host, other):
        with pytest.raises(Refused, match="not_your_unit"):
            await invite(session, boss, unit.id, InvitationKind.REPORTER, now=MONDAY)
        with pytest.raises(Refused, match="not_your_unit"):
            await decide(session, boss, unit.id, approve=True, now=MONDAY)


async def test_the_menu_counts_who_is_missing(session: Session) -> None:
    boss, _, ward = await _boss(session)
    assert (await overview(session, boss)).missing == 2
    await a_reporter(session, ward)
    assert (await overview(session, boss)).missing == 1


async def test_a_reporter_gets_the_link_of_a_shift_of_theirs(session: Session) -> None:
    host, ward, other = await a_district(session)
    event = await a_day(session, host)
    shift_id = await a_shift(session, event, ward)
    link = await shift_link(session, await a_reporter(session, ward), shift_id, now=MONDAY)
    assert (await peek(session, link.code, now=MONDAY)).shift_id == shift_id
    with pytest.raises(Refused, match="not_your_unit"):
        await shift_link(session, await a_reporter(session, other), shift_id, now=MONDAY)
