"""What a coordinator enters counts as of when it was told, stays marked, and can be taken back."""

from datetime import datetime, time

import pytest

from actions.enter_for_unit import Told, enter_for_unit, enter_photo, say_who
from actions.review_report import return_report, undo_entry
from actions.submit_report import Entry, submit_as
from reading.claim import Claim
from rules.model import Actor, Progress, Refused, RoleKind, Source
from storage.db import Session
from storage.events import Event
from storage.participations import Participation
from storage.photos import NewPhoto
from storage.reports import Message, versions_of
from storage.unit_lines import unit_lines
from storage.units import Unit
from tests.builders import a_day, a_district, a_reporter, a_role, in_day, saturday

BOTH = {"volunteers": 20, "citizens": 90}


def by_phone(at: datetime) -> Message:
    return Message("", at, at, "webchat", 1, 1)


async def _ready(session: Session) -> tuple[Event, Unit, Unit, Actor]:
    """A day on which nobody has joined; one unit's photos are in."""
    host, ward, branch = await a_district(session)
    event = await a_day(session, host)
    mine, officer = await in_day(session, event, ward), await an_officer(session, host)
    at = saturday(9, 0)
    for number in (1, 2, 3):
        photo = NewPhoto("webchat", 5, number, f"f{number}", at, at, "k")
        await enter_photo(session, officer, mine.id, photo, now=at)
    return event, ward, branch, officer


async def an_officer(session: Session, host: Unit) -> Actor:
    return await a_role(session, RoleKind.COORDINATOR, host, "Hoa")


async def test_entered_after_the_deadline_and_told_before_it_is_on_time(session: Session) -> None:
    event, ward, _, officer = await _ready(session)
    mine = await in_day(session, event, ward)
    late = saturday(16, 20)
    (done,) = await enter_for_unit(
        session, officer, [Told(mine.id, BOTH)], by_phone(late), now=late
    )
    assert _minutes_late(done.after) == 20
    claim = Claim("đ/c Lan", time(15, 40))
    after = await say_who(session, officer, mine.id, claim, since=late, now=late)
    assert _minutes_late(after) == 0
    assert (after.on_behalf, after.author) == (True, "đ/c Lan")
    (kept,) = await versions_of(session, mine.id)
    assert (kept.message.sent_at, kept.message.received_at) == (saturday(15, 40), late)


def _minutes_late(mine: Participation) -> int:
    assert mine.timeliness is not None
    return mine.timeliness.minutes_late


async def test_a_told_time_is_never_later_than_its_entry(session: Session) -> None:
    event, ward, _, officer = await _ready(session)
    mine = await in_day(session, event, ward)
    now = saturday(15, 0)
    told = Told(mine.id, BOTH, at=saturday(15, 30))
    await enter_for_unit(session, officer, [told], by_phone(now), now=now)
    (kept,) = await versions_of(session, mine.id)
    assert kept.message.sent_at == now


async def test_several_units_are_entered_at_once_or_not_at_all(session: Session) -> None:
    event, ward, branch, officer = await _ready(session)
    rows = [await in_day(session, event, unit) for unit in (ward, branch)]
    now = saturday(15, 0)
    told = [Told(row.id, BOTH, author="đ/c Lan") for row in rows]
    done = await enter_for_unit(session, officer, told, by_phone(now), now=now)
    assert [each.after.facts.values for each in done] == [BOTH, BOTH]
    reporter = await a_reporter(session, ward)
    with pytest.raises(Refused, match="for_coordinators"):
        await enter_for_unit(session, reporter, told, by_phone(now), now=now)


async def test_who_told_changes_nothing_of_what_the_unit_itself_sent(session: Session) -> None:
    event, ward, _, officer = await _ready(session)
    mine = await in_day(session, event, ward)
    reporter = await a_reporter(session, ward)
    sent = by_phone(saturday(15, 50))
    await submit_as(session, reporter, mine.id, Entry(BOTH, Source.TYPED, sent), now=sent.sent_at)
    late = saturday(16, 30)
    await enter_for_unit(
        session, officer, [Told(mine.id, {"citizens": 99})], by_phone(late), now=late
    )
    after = await say_who(session, officer, mine.id, Claim("", time(16, 10)), since=late, now=late)
    assert after.facts.completed_at == saturday(15, 50)
    first, second = await versions_of(session, mine.id)
    assert (first.message.sent_at, first.on_behalf) == (saturday(15, 50), False)
    assert (second.message.sent_at, second.edited_late) == (saturday(16, 10), True)


