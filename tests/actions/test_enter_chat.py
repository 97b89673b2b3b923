"""What is read of a group chat is written as the units told it, and taken back as it was."""

import pytest

from actions.change_day import Change, change_event
from actions.chat_rows import Part, Row, Stands, as_seen, given_to, restored, stored, with_figures
from actions.count_once import count_at
from actions.enter_chat import chat_list, enter_chat, read_chat, undo_chat
from rules.model import Actor, Progress, Refused, RoleKind
from rules.rollup import Why
from storage.audit import entries
from storage.db import Session
from storage.events import Event
from storage.reports import Message, versions_of
from storage.units import Unit
from tests.builders import MONDAY, a_day, a_district, a_reporter, a_role, in_day, saturday

NOW = saturday(16, 20)


def pasted() -> Message:
    return Message("", NOW, NOW, "webchat", 1, 1)


async def _ready(session: Session) -> tuple[Event, Unit, Unit, Actor]:
    host, ward, branch = await a_district(session)
    event = await a_day(session, host)
    return event, ward, branch, await a_role(session, RoleKind.COORDINATOR, host, "Hoa")


async def _rows(session: Session, officer: Actor, event: Event, text: str) -> tuple[Row, ...]:
    read = await read_chat(session, officer, event.id, [Part(text)], now=NOW)
    return as_seen(await chat_list(session, officer, event.id, read.rows))


async def test_a_correction_in_the_chat_is_a_version_of_its_own_time(session: Session) -> None:
    event, ward, _, officer = await _ready(session)
    text = (
        f"[15:40, 28/11/2026] Lan: {ward.name}: 25 ĐVTN, 120 lượt dân\n"
        "[16:10, 28/11/2026] Lan: sửa lại 30 bạn chứ k phải 25"
    )
    rows = await _rows(session, officer, event, text)
    done = await enter_chat(session, officer, event.id, rows, pasted(), now=NOW)
    mine = await in_day(session, event, ward)
    assert dict(mine.facts.values) == {"volunteers": 30, "citizens": 120}
    assert (mine.on_behalf, mine.author) == (True, "Lan")
    kept = await versions_of(session, mine.id)
    assert [each.message.sent_at for each in kept] == [saturday(15, 40), saturday(16, 10)]
    undone = await undo_chat(session, officer, event.id, done.number, now=NOW)
    assert len(undone.done) == 1
    back = await in_day(session, event, ward)
    assert (dict(back.facts.values), back.last_sent_at) == ({}, None)
    assert all(each.moved_to == mine.id for each in await versions_of(session, mine.id))
    noted = [each.action for each in await entries(session, event_id=event.id)]
    assert noted == ["enter_for_unit", "enter_chat", "undo_enter_for_unit", "undo_enter_chat"]


async def test_who_may_not_take_all_of_a_chat_back_takes_nothing_back(session: Session) -> None:
    event, ward, branch, officer = await _ready(session)
    text = f"{ward.name}: 25 ĐVTN, 120 lượt dân\n\n{branch.name}: 7 ĐVTN, 30 lượt dân"
    rows = await _rows(session, officer, event, text)
    done = await enter_chat(session, officer, event.id, rows, pasted(), now=NOW)
    assert len(done.done) == 2
    own = await a_role(session, RoleKind.COORDINATOR, ward, "Trần Thị Phường")
    with pytest.raises(Refused, match="not_your_unit"):
        await undo_chat(session, own, event.id, done.number, now=NOW)
    assert (await in_day(session, event, ward)).facts.values == {"volunteers": 25, "citizens": 120}


async def test_a_time_in_the_chat_is_never_later_than_its_pasting(session: Session) -> None:
    event, ward, _, officer = await _ready(session)
    text = f"[16:59, 28/11/2026] Lan: {ward.name}: 25 ĐVTN, 120 lượt dân"
    (row,) = await _rows(session, officer, event, text)
    assert row.at == NOW


async def test_a_report_that_came_meanwhile_is_not_overwritten(session: Session) -> None:
    event, ward, _, officer = await _ready(session)
    first = f"[15:40, 28/11/2026] Lan: {ward.name}: 25 ĐVTN, 120 lượt dân"
    other = f"[15:50, 28/11/2026] Mai: {ward.name}: 26 ĐVTN, 121 lượt dân"
    rows = await _rows(session, officer, event, other)
    await enter_chat(
        session,
        officer,
        event.id,
        await _rows(session, officer, event, first),
        pasted(),
        now=NOW,
    )
    done = await enter_chat(session, officer, event.id, rows, pasted(), now=NOW)
    assert (done.done, [each.unit_name for each in done.held]) == ((), [ward.name])


