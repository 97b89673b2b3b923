"""The reminder rungs of a day, changed by one coordinator at a time."""

from collections.abc import Sequence

from sqlalchemy import Text, cast, literal, select, update

from rules.model import EventState
from rules.rungs import Rung, rung_json
from storage.db import Session
from storage.tables import events

_STORED = cast(events.c.rungs, Text)


async def rungs_stamp(session: Session, event_id: int) -> str:
    """The list as it is stored: read it before the event, give it to `save_rungs`."""
    result = await session.execute(select(_STORED).where(events.c.id == event_id))
    stored: str = result.scalar_one()
    return stored


async def save_rungs(session: Session, event_id: int, rungs: Sequence[Rung], stamp: str) -> bool:
    """False when the day is not open, or somebody has just changed the list."""
    result = await session.execute(
        update(events)
        .where(events.c.id == event_id, events.c.state == EventState.OPEN.value)
        .where(literal(stamp) == _STORED)
        .values(rungs=[rung_json(rung) for rung in rungs])
    )
    return result.rowcount == 1
