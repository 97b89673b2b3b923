"""A small district, its people and two Saturdays; and the one way in which a deed is done."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, TypeVar

from sqlalchemy import select

from reading.fold import plain
from rules.deadlines import usual_schedule
from rules.model import METRICS, Actor, Metric, Refused, RoleKind
from storage.db import Database, Session
from storage.events import Event, EventDraft, create_event
from storage.people import grant_role, load_actor
from storage.reports import Message
from storage.tables import event_metrics, participations
from storage.timer_plan import plan_timers
from storage.units import NewUnit, Unit, add_units
from tests.builders import MONDAY, ZONE, a_person
from tests.properties import model

TREES = Metric("trees", "Số cây trồng", "cây", ("cây", "số cây", "cây trồng"))
KEYS = ("teams", "volunteers", "citizens", "dossiers_received", "dossiers_resolved", "trees")
REQUIRED = ("volunteers", "citizens")
LABELS = {metric.key: metric.label for metric in (*METRICS, TREES)}
WEEK = timedelta(days=7)
T = TypeVar("T")

_TREE = (
    ("CITY", "Thành Đoàn Lạc Hồng", None),
    ("HOST", "Quận Đoàn Lạc Hồng", "CITY"),
    ("FAR", "Quận Đoàn Phú Lạc", "CITY"),
    ("X", "Đoàn phường Xuân Hòa", "FAR"),
    ("A", "Đoàn phường An Bình", "HOST"),
    ("A1", "Chi đoàn Khu phố Một", "A"),
    ("A2", "Chi đoàn Khu phố Hai", "A"),
    ("B", "Đoàn phường Bạch Mai", "HOST"),
    ("B1", "Chi đoàn Trường Nguyễn Du", "B"),
    ("C", "Đoàn phường Cẩm Tú", "HOST"),
    ("D", "Đoàn Bệnh viện Đông Sơn", "HOST"),
)
_LATER = ("E", "Đoàn phường Em Xinh", "HOST")
_REPORTERS = (
    ("Lan", ("A",)),
    ("Minh", ("A1", "A2")),
    ("Nam", ("B",)),
    ("Oanh", ("B1",)),
    ("Phúc", ("C",)),
    ("Quyên", ("C",)),
)
_OTHERS = (
    ("Hoa", RoleKind.COORDINATOR, "HOST"),
    ("Bình", RoleKind.COORDINATOR, "HOST"),
    ("Trên", RoleKind.COORDINATOR, "CITY"),
    ("Phường", RoleKind.COORDINATOR, "A"),
    ("Xem", RoleKind.VIEWER, "HOST"),
    ("Khác", RoleKind.COORDINATOR, "FAR"),
)
_VOLUNTEERS = ("Tí", "Sửu", "Dần", "Mão", "Thìn", "Tỵ")


_ROWS = select(participations.c.id, participations.c.event_id, participations.c.unit_id)


class Skip(Exception):  # noqa: N818  there is nothing to do it to
    pass


class Finding(AssertionError):  # noqa: N818  what a sequence is played for
    """The system and the recount differ, or something was let through."""


@dataclass(frozen=True)
class Scene:
    """What every sequence starts from, committed once."""

    events: tuple[Event, Event]
    people: dict[str, int]
    rows: tuple[dict[int, int], dict[int, int]]
    units: dict[str, Unit]
    metrics: tuple[dict[str, int], dict[str, int]]


@dataclass
class World:
    session: Session
    random: Random
    scene: Scene
    now: datetime
    units: dict[str, model.Unit]
    days: list[model.Day]
    actors: dict[str, Actor] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    wrong: bool = False
    hopeless: bool = False
    messages: int = 0
    told: list[str] = field(default_factory=list)
    focus: tuple[str, ...] = ()
    held: dict[int, tuple[dict[str, int], datetime, datetime, int]] = field(default_factory=dict)
    loose: dict[int, model.Photo] = field(default_factory=dict)
    requests: dict[int, model.Expected] = field(default_factory=dict)
    moves: list[tuple[int, int, int, int]] = field(default_factory=list)
    moved_from: dict[int, tuple[int, dict[str, int]]] = field(default_factory=dict)
    shifts: dict[int, model.Expected] = field(default_factory=dict)
    seat_codes: list[str] = field(default_factory=list)
    merged: list[tuple[str, str]] = field(default_factory=list)
    chats: "list[Any]" = field(default_factory=list)
    kept_rows: dict[int, tuple[object, ...]] = field(default_factory=dict)
    kept_editions: dict[tuple[int, int], tuple[object, ...]] = field(default_factory=dict)
    events: dict[int, tuple[object, Event]] = field(default_factory=dict)
    done_timers: set[str] = field(default_factory=set)

    # --- choosing
    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def some(self, choices: "list[T] | tuple[T, ...]") -> T:
        if not choices:
            raise Skip
        return self.random.choice(choices)

    @property
    def day(self) -> model.Day:
        return self.days[0] if self.chance(0.9) else self.days[1]

    def unit(self, wanted: Callable[[model.Expected], bool] = lambda each: True) -> model.Expected:
        """Mostly one of the few that this sequence is about."""
        fitting = [each for each in self.day.units.values() if wanted(each)]
        few = [each for each in fitting if each.unit.name in self.focus]
        return self.some(few if few and self.chance(0.85) else fitting)

    def figures(self, each: model.Expected, *, whole: bool = True) -> dict[str, int]:
        """Of what the unit is asked for; seldom of something that it is not asked any more."""
        asked = [one.key for one in each.asked if one.key in KEYS or one.key not in LABELS]
        if self.chance(0.05):
            asked = list(KEYS)
        keys = set(each.required) if whole else {self.some(asked)}
        keys |= {key for key in asked if self.chance(0.25)}
        if not keys:
            raise Skip
        return {key: self.number() for key in (*KEYS, *sorted(keys - set(KEYS))) if key in keys}

    def number(self) -> int:
        return self.random.choice((0, 1, 7, 12, 25, 120, 1250))

    def message(self, *, text: str = "") -> Message:
        """Now, or sent earlier and received out of order, or by a clock that runs ahead."""
        self.messages += 1
        back = self.random.choice((0, 0, 0, 2, 10, 45, 150, -9))
        sent = self.now - timedelta(minutes=back)
        return Message(text, sent, self.now, "webchat", 900_001, self.messages)

    # --- who
    def may(self, actor: Actor, path: str, *, reporters: bool) -> bool:
        for grant in actor.grants:
            if grant.kind is RoleKind.COORDINATOR and path.startswith(grant.path):
                return True
            if reporters and grant.kind is RoleKind.REPORTER and grant.path == path:
                return True
        return False

    def who(self, path: str, *, reporters: bool = False, refuse: bool = False) -> Actor:
        """Mostly somebody who may; else it has to be refused. `refuse`: by whomever."""
        self.hopeless = self.hopeless or refuse
        able = [a for a in self.actors.values() if self.may(a, path, reporters=reporters)]
        if self.chance(0.08):
            self.wrong = True
            return self.some([a for a in (*self.actors.values(), Actor()) if a not in able])
        return self.some(able)

    def row(self, participation_id: int) -> model.Expected:
        for day in self.days:
            if participation_id in day.units:
                return day.units[participation_id]
        raise AssertionError("a row that nobody knows")

    async def load_people(self) -> None:
        self.actors = {
            name: await load_actor(self.session, person)
            for name, person in self.scene.people.items()
            if name not in self.gone
        }

    async def expect_more(self) -> None:
        """Rows that a deed added for units of the tree."""
        known = {each.id for day in self.days for each in day.units.values()}
        by_id = {unit.id: unit for unit in self.units.values()}
        rows = await self.session.execute(_ROWS)
        for row in rows:
            if row.id not in known:
                day = next(day for day in self.days if day.id == row.event_id)
                day.units[row.id] = model.Expected(row.id, by_id[row.unit_id], day)


async def build(session: Session) -> Scene:
    """Two Saturdays of a district, on Monday; a unit that was founded after they were opened."""
    made = await add_units(
        session,
        [
            NewUnit(code, name, parent, {plain(name): name}, position=i)
            for i, (code, name, parent) in enumerate(_TREE)
        ],
    )
    units = {unit.code: unit for unit in made}
    people: dict[str, int] = {}
    for name, kind, code in _OTHERS:
        people[name] = await _person(session, name, kind, units[code])
    for name, codes in _REPORTERS:
        for code in codes:
            people[name] = await _person(
                session, name, RoleKind.REPORTER, units[code], people.get(name)
            )
    for name in _VOLUNTEERS:
        someone = await a_person(session, name)
        people[name] = someone.person_id or 0
    schedule = usual_schedule(MONDAY, ZONE)
    next_week = usual_schedule(schedule.starts_at, ZONE)
    days = []
    for times in (schedule, next_week):
        draft = EventDraft(
            "Ngày thứ Bảy tình nguyện", times, min_photos=2, metrics=(*METRICS, TREES)
        )
        event = await create_event(session, units["HOST"], draft, created_by=None, now=MONDAY)
        assert event is not None
        await plan_timers(session, event, now=MONDAY)
        days.append(event)
    code, name, parent = _LATER
    later = NewUnit(code, name, parent, {plain(name): name}, position=99)
    units |= {unit.code: unit for unit in await add_units(session, [later])}
    rows = [await _rows(session, event.id) for event in days]
    keys = [await _metrics(session, event.id) for event in days]
    return Scene((days[0], days[1]), people, (rows[0], rows[1]), units, (keys[0], keys[1]))


async def _person(
    session: Session, name: str, kind: RoleKind, unit: Unit, known: int | None = None
) -> int:
    person = known or (await a_person(session, name)).person_id or 0
    await grant_role(session, person, unit.id, kind, granted_by=None, now=MONDAY)
    return person


async def _rows(session: Session, event_id: int) -> dict[int, int]:
    rows = await session.execute(
        select(participations.c.unit_id, participations.c.id).where(
            participations.c.event_id == event_id
        )
    )
    return {row.unit_id: row.id for row in rows}


async def _metrics(session: Session, event_id: int) -> dict[str, int]:
    rows = await session.execute(
        select(event_metrics.c.key, event_metrics.c.id)
        .where(event_metrics.c.event_id == event_id)
        .order_by(event_metrics.c.position)
    )
    return {row.key: row.id for row in rows}


FOCUS = (("A", "A1", "A2"), ("A", "A1", "C"), ("B", "B1", "C"), ("A2", "C", "D"), ("A", "B", "B1"))
STARTS = (-62.0, -16.0, -1.0, 2.0, 6.0, 7.5, 8.0, 8.4, 9.2)
"""Hours from the day's beginning at which a sequence starts."""


