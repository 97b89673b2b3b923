from dataclasses import replace

import pytest
from sqlalchemy import select

from actions.freeze import edition_again, freeze_figures, handed_over, reopen_figures
from actions.progress import provisional
from rules.model import Actor, EventState, Refused, RoleKind
from storage.audit import entries
from storage.db import Session
from storage.events import Event, load_event
from storage.participations import settle
from storage.reports import set_values
from storage.tables import notices
from storage.timers import TimerKind, timers_ahead
from storage.units import Unit
from tests.builders import a_day, a_district, a_role, in_day, saturday


async def _reported(session: Session, event: Event, unit: Unit, volunteers: int) -> None:
    own = await in_day(session, event, unit)
    facts = replace(own.facts, values={"volunteers": volunteers}, has_submission=True)
    after = await settle(session, own, facts, sent_at=saturday(15, 0))
    assert after is not None
    await set_values(session, after)


async def _day(session: Session) -> tuple[Event, list[Unit], Actor]:
    host, *wards = await a_district(session, "P. An Thới", "P. Sơn Hạ")
    officer = await a_role(session, RoleKind.COORDINATOR, host, "Trần Thị Hà")
    await a_role(session, RoleKind.COORDINATOR, host, "Lê Văn Hùng")
    event = await a_day(session, host)
    await _reported(session, event, wards[0], 25)
    return event, wards, officer


async def _told(session: Session) -> list[str]:
    rows = await session.execute(select(notices.c.payload).order_by(notices.c.id))
    return [payload["text"] for payload in rows.scalars()]


async def test_a_chot_keeps_its_figures_and_stops_what_comes_by_itself(session: Session) -> None:
    event, wards, officer = await _day(session)
    said = await freeze_figures(session, officer, event.id, now=saturday(17, 20))
    assert "17:20 · Chốt số liệu" in said.text
    ahead = await timers_ahead(session, event.id)
    assert [each.kind for each in ahead] == [TimerKind.BRIEFING]
    await _reported(session, event, wards[1], 5)
    handed = await handed_over(session, officer, event.id, now=saturday(18, 0))
    assert [each.number for each in handed.editions] == [3]
    assert handed.frozen is not None
    assert handed.frozen.figures.totals == {"volunteers": 25}
    assert handed.frozen.since.totals == {"volunteers": 5}
    text = (await provisional(session, officer, event.id, now=saturday(18, 0))).text
    assert "ĐVTN tham gia 25" in text
    assert "Bổ sung sau chốt</b>: ĐVTN tham gia +5" in text


async def test_the_other_coordinator_reads_it_once_and_of_the_reopening(session: Session) -> None:
    event, _, officer = await _day(session)
    await freeze_figures(session, officer, event.id, now=saturday(17, 20))
    await reopen_figures(session, officer, event.id, now=saturday(17, 30))
    told = await _told(session)
    assert len(told) == 2
    assert "(đ/c Hà)" in told[0]
    assert "Đ/c Hà đã mở lại số liệu" in told[1]


async def test_two_taps_are_one_chot_and_the_second_learns_who_was_first(session: Session) -> None:
    event, _, officer = await _day(session)
    await freeze_figures(session, officer, event.id, now=saturday(17, 20))
    with pytest.raises(Refused) as refused:
        await freeze_figures(session, officer, event.id, now=saturday(17, 20, 1))
    assert (refused.value.code, refused.value.values["by"]) == ("already_frozen", "Hà")


async def test_reopening_is_audited_and_a_new_chot_has_the_next_number(session: Session) -> None:
    event, wards, officer = await _day(session)
    first = await freeze_figures(session, officer, event.id, now=saturday(17, 20))
    await reopen_figures(session, officer, event.id, now=saturday(17, 30))
    opened = await load_event(session, event.id)
    assert opened is not None
    assert opened.state is EventState.OPEN
    await _reported(session, event, wards[1], 5)
    await freeze_figures(session, officer, event.id, now=saturday(17, 40))
    _, again = await edition_again(session, officer, event.id, 3)
    assert again.text == first.text
    _, second = await edition_again(session, officer, event.id, 4)
    assert second.figures["totals"] == {"volunteers": 30}
    deeds = [each.action for each in await entries(session, event_id=event.id)]
    assert deeds == ["freeze_figures", "reopen_figures", "freeze_figures"]


@pytest.mark.parametrize("second", [-1, 0])
async def test_not_before_the_deadline_is_over(session: Session, second: int) -> None:
    event, _, officer = await _day(session)
    with pytest.raises(Refused, match="freeze_too_early"):
        await freeze_figures(session, officer, event.id, now=saturday(16, 0, second))


async def test_only_the_hosts_coordinators(session: Session) -> None:
    event, wards, _ = await _day(session)
    below = await a_role(session, RoleKind.COORDINATOR, wards[0], "Vũ Văn Dưới")
    with pytest.raises(Refused, match="not_your_unit"):
        await freeze_figures(session, below, event.id, now=saturday(17, 0))
    with pytest.raises(Refused, match="not_your_unit"):
        await reopen_figures(session, below, event.id, now=saturday(17, 0))
