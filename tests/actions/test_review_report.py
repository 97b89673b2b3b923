"""Two coordinators may look at one report: nothing either does is lost or done twice."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from actions.review_report import (
    approve_report,
    correct_report,
    resend,
    return_report,
    undo_approval,
    undo_entry,
    undo_return,
)
from actions.submit_report import Entry, submit_as
from rules.model import Actor, Progress, Refused, RoleKind, Source
from storage.db import Session
from storage.participations import Participation, settle
from storage.reports import Message, versions_of
from storage.reviews import approval
from storage.tables import audit
from tests.builders import a_day, a_district, a_reporter, a_role, in_day, saturday

NOON = saturday(12, 0)
BOTH = {"volunteers": 25, "citizens": 120}


def brought() -> Message:
    return Message("", NOON, NOON, "webchat", 1, 1)


async def _reported(session: Session) -> tuple[Participation, Actor, Actor, Actor]:
    """A complete report, its reporter and two coordinators."""
    host, ward, _ = await a_district(session)
    event = await a_day(session, host)
    mine = await in_day(session, event, ward)
    await settle(session, mine, replace(mine.facts, photos=3), sent_at=saturday(9, 0))
    reporter = await a_reporter(session, ward)
    done = await submit_as(
        session, reporter, mine.id, Entry(BOTH, Source.TYPED, brought()), now=NOON
    )
    hoa, lan = [await a_role(session, RoleKind.COORDINATOR, host, name) for name in ("Hoa", "Lan")]
    return done.after, reporter, hoa, lan


async def test_who_returns_second_learns_who_did_and_why(session: Session) -> None:
    mine, _, hoa, lan = await _reported(session)
    after = await return_report(session, hoa, mine.id, "ảnh mờ", now=NOON)
    assert (after.progress, after.facts.completed_at) == (Progress.RETURNED, None)
    with pytest.raises(Refused) as refused:
        await return_report(session, lan, mine.id, "thiếu", now=NOON)
    assert (refused.value.code, refused.value.values["by"]) == ("already_returned", "Hoa")
    assert refused.value.values["reason"] == "ảnh mờ"


async def test_a_return_taken_back_leaves_no_trace_in_figures_and_times(session: Session) -> None:
    mine, _, hoa, lan = await _reported(session)
    await return_report(session, hoa, mine.id, "ảnh mờ", now=NOON)
    after = await undo_return(session, lan, mine.id, now=NOON)
    assert (after.facts, after.progress) == (mine.facts, Progress.COMPLETE)
    with pytest.raises(Refused, match="not_returned"):
        await undo_return(session, lan, mine.id, now=NOON)


async def test_the_same_figures_answer_a_return_and_count_from_then(session: Session) -> None:
    mine, reporter, hoa, _ = await _reported(session)
    await return_report(session, hoa, mine.id, "ảnh mờ", now=NOON)
    later = Message("", saturday(16, 2), saturday(16, 2))
    done = await resend(session, reporter, mine.id, later, now=saturday(16, 2))
    assert done.after.facts.values == BOTH
    assert done.after.facts.completed_at == saturday(16, 2)
    assert done.after.sources == mine.sources


async def test_a_correction_keeps_the_old_value_and_the_units_own_times(session: Session) -> None:
    mine, _, hoa, _ = await _reported(session)
    late = Message("", saturday(17, 0), saturday(17, 0))
    done = await correct_report(
        session, hoa, mine.id, {"volunteers": 30}, "đối chiếu", late, now=saturday(17, 0)
    )
    after = done.after
    assert after.facts.values == {"volunteers": 30, "citizens": 120}
    assert after.corrections == {"volunteers": {"was": 25, "why": "đối chiếu"}}
    assert (after.corrector, after.edited_late) == ("Hoa", False)
    assert (after.last_sent_at, after.facts.completed_at) == (NOON, NOON)
    with pytest.raises(Refused, match="nothing_changed"):
        await correct_report(session, hoa, mine.id, {"volunteers": 30}, "", late, now=NOON)


async def test_a_correction_stands_until_the_unit_tells_that_figure_anew(session: Session) -> None:
    mine, reporter, hoa, _ = await _reported(session)
    await correct_report(session, hoa, mine.id, {"volunteers": 30}, "", brought(), now=NOON)
    other = Entry({"citizens": 130}, Source.TYPED, brought())
    done = await submit_as(session, reporter, mine.id, other, now=NOON)
    assert (done.after.corrector, set(done.after.corrections)) == ("Hoa", {"volunteers"})
    own = Entry({"volunteers": 28}, Source.TYPED, brought())
    done = await submit_as(session, reporter, mine.id, own, now=NOON)
    assert done.after.corrections == {}


async def test_a_correction_is_taken_back_but_not_over_a_newer_version(session: Session) -> None:
    mine, reporter, hoa, lan = await _reported(session)
    done = await correct_report(session, hoa, mine.id, {"volunteers": 30}, "", brought(), now=NOON)
    back = await undo_entry(session, lan, mine.id, done.after.version, now=NOON)
    assert (back.after.facts, back.after.corrections) == (mine.facts, {})
    done = await correct_report(session, hoa, mine.id, {"volunteers": 31}, "", brought(), now=NOON)
    own = Entry({"citizens": 130}, Source.TYPED, brought())
    await submit_as(session, reporter, mine.id, own, now=NOON)
    with pytest.raises(Refused, match="newer_version"):
        await undo_entry(session, lan, mine.id, done.after.version, now=NOON)
    assert len(await versions_of(session, mine.id)) == 5


async def test_an_approval_is_one_and_ends_with_the_next_version(session: Session) -> None:
    mine, reporter, hoa, lan = await _reported(session)
    assert (await approve_report(session, hoa, mine.id, now=NOON))[1] == ""
    assert (await approve_report(session, lan, mine.id, now=NOON))[1] == "Hoa"
    await undo_approval(session, lan, mine.id, now=NOON)
    assert await approval(session, mine.id) is None
    await approve_report(session, lan, mine.id, now=NOON)
    own = Entry({"citizens": 130}, Source.TYPED, brought())
    await submit_as(session, reporter, mine.id, own, now=NOON)
    assert await approval(session, mine.id) is None
    deeds = select(func.count()).where(
        audit.c.action.in_(("approve_report", "undo_approve_report"))
    )
    assert (await session.execute(deeds)).scalar_one() == 3


async def test_a_reporter_reviews_nothing(session: Session) -> None:
    mine, reporter, _, _ = await _reported(session)
    with pytest.raises(Refused, match="for_coordinators"):
        await return_report(session, reporter, mine.id, "", now=NOON)
    with pytest.raises(Refused, match="for_coordinators"):
        await approve_report(session, reporter, mine.id, now=NOON)
    with pytest.raises(Refused, match="for_coordinators"):
        await correct_report(session, reporter, mine.id, {"citizens": 1}, "", brought(), now=NOON)
