"""Editions handed over: figures and words frozen at their moment, each number once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select, update

from rules.editions import EditionNumber
from rules.model import EventState
from storage.db import Session, upsert
from storage.tables import editions, events, people


@dataclass(frozen=True, slots=True)
class Edition:
    """`by` is who froze the figures; empty for one that came by itself."""

    event_id: int
    number: int
    figures: dict[str, Any]
    text: str
    made_at: datetime
    by: str = ""


@dataclass(frozen=True, slots=True)
class PastEdition:
    """The last edition of an earlier day."""

    title: str
    starts_at: datetime
    figures: dict[str, Any]


_EDITIONS: Final = (
    select(
        editions.c.event_id,
        editions.c.number,
        editions.c.figures,
        editions.c.text,
        editions.c.made_at,
        func.coalesce(people.c.name, ""),
    )
    .select_from(editions.outerjoin(people, people.c.id == editions.c.made_by))
    .order_by(editions.c.number)
)


async def latest_number(session: Session, event_id: int) -> int | None:
    result = await session.execute(
        select(func.max(editions.c.number)).where(editions.c.event_id == event_id)
    )
    number: int | None = result.scalar()
    return number


async def add_edition(
    session: Session,
    event_id: int,
    number: int,
    figures: Mapping[str, Any],
    *,
    made_by: int | None = None,
    now: datetime,
) -> bool:
    """False when this number of this event is there already: it is handed over once."""
    statement = upsert(session, editions).on_conflict_do_nothing().returning(editions.c.id)
    row = {
        "event_id": event_id,
        "number": number,
        "figures": dict(figures),
        "text": "",
        "made_at": now,
        "made_by": made_by,
    }
    return (await session.execute(statement, row)).first() is not None


async def set_text(session: Session, event_id: int, number: int, text: str) -> None:
    await session.execute(
        update(editions)
        .where(editions.c.event_id == event_id, editions.c.number == number)
        .values(text=text)
    )


async def editions_of(session: Session, event_id: int) -> list[Edition]:
    """In the order in which they were handed over."""
    rows = await session.execute(_EDITIONS.where(editions.c.event_id == event_id))
    return [Edition(*row) for row in rows]


async def past_editions(
    session: Session, host_unit_id: int, *, before: datetime, most: int
) -> list[PastEdition]:
    """Of the host's `most` last days that began before that moment and were handed over, each by
    its last edition; the oldest first."""
    other = editions.alias()
    last = select(func.max(other.c.number)).where(other.c.event_id == events.c.id).scalar_subquery()
    rows = await session.execute(
        select(events.c.title, events.c.starts_at, editions.c.figures)
        .join_from(events, editions, editions.c.event_id == events.c.id)
        .where(
            events.c.host_unit_id == host_unit_id,
            events.c.starts_at < before,
            events.c.state != EventState.CANCELLED.value,
            editions.c.number == last,
        )
        .order_by(events.c.starts_at.desc())
        .limit(most)
    )
    return [PastEdition(*row) for row in rows][::-1]


async def frozen_edition(session: Session, event_id: int) -> Edition | None:
    """The last chốt of a day whose figures are frozen now."""
    rows = await session.execute(
        _EDITIONS.join(events, events.c.id == editions.c.event_id).where(
            editions.c.event_id == event_id,
            editions.c.number >= EditionNumber.FROZEN,
            events.c.state == EventState.FROZEN.value,
        )
    )
    found = [Edition(*row) for row in rows]
    return found[-1] if found else None


async def freeze(session: Session, event_id: int, *, by: int | None, now: datetime) -> bool:
    """False when the day is not open: somebody else was first."""
    result = await session.execute(
        update(events)
        .where(events.c.id == event_id, events.c.state == EventState.OPEN.value)
        .values(state=EventState.FROZEN.value, frozen_at=now, frozen_by=by)
    )
    return result.rowcount == 1


async def reopen(session: Session, event_id: int) -> bool:
    """False when the figures are not frozen."""
    result = await session.execute(
        update(events)
        .where(events.c.id == event_id, events.c.state == EventState.FROZEN.value)
        .values(state=EventState.OPEN.value, frozen_at=None, frozen_by=None)
    )
    return result.rowcount == 1