async def a_world(session: Session, scene: Scene, seed: int) -> World:
    random = Random(seed)  # noqa: S311  to be played again, not to be secret
    units = {code: model.Unit(unit.id, unit.path, unit.name) for code, unit in scene.units.items()}
    by_id = {unit.id: unit for unit in units.values()}
    days = [
        _day(*each, by_id) for each in zip(scene.events, scene.rows, scene.metrics, strict=True)
    ]
    now = scene.events[0].schedule.starts_at + timedelta(hours=random.choice(STARTS))
    world = World(session, random, scene, now, units, days)
    world.focus = tuple(units[code].name for code in random.choice(FOCUS))
    await world.load_people()
    return world


def _day(
    event: Event, rows: dict[int, int], metrics: dict[str, int], units: dict[int, model.Unit]
) -> model.Day:
    times = event.schedule
    day = model.Day(
        event.id,
        times.starts_at,
        times.ends_at,
        times.registration_closes_at,
        times.report_due_at,
        times.first_edition_at,
        times.second_edition_at,
        event.min_photos,
        times.grace_minutes,
        [
            model.Asked(metrics[one.key], one.key, one.label, one.key in REQUIRED)
            for one in event.metrics
        ],
    )
    for unit_id, row in rows.items():
        day.units[row] = model.Expected(row, units[unit_id], day)
    return day


class _Undo(Exception):  # noqa: N818  a way out, not a fault
    pass


@asynccontextmanager
async def undone(database: Database) -> AsyncIterator[Session]:
    """A transaction of which nothing stays."""
    try:
        async with database.transaction() as session:
            yield session
            raise _Undo  # noqa: TRY301  the way out of the transaction
    except _Undo:
        pass


Doing = Callable[[World], Awaitable[None]]
__all__ = ["Doing", "Finding", "Refused", "Skip", "World", "replace"]
