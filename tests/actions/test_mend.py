"""What is moved counts on one side only, as of when it was sent, and undone it is as it was."""

from dataclasses import replace
from datetime import datetime

import pytest

from actions.keep_photo import keep_photo
from actions.mend import Moved, move_report, undo_move
from actions.mend_photos import assign_photos, remove_photos, restore_photos
from actions.resettle import resettle_unit
from actions.review_report import correct_report, return_report, undo_return
from actions.take_message import Held, assign_report, take_message
from actions.unplaced import waiting_for_answer
from rules.model import Actor, Progress, Refused, RoleKind
from storage.db import Session
from storage.events import Event
from storage.participations import Participation
from storage.photos import NewPhoto
from storage.reports import Message, versions_of
from storage.unit_lines import unit_lines
from storage.units import Unit
from tests.builders import a_day, a_district, a_reporter, a_role, in_day, saturday

FULL = "BC: 25 ĐVTN, 120 lượt dân"


async def _two(session: Session) -> tuple[Event, Unit, Unit, Actor, Actor]:
    host, ward, other = await a_district(session)
    event = await a_day(session, host)
    officer = await a_role(session, RoleKind.COORDINATOR, host, "Trần Thị Hà")
    return event, ward, other, await a_reporter(session, ward, other), officer


async def _reports(session: Session, who: Actor, text: str, at: datetime) -> None:
    message = Message(text, at, at, "webchat", 5, 6)
    assert await take_message(session, who, message, now=at) is not None


async def _photos(session: Session, who: Actor, unit: Participation, at: datetime) -> list[int]:
    ids = []
    for number in range(3):
        photo = NewPhoto("webchat", 5, number + int(at.timestamp()), f"f{number}{at}", at, at, "k")
        kept = await keep_photo(session, who, replace(photo, album=f"a{at}"), now=at)
        ids.append(kept.photo_id or 0)
    await assign_photos(session, who, ids[0], unit.id, now=at)
    return ids


async def _stands(session: Session, event: Event, unit: Unit) -> tuple[object, ...]:
    p = await in_day(session, event, unit)
    facts = p.facts
    return p.progress, dict(facts.values), facts.photos, facts.completed_at, p.last_sent_at


async def test_a_report_moved_and_moved_back_leaves_both_units_as_they_were(
    session: Session,
) -> None:
    event, ward, other, who, _ = await _two(session)
    await _reports(session, who, f"{ward.name}: 10 ĐVTN, 20 lượt dân", saturday(14, 0))
    await _reports(session, who, f"{other.name}: 7 ĐVTN", saturday(14, 30))
    await _reports(session, who, f"{ward.name}: {FULL}", saturday(15, 0))
    before = [await _stands(session, event, unit) for unit in (ward, other)]
    first, second = [await in_day(session, event, unit) for unit in (ward, other)]
    moved = await move_report(session, who, first.id, second.id, now=saturday(16, 30))
    there = await in_day(session, event, other)
    assert there.facts.values == {"volunteers": 25, "citizens": 120}
    assert there.last_sent_at == saturday(15, 0)
    here = await in_day(session, event, ward)
    assert (here.facts.values, here.last_sent_at) == (
        {"volunteers": 10, "citizens": 20},
        saturday(14, 0),
    )
    versions = (moved.source.version, moved.target.version)
    await undo_move(session, who, first.id, second.id, versions, now=saturday(16, 31))
    assert [await _stands(session, event, unit) for unit in (ward, other)] == before
    with pytest.raises(Refused, match="moved_meanwhile"):
        await undo_move(session, who, first.id, second.id, versions, now=saturday(16, 32))
    assert [each.figures["volunteers"] for each in await versions_of(session, first.id)] == [
        10,
        25,
        10,
        25,
    ]


async def _complete_then_moved(session: Session) -> tuple[Event, Unit, Unit, Moved]:
    event, ward, other, who, _ = await _two(session)
    first, second = [await in_day(session, event, unit) for unit in (ward, other)]
    await _photos(session, who, first, saturday(15, 10))
    await _photos(session, who, second, saturday(15, 20))
    await _reports(session, who, f"{ward.name}: {FULL}", saturday(15, 40))
    moved = await move_report(session, who, first.id, second.id, now=saturday(16, 40))
    return event, ward, other, moved