async def test_taken_back_everything_stands_as_before(session: Session) -> None:
    event, ward, _, officer = await _ready(session)
    before = await in_day(session, event, ward)
    late = saturday(16, 20)
    (done,) = await enter_for_unit(
        session, officer, [Told(before.id, BOTH)], by_phone(late), now=late
    )
    assert done.after.progress is Progress.COMPLETE
    await undo_entry(session, officer, before.id, done.after.version, now=late)
    after = await in_day(session, event, ward)
    assert (after.progress, after.facts) == (before.progress, before.facts)
    assert after.last_sent_at == before.last_sent_at
    assert len(await versions_of(session, before.id)) == 2


async def test_taken_back_what_was_told_before_keeps_its_claimed_time(session: Session) -> None:
    event, ward, _, officer = await _ready(session)
    mine = await in_day(session, event, ward)
    late = saturday(16, 20)
    await enter_for_unit(session, officer, [Told(mine.id, BOTH)], by_phone(late), now=late)
    (more,) = await enter_for_unit(
        session, officer, [Told(mine.id, {"citizens": 99})], by_phone(late), now=late
    )
    await say_who(session, officer, mine.id, Claim("", time(15, 40)), since=late, now=late)
    await undo_entry(session, officer, mine.id, more.after.version, now=late)
    after = await in_day(session, event, ward)
    assert (after.facts.completed_at, after.last_sent_at) == (saturday(15, 40),) * 2


async def test_who_told_moves_nothing_by_what_was_taken_back(session: Session) -> None:
    event, ward, _, officer = await _ready(session)
    mine = await in_day(session, event, ward)
    first, second = saturday(15, 30), saturday(15, 50)
    (done,) = await enter_for_unit(
        session, officer, [Told(mine.id, BOTH)], by_phone(second), now=second
    )
    await undo_entry(session, officer, mine.id, done.after.version, now=second)
    told = Told(mine.id, {"citizens": 90}, at=first)
    await enter_for_unit(session, officer, [told], by_phone(second), now=second)
    claim = Claim("", time(15, 10))
    after = await say_who(session, officer, mine.id, claim, since=second, now=second)
    assert after.last_sent_at == saturday(15, 10)


async def test_taken_back_the_doubts_of_what_stood_before_are_there_again(
    session: Session,
) -> None:
    event, ward, _, officer = await _ready(session)
    mine = await in_day(session, event, ward)
    odd = {**BOTH, "dossiers_received": 5, "dossiers_resolved": 9}
    at = saturday(15, 0)
    await enter_for_unit(session, officer, [Told(mine.id, odd)], by_phone(at), now=at)
    (done,) = await enter_for_unit(
        session, officer, [Told(mine.id, {"dossiers_received": 9})], by_phone(at), now=at
    )
    assert not done.after.doubts
    await undo_entry(session, officer, mine.id, done.after.version, now=at)
    after = await in_day(session, event, ward)
    assert [doubt.key for doubt in after.doubts] == ["dossiers_resolved"]
    (line,) = [one for one in await unit_lines(session, event.id) if one.unit_id == ward.id]
    assert line.doubts == 1


async def test_taken_back_a_returned_report_is_returned_again(session: Session) -> None:
    event, ward, _, officer = await _ready(session)
    mine = await in_day(session, event, ward)
    now = saturday(15, 0)
    await enter_for_unit(session, officer, [Told(mine.id, BOTH)], by_phone(now), now=now)
    await return_report(session, officer, mine.id, "thiếu", now=now)
    (done,) = await enter_for_unit(
        session, officer, [Told(mine.id, {"citizens": 95})], by_phone(now), now=now
    )
    assert done.after.progress is Progress.COMPLETE
    await undo_entry(session, officer, mine.id, done.after.version, now=now)
    after = await in_day(session, event, ward)
    assert (after.progress, after.return_reason) == (Progress.RETURNED, "thiếu")
