from dataclasses import replace

from rules.model import Progress
from rules.rollup import LeftOut, Why
from storage import counting
from storage.db import Session
from storage.events import Event
from storage.participations import Participation, load_participation, settle, settle_counted
from storage.reports import set_values
from storage.unit_lines import unit_lines
from storage.units import Unit
from tests.builders import a_day, a_district, in_day, saturday


async def _reported(
    session: Session, own: Participation, *, photos: int, hour: int = 15
) -> Participation:
    values = {"volunteers": 5, "citizens": 9}
    facts = replace(own.facts, values=values, photos=photos, has_submission=True)
    after = await settle(session, own, facts, sent_at=saturday(hour, 0), version=own.version)
    assert after is not None
    await set_values(session, after)
    return after


async def _day(session: Session) -> tuple[Event, list[Unit]]:
    host, *wards = await a_district(session, "Tân Lộc", "Sơn Hạ", "Phú Lạc")
    return await a_day(session, host), wards


async def _loaded(session: Session, participation_id: int) -> Participation:
    found = await load_participation(session, participation_id)
    assert found is not None
    return found


async def test_who_sent_nothing_is_complete_with_the_one_that_counts_it(session: Session) -> None:
    event, wards = await _day(session)
    silent, holder = [await in_day(session, event, ward) for ward in wards[:2]]
    assert await counting.count_at(session, silent.id, holder.id, Why.CLUSTER)
    await settle_counted(session, silent.id)
    assert (await _loaded(session, silent.id)).progress is Progress.NOT_REGISTERED
    holder = await _loaded(session, holder.id)
    assert holder.covers == 1
    await _reported(session, holder, photos=3)
    after = await _loaded(session, silent.id)
    assert (after.progress, after.facts.completed_at) == (Progress.COMPLETE, saturday(15, 0))
    assert after.missing == ()
    lines = {line.unit_id: line for line in await unit_lines(session, event.id)}
    assert lines[silent.unit_id].left_out == LeftOut(Why.CLUSTER, "Sơn Hạ")
    assert lines[silent.unit_id].reported


async def test_it_owes_again_when_that_report_no_longer_is_complete(session: Session) -> None:
    event, wards = await _day(session)
    silent, holder = [await in_day(session, event, ward) for ward in wards[:2]]
    await counting.count_at(session, silent.id, holder.id, Why.JOINT)
    holder = await _reported(session, await _loaded(session, holder.id), photos=3)
    facts = replace(holder.facts, values={}, photos=0, has_submission=False, completed_at=None)
    assert await settle(session, holder, facts)
    after = await _loaded(session, silent.id)
    assert after.progress is Progress.NOT_REGISTERED
    assert after.facts.completed_at is None


async def test_counting_itself_again_forgets_the_other(session: Session) -> None:
    event, wards = await _day(session)
    silent, holder = [await in_day(session, event, ward) for ward in wards[:2]]
    await counting.count_at(session, silent.id, holder.id, Why.JOINT)
    await _reported(session, await _loaded(session, holder.id), photos=3)
    assert await counting.count_itself(session, silent.id)
    assert not await counting.count_itself(session, silent.id)
    after = await settle_counted(session, silent.id)
    assert after is not None
    assert after.progress is Progress.NOT_REGISTERED
    assert (await _loaded(session, holder.id)).covers == 0


async def test_no_chains_and_no_circles(session: Session) -> None:
    event, wards = await _day(session)
    one, two, three = [await in_day(session, event, ward) for ward in wards]
    assert not await counting.count_at(session, one.id, one.id, Why.CLUSTER)
    assert await counting.count_at(session, one.id, two.id, Why.CLUSTER)
    assert not await counting.count_at(session, two.id, one.id, Why.CLUSTER)
    assert not await counting.count_at(session, two.id, three.id, Why.CLUSTER)
    assert not await counting.count_at(session, three.id, one.id, Why.CLUSTER)
    assert await counting.count_at(session, one.id, three.id, Why.JOINT)
    assert await counting.counted_at(session, one.id) == counting.CountedAt(three.id, Why.JOINT)
    covers = [(await _loaded(session, each.id)).covers for each in (one, two, three)]
    assert covers == [0, 0, 1]


async def test_who_sends_figures_of_its_own_is_judged_by_them_alone(session: Session) -> None:
    event, wards = await _day(session)
    own, holder = [await in_day(session, event, ward) for ward in wards[:2]]
    await counting.count_at(session, own.id, holder.id, Why.CLUSTER)
    await _reported(session, await _loaded(session, holder.id), photos=3)
    assert (await _loaded(session, own.id)).facts.completed_at == saturday(15, 0)
    after = await _reported(session, await _loaded(session, own.id), photos=0, hour=16)
    assert (after.progress, after.facts.completed_at) == (Progress.PARTIAL, None)
