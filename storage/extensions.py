"""Requests for more time, one waiting for each unit, and the dates that were given."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update

from rules.extensions import RequestState
from rules.model import EventState
from storage.db import Session, upsert
from storage.tables import events, extension_requests, participations, people


@dataclass(frozen=True, slots=True)
class Request:
    """`decider` is the name of who decided, "" while it waits."""

    id: int
    participation_id: int
    asked_by: int | None
    asker: str
    asked_at: datetime
    wanted_at: datetime
    reason: str
    state: RequestState
    granted_to: datetime | None
    decided_by: int | None
    decider: str
    decided_at: datetime | None


_ASKER, _DECIDER = people.alias("asker"), people.alias("decider")
_OF: Final = extension_requests.c
_REQUEST = select(
    _OF.id,
    _OF.participation_id,
    _OF.asked_by,
    _ASKER.c.name.label("asker"),
    _OF.asked_at,
    _OF.wanted_at,
    _OF.reason,
    _OF.state,
    _OF.granted_to,
    _OF.decided_by,
    _DECIDER.c.name.label("decider"),
    _OF.decided_at,
).select_from(
    extension_requests.outerjoin(_ASKER, _ASKER.c.id == _OF.asked_by).outerjoin(
        _DECIDER, _DECIDER.c.id == _OF.decided_by
    )
)


def _request(row: Any) -> Request:  # noqa: ANN401  a row of _REQUEST
    return Request(
        row.id,
        row.participation_id,
        row.asked_by,
        row.asker or "",
        row.asked_at,
        row.wanted_at,
        row.reason,
        RequestState(row.state),
        row.granted_to,
        row.decided_by,
        row.decider or "",
        row.decided_at,
    )


async def add_request(
    session: Session,
    participation_id: int,
    wanted_at: datetime,
    reason: str,
    *,
    asked_by: int | None,
    now: datetime,
) -> int:
    """The unit's waiting request: a new one, or the one that waits already, asking for this now."""
    row = {
        "participation_id": participation_id,
        "asked_by": asked_by,
        "asked_at": now,
        "wanted_at": wanted_at,
        "reason": reason,
        "state": RequestState.WAITING.value,
    }
    statement = upsert(session, extension_requests)
    statement = statement.on_conflict_do_update(
        index_elements=["participation_id"],
        index_where=_OF.state == RequestState.WAITING.value,
        set_={
            "wanted_at": statement.excluded.wanted_at,
            "reason": statement.excluded.reason,
            "asked_by": statement.excluded.asked_by,
            "asked_at": statement.excluded.asked_at,
        },
    )
    request_id: int = (await session.execute(statement.returning(_OF.id), row)).scalar_one()
    return request_id


async def load_request(session: Session, request_id: int) -> Request | None:
    row = (await session.execute(_REQUEST.where(_OF.id == request_id))).first()
    return None if row is None else _request(row)


async def waiting_request(session: Session, participation_id: int) -> Request | None:
    row = (
        await session.execute(
            _REQUEST.where(
                _OF.participation_id == participation_id,
                _OF.state == RequestState.WAITING.value,
            )
        )
    ).first()
    return None if row is None else _request(row)


async def last_granted(session: Session, participation_id: int) -> Request | None:
    """Who gave the unit its time, when it was by a request or unasked."""
    row = (
        await session.execute(
            _REQUEST.where(
                _OF.participation_id == participation_id,
                _OF.state == RequestState.GRANTED.value,
            )
            .order_by(_OF.decided_at.desc(), _OF.id.desc())
            .limit(1)
        )
    ).first()
    return None if row is None else _request(row)


async def decide(
    session: Session,
    request_id: int,
    state: RequestState,
    *,
    granted_to: datetime | None,
    decided_by: int | None,
    now: datetime,
) -> bool:
    """False when somebody else has decided already: one statement decides who was first."""
    result = await session.execute(
        update(extension_requests)
        .where(_OF.id == request_id, _OF.state == RequestState.WAITING.value)
        .values(state=state.value, granted_to=granted_to, decided_by=decided_by, decided_at=now)
    )
    return result.rowcount == 1


async def extend(
    session: Session, participation_id: int, until: datetime | None, *, seen: datetime | None
) -> bool:
    """The unit's own deadline, or None for the day's. False when it is no longer `seen`, or the day
    no longer open."""
    stands = (
        participations.c.extended_to.is_(None)
        if seen is None
        else participations.c.extended_to == seen
    )
    still_open = participations.c.event_id.in_(
        select(events.c.id).where(events.c.state == EventState.OPEN.value)
    )
    result = await session.execute(
        update(participations)
        .where(participations.c.id == participation_id, stands, still_open)
        .values(extended_to=until, revision=participations.c.revision + 1)
    )
    return result.rowcount == 1


async def waiting_requests(session: Session) -> list[Request]:
    """Of all open days, oldest first."""
    rows = await session.execute(
        _REQUEST.join_from(
            extension_requests, participations, participations.c.id == _OF.participation_id
        )
        .join(events, events.c.id == participations.c.event_id)
        .where(
            _OF.state == RequestState.WAITING.value,
            events.c.state == EventState.OPEN.value,
            participations.c.dropped_at.is_(None),
        )
        .order_by(_OF.asked_at, _OF.id)
    )
    return [_request(row) for row in rows]
