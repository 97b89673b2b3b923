"""Places and times of a participation, and their seats."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, bindparam, func, insert, or_, select, update

from rules.model import EventState
from storage.db import Session
from storage.tables import events, participations, shifts, units


@dataclass(frozen=True, slots=True)
class NewShift:
    place: str
    gather_at: datetime
    starts_at: datetime
    ends_at: datetime
    capacity: int | None = None
    leader: str = ""
    dress: str = ""
    map_url: str = ""


@dataclass(frozen=True, slots=True)
class Shift:
    """`taken` counts who is going and the seats on offer; `zone` is the host unit's; `others`: how
    many more places and times the unit has that day."""

    id: int
    participation_id: int
    place: str
    map_url: str
    gather_at: datetime
    starts_at: datetime
    ends_at: datetime
    capacity: int | None
    taken: int
    leader: str
    leader_id: int | None
    dress: str
    cancelled_at: datetime | None
    others: int
    event_id: int
    event_title: str
    event_state: EventState
    unit_id: int
    unit_name: str
    unit_path: str
    minors: bool
    zone: str

    @property
    def free(self) -> int | None:
        """None: no limit."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)


_host = units.alias("host")
_other = shifts.alias("other")
_OTHERS: Final = (
    select(func.count())
    .select_from(_other)
    .where(
        _other.c.participation_id == shifts.c.participation_id,
        _other.c.id != shifts.c.id,
        _other.c.cancelled_at.is_(None),
    )
    .correlate(shifts)
    .scalar_subquery()
)
SHIFT_COLUMNS: Final = (
    shifts.c.id,
    shifts.c.participation_id,
    shifts.c.place,
    shifts.c.map_url,
    shifts.c.gather_at,
    shifts.c.starts_at,
    shifts.c.ends_at,
    shifts.c.capacity,
    shifts.c.taken,
    shifts.c.leader,
    shifts.c.leader_id,
    shifts.c.dress,
    shifts.c.cancelled_at,
    _OTHERS.label("others"),
    events.c.id.label("event_id"),
    events.c.title.label("event_title"),
    events.c.state.label("event_state"),
    units.c.id.label("unit_id"),
    units.c.name.label("unit_name"),
    units.c.path.label("unit_path"),
    units.c.minors,
    _host.c.timezone.label("zone"),
)
SHIFT_FROM: Final = (
    shifts.join(participations, participations.c.id == shifts.c.participation_id)
    .join(events, events.c.id == participations.c.event_id)
    .join(units, units.c.id == participations.c.unit_id)
    .join(_host, _host.c.id == events.c.host_unit_id)
)
_SEAT: Final = (
    update(shifts)
    .where(
        shifts.c.id == bindparam("shift_id"),
        shifts.c.cancelled_at.is_(None),
        or_(shifts.c.capacity.is_(None), shifts.c.taken < shifts.c.capacity),
    )
    .values(taken=shifts.c.taken + 1)
    .returning(shifts.c.taken)
)


def shift_from(values: Iterable[Any]) -> Shift:
    """From the values of SHIFT_COLUMNS, in their order."""
    fields = dict(zip(Shift.__slots__, values, strict=True))
    return Shift(**{**fields, "event_state": EventState(fields["event_state"])})


def _shifts() -> Select[*tuple[Any, ...]]:
    return select(*SHIFT_COLUMNS).select_from(SHIFT_FROM)


async def add_shift(session: Session, participation_id: int, shift: NewShift) -> int:
    result = await session.execute(
        insert(shifts).returning(shifts.c.id),
        {
            "participation_id": participation_id,
            "place": shift.place,
            "map_url": shift.map_url,
            "gather_at": shift.gather_at,
            "starts_at": shift.starts_at,
            "ends_at": shift.ends_at,
            "capacity": shift.capacity,
            "leader": shift.leader,
            "dress": shift.dress,
        },
    )
    shift_id: int = result.scalar_one()
    return shift_id


async def set_capacity(session: Session, shift_id: int, capacity: int | None) -> bool:
    """False when more people hold seats already."""
    fits = [] if capacity is None else [shifts.c.taken <= capacity]
    result = await session.execute(
        update(shifts).where(shifts.c.id == shift_id, *fits).values(capacity=capacity)
    )
    return result.rowcount == 1


async def load_shift(session: Session, shift_id: int) -> Shift | None:
    row = (await session.execute(_shifts().where(shifts.c.id == shift_id))).first()
    return None if row is None else shift_from(row)


