from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import insert, update

from rules.deadlines import usual_schedule
from rules.model import METRICS
from rules.rollup import rollup
from storage.db import Session
from storage.events import EventDraft, create_event
from storage.tables import extra_values, participations, report_values, units
from storage.totals import totals_by_day
from storage.unit_lines import unit_lines
from storage.units import NewUnit, Unit, add_units
from tests.builders import MONDAY, ZONE

_TREE = {"A": None, "B": "A", "C": "A", "D": "B", "E": "B", "F": "C", "G": "C", "H": "D", "I": "A"}


async def _a_tree(session: Session) -> list[Unit]:
    new = [
        NewUnit(code, f"Đơn vị {code}", parent, {code.lower(): code}, position=at)
        for at, (code, parent) in enumerate(_TREE.items())
    ]
    return await add_units(session, new)


async def _played(session: Session, root: Unit, week: int, random: Random) -> int:
    """A day on which anybody may have said anything about anybody."""
    now = MONDAY + timedelta(weeks=week)
    event = await create_event(
        session, root, EventDraft("Ngày", usual_schedule(now, ZONE)), created_by=None, now=now
    )
    assert event is not None
    ids = [line.participation_id for line in await unit_lines(session, event.id)]
    for each in ids:
        kind = random.choice(["counted", "own", "none", "none", "zero"])
        if kind != "none":
            figures = {m.key: random.choice([None, random.randint(0, 9)]) for m in METRICS}
            row = dict.fromkeys(figures) if kind == "own" else figures
            ids_of = {"participation_id": each, "event_id": event.id}
            await session.execute(insert(report_values), {**ids_of, **row})
        if random.random() < 0.3:
            extra = {"participation_id": each, "key": "trees", "value": random.randint(0, 9)}
            await session.execute(insert(extra_values), extra)
        await session.execute(
            update(participations)
            .where(participations.c.id == each)
            .values(
                counted_by=random.choice([None, None, *ids]),
                counted_how="cluster",
                not_taking_part=(away := random.random() < 0.1),
                progress="not_taking_part" if away else random.choice(["complete", "partial"]),
                dropped_at=now if random.random() < 0.1 else None,
            )
        )
    return event.id


@pytest.mark.parametrize("seed", range(12))
async def test_many_weeks_by_sql_agree_with_the_roll_up(session: Session, seed: int) -> None:
    random = Random(seed)  # noqa: S311  a played day, no secret
    tree = await _a_tree(session)
    days = [await _played(session, tree[0], week, random) for week in range(3)]
    for each in tree:
        says = random.choice([None, False, True])
        await session.execute(
            update(units).where(units.c.id == each.id).values(includes_branches=says)
        )
    for root in tree[:3]:
        by_day = {row.event_id: row for row in await totals_by_day(session, days, root.path)}
        for day in days:
            sums = rollup(await unit_lines(session, day), root.path)
            row = by_day.get(day)
            assert (row.totals if row else {}) == sums.totals
            counts = (row.expected, row.taking_part, row.complete) if row else (0, 0, 0)
            assert counts == (sums.expected, sums.must_report, sums.complete)