async def test_completeness_goes_with_the_report_and_keeps_its_minute(session: Session) -> None:
    event, ward, other, _ = await _complete_then_moved(session)
    here, there = await in_day(session, event, ward), await in_day(session, event, other)
    assert (here.progress, here.facts.completed_at) == (Progress.PARTIAL, None)
    assert (there.progress, there.facts.completed_at) == (Progress.COMPLETE, saturday(15, 40))


async def test_by_a_clock_that_runs_ahead_nothing_is_complete_after_it_left(
    session: Session,
) -> None:
    event, ward, other, who, _ = await _two(session)
    first, second = [await in_day(session, event, unit) for unit in (ward, other)]
    await _photos(session, who, first, saturday(15, 10))
    ahead, received = saturday(15, 49), saturday(15, 40)
    message = Message(f"{ward.name}: {FULL}", ahead, received, "webchat", 5, 6)
    assert await take_message(session, who, message, now=received) is not None
    await move_report(session, who, first.id, second.id, now=saturday(16, 40))
    assert (await in_day(session, event, ward)).facts.completed_at is None


async def test_a_return_that_the_wrong_report_answered_stands_again(session: Session) -> None:
    event, ward, other, who, officer = await _two(session)
    await _reports(session, who, f"{ward.name}: 10 ĐVTN, 20 lượt dân", saturday(14, 0))
    first, second = [await in_day(session, event, unit) for unit in (ward, other)]
    await return_report(session, officer, first.id, "thiếu ảnh", now=saturday(14, 10))
    await _reports(session, who, f"{ward.name}: {FULL}", saturday(14, 20))
    assert not (await in_day(session, event, ward)).facts.returned
    await move_report(session, officer, first.id, second.id, now=saturday(14, 30))
    here = await in_day(session, event, ward)
    assert here.facts.returned
    assert here.progress is Progress.RETURNED


async def test_of_two_returns_the_one_that_was_undone_does_not_hide_the_other(
    session: Session,
) -> None:
    event, ward, other, who, officer = await _two(session)
    first, second = [await in_day(session, event, unit) for unit in (ward, other)]
    await _photos(session, who, first, saturday(13, 50))
    await _reports(session, who, f"{ward.name}: 10 ĐVTN, 20 lượt dân", saturday(14, 0))
    await return_report(session, officer, first.id, "thiếu ảnh", now=saturday(14, 10))
    await _reports(session, who, f"{ward.name}: {FULL}", saturday(14, 20))
    await return_report(session, officer, first.id, "nhầm nút", now=saturday(14, 25))
    await undo_return(session, officer, first.id, now=saturday(14, 26))
    await move_report(session, officer, first.id, second.id, now=saturday(14, 30))
    assert (await in_day(session, event, ward)).progress is Progress.RETURNED
    await undo_return(session, officer, first.id, now=saturday(14, 40))
    assert (await in_day(session, event, ward)).facts.completed_at == saturday(14, 0)


async def test_a_number_put_right_does_not_answer_the_return(session: Session) -> None:
    event, ward, _, who, officer = await _two(session)
    here = await in_day(session, event, ward)
    await _photos(session, who, here, saturday(13, 50))
    await _reports(session, who, f"{ward.name}: 10 ĐVTN, 20 lượt dân", saturday(14, 0))
    await return_report(session, officer, here.id, "thiếu ảnh", now=saturday(14, 10))
    words = Message("", saturday(14, 12), saturday(14, 12))
    await correct_report(
        session, officer, here.id, {"citizens": 21}, "Đếm lại", words, now=saturday(14, 12)
    )
    await _reports(session, who, f"{ward.name}: {FULL}", saturday(16, 20))
    await resettle_unit(session, here.id, now=saturday(16, 30))
    assert (await in_day(session, event, ward)).facts.completed_at == saturday(16, 20)


