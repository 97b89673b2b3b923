"""Units, days, people and shifts for tests. Add what you need; change nothing that others use."""

from datetime import UTC, date, datetime, timedelta

from reading.fold import plain
from rules.deadlines import at_local, usual_schedule
from rules.model import Actor, RoleKind
from storage.db import Session
from storage.events import Event, EventDraft, create_event
from storage.participations import Participation, participations_of
from storage.people import add_person, bind_address, grant_role, load_actor
from storage.shifts import NewShift, add_shift
from storage.units import NewUnit, Unit, add_units

ZONE = "Asia/Ho_Chi_Minh"
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""9:00 on Monday 23/11/2026; the usual day of that week is Saturday 28/11."""

_accounts = iter(range(900_001, 10**9))


async def a_district(session: Session, *names: str, minors: bool = False) -> list[Unit]:
    """A host and one unit below it for each name (two when none is given); the host first."""
    below = names or ("Đoàn phường Tân Lộc", "Đoàn phường Phú Lạc")
    host = NewUnit("HOST", "Quận Đoàn Lạc Hồng", None, {"quan doan lac hong": "Quận Đoàn Lạc Hồng"})
    wards = [
        NewUnit(f"U{i}", name, "HOST", {plain(name): name}, minors=minors, position=i)
        for i, name in enumerate(below, 1)
    ]
    return await add_units(session, [host, *wards])


async def a_day(session: Session, host: Unit, *, now: datetime = MONDAY) -> Event:
    """The usual Saturday: 7:30-11:30, reports due 16:00."""
    draft = EventDraft("Ngày thứ Bảy tình nguyện", usual_schedule(now, ZONE))
    event = await create_event(session, host, draft, created_by=None, now=now)
    assert event is not None
    return event


async def a_person(
    session: Session,
    name: str = "Nguyễn Thị Lan",
    *,
    channel: str = "webchat",
    now: datetime = MONDAY,
) -> Actor:
    """With one account, no role."""
    person_id = await add_person(session, name, now=now, consent_version="volunteer-1")
    assert await bind_address(session, person_id, channel, next(_accounts), now=now)
    return Actor(person_id, name)


async def a_role(
    session: Session,
    kind: RoleKind,
    unit: Unit,
    name: str = "Trần Văn Minh",
    *,
    now: datetime = MONDAY,
) -> Actor:
    someone = await a_person(session, name, now=now)
    assert someone.person_id is not None
    await grant_role(session, someone.person_id, unit.id, kind, granted_by=None, now=now)
    return await load_actor(session, someone.person_id)


async def a_shift(
    session: Session, event: Event, unit: Unit, *, capacity: int | None = 2, leader: str = "Minh"
) -> int:
    """At the day's own times, gathering a quarter of an hour before."""
    rows = await participations_of(session, event.id)
    participation_id = next(row.id for row in rows if row.unit_id == unit.id)
    new = NewShift(
        place="Trung tâm hành chính công Tân Lộc",
        gather_at=event.schedule.starts_at - timedelta(minutes=15),
        starts_at=event.schedule.starts_at,
        ends_at=event.schedule.ends_at,
        capacity=capacity,
        leader=leader,
        dress="áo Thanh niên Việt Nam",
    )
    return await add_shift(session, participation_id, new)


def saturday(hour: int, minute: int, second: int = 0) -> datetime:
    """That clock time in `ZONE` on Saturday 28/11/2026."""
    return at_local(date(2026, 11, 28), hour, minute, ZONE) + timedelta(seconds=second)


async def a_reporter(session: Session, *units: Unit, now: datetime = MONDAY) -> Actor:
    """One person who reports for all of `units`."""
    someone = await a_person(session, "Trần Văn Minh", now=now)
    assert someone.person_id is not None
    for each in units:
        await grant_role(
            session, someone.person_id, each.id, RoleKind.REPORTER, granted_by=None, now=now
        )
    return await load_actor(session, someone.person_id)


async def in_day(session: Session, event: Event, unit: Unit) -> Participation:
    """The unit's participation as it is stored now."""
    return next(row for row in await participations_of(session, event.id) if row.unit_id == unit.id)
