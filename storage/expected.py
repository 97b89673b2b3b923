"""Which units a day expects: added by name after it opened, dropped and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from rules.model import EventState, SignUpState
from storage.db import Session, upsert
from storage.participations import settle_covered
from storage.tables import events, notices, participations, shifts, sign_ups

_OPEN = participations.c.event_id.in_(
    select(events.c.id).where(events.c.state == EventState.OPEN.value)
)
_HOPING = (SignUpState.GOING.value, SignUpState.WAITING.value, SignUpState.OFFERED.value)


async def row_of(session: Session, event_id: int, unit_id: int) -> int | None:
    """The unit's participation, also one that was dropped."""
    result = await session.execute(
        select(participations.c.id).where(
            participations.c.event_id == event_id, participations.c.unit_id == unit_id
        )
    )
    participation_id: int | None = result.scalar()
    return participation_id


async def expect_unit(session: Session, event_id: int, unit_id: int) -> int | None:
    """A row for this unit of the tree; None when it has one."""
    statement = upsert(session, participations).on_conflict_do_nothing()
    row = {"event_id": event_id, "unit_id": unit_id}
    result = await session.execute(statement.returning(participations.c.id), row)
    participation_id: int | None = result.scalar()
    return participation_id


async def set_dropped(session: Session, participation_id: int, at: datetime | None) -> bool:
    """No longer expected from `at` on; None: expected again. What it sent stays. False when it
    stands so already, or the day is no longer open."""
    stands = participations.c.dropped_at.is_(None)
    result = await session.execute(
        update(participations)
        .where(participations.c.id == participation_id, _OPEN, stands if at else ~stands)
        .values(dropped_at=at, revision=participations.c.revision + 1)
    )
    if result.rowcount == 1:
        await settle_covered(session, participation_id)
    return result.rowcount == 1


async def expect_only(
    session: Session, event_id: int, unit_ids: Sequence[int], *, now: datetime
) -> None:
    """Of a day that has just opened: all other units are dropped before anybody hears of it."""
    await session.execute(
        update(participations)
        .where(participations.c.event_id == event_id, participations.c.unit_id.not_in(unit_ids))
        .values(dropped_at=now, revision=participations.c.revision + 1)
    )


async def volunteers_of(session: Session, participation_id: int) -> list[int]:
    """Persons with a seat, an offer or a place in a waiting list of this unit's shifts."""
    rows = await session.execute(
        select(sign_ups.c.person_id)
        .join(shifts, shifts.c.id == sign_ups.c.shift_id)
        .where(shifts.c.participation_id == participation_id, sign_ups.c.state.in_(_HOPING))
        .order_by(sign_ups.c.id)
    )
    return list(dict.fromkeys(rows.scalars()))


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """Where a volunteer is to be on that day."""

    sign_up_id: int
    place: str
    gather_at: datetime
    waits: bool


async def own_places(session: Session, event_id: int, person_id: int) -> list[OwnPlace]:
    rows = await session.execute(
        select(
            sign_ups.c.id,
            shifts.c.place,
            shifts.c.gather_at,
            sign_ups.c.state == SignUpState.WAITING.value,
        )
        .join(shifts, shifts.c.id == sign_ups.c.shift_id)
        .join(participations, participations.c.id == shifts.c.participation_id)
        .where(
            participations.c.event_id == event_id,
            participations.c.dropped_at.is_(None),
            sign_ups.c.person_id == person_id,
            sign_ups.c.state.in_(_HOPING),
        )
        .order_by(shifts.c.gather_at, sign_ups.c.id)
    )
    return [OwnPlace(number, place, at, bool(waits)) for number, place, at, waits in rows]


async def news_waiting(
    session: Session, kind: str, event_id: int, participation_id: int | None = None
) -> set[int]:
    """Who has news of this kind waiting, which will say what is new when it is sent."""
    rows = await session.execute(
        select(notices.c.person_id).where(
            notices.c.event_id == event_id,
            notices.c.kind == kind,
            notices.c.state == "due",
            notices.c.participation_id.is_(None)
            if participation_id is None
            else notices.c.participation_id == participation_id,
        )
    )
    return set(rows.scalars())
