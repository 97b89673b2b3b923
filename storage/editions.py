"""Editions handed over: figures and words frozen at their moment, each number once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from storage.db import Session, upsert
from storage.tables import editions


@dataclass(frozen=True, slots=True)
class Edition:
    event_id: int
    number: int
    figures: dict[str, Any]
    text: str
    made_at: datetime


async def latest_number(session: Session, event_id: int) -> int | None:
    result = await session.execute(
        select(func.max(editions.c.number)).where(editions.c.event_id == event_id)
    )
    number: int | None = result.scalar()
    return number


async def add_edition(
    session: Session, event_id: int, number: int, figures: Mapping[str, Any], *, now: datetime
) -> bool:
    """False when this number of this event is there already: it is handed over once."""
    statement = upsert(session, editions).on_conflict_do_nothing().returning(editions.c.id)
    row = {
        "event_id": event_id,
        "number": number,
        "figures": dict(figures),
        "text": "",
        "made_at": now,
    }
    return (await session.execute(statement, row)).first() is not None


async def set_text(session: Session, event_id: int, number: int, text: str) -> None:
    await session.execute(
        update(editions)
        .where(editions.c.event_id == event_id, editions.c.number == number)
        .values(text=text)
    )


async def editions_of(session: Session, event_id: int) -> list[Edition]:
    rows = await session.execute(
        select(
            editions.c.event_id,
            editions.c.number,
            editions.c.figures,
            editions.c.text,
            editions.c.made_at,
        )
        .where(editions.c.event_id == event_id)
        .order_by(editions.c.number)
    )
    return [Edition(*row) for row in rows]