async def shifts_of(
    session: Session, participation_id: int, *, cancelled: bool = False
) -> list[Shift]:
    """Of one unit on one day; with those called off when `cancelled`."""
    whose = [shifts.c.participation_id == participation_id]
    if not cancelled:
        whose.append(shifts.c.cancelled_at.is_(None))
    rows = await session.execute(_shifts().where(*whose).order_by(shifts.c.starts_at, shifts.c.id))
    return [shift_from(row) for row in rows]


async def first_shift(session: Session, participation_id: int) -> Shift | None:
    """The one that the registration speaks of; the others were added to it."""
    row = (
        await session.execute(
            _shifts()
            .where(shifts.c.participation_id == participation_id, shifts.c.cancelled_at.is_(None))
            .order_by(shifts.c.id)
            .limit(1)
        )
    ).first()
    return None if row is None else shift_from(row)


async def alter_shift(session: Session, shift_id: int, changes: Mapping[str, Any]) -> bool:
    """Columns of a shift that is on. False when its capacity would fall below the seats taken."""
    capacity = changes.get("capacity")
    fits = [] if capacity is None else [shifts.c.taken <= capacity]
    result = await session.execute(
        update(shifts)
        .where(shifts.c.id == shift_id, shifts.c.cancelled_at.is_(None), *fits)
        .values(**changes)
    )
    return result.rowcount == 1


async def call_off(session: Session, shift_id: int, *, at: datetime | None) -> bool:
    """With a moment it is called off, with None it is on again; False when it stands so already."""
    stands = shifts.c.cancelled_at.is_(None) if at else shifts.c.cancelled_at.is_not(None)
    result = await session.execute(
        update(shifts).where(shifts.c.id == shift_id, stands).values(cancelled_at=at)
    )
    return result.rowcount == 1


async def bind_leader(session: Session, shift_id: int, person_id: int, name: str) -> None:
    """Who ticks attendance; a name that the unit gave before stays."""
    await session.execute(update(shifts).where(shifts.c.id == shift_id).values(leader_id=person_id))
    await session.execute(
        update(shifts).where(shifts.c.id == shift_id, shifts.c.leader == "").values(leader=name)
    )


async def led_by(session: Session, person_id: int, *, since: datetime) -> list[Shift]:
    """Shifts whose attendance this person ticks, that ended after `since`; the nearest first."""
    rows = await session.execute(
        _shifts()
        .where(
            shifts.c.leader_id == person_id,
            shifts.c.cancelled_at.is_(None),
            shifts.c.ends_at > since,
            events.c.state != EventState.CANCELLED.value,
        )
        .order_by(shifts.c.starts_at, shifts.c.id)
    )
    return [shift_from(row) for row in rows]


async def lock_shifts(session: Session, *shift_ids: int) -> None:
    """In one order, so that two who change places with each other never wait for each other."""
    await session.execute(
        select(shifts.c.id)
        .where(shifts.c.id.in_(shift_ids))
        .order_by(shifts.c.id)
        .with_for_update(key_share=True)
    )


async def open_shifts(session: Session, unit_path: str, *, now: datetime) -> list[Shift]:
    """Of the unit and of all below it, in open events, not over yet; the nearest first."""
    rows = await session.execute(
        _shifts()
        .where(
            units.c.path.startswith(unit_path),
            events.c.state == EventState.OPEN.value,
            participations.c.not_taking_part.is_(False),
            participations.c.dropped_at.is_(None),
            shifts.c.cancelled_at.is_(None),
            shifts.c.ends_at > now,
        )
        .order_by(shifts.c.starts_at, shifts.c.id)
    )
    return [shift_from(row) for row in rows]


async def shifts_in(session: Session, event_id: int) -> list[Shift]:
    rows = await session.execute(
        _shifts().where(events.c.id == event_id).order_by(shifts.c.starts_at, shifts.c.id)
    )
    return [shift_from(row) for row in rows]


async def take_seat(session: Session, shift_id: int) -> bool:
    """One statement decides, so that of fifty who want the last seat one gets it."""
    result = await session.execute(_SEAT, {"shift_id": shift_id})
    return result.first() is not None


async def free_seat(session: Session, shift_id: int) -> None:
    await session.execute(
        update(shifts)
        .where(shifts.c.id == shift_id, shifts.c.taken > 0)
        .values(taken=shifts.c.taken - 1)
    )