@pytest.mark.parametrize(
    ("clock", "stands", "taken"),
    [("15:39", Stands.OLDER, False), ("15:41", Stands.NEWER, True)],
)
async def test_only_what_is_newer_replaces_what_stands(
    session: Session, clock: str, stands: Stands, taken: bool
) -> None:
    event, ward, _, officer = await _ready(session)
    first = f"[15:40, 28/11/2026] Lan: {ward.name}: 25 ĐVTN, 120 lượt dân"
    rows = await _rows(session, officer, event, first)
    await enter_chat(session, officer, event.id, rows, pasted(), now=NOW)
    later = f"[{clock}, 28/11/2026] Lan: {ward.name}: 26 ĐVTN, 120 lượt dân"
    rows = await _rows(session, officer, event, later)
    (shown,) = (await chat_list(session, officer, event.id, rows)).shown
    assert (shown.stands, shown.taken) == (stands, taken)


async def test_a_line_given_to_a_unit_joins_the_line_that_it_has(session: Session) -> None:
    event, ward, _, officer = await _ready(session)
    text = (
        f"[15:40, 28/11/2026] Lan: {ward.name}: 25 ĐVTN, 120 lượt dân\n"
        "[15:41, 28/11/2026] Ai Đó: báo cáo thêm 3 đội hình, 12 tin bài, 40 tờ rơi"
    )
    rows = await _rows(session, officer, event, text)
    mine = await in_day(session, event, ward)
    assert [row.participation_id for row in rows] == [None, mine.id]
    (one,) = given_to(rows, 1, mine.id)
    assert one.figures.keys() >= {"volunteers", "teams"}
    assert restored(stored([one])) == (one,)
    (fixed,) = with_figures([one], 1, {"volunteers": 31})
    assert fixed.figures["volunteers"] == 31


async def test_nobody_else_reads_or_writes_a_day_so(session: Session) -> None:
    event, ward, _, officer = await _ready(session)
    text = f"[15:40, 28/11/2026] Lan: {ward.name}: 25 ĐVTN, 120 lượt dân"
    rows = await _rows(session, officer, event, text)
    reporter = await a_reporter(session, ward)
    for refused in (
        read_chat(session, reporter, event.id, [Part(text)], now=NOW),
        enter_chat(session, reporter, event.id, rows, pasted(), now=NOW),
        undo_chat(session, reporter, event.id, 1, now=NOW),
    ):
        with pytest.raises(Refused, match="for_coordinators"):
            await refused


async def test_taken_back_of_a_unit_counted_elsewhere_leaves_no_time_of_completion(
    session: Session,
) -> None:
    host, ward, branch, third = await a_district(session, "Tân Lộc", "Sơn Hạ", "Phú Lạc")
    event = await a_day(session, host)
    officer = await a_role(session, RoleKind.COORDINATOR, host, "Hoa")
    await change_event(session, officer, event.id, Change(min_photos=0), now=MONDAY)
    mine, holder, silent = [await in_day(session, event, one) for one in (ward, branch, third)]
    await count_at(session, officer, mine.id, holder.id, Why.CLUSTER, now=saturday(15, 0))
    first = await _rows(session, officer, event, f"{branch.name}: 7 ĐVTN, 30 lượt dân")
    await enter_chat(session, officer, event.id, first, _told_at(15, 5), now=saturday(15, 5))
    assert (await in_day(session, event, ward)).facts.completed_at == saturday(15, 5)
    rows = await _rows(session, officer, event, f"{ward.name}: 25 ĐVTN, 120 lượt dân")
    done = await enter_chat(session, officer, event.id, rows, pasted(), now=NOW)
    await count_at(session, officer, mine.id, silent.id, Why.CLUSTER, now=NOW)
    await undo_chat(session, officer, event.id, done.number, now=NOW)
    left = await in_day(session, event, ward)
    assert (left.progress, left.facts.completed_at) == (Progress.NOT_REGISTERED, None)


def _told_at(hour: int, minute: int) -> Message:
    return Message("", saturday(hour, minute), saturday(hour, minute), "webchat", 1, 1)
