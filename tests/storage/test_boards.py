"""What a board needs besides the units' lines."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, update

from rules.model import RoleKind
from storage.audit import note
from storage.boards import days_hosted_above, last_deed, nudge, nudgers, unseen
from storage.db import Session
from storage.events import Event
from storage.people import Address, reachable
from storage.tables import addresses, notices
from storage.units import Unit
from storage.webchat import add_line, confirm, open_chat
from tests.builders import MONDAY, a_day, a_district, a_reporter, a_role, in_day, saturday

HOUR = timedelta(hours=1)


async def _reminded(
    session: Session, event: Event, unit: Unit, browser: str, *, at: datetime, seen: bool
) -> None:
    """One reporter's browser was sent a reminder, and has shown it or not."""
    own = await in_day(session, event, unit)
    chat_id = await open_chat(session, browser, now=MONDAY)
    line = await add_line(session, chat_id, {"html": "⏰"}, outgoing=True, now=at)
    row = {
        "key": f"{browser}{at}",
        "channel": "webchat",
        "chat_id": chat_id,
        "message_id": line.id,
        "kind": "reminder",
        "priority": 1,
        "payload": {},
        "due_at": at,
        "created_at": at,
        "sent_at": at,
        "state": "sent",
        "event_id": event.id,
        "participation_id": own.id,
    }
    await session.execute(insert(notices), row)
    if seen:
        await confirm(session, chat_id, line.id, now=at)


@pytest.mark.parametrize(
    ("first", "second", "listed"),
    [(False, False, True), (True, False, False), (False, True, False), (True, True, False)],
)
async def test_a_unit_is_unseen_only_when_none_of_its_reporters_has_opened(
    session: Session, first: bool, second: bool, listed: bool
) -> None:
    host, ward, _ = await a_district(session)
    event = await a_day(session, host)
    now = saturday(14, 0)
    await _reminded(session, event, ward, "lan", at=now, seen=first)
    await _reminded(session, event, ward, "hue", at=now, seen=second)
    assert await unseen(session, event.id) == ({ward.id} if listed else set())


async def test_the_last_reminder_counts(session: Session) -> None:
    host, ward, other = await a_district(session)
    event = await a_day(session, host)
    for unit, seen_last in ((ward, True), (other, False)):
        browser = f"of {unit.id}"
        before, last = saturday(14, 0), saturday(15, 30)
        await _reminded(session, event, unit, browser, at=before, seen=not seen_last)
        await _reminded(session, event, unit, browser, at=last, seen=seen_last)
    assert await unseen(session, event.id) == {other.id}


async def _address(session: Session, person_id: int | None) -> Address:
    assert person_id is not None
    (found,) = await reachable(session, [person_id])
    return found


async def test_who_has_written_since_has_seen_it(session: Session) -> None:
    host, ward, _ = await a_district(session)
    event = await a_day(session, host)
    minh = await a_reporter(session, ward)
    now = saturday(14, 0)
    await _reminded(session, event, ward, "minh", at=now, seen=False)
    own = await _address(session, minh.person_id)
    await session.execute(update(notices).values(chat_id=own.account_id, message_id=None))
    assert await unseen(session, event.id) == set(), "a channel that tells nothing proves nothing"
    await _reminded(session, event, ward, "hue", at=now, seen=False)
    assert await unseen(session, event.id) == {ward.id}
    await session.execute(update(addresses).values(seen_at=now + HOUR))
    assert await unseen(session, event.id) == set()


async def test_of_two_nudges_within_a_moment_the_first_is_kept_with_its_name(
    session: Session,
) -> None:
    host, ward, _ = await a_district(session)
    event = await a_day(session, host)
    hoa = await a_role(session, RoleKind.COORDINATOR, host, "Lê Thị Hoa")
    binh = await a_role(session, RoleKind.COORDINATOR, host, "Vũ Bình")
    own = await in_day(session, event, ward)
    now = saturday(15, 0)
    for actor, marked in ((hoa, {own.id}), (binh, set())):
        before = now - HOUR
        found = await nudge(session, [own.id], by=actor.person_id, before=before, now=now)
        assert found == marked
    assert await nudgers(session, [own.id]) == {own.id: (hoa.person_id, "Lê Thị Hoa")}


async def test_the_last_deed_is_somebody_elses_recent_and_of_that_kind(session: Session) -> None:
    host, ward, _ = await a_district(session)
    event = await a_day(session, host)
    hoa = await a_role(session, RoleKind.COORDINATOR, host, "Lê Thị Hoa")
    now = saturday(15, 0)
    await note(session, hoa, "remind", now=now, event_id=event.id)
    await note(session, hoa, "give_time", now=now + HOUR, event_id=event.id, unit_id=ward.id)
    await note(session, hoa, "register_unit", now=now + HOUR, event_id=event.id)
    wanted, since = {"remind", "give_time"}, now - HOUR
    found = await last_deed(session, event.id, wanted, but=None, since=since)
    assert found is not None
    assert (found.action, found.name, found.unit_name) == ("give_time", "Lê Thị Hoa", ward.name)
    assert await last_deed(session, event.id, wanted, but=hoa.person_id, since=since) is None
    late = now + 2 * HOUR
    assert await last_deed(session, event.id, wanted, but=None, since=late) is None


async def test_boards_of_the_host_and_above_count_a_units_questions(session: Session) -> None:
    host, ward, _ = await a_district(session)
    event = await a_day(session, host)
    assert await days_hosted_above(session, [ward.path]) == [event.id]
    assert await days_hosted_above(session, []) == []
