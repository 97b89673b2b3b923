"""Texts to copy: within one message whatever the number of units, with what each lacks."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from actions.group_texts import announcement, group_text, private_text
from actions.invite import invite, peek
from rules.model import EventState, Refused, RoleKind
from storage.db import Session
from storage.events import Event, close_event
from storage.invitations import InvitationKind
from storage.tables import participations
from storage.units import Unit
from tests.builders import MONDAY, a_day, a_district, a_role, in_day, saturday


async def _stands(session: Session, event: Event, unit: Unit, **values: object) -> None:
    own = await in_day(session, event, unit)
    await session.execute(
        update(participations).where(participations.c.id == own.id).values(**values)
    )


async def test_who_lacks_what_stands_in_it_and_who_is_done_does_not(session: Session) -> None:
    host, done, part, none, back, off = await a_district(
        session, "P. Xong", "P. Thiếu", "P. Chưa", "P. Lại", "P. Nghỉ"
    )
    boss = await a_role(session, RoleKind.COORDINATOR, host)
    event = await a_day(session, host)
    await _stands(session, event, done, photo_count=3, registered_at=MONDAY)
    await _stands(session, event, part, photo_count=2, extended_to=saturday(18, 0))
    await _stands(session, event, back, progress="returned", returned_at=MONDAY, photo_count=3)
    await _stands(session, event, off, not_taking_part=True)
    text = (await group_text(session, boss, event.id, now=saturday(15, 0))).text
    assert "- Cần gửi lại: P. Lại" in text
    assert "P. Chưa (3 ảnh)" in text
    assert "P. Thiếu (1 ảnh) (đến 18:00)" in text
    assert "Hạn 16:00 thứ Bảy 28/11" in text
    assert "P. Nghỉ" not in text
    assert none.name in text


@pytest.mark.parametrize("units", [1, 40, 400])
async def test_it_fits_into_one_message(session: Session, units: int) -> None:
    names = [f"Đoàn phường có tên thật dài số {number}" for number in range(units)]
    host, *_ = await a_district(session, *names)
    boss = await a_role(session, RoleKind.COORDINATOR, host)
    event = await a_day(session, host)
    said = await group_text(session, boss, event.id, now=saturday(15, 0))
    assert len(said.text) <= 2000
    assert said.rows == ()
    assert "số 0" in said.text
    assert ("đơn vị khác" in said.text) == (units > 40)


async def test_when_nobody_lacks_anything_it_says_thanks(session: Session) -> None:
    host, first, second = await a_district(session)
    boss = await a_role(session, RoleKind.COORDINATOR, host)
    event = await a_day(session, host)
    for unit in (first, second):
        await _stands(session, event, unit, not_taking_part=True)
    text = (await group_text(session, boss, event.id, now=saturday(15, 0))).text
    assert "đã gửi đủ báo cáo. Cảm ơn" in text


async def test_each_private_text_has_a_code_of_its_own_and_earlier_ones_stay_valid(
    session: Session,
) -> None:
    host, ward, _ = await a_district(session)
    boss = await a_role(session, RoleKind.COORDINATOR, host)
    event = await a_day(session, host)
    own = await in_day(session, event, ward)
    codes = [(await private_text(session, boss, own.id, now=MONDAY)).invited.code for _ in range(2)]
    assert len(set(codes)) == 2
    for code in codes:
        found = await peek(session, code, now=MONDAY)
        assert (found.kind, found.unit_id, found.uses_left) == ("reporter", ward.id, 1)


async def test_an_announcements_link_lives_as_long_as_its_day(session: Session) -> None:
    host, *_ = await a_district(session)
    boss = await a_role(session, RoleKind.COORDINATOR, host)
    event = await a_day(session, host)
    first = await announcement(session, boss, event.id, volunteers=False, now=MONDAY)
    await announcement(session, boss, event.id, volunteers=False, now=MONDAY)
    assert (await peek(session, first.invited.code, now=saturday(15, 59))).uses_left is None
    with pytest.raises(Refused, match="code_used"):
        await peek(session, first.invited.code, now=saturday(16, 0))
    await invite(session, boss, host.id, InvitationKind.GROUP, now=MONDAY)
    with pytest.raises(Refused, match="code_used"):  # the group's new link ends all earlier ones
        await peek(session, first.invited.code, now=MONDAY + timedelta(hours=1))


async def test_a_day_that_is_closed_has_nothing_to_copy(session: Session) -> None:
    host, *_ = await a_district(session)
    boss = await a_role(session, RoleKind.COORDINATOR, host)
    event = await a_day(session, host)
    assert await close_event(session, event.id, EventState.CANCELLED)
    with pytest.raises(Refused, match="event_not_open"):
        await group_text(session, boss, event.id, now=saturday(15, 0))
