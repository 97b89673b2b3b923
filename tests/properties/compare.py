"""Every place that shows a number, against the naive recount."""

from collections import Counter
from typing import Any

from sqlalchemy import bindparam, select

from actions.frozen import frozen_figures
from actions.load import load_event
from actions.progress import OFFICERS, draw_board
from actions.unit_page import unit_page
from rules.editions import EditionFigures, edition, figures_from_json
from rules.rollup import Tally, UnitLine, by_child, rollup
from storage.events import Event
from storage.participations import load_participation, participations_of
from storage.prepared import hot
from storage.tables import (
    editions,
    extra_values,
    participations,
    photos,
    report_values,
    shifts,
    sign_ups,
    submissions,
    timers,
)
from storage.totals import totals_by_day
from storage.unit_lines import unit_lines
from tests.properties import texts
from tests.properties.model import Day, Expected, Figures, difference, left_out, recount
from tests.properties.world import Finding, World

HOSTS = ("HOST", "A", "A1", "B")


_EDITIONS = hot(
    select(editions.c.number, editions.c.figures, editions.c.text).where(
        editions.c.event_id == bindparam("day")
    )
)
_VALUES, _EXTRAS = hot(select(report_values)), hot(select(extra_values))
_COLUMNS = tuple(report_values.c.keys())
_SUBMISSIONS = hot(
    select(
        submissions.c.id,
        submissions.c.participation_id,
        submissions.c.version,
        submissions.c.figures,
        submissions.c.after_freeze,
        submissions.c.moved_to,
    )
)
_PHOTOS = hot(select(photos.c.participation_id, photos.c.id, photos.c.state))
_TIMERS = hot(select(timers.c.key, timers.c.state, timers.c.event_id))
_SIGN_UPS = hot(select(sign_ups.c.shift_id, sign_ups.c.state, sign_ups.c.walk_in))
_SHIFTS = hot(select(shifts.c.id, shifts.c.taken, shifts.c.capacity))


def same(what: str, shown: object, counted: object) -> None:
    if shown != counted:
        raise Finding(f"{what}: shows {shown!r}, counted {counted!r}")


async def compare(world: World, *, whole: bool) -> None:
    """`whole`: also the pages and the words that people read, and every part of the tree."""
    other = whole and world.chance(0.3)
    for day in world.days:
        lines = await unit_lines(world.session, day.id)
        _lines(day, lines)
        if day is world.days[0] or other:
            await _sums(world, day, lines, HOSTS if whole else (world.some(HOSTS),))
            event = await _event(world, day, fresh=whole)
            await _figures(world, day, event, lines)
            if whole:
                await _board(world, day, event)
    if whole or world.chance(0.5):
        await _in_sql(world, "HOST")
    await _values(world)
    await _kept(world)
    await _timers(world)
    await _seats(world)
    if whole:
        await _in_sql(world, world.some(HOSTS))
        await _pages(world)


async def _event(world: World, day: Day, *, fresh: bool) -> Event:
    """Read again whenever something about the day itself was done."""
    times = (day.starts, day.due, day.first, day.second, day.grace)
    about = (day.state, times, day.min_photos, tuple(day.asked))
    known = world.events.get(day.id)
    if fresh or known is None or known[0] != about:
        known = world.events[day.id] = (about, await load_event(world.session, day.id))
    return known[1]


def _lines(day: Day, lines: list[UnitLine]) -> None:
    shown = {line.participation_id: line for line in lines}
    same("expected units", sorted(shown), sorted(each.id for each in day.expected))
    for each in day.expected:
        line = shown[each.id]
        late = None if line.timeliness is None else line.timeliness.minutes_late
        out = left_out(each)
        line_out = line.left_out and (line.left_out.why.value, line.left_out.by)
        same(
            f"line of {each.name}",
            (line.name, line.progress.value, late, dict(line.values), line.photos, line_out),
            (each.name, each.progress, each.minutes_late, each.shown, each.pictures, out),
        )


def same_tally(what: str, shown: Tally, counted: Figures) -> None:
    buckets = {key: getattr(shown, key) for key in counted.buckets}
    same(f"{what}, units", buckets, counted.buckets)
    same(f"{what}, expected", shown.expected, sum(counted.buckets.values()))
    same(
        what,
        (shown.on_time, shown.reported, shown.photos, dict(shown.totals)),
        (counted.on_time, counted.reported, counted.photos, counted.totals),
    )


