"""What a day asks is changed figure by figure, of all units or of some, while reports are in."""

from collections.abc import Iterable
from dataclasses import replace

from actions.edit_metrics import (
    Asks,
    Changed,
    Want,
    Wish,
    add_metric,
    release,
    require_of,
    set_metric,
)
from tests.properties.changes import HOST, judge_all
from tests.properties.decisions import judge
from tests.properties.deeds import deed
from tests.properties.model import Asked, Day, Expected
from tests.properties.world import Finding, Skip, World

OWN = (("Số bồn hoa", "bồn"), ("Số áo phao", "áo"), ("Số phần quà", "phần"))


def complete_ones(day: Day) -> list[Expected]:
    """By figures of their own."""
    return [one for one in day.expected if one.progress == "complete" and not one.covered]


def _asks(done: object, owing: Iterable[Expected], *, sure: bool) -> bool:
    """Who becomes incomplete is said before it is done. True when that is all."""
    names = sorted(one.name for one in owing)
    if isinstance(done, Asks):
        if sure or sorted(done.units) != names or not names:
            raise Finding(f"asks about {done.units!r}, counted {names!r}")
        return True
    if names and not sure:
        raise Finding(f"did not ask about {names!r}")
    told = getattr(done, "owing", None)
    if told != len(names):
        raise Finding(f"tells of {told} units that owe, counted {names!r}")
    return False


def _would_owe(day: Day, key: str, units: Iterable[Expected]) -> list[Expected]:
    """Complete before, not so once the figure is required of them."""
    complete = complete_ones(day)
    return [one for one in units if one in complete and key not in one.values]


@deed("edit_metrics.py", "resettle.py", weight=6)
async def changes_what_is_asked(world: World) -> None:
    day = world.day
    asked, want = world.some(day.asked), world.some(tuple(Want))
    wanted = _after(asked, want)
    sure = world.chance(0.7)
    owing: list[Expected] = []
    if not wanted.dropped and wanted != asked:
        must = wanted.required and wanted.of_all
        units = [one for one in day.expected if must or asked.key in one.also]
        owing = _would_owe(day, asked.key, units)
    actor = world.who(world.units[HOST].path, refuse=day.closed)
    done = await set_metric(world.session, actor, asked.id, want, sure=sure, now=world.now)
    if _asks(done, owing, sure=sure) or wanted == asked:
        return
    day.asked[day.asked.index(asked)] = wanted
    judge_all(world, day)


def _after(asked: Asked, want: Want) -> Asked:
    if want in (Want.OFF, Want.ON):
        return replace(asked, dropped=want is Want.OFF)
    return replace(asked, required=want is Want.MUST, of_all=want is not Want.ALONE, dropped=False)


@deed("edit_metrics.py", weight=2)
async def asks_for_a_figure_of_its_own(world: World) -> None:
    day = world.day
    label, counts = world.some(OWN)
    if any(one.label == label for one in day.asked):
        raise Skip
    need = world.some((Want.MAY, Want.MUST, Want.ALONE))
    units = [world.some(day.expected)] if need is Want.ALONE else []
    sure = world.chance(0.7)
    owing = [one for one in complete_ones(day) if need is Want.MUST or one in units]
    actor = world.who(world.units[HOST].path, refuse=day.closed)
    wish = Wish(label, counts, need=need, participation_ids=tuple(one.id for one in units))
    done = await add_metric(world.session, actor, day.id, wish, sure=sure, now=world.now)
    if _asks(done, owing, sure=sure):
        return
    assert isinstance(done, Changed)
    key = done.row.metric.key
    day.asked.append(Asked(done.row.id, key, label, need is Want.MUST, need is not Want.ALONE))
    for one in units:
        one.also.append(key)
    judge_all(world, day)


@deed("edit_metrics.py", "resettle.py", weight=4)
async def requires_a_figure_of_some(world: World) -> None:
    day = world.day
    asked = world.some(day.asked)
    units = world.random.sample(list(day.units.values()), world.some((1, 1, 2)))
    sure = world.chance(0.7)
    owing = [
        one
        for one in units
        if one.progress == "complete"
        and not one.covered
        and asked.key not in one.values
        and asked.key not in one.required
    ]
    actor = world.who(world.units[HOST].path, refuse=day.closed or asked.dropped)
    ids = [one.id for one in units]
    done = await require_of(world.session, actor, asked.id, ids, sure=sure, now=world.now)
    if _asks(done, owing, sure=sure):
        return
    for one in units:
        if asked.key not in one.also:
            one.also.append(asked.key)
            judge(world, one)


@deed("edit_metrics.py", weight=3)
async def releases_a_unit(world: World) -> None:
    each = world.unit(lambda one: bool(one.also))
    key = world.some(each.also)
    asked = next(one for one in each.day.asked if one.key == key)
    actor = world.who(world.units[HOST].path, refuse=each.day.closed)
    await release(world.session, actor, asked.id, each.id, now=world.now)
    each.also.remove(key)
    judge(world, each)