async def test_a_moved_report_keeps_what_is_doubtful_about_it(session: Session) -> None:
    event, ward, other, who, officer = await _two(session)
    text = f"{ward.name}: (15+10) ĐVTN, 120 lượt dân, 45 hồ sơ"
    await _reports(session, who, text, saturday(15, 0))
    before = await in_day(session, event, ward)
    assert (before.how, [doubt.key for doubt in before.doubts]) == (
        {"volunteers": ("sum", (15, 10))},
        ["dossiers_received"],
    )
    second = await in_day(session, event, other)
    done = await move_report(session, officer, before.id, second.id, now=saturday(15, 30))
    here, there = await in_day(session, event, ward), await in_day(session, event, other)
    assert (here.how, here.doubts, there.how) == ({}, (), before.how)
    assert [(doubt.key, doubt.quote) for doubt in there.doubts] == [
        ("dossiers_received", before.doubts[0].quote)
    ]
    versions = (done.source.version, done.target.version)
    await undo_move(session, officer, before.id, second.id, versions, now=saturday(15, 31))
    here, there = await in_day(session, event, ward), await in_day(session, event, other)
    assert (here.how, len(here.doubts), there.how, there.doubts) == (before.how, 1, {}, ())
    assert {line.name: line.doubts for line in await unit_lines(session, event.id)} == {
        ward.name: 1,
        other.name: 0,
    }


async def test_photos_moved_one_album_at_a_time_count_where_they_are(session: Session) -> None:
    event, ward, other, who, officer = await _two(session)
    first, second = [await in_day(session, event, unit) for unit in (ward, other)]
    early = await _photos(session, who, first, saturday(15, 10))
    await _photos(session, who, first, saturday(15, 20))
    await _reports(session, who, f"{other.name}: {FULL}", saturday(15, 40))
    await assign_photos(session, officer, early[0], second.id, now=saturday(16, 30))
    here, there = await in_day(session, event, ward), await in_day(session, event, other)
    assert (here.facts.photos, there.facts.photos) == (3, 3)
    assert there.facts.completed_at == saturday(15, 40)
    await assign_photos(session, officer, early[0], first.id, now=saturday(16, 31))
    here, there = await in_day(session, event, ward), await in_day(session, event, other)
    assert (here.facts.photos, there.facts.photos) == (6, 0)
    assert there.facts.completed_at is None


async def test_photos_taken_out_and_put_back_count_once(session: Session) -> None:
    event, ward, _, who, _ = await _two(session)
    ids = await _photos(session, who, await in_day(session, event, ward), saturday(15, 10))
    for _ in range(2):
        await remove_photos(session, who, ids[1], whole=False, now=saturday(15, 20))
    assert (await in_day(session, event, ward)).facts.photos == 2
    await remove_photos(session, who, ids[0], now=saturday(15, 21))
    assert (await in_day(session, event, ward)).facts.photos == 0
    for _ in range(2):
        await restore_photos(session, who, ids[0], now=saturday(15, 22))
    assert (await in_day(session, event, ward)).facts.photos == 3


async def test_only_who_reports_or_coordinates_there_may_mend(session: Session) -> None:
    event, ward, other, who, _ = await _two(session)
    first, second = [await in_day(session, event, unit) for unit in (ward, other)]
    ids = await _photos(session, who, first, saturday(15, 10))
    await _reports(session, who, f"{ward.name}: {FULL}", saturday(15, 20))
    half = await a_reporter(session, ward)
    stranger = await a_role(session, RoleKind.VIEWER, ward, "Đỗ Văn Xem")
    for someone in (half, stranger):
        with pytest.raises(Refused):
            await move_report(session, someone, first.id, second.id, now=saturday(15, 30))
        with pytest.raises(Refused):
            await assign_photos(session, someone, ids[0], second.id, now=saturday(15, 30))
    assert (await in_day(session, event, ward)).facts.photos == 3


async def test_what_waits_for_its_unit_is_seen_and_answered_by_a_coordinator(
    session: Session,
) -> None:
    event, _, other, who, officer = await _two(session)
    message = Message(FULL, saturday(15, 0), saturday(15, 0), "webchat", 5, 6)
    held = await take_message(session, who, message, now=saturday(15, 0))
    assert isinstance(held, Held)
    found, total = await waiting_for_answer(session, officer, now=saturday(15, 30))
    assert total == 1
    assert (found[0].kind, found[0].name, found[0].sent_at) == (
        "report",
        "Trần Văn Minh",
        saturday(15, 0),
    )
    target = await in_day(session, event, other)
    await assign_report(session, officer, held.submission_id, target.id, now=saturday(16, 30))
    after = await in_day(session, event, other)
    assert (after.facts.values["volunteers"], after.last_sent_at) == (25, saturday(15, 0))
    assert (await waiting_for_answer(session, officer, now=saturday(16, 31)))[1] == 0