async def _sums(world: World, day: Day, lines: list[UnitLine], hosts: tuple[str, ...]) -> None:
    merged = Tally()
    children = by_child(lines, world.units["HOST"].path, day.grace)
    for part in children.values():
        merged = merged.merge(part)
    same_tally("sum of the children", merged, recount(day))
    for code in hosts:
        path = world.units[code].path
        same_tally(f"roll-up of {code}", rollup(lines, path, day.grace), recount(day, path))


async def _in_sql(world: World, code: str) -> None:
    """Both days at once, as a week's or a year's figures are summed."""
    path = world.units[code].path
    rows = await totals_by_day(world.session, [day.id for day in world.days], path)
    shown = {
        row.event_id: (row.expected, row.taking_part, row.complete, row.totals) for row in rows
    }
    counted = {}
    for day in world.days:
        figures = recount(day, path)
        units, away = sum(figures.buckets.values()), figures.buckets["not_taking_part"]
        if units:
            complete = figures.buckets["complete"]
            counted[day.id] = (units, units - away, complete, figures.totals)
    same(f"totals of {code} in SQL", shown, counted)


async def _figures(world: World, day: Day, event: Event, lines: list[UnitLine]) -> None:
    shown = edition(lines, event.schedule, event.metrics, world.now)
    same_edition("figures of now", shown, recount(day))
    rows = await world.session.execute(_EDITIONS, {"day": day.id})
    kept = {row.number: (row.figures, row.text) for row in rows}
    same("state of the day", event.state.value, day.state)
    same("editions", sorted(kept), sorted(day.editions))
    for number, (figures, text) in kept.items():
        known = world.kept_editions.setdefault((day.id, number), (figures, text))
        same(f"edition {number} as it was handed over", (figures, text), known)
        stored = figures_from_json(figures)
        same_edition(f"edition {number}", stored, day.editions[number])
    frozen = await frozen_figures(world.session, event, lines, now=world.now)
    if day.state != "frozen":
        same("frozen figures", frozen, None)
        return
    assert frozen is not None, "a frozen day has no frozen figures"
    last = day.editions[max(day.editions)]
    same_edition("frozen figures", frozen.figures, last)
    now = recount(day)
    same("difference", dict(frozen.since.totals), difference(last.totals, now.totals))
    same("photos since", frozen.since.photos, now.photos - last.photos)
    arrived = last.without - now.without - {one.unit.id for one in day.expected if one.away}
    same("reported since", {one.unit_id for one in frozen.since.arrived}, arrived)
    gone = {one.unit_id for one in frozen.since.withdrawn}
    same("figures gone since", gone, now.without - last.without)


def same_edition(what: str, shown: EditionFigures, counted: Figures) -> None:
    same_tally(what, shown.tally, counted)
    same(f"{what}, totals", dict(shown.totals), counted.totals)
    same(
        f"{what}, names",
        (
            sorted(unit.name for unit in shown.missing),
            sorted(unit.name for unit in shown.incomplete),
            sorted((unit.minutes, unit.name) for unit in shown.late),
            sorted(unit.name for unit in shown.not_taking_part),
            sorted((unit.name, unit.why.value, unit.by) for unit in shown.left_out),
        ),
        (counted.missing, counted.incomplete, counted.late, counted.away, counted.left_out),
    )
    same(f"{what}, rate", shown.on_time_rate, counted.rate)


async def _board(world: World, day: Day, event: Event) -> None:
    drawn = await draw_board(world.session, event, OFFICERS, now=world.now)
    counts = Counter(each.progress for each in day.expected)
    same("board", {state.value: count for state, count in drawn.counts}, dict(counts))
    same_tally("board", drawn.tally, recount(day))
    started = world.now >= day.starts
    owing = [
        each.name
        for each in day.expected
        if (
            each.progress not in ("complete", "not_taking_part")
            if started
            else each.progress == "not_registered"
        )
    ]
    same("board, lacking", sorted(unit.name for unit in drawn.lacking), sorted(owing))
    await texts.read(world, day, drawn)


async def _values(world: World) -> None:
    """The columns that SQL sums are those of the current version, and of no other."""
    rows = await world.session.execute(_VALUES)
    standard = {row.participation_id: dict(zip(_COLUMNS, row, strict=True)) for row in rows}
    more: dict[int, dict[str, int]] = {}
    for row in await world.session.execute(_EXTRAS):
        more.setdefault(row.participation_id, {})[row.key] = row.value
    for each in (one for one in everyone(world) if not one.dropped):
        columns: Any = standard.get(each.id, {})
        stored = {
            key: columns[key]
            for key in columns
            if key not in ("participation_id", "event_id") and columns[key] is not None
        }
        same(f"values of {each.name}", {**stored, **more.get(each.id, {})}, each.shown)


