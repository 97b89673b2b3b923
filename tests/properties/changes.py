"""Time passes, the day is changed, called off, frozen; units come and go."""

from datetime import datetime, timedelta

from actions.change_day import (
    Change,
    add_new_unit,
    add_unit_to_day,
    cancel_event,
    change_event,
    drop_unit,
    restore_unit,
    uncancel_event,
)
from actions.change_units import merge_units, rename_unit, undo_change
from actions.freeze import freeze_figures, reopen_figures
from actions.remind import remind_missing
from actions.sign_up import expire_offers
from scheduler.due import run_due
from storage.units import unit_by_code
from tests.properties import model
from tests.properties.decisions import judge
from tests.properties.deeds import deed
from tests.properties.model import Day, Expected, recount
from tests.properties.world import WEEK, Skip, World

HOST = "HOST"


@deed(
    "hand_over.py", "remind.py", "remind_volunteers.py", "progress.py", "fill_seats.py", weight=10
)
async def time_passes(world: World) -> None:
    """Mostly minutes; sometimes to just past a moment of the day."""
    day = world.days[0]
    moments = [m for m in (day.starts, day.due, day.first, day.second) if m > world.now]
    if moments and world.chance(0.25):
        after = min(moments) + timedelta(seconds=world.some((0, 1, 40)))
    else:
        after = world.now + timedelta(minutes=world.some((0, 1, 3, 7, 20, 45)), seconds=1)
    await until(world, after)


async def until(world: World, after: datetime) -> None:
    before, world.now = world.now, after
    await expire_offers(world.session, now=world.now)
    await run_due(world.session, now=world.now)
    for each in world.days:
        _editions(world, each, before)


def _editions(world: World, day: Day, before: datetime) -> None:
    """Bản 1 and 2 come by themselves; one that the next has overtaken does not."""
    if day.closed:
        return
    for number, moment in ((2, day.second), (1, day.first)):
        latest = max(day.editions, default=0)
        crossed = before < moment <= world.now
        overtaken = number == 1 and world.now >= day.second
        if crossed and latest < number and not overtaken:
            day.editions[number] = recount(day)


@deed("change_day.py", "resettle.py", weight=5)
async def changes_the_day(world: World) -> None:
    day = world.day
    change = _change(world, day)
    actor = world.who(world.units[HOST].path, refuse=day.closed)
    await change_event(world.session, actor, day.id, change, now=world.now)
    before = (day.min_photos, day.due)
    _changed(day, change)
    if before != (day.min_photos, day.due):
        judge_all(world, day)


def _change(world: World, day: Day) -> Change:
    minutes = timedelta(minutes=world.some((-60, -30, -20, 15, 30, 60, 90)))
    return world.some(
        (
            Change(title=f"Ngày thứ Bảy {world.messages}"),
            Change(min_photos=world.some((0, 1, 2, 3, 4))),
            Change(min_photos=world.some((0, 1, 2, 3, 4))),
            Change(report_due_at=day.due + minutes),
            Change(report_due_at=day.due + minutes),
            Change(grace_minutes=world.some((0, 10, 30))),
            Change(second_edition_at=day.second + minutes),
        )
    )


def _changed(day: Day, change: Change) -> None:
    if change.min_photos is not None:
        day.min_photos = change.min_photos
    if change.grace_minutes is not None:
        day.grace = change.grace_minutes
    if change.second_edition_at is not None:
        day.second = change.second_edition_at
    if change.report_due_at is not None:
        day.due, day.first = change.report_due_at, change.report_due_at + timedelta(minutes=5)
        if day.second <= day.first:
            day.second = day.due + timedelta(minutes=60)


def judge_all(world: World, day: Day) -> None:
    for each in day.expected:
        if each.versions or each.pictures:
            judge(world, each)


@deed("change_day.py", "day_news.py", weight=2)
async def postpones_the_day(world: World) -> None:
    day = world.day
    days = world.some((1, -1))
    actor = world.who(world.units[HOST].path, refuse=day.closed)
    on = (day.starts + timedelta(days=days)).date()
    await change_event(world.session, actor, day.id, Change(day=on), now=world.now)
    move = timedelta(days=days)
    for name in ("starts", "ends", "registration", "due", "first", "second"):
        setattr(day, name, getattr(day, name) + move)
    for each in day.units.values():
        if each.extended is not None:
            each.extended += move
    judge_all(world, day)


@deed("change_day.py", weight=2)
async def calls_the_day_off(world: World) -> None:
    day = world.day
    if world.now > day.due and world.chance(0.8):  # it could not be put on again
        raise Skip
    actor = world.who(world.units[HOST].path, refuse=day.closed)
    await cancel_event(world.session, actor, day.id, "Mưa", now=world.now)
    day.state = "cancelled"


@deed("change_day.py", weight=10)
async def puts_the_day_on_again(world: World) -> None:
    day = world.some([day for day in world.days if day.state == "cancelled"])
    actor = world.who(world.units[HOST].path, refuse=world.now > day.due + timedelta(seconds=1))
    await uncancel_event(world.session, actor, day.id, now=world.now)
    day.state = "open"


