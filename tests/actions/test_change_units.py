"""A unit renamed or merged between two Saturdays keeps its history on both maps."""

from datetime import date, timedelta

import pytest

from actions.change_units import (
    changes,
    merge_units,
    merging,
    rename_unit,
    undo_change,
    units_to_change,
)
from actions.find_unit import units_called
from actions.invite import new_code, redeem
from actions.submit_report import Entry, submit_as
from rules.model import Actor, Refused, RoleKind, Source
from storage.db import Session
from storage.events import Event
from storage.invitations import InvitationKind
from storage.participations import participations_of
from storage.people import load_actor, role_holders
from storage.reports import Message
from storage.unit_lines import unit_lines
from storage.units import Unit, unit
from tests.builders import MONDAY, a_day, a_district, a_person, a_reporter, a_role, in_day, saturday

NEXT_MONDAY = MONDAY + timedelta(days=7)
TAN, PHU = "Đoàn phường Tân Lộc", "Đoàn phường Phú Lạc"


async def _after_a_saturday(session: Session) -> tuple[Event, Unit, Unit, Actor, Actor]:
    """Last Saturday Tân Lộc reported; it is Monday."""
    host, tan, phu = await a_district(session)
    event = await a_day(session, host)
    minh = await a_reporter(session, tan)
    at = saturday(15, 0)
    entry = Entry({"volunteers": 25}, Source.TYPED, Message("25", at, at, "webchat", 1, 1))
    await submit_as(session, minh, (await in_day(session, event, tan)).id, entry, now=at)
    return event, tan, phu, minh, await a_role(session, RoleKind.COORDINATOR, host, "Hoa")


async def test_a_renamed_unit_keeps_its_old_name_on_the_old_map(session: Session) -> None:
    event, tan, _, _, boss = await _after_a_saturday(session)
    after = await rename_unit(session, boss, tan.id, "Đoàn phường Lạc Hồng", now=NEXT_MONDAY)
    assert after.name == "Đoàn phường Lạc Hồng"
    assert TAN in {line.name for line in await unit_lines(session, event.id)}
    assert (await in_day(session, event, tan)).unit_name == TAN
    host = await unit(session, event.host_unit_id)
    assert host is not None
    new = await a_day(session, host, now=NEXT_MONDAY)
    assert {each.unit_name for each in await participations_of(session, new.id)} == {
        "Đoàn phường Lạc Hồng",
        PHU,
    }
    for typed in ("tan loc", "lac hong"):
        assert tan.id in [each.id for each in await units_called(session, typed)]


async def test_a_name_of_a_sibling_is_refused_and_a_rename_undone(session: Session) -> None:
    event, tan, _, _, boss = await _after_a_saturday(session)
    with pytest.raises(Refused, match="unit_name_taken"):
        await rename_unit(session, boss, tan.id, PHU, now=NEXT_MONDAY)
    await rename_unit(session, boss, tan.id, "Đoàn phường Mới", now=NEXT_MONDAY)
    (change,) = await changes(session, boss)
    assert (change.detail["before"], change.at) == (TAN, NEXT_MONDAY)
    await undo_change(session, boss, tan.id, now=NEXT_MONDAY)
    assert (await in_day(session, event, tan)).unit_name == TAN
    assert await changes(session, boss) == []
    with pytest.raises(Refused, match="unit_nothing_to_undo"):
        await undo_change(session, boss, tan.id, now=NEXT_MONDAY)


async def test_a_merged_unit_stays_on_the_old_map_and_leads_to_the_new_one(
    session: Session,
) -> None:
    event, tan, phu, minh, boss = await _after_a_saturday(session)
    before = await unit_lines(session, event.id)
    await merge_units(session, boss, tan.id, phu.id, move_people=True, now=NEXT_MONDAY)
    closed = await unit(session, tan.id)
    assert closed is not None
    assert (closed.closed_on, closed.successor_id) == (date(2026, 11, 30), phu.id)
    assert await unit_lines(session, event.id) == before
    (found,) = await units_called(session, "Đoàn phường Tân Lộc")
    assert found.id == phu.id
    host = await unit(session, event.host_unit_id)
    assert host is not None
    new = await a_day(session, host, now=NEXT_MONDAY)
    assert [each.unit_id for each in await participations_of(session, new.id)] == [phu.id]
    grants = (await load_actor(session, minh.person_id or 0)).grants
    assert phu.id in {grant.unit_id for grant in grants}


