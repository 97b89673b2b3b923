"""Who gets their unit's card: its reporters, not the officer, and nobody of a report that fell
back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from actions.submit_report import Entry, submit_as
from actions.thanks import compose_thanks, queue_thanks, thanks_card
from rules.model import EventState, RoleKind, Source
from storage.db import Session
from storage.events import Event, close_event
from storage.outbox import BROADCAST, Claimed
from storage.participations import Participation, settle
from storage.people import grant_role
from storage.reports import Message
from storage.tables import notices
from storage.timers import Timer, thanks_due
from storage.units import Unit
from tests.builders import a_day, a_district, a_role, in_day, saturday

SENT = saturday(15, 40)
DUE = SENT + timedelta(seconds=60)


async def _complete(session: Session) -> tuple[Event, Unit, Participation]:
    """Photos were there; the officer entered the figures that made it complete."""
    host, ward, *_ = await a_district(session)
    event = await a_day(session, host)
    own = await in_day(session, event, ward)
    officer = await a_role(session, RoleKind.COORDINATOR, host, "Trần Thị Hà")
    assert await settle(session, own, replace(own.facts, photos=3), sent_at=saturday(9, 0))
    figures = {"volunteers": 25, "citizens": 120}
    entry = Entry(figures, Source.TYPED, Message("", SENT, SENT), on_behalf=True)
    reported = await submit_as(session, officer, own.id, entry, now=SENT)
    return event, ward, reported.after


async def _due(session: Session) -> Timer:
    assert await thanks_due(session, now=DUE - timedelta(seconds=1)) is None
    timer = await thanks_due(session, now=DUE)
    assert timer is not None
    return timer


def _claimed(own: Participation) -> Claimed:
    facts = {"participation_id": own.id}
    return Claimed(
        1, "webchat", 1, facts, "thanks", BROADCAST, None, 0, 1, own.event_id, own.id, DUE
    )


async def test_each_reporter_is_thanked_once(session: Session) -> None:
    _, ward, own = await _complete(session)
    await a_role(session, RoleKind.REPORTER, ward, "Lê Văn Minh")
    await a_role(session, RoleKind.REPORTER, ward, "Lê Thị Lan")
    timer = await _due(session)
    assert await thanks_card(session, timer) == f"{own.id}.{own.revision}"
    assert await queue_thanks(session, timer, now=DUE) == 2
    assert await queue_thanks(session, timer, now=DUE) == 0
    thanks = select(notices.c.key).where(notices.c.kind == "thanks")
    keys = (await session.execute(thanks)).scalars().all()
    assert all(key.startswith(f"thanks:{own.id}:") for key in keys)


async def test_an_officer_who_enters_for_units_gets_none(session: Session) -> None:
    event, ward, _ = await _complete(session)
    timer = await _due(session)
    assert await thanks_card(session, timer) is None
    both = await a_role(session, RoleKind.REPORTER, ward, "Ngô Thị Hai")
    assert both.person_id is not None
    host, coordinator = event.host_unit_id, RoleKind.COORDINATOR
    await grant_role(session, both.person_id, host, coordinator, granted_by=None, now=SENT)
    assert await queue_thanks(session, timer, now=DUE) == 0


async def test_after_an_outage_of_a_day_nobody_is_surprised(session: Session) -> None:
    _, ward, _ = await _complete(session)
    await a_role(session, RoleKind.REPORTER, ward, "Lê Văn Minh")
    timer = await _due(session)
    assert await queue_thanks(session, timer, now=DUE + timedelta(hours=25)) == 0


async def test_in_quiet_hours_it_waits_for_the_morning(session: Session) -> None:
    _, ward, _ = await _complete(session)
    await a_role(session, RoleKind.REPORTER, ward, "Lê Văn Minh")
    timer = await _due(session)
    await queue_thanks(session, timer, now=saturday(22, 0))
    thanks = select(notices.c.due_at).where(notices.c.kind == "thanks")
    due = (await session.execute(thanks)).scalar_one()
    assert due == saturday(6, 30) + timedelta(days=1)


@pytest.mark.parametrize("fell", ["returned", "opted out", "cancelled"])
async def test_whether_it_is_sent_is_decided_again(session: Session, fell: str) -> None:
    event, _, own = await _complete(session)
    sent = await compose_thanks(session, _claimed(own), now=DUE)
    assert sent is not None
    assert sent["photo"].startswith(f"unitcard:{own.id}.{own.revision}|")
    if fell == "cancelled":
        await close_event(session, event.id, EventState.CANCELLED)
    else:
        away = fell == "opted out"
        facts = replace(own.facts, returned=not away, not_taking_part=away)
        assert await settle(session, own, facts) is not None
    assert await compose_thanks(session, _claimed(own), now=DUE) is None
