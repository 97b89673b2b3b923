"""Who was there: ticked from a list, by the code at the place, or come without a seat."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import case, distinct, exists, func, null, select, update

from rules.model import SignUpState
from storage.db import Session, upsert
from storage.tables import addresses, people, shifts, sign_ups

_PRESENT: Final = SignUpState.ATTENDED.value
_EXPECTED: Final = (SignUpState.GOING.value, SignUpState.OFFERED.value)
_HAS_ACCOUNT: Final = exists().where(addresses.c.person_id == people.c.id)


@dataclass(frozen=True, slots=True)
class Attendee:
    """One line of the list. `name` is empty once the person is erased; `account`: they can be
    written to."""

    sign_up_id: int
    person_id: int
    name: str
    state: SignUpState
    walk_in: bool
    account: bool

    @property
    def present(self) -> bool:
        return self.state is SignUpState.ATTENDED


async def attendees(session: Session, shift_id: int, *, waiting: bool = False) -> list[Attendee]:
    """Who is expected or there, as they signed up, walk-ins last; `waiting` ones when asked for."""
    states = [*_EXPECTED, _PRESENT, *([SignUpState.WAITING.value] if waiting else [])]
    rows = await session.execute(
        select(
            sign_ups.c.id,
            people.c.id,
            people.c.name,
            sign_ups.c.state,
            sign_ups.c.walk_in,
            _HAS_ACCOUNT,
        )
        .join(people, people.c.id == sign_ups.c.person_id)
        .where(sign_ups.c.shift_id == shift_id, sign_ups.c.state.in_(states))
        .order_by(sign_ups.c.walk_in, sign_ups.c.signed_at, sign_ups.c.id)
    )
    return [
        Attendee(row[0], row[1], row[2], SignUpState(row[3]), row[4], bool(row[5])) for row in rows
    ]


async def tick(
    session: Session, sign_up_ids: Collection[int], *, by: int | None, now: datetime
) -> int:
    """Those expected are there now; who was ticked before keeps the moment. How many changed."""
    result = await session.execute(
        update(sign_ups)
        .where(sign_ups.c.id.in_(list(sign_up_ids)), sign_ups.c.state.in_(_EXPECTED))
        .values(state=_PRESENT, offered_until=None, attended_at=now, ticked_by=by)
    )
    return result.rowcount


async def untick(session: Session, sign_up_id: int) -> bool:
    """A seat stays theirs; who had none is off the list."""
    back = case((sign_ups.c.walk_in, SignUpState.CANCELLED.value), else_=SignUpState.GOING.value)
    result = await session.execute(
        update(sign_ups)
        .where(sign_ups.c.id == sign_up_id, sign_ups.c.state == _PRESENT)
        .values(state=back, attended_at=null(), ticked_by=null())
    )
    return result.rowcount == 1


async def walk_in(
    session: Session, shift_id: int, person_id: int, *, by: int | None, now: datetime
) -> bool:
    """There without a seat, also from the waiting list. False for who is expected or there."""
    there = {
        "state": _PRESENT,
        "signed_at": now,
        "offered_until": None,
        "attended_at": now,
        "ticked_by": by,
        "walk_in": True,
    }
    without_seat = (SignUpState.CANCELLED.value, SignUpState.WAITING.value)
    statement = upsert(session, sign_ups)
    statement = statement.on_conflict_do_update(
        index_elements=["shift_id", "person_id"],
        set_=there,
        where=sign_ups.c.state.in_(without_seat),
    )
    row = {"shift_id": shift_id, "person_id": person_id, **there}
    return (await session.execute(statement.returning(sign_ups.c.id), row)).first() is not None


async def attended(session: Session, participation_id: int) -> int:
    """People, each once: who stays for two shifts of a day is one."""
    result = await session.execute(
        select(func.count(distinct(sign_ups.c.person_id)))
        .join(shifts, shifts.c.id == sign_ups.c.shift_id)
        .where(shifts.c.participation_id == participation_id, sign_ups.c.state == _PRESENT)
    )
    count: int = result.scalar_one()
    return count