def everyone(world: World) -> list[Expected]:
    return [each for day in world.days for each in day.units.values()]


async def _kept(world: World) -> None:
    """Nothing that came is lost or changed; photos are counted as they are."""
    rows = await world.session.execute(_SUBMISSIONS)
    versions: dict[int, list[Any]] = {}
    seen = set()
    for row in rows:
        seen.add(row.id)
        if row.participation_id is None:
            continue
        fact = (row.participation_id, row.version, row.figures, row.after_freeze)
        same("a stored version", fact, world.kept_rows.setdefault(row.id, fact))
        versions.setdefault(row.participation_id, []).append(row)
    same("lost versions", set(world.kept_rows) - seen, set())
    for each in everyone(world):
        stored = sorted(versions.get(each.id, []), key=lambda row: row.version)
        same(
            f"versions of {each.name}",
            [
                (row.version, row.figures, row.after_freeze, row.moved_to is not None)
                for row in stored
            ],
            [(v.number, v.figures, v.after_freeze, v.moved) for v in each.versions],
        )
    pictures = await world.session.execute(_PHOTOS)
    shown = {(row.participation_id, row.id): row.state != "removed" for row in pictures}
    counted: dict[tuple[int | None, int], bool] = {
        (e.id, p.id): p.there for e in everyone(world) for p in e.photos.values()
    }
    counted |= {(None, photo.id): True for photo in world.loose.values()}
    same("photos", shown, counted)


async def _timers(world: World) -> None:
    rows = await world.session.execute(_TIMERS)
    # A unit's card is due anew when it is complete again; it is sent once, and not when called off.
    found = {row.key: row for row in rows if not row.key.startswith("thanks:")}
    done = {key for key, row in found.items() if row.state == "done"}
    same("timers done before and now not", world.done_timers - done, set())
    world.done_timers = done
    for day in world.days:
        ahead = [k for k, row in found.items() if row.event_id == day.id and row.state == "ahead"]
        if day.closed:
            monday = [f"briefing:{day.id}"] if day.state == "frozen" else []
            left = [key for key in ahead if key not in monday]
            same("timers ahead of a day that is closed", left, [])


async def _seats(world: World) -> None:
    counted: Counter[int] = Counter()
    for row in await world.session.execute(_SIGN_UPS):
        seated = row.state in ("going", "offered")
        counted[row.shift_id] += seated or (row.state == "attended" and not row.walk_in)
    for row in await world.session.execute(_SHIFTS):
        same(f"seats of shift {row.id}", row.taken, counted[row.id])
        same(
            "seats beyond the capacity", (row.capacity and row.taken > row.capacity) or False, False
        )


async def _pages(world: World) -> None:
    """Of a unit that is expected: one that was dropped is judged again when it comes back."""
    officer = world.actors["Hoa"]
    each = world.random.choice([one for one in everyone(world) if not one.dropped])
    page = await unit_page(world.session, officer, each.id, now=world.now)
    found = page.p
    late = None if found.timeliness is None else found.timeliness.minutes_late
    same(
        f"page of {each.name}",
        (
            found.unit_name,
            found.progress.value,
            dict(found.facts.values),
            found.facts.photos,
            found.version,
            found.closes,
            late,
            len(page.versions),
            page.approval is not None,
        ),
        (
            each.name,
            each.progress,
            each.values,
            each.pictures,
            len(each.versions),
            each.closes,
            each.minutes_late,
            len(each.versions),
            each.approved,
        ),
    )
    again = await load_participation(world.session, each.id)
    same("one unit and all of them", again, await _of_event(world, each) or again)
    row = (
        await world.session.execute(
            select(
                participations.c.version, participations.c.photo_count, participations.c.doubts
            ).where(participations.c.id == each.id)
        )
    ).one()
    doubts = sum(doubt.standing.value != "settled" for doubt in found.doubts)
    same("counters", tuple(row), (len(each.versions), each.pictures, doubts))
    await texts.read_card(world, each)
    texts.read_page(each, page)


async def _of_event(world: World, each: Expected) -> object:
    units = await participations_of(world.session, each.day.id)
    return next((unit for unit in units if unit.id == each.id), None)