@deed("change_day.py", weight=3)
async def drops_a_unit(world: World) -> None:
    each = world.unit()
    actor = world.who(world.units[HOST].path, refuse=each.day.closed or each.dropped)
    await drop_unit(world.session, actor, each.id, now=world.now)
    each.dropped = True


@deed("change_day.py", weight=4)
async def takes_a_unit_back(world: World) -> None:
    each = world.unit(lambda one: one.dropped)
    actor = world.who(world.units[HOST].path, refuse=each.day.closed)
    if world.chance(0.5):
        await restore_unit(world.session, actor, each.id, now=world.now)
    else:
        await add_unit_to_day(world.session, actor, each.day.id, each.unit.id, now=world.now)
    each.dropped = False
    judge(world, each)


@deed("change_day.py", weight=1)
async def adds_a_unit(world: World) -> None:
    day, code = world.day, world.some(("E", "A", "X"))
    unit = world.units[code]
    outside = not unit.path.startswith(world.units[HOST].path)
    actor = world.who(world.units[HOST].path, refuse=day.closed or outside)
    await add_unit_to_day(world.session, actor, day.id, unit.id, now=world.now)
    there = next((one for one in day.units.values() if one.unit is unit), None)
    if there is not None and there.dropped:
        there.dropped = False
        judge(world, there)
    await world.expect_more()


@deed("change_day.py", "import_units.py", weight=1)
async def adds_a_new_unit(world: World) -> None:
    day = world.day
    if len(world.units) > 16:
        raise Skip
    name = f"Đoàn cơ sở Mới {len(world.units)}"
    actor = world.who(world.units[HOST].path, refuse=day.closed)
    done = await add_new_unit(world.session, actor, day.id, name, now=world.now)
    path = done.unit_path
    world.units[f"N{done.unit_id}"] = model.Unit(done.unit_id, path, name)
    await world.expect_more()


@deed("change_units.py", weight=2)
async def renames_a_unit(world: World) -> None:
    unit = world.some([world.units[code] for code in ("A", "B", "C", "A1")])
    old, name = unit.name, f"Đoàn phường Tên Mới {world.some(('X', 'Y', 'Z'))}{unit.id}"
    actor = world.who(unit.path)
    await rename_unit(world.session, actor, unit.id, name, now=world.now)
    if old == name:
        return
    unit.name = name
    here = timedelta(hours=7)
    today = (world.now + here).date()
    for day in world.days:
        for each in day.units.values():
            if each.unit is unit and (day.starts + here).date() < today and not each.name_then:
                each.name_then = old


@deed("change_units.py", weight=2)
async def merges_units(world: World) -> None:
    old, into = world.some(("A1", "A2", "B1", "D", "B")), world.some(("A1", "A", "C", "B1"))
    if old == into:
        raise Skip
    actor = world.who(world.units[HOST].path)
    if not world.may(actor, world.units[HOST].path, reporters=False):
        world.wrong = not all(
            world.may(actor, world.units[code].path, reporters=False) for code in (old, into)
        )
    people = world.chance(0.5)
    await merge_units(
        world.session,
        actor,
        world.units[old].id,
        world.units[into].id,
        move_people=people,
        now=world.now,
    )
    for day in world.days:
        ahead = not day.closed and day.starts > world.now
        for each in day.units.values():
            if ahead and each.unit is world.units[old] and _idle(world, each):
                each.dropped = True
    await world.load_people()
    await world.expect_more()


def _idle(world: World, each: Expected) -> bool:
    """Nothing was done for the day yet."""
    done = each.registered or each.versions or each.pictures
    return not done and not any(one is each for one in world.shifts.values())


@deed("change_units.py", weight=3)
async def undoes_a_merger_or_a_name(world: World) -> None:
    unit = world.units[world.some(("A", "B", "C", "A1", "A2", "B1", "D"))]
    actor = world.who(unit.path)
    done = await undo_change(world.session, actor, unit.id, now=world.now)
    if "moved" in done.detail:
        for day in world.days:
            for each in day.units.values():
                if each.id in done.detail["dropped"] and not day.closed:
                    each.dropped = False
    else:
        unit.name = done.detail["before"]
        for day in world.days:
            for each in day.units.values():
                if each.unit is unit and each.name_then == unit.name:
                    each.name_then = None
    await world.load_people()
    await world.expect_more()


@deed("freeze.py", "frozen.py", weight=8)
async def freezes(world: World) -> None:
    day = world.day
    actor = world.who(world.units[HOST].path, refuse=day.closed or world.now <= day.due)
    await freeze_figures(world.session, actor, day.id, now=world.now)
    day.state = "frozen"
    day.editions[max(2, *day.editions, 2) + 1] = recount(day)


@deed("freeze.py", weight=3)
async def reopens(world: World) -> None:
    day = world.some([day for day in world.days if day.state == "frozen"])
    actor = world.who(world.units[HOST].path)
    await reopen_figures(world.session, actor, day.id, now=world.now)
    day.state = "open"


@deed("remind.py", weight=1)
async def reminds(world: World) -> None:
    day = world.day
    actor = world.who(world.units[HOST].path, refuse=day.closed)
    await remind_missing(world.session, actor, day.id, now=world.now)


__all__ = ["WEEK", "unit_by_code"]
