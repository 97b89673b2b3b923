"""Who goes where: sign-ups, the waiting list, offers, days served."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, bindparam, select, update

from rules.model import EventState, SignUpState
from storage.db import Session, upsert
from storage.shifts import SHIFT_COLUMNS, SHIFT_FROM, Shift, shift_from
from storage.tables import events, participations, shifts, sign_ups

GIVEN_UP: Final = frozenset({SignUpState.GOING, SignUpState.OFFERED})
"""Seats that somebody who leaves gives up; who has been there has been there."""


@dataclass(frozen=True, slots=True)
class SignUp:
    id: int
    shift_id: int
    person_id: int
    state: SignUpState
    offered_until: datetime | None
    walk_in: bool = False
    """Came without a seat: attends, and takes none from anybody."""
    moves_from: int | None = None
    """The sign-up that is let go when this one has its seat."""


@dataclass(frozen=True, slots=True)
class Day:
    """One person's sign-up with its shift."""

    sign_up: SignUp
    shift: Shift


_COLUMNS: Final = (
    sign_ups.c.id.label("sign_up_id"),
    sign_ups.c.shift_id,
    sign_ups.c.person_id,
    sign_ups.c.state,
    sign_ups.c.offered_until,
    sign_ups.c.walk_in,
    sign_ups.c.moves_from,
)
_MOVE: Final = (
    update(sign_ups)
    .where(
        sign_ups.c.id == bindparam("sign_up_id"),
        sign_ups.c.state.in_(bindparam("before", expanding=True)),
    )
    .values(state=bindparam("after"), offered_until=bindparam("until"))
    .returning(sign_ups.c.id)
)


def _sign_up(row: Any) -> SignUp:  # noqa: ANN401  a row of _COLUMNS
    return SignUp(
        row.sign_up_id,
        row.shift_id,
        row.person_id,
        SignUpState(row.state),
        row.offered_until,
        row.walk_in,
        row.moves_from,
    )


def _days() -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS, *SHIFT_COLUMNS).select_from(
        SHIFT_FROM.join(sign_ups, sign_ups.c.shift_id == shifts.c.id)
    )


def _day(row: Any) -> Day:  # noqa: ANN401  a row of _days
    return Day(_sign_up(row), shift_from(row[len(_COLUMNS) :]))


async def put_on_list(
    session: Session, shift_id: int, person_id: int, *, now: datetime
) -> int | None:
    """The new sign-up, waiting at the end of the list; None when the person is on it already. Who
    cancelled before comes back to the end."""
    statement = upsert(session, sign_ups)
    statement = statement.on_conflict_do_update(
        index_elements=["shift_id", "person_id"],
        set_={
            "state": SignUpState.WAITING.value,
            "signed_at": now,
            "offered_until": None,
            "attended_at": None,
            "ticked_by": None,
            "walk_in": False,
            "moves_from": None,
        },
        where=sign_ups.c.state == SignUpState.CANCELLED.value,
    )
    row = {
        "shift_id": shift_id,
        "person_id": person_id,
        "state": SignUpState.WAITING.value,
        "signed_at": now,
    }
    result = await session.execute(statement.returning(sign_ups.c.id), row)
    sign_up_id: int | None = result.scalar()
    return sign_up_id


async def move(
    session: Session,
    sign_up_id: int,
    before: Collection[SignUpState],
    after: SignUpState,
    *,
    offered_until: datetime | None = None,
) -> bool:
    """From one of the states `before` to `after`; False when somebody else was quicker."""
    values = {
        "sign_up_id": sign_up_id,
        "before": sorted(state.value for state in before),
        "after": after.value,
        "until": offered_until,
    }
    return (await session.execute(_MOVE, values)).first() is not None


async def move_from(session: Session, sign_up_id: int, old_id: int) -> None:
    """While it waits, the old one is kept."""
    await session.execute(
        update(sign_ups).where(sign_ups.c.id == sign_up_id).values(moves_from=old_id)
    )


async def find_sign_up(session: Session, shift_id: int, person_id: int) -> SignUp | None:
    result = await session.execute(
        select(*_COLUMNS).where(sign_ups.c.shift_id == shift_id, sign_ups.c.person_id == person_id)
    )
    row = result.first()
    return None if row is None else _sign_up(row)


async def load_day(session: Session, sign_up_id: int) -> Day | None:
    row = (await session.execute(_days().where(sign_ups.c.id == sign_up_id))).first()
    return None if row is None else _day(row)


async def waiting_list(session: Session, shift_id: int) -> list[SignUp]:
    """Neither those asked nor those who declined; first come first served."""
    return await _in_state(session, shift_id, (SignUpState.WAITING,))


async def going(session: Session, shift_id: int) -> list[SignUp]:
    return await _in_state(session, shift_id, (SignUpState.GOING, SignUpState.ATTENDED))


async def concerned(session: Session, shift_id: int) -> list[SignUp]:
    """Whom a change of the shift concerns: with a seat, asked, or waiting."""
    states = (SignUpState.GOING, SignUpState.OFFERED, SignUpState.WAITING)
    return await _in_state(session, shift_id, states)


async def _in_state(
    session: Session, shift_id: int, states: Collection[SignUpState]
) -> list[SignUp]:
    rows = await session.execute(
        select(*_COLUMNS)
        .where(
            sign_ups.c.shift_id == shift_id,
            sign_ups.c.state.in_([state.value for state in states]),
        )
        .order_by(sign_ups.c.signed_at, sign_ups.c.id)
    )
    return [_sign_up(row) for row in rows]


async def days_ahead(session: Session, person_id: int, *, now: datetime) -> list[Day]:
    """Not cancelled, by the person or with the event; the nearest first."""
    rows = await session.execute(
        _days()
        .where(
            sign_ups.c.person_id == person_id,
            sign_ups.c.state != SignUpState.CANCELLED.value,
            events.c.state != EventState.CANCELLED.value,
            participations.c.dropped_at.is_(None),
            shifts.c.cancelled_at.is_(None),
            shifts.c.ends_at > now,
        )
        .order_by(shifts.c.starts_at, sign_ups.c.id)
    )
    return [_day(row) for row in rows]


async def days_served(session: Session, person_id: int, *, now: datetime) -> list[Day]:
    """Past days on which the person held a seat, the latest first: ATTENDED when somebody ticked
    it, else GOING."""
    rows = await session.execute(
        _days()
        .where(
            sign_ups.c.person_id == person_id,
            sign_ups.c.state.in_([SignUpState.GOING.value, SignUpState.ATTENDED.value]),
            events.c.state != EventState.CANCELLED.value,
            shifts.c.cancelled_at.is_(None),
            shifts.c.ends_at <= now,
        )
        .order_by(shifts.c.starts_at.desc(), sign_ups.c.id)
    )
    return [_day(row) for row in rows]


async def expired_offers(session: Session, *, now: datetime) -> list[Day]:
    rows = await session.execute(
        _days()
        .where(
            sign_ups.c.state == SignUpState.OFFERED.value,
            sign_ups.c.offered_until <= now,
        )
        .order_by(sign_ups.c.offered_until, sign_ups.c.id)
    )
    return [_day(row) for row in rows]
