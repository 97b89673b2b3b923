"""One day of several hosts, rolled up level by level."""

import pytest
from sqlalchemy import insert, update

from actions.areas import area, days_listed, top_of
from actions.edit_metrics import Wish, add_metric
from actions.submit_report import Entry, submit_as
from rules.model import Actor, Refused, RoleKind, Source
from storage.db import Session
from storage.events import Event
from storage.reports import Message
from storage.tables import participations, report_values
from storage.units import NewUnit, Unit, add_units
from tests.builders import MONDAY, a_day, a_role, in_day, saturday

DAY = 20261128


async def a_city(session: Session) -> tuple[dict[str, Unit], list[Event]]:
    """City > hosts A and B > two units each."""
    below = {"A1": "A", "A2": "A", "B1": "B", "B2": "B"}
    added = await add_units(
        session,
        [
            NewUnit("CITY", "Thành Đoàn", None, {}),
            *(NewUnit(code, f"Quận Đoàn {code}", "CITY", {}) for code in "AB"),
            *(NewUnit(code, f"P. {code}", above, {}) for code, above in below.items()),
        ],
    )
    units = {each.code: each for each in added}
    return units, [await a_day(session, units["A"]), await a_day(session, units["B"])]


async def _reports(session: Session, event: Event, unit: Unit, volunteers: int) -> None:
    own = await in_day(session, event, unit)
    row = {"participation_id": own.id, "event_id": event.id, "volunteers": volunteers}
    await session.execute(insert(report_values), row)
    await session.execute(
        update(participations)
        .where(participations.c.id == own.id)
        .values(progress="complete", completed_at=MONDAY)
    )


async def test_the_hosts_own_figures_are_summed_under_their_names(session: Session) -> None:
    units, held = await a_city(session)
    boss = await a_role(session, RoleKind.COORDINATOR, units["CITY"])
    for event, name, trees in zip(held, ("A1", "B2"), (7, 12), strict=True):
        await add_metric(
            session, boss, event.id, Wish("Số cây trồng", "cây"), sure=True, now=MONDAY
        )
        own = await in_day(session, event, units[name])
        entry = Entry({own.metrics[-1].key: trees}, Source.TYPED, Message("", MONDAY, MONDAY))
        await submit_as(session, boss, own.id, entry, now=MONDAY)
    seen = await area(session, boss, units["CITY"].id, DAY, now=MONDAY)
    assert [(each.label, seen.tally.totals[each.key]) for each in seen.metrics] == [
        ("Số cây trồng", 19)
    ]


async def test_every_unit_is_in_exactly_one_branch_at_every_level(session: Session) -> None:
    units, (first, second) = await a_city(session)
    boss = await a_role(session, RoleKind.COORDINATOR, units["CITY"])
    await _reports(session, first, units["A1"], 25)
    await _reports(session, second, units["B2"], 10)
    now = saturday(15, 0)
    whole = await area(session, boss, units["CITY"].id, DAY, now=now)
    assert (whole.tally.complete, whole.tally.must_report) == (2, 4)
    assert whole.tally.totals == {"volunteers": 35}
    assert [each.name for each in whole.branches] == ["Quận Đoàn A", "Quận Đoàn B"]
    assert sum(each.tally.expected for each in whole.branches) == whole.tally.expected
    assert all(each.alone is None for each in whole.branches)
    assert whole.trail == ()
    host = await area(session, boss, units["A"].id, DAY, now=now)
    assert [crumb.name for crumb in host.trail] == ["Thành Đoàn"]
    assert host.event_id == first.id
    lines = {each.name: each.alone for each in host.branches}
    assert {name: line and line.values for name, line in lines.items()} == {
        "P. A1": {"volunteers": 25},
        "P. A2": {},
    }


async def test_one_host_sees_its_own_and_is_refused_the_rest(session: Session) -> None:
    units, (first, _) = await a_city(session)
    mine = await a_role(session, RoleKind.COORDINATOR, units["A"])
    now = saturday(15, 0)
    own = await area(session, mine, units["A"].id, DAY, now=now)
    assert own.trail == (), "what is above is not theirs to see"
    for other in ("B", "B1", "CITY"):
        with pytest.raises(Refused, match="not_your_unit"):
            await area(session, mine, units[other].id, DAY, now=now)
    listed = await days_listed(session, mine, "see_board", now=now)
    assert [each.event.id for each in listed] == [first.id]


@pytest.mark.parametrize("day", [20261127, 0, 99999999, 20260231, 2**63 - 1])
async def test_a_day_on_which_nothing_is_held_says_so(session: Session, day: int) -> None:
    units, _ = await a_city(session)
    boss = await a_role(session, RoleKind.COORDINATOR, units["CITY"])
    with pytest.raises(Refused, match="nothing_that_day"):
        await area(session, boss, units["CITY"].id, day, now=MONDAY)


async def test_the_days_below_are_listed_with_how_far_they_are(session: Session) -> None:
    units, (first, _) = await a_city(session)
    viewer = await a_role(session, RoleKind.VIEWER, units["CITY"])
    await _reports(session, first, units["A1"], 25)
    listed = await days_listed(session, viewer, "see_board", now=saturday(15, 0))
    assert {(d.event.host_name, d.complete, d.must_report, d.number) for d in listed} == {
        ("Quận Đoàn A", 1, 2, DAY),
        ("Quận Đoàn B", 0, 2, DAY),
    }
    assert top_of(viewer, listed) == units["CITY"].id
    assert top_of(Actor(), listed) is None
