"""What a day asks, reminds and is to reach, changed while reports are in; figures agree always."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from actions.change_day import drop_unit, restore_unit
from actions.edit_metrics import (
    Asks,
    Changed,
    Want,
    Wish,
    add_metric,
    day_metrics,
    release,
    require_of,
    set_metric,
)
from actions.edit_rungs import add_rung, day_rungs, move_rung, switch_rung, undo_rungs, usual_rungs
from actions.open_event import open_event, propose_day
from actions.progress import board
from actions.review_report import return_report, undo_return
from actions.submit_report import Entry, submit_as
from actions.targets import (
    Set,
    Wanted,
    day_targets,
    judge_whole,
    remove_target,
    restore_target,
    set_target,
)
from rules.model import Actor, Progress, Refused, RoleKind, Source
from rules.reminders import Why
from rules.rollup import rollup
from rules.rungs import DEFAULT_RUNGS, Anchor, Moment, Stage
from storage.day_rungs import rungs_stamp, save_rungs
from storage.db import Session
from storage.event_metrics import change_metric, metrics_of_day
from storage.events import Event, load_event
from storage.participations import load_participation
from storage.reports import Message
from storage.timer_plan import plan_timers
from storage.timers import claim_due, timers_ahead
from storage.totals import totals_by_day
from storage.unit_lines import unit_lines
from storage.units import Unit
from tests.builders import MONDAY, a_day, a_district, a_reporter, a_role, in_day, saturday

TREES = Wish("Số cây trồng", "cây")


async def _scene(session: Session) -> tuple[Event, list[Unit], Actor]:
    """A day that asks no photos, whose first unit has sent all that it asks."""
    units = await a_district(session)
    event = await a_day(session, units[0])
    await session.execute(text("UPDATE events SET min_photos = 0"))
    boss = await a_role(session, RoleKind.COORDINATOR, units[0], "Trần Thị Hoa")
    await _reports(session, event, units[1], volunteers=25, citizens=120)
    return event, units, boss


async def _reports(session: Session, event: Event, unit: Unit, **figures: int) -> None:
    reporter = await a_reporter(session, unit)
    found = await in_day(session, event, unit)
    entry = Entry(figures, Source.TYPED, Message("x", MONDAY, MONDAY))
    await submit_as(session, reporter, found.id, entry, now=MONDAY)


async def _totals(session: Session, event: Event) -> dict[str, int]:
    """By the roll-up, which SQL must agree with."""
    told = dict(rollup(await unit_lines(session, event.id), event.host_path).totals)
    (by_sql,) = await totals_by_day(session, [event.id], event.host_path)
    assert by_sql.totals == told
    return told


async def _row(session: Session, event: Event, key: str) -> int:
    return next(r.id for r in await metrics_of_day(session, event.id) if r.metric.key == key)


async def test_an_own_metric_is_dropped_from_every_total_and_put_back(session: Session) -> None:
    event, units, boss = await _scene(session)
    added = await add_metric(session, boss, event.id, TREES, sure=False, now=MONDAY)
    assert isinstance(added, Changed)
    key = added.row.metric.key
    await _reports(session, event, units[1], **{key: 50})
    assert (await _totals(session, event))[key] == 50
    await set_metric(session, boss, added.row.id, Want.OFF, sure=False, now=MONDAY)
    assert key not in await _totals(session, event)
    await _reports(session, event, units[1], volunteers=30)
    assert key not in await _totals(session, event)
    await set_metric(session, boss, added.row.id, Want.ON, sure=False, now=MONDAY)
    assert (await _totals(session, event))[key] == 50


async def test_a_usual_metric_that_is_dropped_leaves_totals_and_demands(session: Session) -> None:
    event, units, boss = await _scene(session)
    citizens = await _row(session, event, "citizens")
    await _reports(session, event, units[2], volunteers=10)
    assert (await in_day(session, event, units[2])).progress is Progress.PARTIAL
    await set_metric(session, boss, citizens, Want.OFF, sure=False, now=MONDAY)
    assert (await in_day(session, event, units[2])).progress is Progress.COMPLETE
    assert await _totals(session, event) == {"volunteers": 35}


async def test_who_becomes_incomplete_is_asked_about_first(session: Session) -> None:
    event, units, boss = await _scene(session)
    teams = await _row(session, event, "teams")
    asked = await set_metric(session, boss, teams, Want.MUST, sure=False, now=MONDAY)
    assert isinstance(asked, Asks)
    assert asked.units == (units[1].name,)
    assert (await in_day(session, event, units[1])).progress is Progress.COMPLETE
    done = await set_metric(session, boss, teams, Want.MUST, sure=True, now=MONDAY)
    assert isinstance(done, Changed)
    assert (await in_day(session, event, units[1])).progress is Progress.PARTIAL
    assert done.back is Want.MAY
    await set_metric(session, boss, teams, done.back, sure=True, now=MONDAY)
    assert (await in_day(session, event, units[1])).progress is Progress.COMPLETE


async def test_a_figure_is_required_of_one_unit_alone(session: Session) -> None:
    event, units, boss = await _scene(session)
    key = "dossiers_resolved"
    metric_id = await _row(session, event, key)
    mine = await in_day(session, event, units[1])
    await require_of(session, boss, metric_id, [mine.id], sure=True, now=MONDAY)
    assert (await in_day(session, event, units[1])).facts.required[-1] == key
    assert key not in (await in_day(session, event, units[2])).facts.required
    drawn = await board(session, boss, event.id, now=saturday(12, 0))
    assert next(each for each in drawn.lacking if each.unit_id == units[1].id).figures
    await release(session, boss, metric_id, mine.id, now=MONDAY)
    assert (await in_day(session, event, units[1])).progress is Progress.COMPLETE


async def test_an_extra_number_is_asked_of_the_named_unit_only(session: Session) -> None:
    event, units, boss = await _scene(session)
    mine = await in_day(session, event, units[2])
    wish = replace(TREES, need=Want.ALONE, participation_ids=(mine.id,))
    added = await add_metric(session, boss, event.id, wish, sure=False, now=MONDAY)
    assert isinstance(added, Changed)
    key = added.row.metric.key
    assert not (await in_day(session, event, units[1])).asks(key)
    assert (await in_day(session, event, units[2])).asks(key)
    await _reports(session, event, units[2], **{key: 7})
    assert (await _totals(session, event))[key] == 7
    await release(session, boss, added.row.id, mine.id, now=MONDAY)
    assert key in (await load_participation(session, mine.id)).facts.values  # type: ignore[union-attr]


async def test_a_name_that_means_something_else_is_refused(session: Session) -> None:
    event, _, boss = await _scene(session)
    wish = Wish("Lượt dân", "lượt")
    with pytest.raises(Refused, match="metric_there"):
        await add_metric(session, boss, event.id, wish, sure=False, now=MONDAY)


async def test_a_viewer_and_another_hosts_officer_change_nothing(session: Session) -> None:
    event, units, _ = await _scene(session)
    viewer = await a_role(session, RoleKind.VIEWER, units[0], "Đỗ Văn Trên")
    for actor in (viewer, await a_reporter(session, units[1])):
        with pytest.raises(Refused):
            await day_metrics(session, actor, event.id)


async def test_of_two_that_change_one_metric_the_second_sees_the_first(session: Session) -> None:
    event, _, boss = await _scene(session)
    seen = (await metrics_of_day(session, event.id))[0]
    await set_metric(session, boss, seen.id, Want.OFF, sure=False, now=MONDAY)
    after = replace(seen, metric=replace(seen.metric, required=True))
    assert not await change_metric(session, seen, after, now=MONDAY)


async def test_the_next_day_asks_and_reminds_as_the_last(session: Session) -> None:
    event, units, boss = await _scene(session)
    mine = await in_day(session, event, units[2])
    await add_metric(session, boss, event.id, TREES, sure=False, now=MONDAY)
    teams = await _row(session, event, "teams")
    await require_of(session, boss, teams, [mine.id], sure=True, now=MONDAY)
    await switch_rung(session, boss, event.id, "report_2h", off=True, now=MONDAY)
    draft = (await propose_day(session, boss, now=MONDAY)).draft
    opened = await open_event(session, boss, draft, now=MONDAY)
    assert opened.event.metrics[-1].label == "Số cây trồng"
    assert [rung.key for rung in opened.event.rungs if rung.off] == ["report_2h"]
    assert (await in_day(session, opened.event, units[2])).also_required == ("teams",)


async def test_the_next_day_aims_at_what_the_last_did(session: Session) -> None:
    event, units, boss = await _scene(session)
    mine = await in_day(session, event, units[2])
    alone = Wanted("volunteers", amount=30, participation_id=mine.id)
    whole = Wanted("citizens", amount=500, each=False)
    gone = Wanted("teams", amount=3)
    for wanted in (alone, whole, gone):
        done = await set_target(session, boss, event.id, wanted, sure=True, now=MONDAY)
    assert isinstance(done, Set)
    await remove_target(session, boss, done.goal.target.id, now=MONDAY)
    draft = (await propose_day(session, boss, now=MONDAY)).draft
    opened = await open_event(session, boss, draft, now=MONDAY)
    found = await day_targets(session, boss, opened.event.id)
    told = [(each.target.numerator, each.target.amount, each.unit) for each in found.goals]
    assert told == [("volunteers", 30, units[2].name), ("citizens", 500, "")]


async def test_a_target_of_a_unit_that_is_not_there_takes_no_other_figures(
    session: Session,
) -> None:
    event, units, boss = await _scene(session)
    mine = await in_day(session, event, units[2])
    wanted = Wanted("volunteers", amount=20, participation_id=mine.id)
    await set_target(session, boss, event.id, wanted, sure=True, now=MONDAY)
    await drop_unit(session, boss, mine.id, now=MONDAY)
    (goal,) = (await day_targets(session, boss, event.id)).goals
    assert (goal.whole.value, goal.judged) == (None, 0)


async def test_a_dropped_unit_comes_back_with_the_figures_that_are_asked(session: Session) -> None:
    event, units, boss = await _scene(session)
    mine = await in_day(session, event, units[1])
    await drop_unit(session, boss, mine.id, now=MONDAY)
    row = await _row(session, event, "citizens")
    await set_metric(session, boss, row, Want.OFF, sure=True, now=MONDAY)
    assert await _totals(session, event) == {}
    await restore_unit(session, boss, mine.id, now=MONDAY)
    assert await _totals(session, event) == {"volunteers": 25}


async def test_a_return_taken_back_forgets_nothing_that_was_asked_meanwhile(
    session: Session,
) -> None:
    event, units, boss = await _scene(session)
    mine = await in_day(session, event, units[1])
    await return_report(session, boss, mine.id, "thiếu", now=MONDAY)
    row = await _row(session, event, "teams")
    await set_metric(session, boss, row, Want.MUST, sure=True, now=MONDAY)
    back = await undo_return(session, boss, mine.id, now=MONDAY)
    assert (back.progress, back.facts.completed_at) == (Progress.PARTIAL, None)


async def test_a_return_that_was_taken_back_makes_nothing_later(session: Session) -> None:
    event, units, boss = await _scene(session)
    mine = await in_day(session, event, units[1])
    soon = MONDAY + timedelta(minutes=10)
    await return_report(session, boss, mine.id, "thiếu", now=soon)
    await undo_return(session, boss, mine.id, now=soon)
    later = Message("x", soon + timedelta(hours=1), soon + timedelta(hours=1))
    entry = Entry({"volunteers": 26}, Source.TYPED, later)
    await submit_as(session, boss, mine.id, entry, now=later.sent_at)
    row = await _row(session, event, "teams")
    for want in (Want.MUST, Want.MAY):
        await set_metric(session, boss, row, want, sure=True, now=later.sent_at)
    assert (await in_day(session, event, units[1])).facts.completed_at == MONDAY


async def test_a_rung_that_was_sent_is_not_sent_again_by_switching_it(session: Session) -> None:
    event, _, boss = await _scene(session)
    await plan_timers(session, event, now=MONDAY)
    noon = saturday(14, 0)
    await claim_due(session, now=noon)
    for off in (True, False):
        await switch_rung(session, boss, event.id, "report_2h", off=off, now=noon)
    ahead = await timers_ahead(session, event.id)
    assert "report_2h" not in {timer.rung for timer in ahead}
    moved = Moment(Anchor.REPORT_DUE, -45)
    await move_rung(session, boss, event.id, "report_30min", moved, now=noon)
    due = {timer.rung: timer.due_at for timer in await timers_ahead(session, event.id)}
    assert due["report_30min"] == saturday(15, 15)


async def test_a_list_changed_meanwhile_is_not_overwritten(session: Session) -> None:
    event, _, boss = await _scene(session)
    stamp = await rungs_stamp(session, event.id)
    await switch_rung(session, boss, event.id, "report_2h", off=True, now=MONDAY)
    assert not await save_rungs(session, event.id, DEFAULT_RUNGS, stamp)
    await undo_rungs(session, boss, event.id, now=MONDAY)
    assert (await day_rungs(session, boss, event.id, now=MONDAY)).usual
    moment = Moment(Anchor.REPORT_DUE, -90)
    done = await add_rung(session, boss, event.id, Stage.REPORT, moment, now=MONDAY)
    assert done.row(done.changed).at == saturday(14, 30)
    assert (await usual_rungs(session, boss, event.id, now=MONDAY)).usual


async def test_quiet_hours_and_deadlines_are_explained(session: Session) -> None:
    event, _, boss = await _scene(session)
    late = Moment(Anchor.REPORT_DUE, -17 * 60)
    done = await move_rung(session, boss, event.id, "report_2h", late, now=MONDAY)
    row = done.row("report_2h")
    assert (row.why, row.at) == (Why.QUIET, saturday(6, 30))
    after = Moment(Anchor.REGISTRATION_CLOSES, 60)
    key = "registration_thu_0900"
    done = await move_rung(session, boss, event.id, key, after, now=MONDAY)
    assert done.row(done.changed).why is Why.LATE


async def test_a_target_is_reached_by_the_true_ratio(session: Session) -> None:
    event, units, boss = await _scene(session)
    wanted = Wanted("dossiers_resolved", percent=70, denominator="dossiers_received")
    done = await set_target(session, boss, event.id, wanted, sure=False, now=MONDAY)
    assert isinstance(done, Set)
    await _reports(session, event, units[1], dossiers_resolved=696, dossiers_received=1000)
    (goal,) = (await day_targets(session, boss, event.id)).goals
    assert (goal.reached, goal.judged, goal.whole.percent) == (0, 2, 69)
    await _reports(session, event, units[1], dossiers_resolved=700)
    (mine,) = (await in_day(session, event, units[1])).goals
    assert (mine.reached, mine.percent) == (True, 70)
    whole = await judge_whole(session, boss, done.goal.target.id, each=False, now=MONDAY)
    assert (whole.goal.reached, whole.goal.judged) == (1, 1)


async def test_the_number_that_only_a_target_asks_for_goes_with_it(session: Session) -> None:
    event, units, boss = await _scene(session)
    mine = await in_day(session, event, units[2])
    own = "tổng hồ sơ trong tuần"
    wanted = Wanted("dossiers_resolved", percent=70, own=own, participation_id=mine.id)
    done = await set_target(session, boss, event.id, wanted, sure=False, now=MONDAY)
    assert isinstance(done, Set)
    key = done.goal.target.denominator
    assert (await in_day(session, event, units[2])).asks(key)
    assert not (await in_day(session, event, units[1])).asks(key)
    await remove_target(session, boss, done.goal.target.id, now=MONDAY)
    assert not (await in_day(session, event, units[2])).asks(key)
    await restore_target(session, boss, done.goal.target.id, now=MONDAY)
    assert (await in_day(session, event, units[2])).facts.required[-1] == key


async def test_nothing_is_edited_once_the_figures_are_frozen(session: Session) -> None:
    event, _, boss = await _scene(session)
    await session.execute(text("UPDATE events SET state = 'frozen'"))
    for edit in (day_metrics, day_targets):
        with pytest.raises(Refused, match="event_not_open"):
            await edit(session, boss, event.id)
    with pytest.raises(Refused, match="event_not_open"):
        await switch_rung(session, boss, event.id, "report_2h", off=True, now=MONDAY)
    assert (await load_event(session, event.id)).rungs == DEFAULT_RUNGS  # type: ignore[union-attr]