async def test_people_and_codes_move_only_when_confirmed(session: Session) -> None:
    _, tan, phu, minh, boss = await _after_a_saturday(session)
    code = await new_code(session, tan, InvitationKind.REPORTER, created_by=None, now=NEXT_MONDAY)
    await merge_units(session, boss, tan.id, phu.id, move_people=False, now=NEXT_MONDAY)
    assert await role_holders(session, phu.id, RoleKind.REPORTER) == []
    await undo_change(session, boss, tan.id, now=NEXT_MONDAY)
    await merge_units(session, boss, tan.id, phu.id, move_people=True, now=NEXT_MONDAY)
    assert [each.id for each in await role_holders(session, phu.id, RoleKind.REPORTER)] == [
        minh.person_id
    ]
    lan = await a_person(session)
    taken = await redeem(session, code.code, lan.person_id or 0, now=NEXT_MONDAY)
    assert taken.unit_id == phu.id


async def test_a_merger_is_undone_with_its_people(session: Session) -> None:
    _, tan, phu, minh, boss = await _after_a_saturday(session)
    await merge_units(session, boss, tan.id, phu.id, move_people=True, now=NEXT_MONDAY)
    await undo_change(session, boss, tan.id, now=NEXT_MONDAY)
    again = await unit(session, tan.id)
    assert again is not None
    assert (again.closed_on, again.successor_id) == (None, None)
    assert await role_holders(session, phu.id, RoleKind.REPORTER) == []
    assert [each.id for each in await role_holders(session, tan.id, RoleKind.REPORTER)] == [
        minh.person_id
    ]
    (found,) = await units_called(session, "Đoàn phường Tân Lộc")
    assert found.id == tan.id


async def test_a_day_ahead_in_which_nothing_was_done_expects_the_other_alone(
    session: Session,
) -> None:
    host, tan, phu = await a_district(session)
    boss = await a_role(session, RoleKind.COORDINATOR, host, "Hoa")
    event = await a_day(session, host)
    await merge_units(session, boss, tan.id, phu.id, move_people=True, now=MONDAY)
    assert [each.unit_id for each in await participations_of(session, event.id)] == [phu.id]
    await undo_change(session, boss, tan.id, now=MONDAY)
    assert len(await participations_of(session, event.id)) == 2


async def test_a_day_in_which_something_was_done_goes_on_expecting_it(session: Session) -> None:
    event, tan, phu, _, boss = await _after_a_saturday(session)
    shown = await merging(session, boss, tan.id, phu.id, now=MONDAY)
    assert [day.event_id for day in shown.kept] == [event.id]
    await merge_units(session, boss, tan.id, phu.id, move_people=False, now=MONDAY)
    assert len(await participations_of(session, event.id)) == 2


async def test_itself_and_its_parents_are_no_place_to_merge_into(session: Session) -> None:
    event, tan, phu, minh, boss = await _after_a_saturday(session)
    with pytest.raises(Refused, match="merge_itself"):
        await merging(session, boss, tan.id, tan.id, now=MONDAY)
    with pytest.raises(Refused, match="merge_itself"):
        await merging(session, boss, event.host_unit_id, phu.id, now=MONDAY)
    with pytest.raises(Refused, match="for_coordinators"):
        await merging(session, minh, tan.id, phu.id, now=MONDAY)
    with pytest.raises(Refused, match="for_coordinators"):
        await units_to_change(session, minh, "tan loc")
    stranger = await a_role(session, RoleKind.COORDINATOR, tan, "Khác")
    with pytest.raises(Refused, match="not_your_unit"):
        await rename_unit(session, stranger, phu.id, "Mới", now=MONDAY)
