"""Which row of a day belongs to which unit."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import bindparam, select

from storage.db import Session
from storage.tables import participations

_OF_UNITS: Final = select(participations.c.unit_id, participations.c.id).where(
    participations.c.event_id == bindparam("event_id"),
    participations.c.unit_id.in_(bindparam("unit_ids", expanding=True)),
)


async def rows_of_units(session: Session, event_id: int, unit_ids: Iterable[int]) -> dict[int, int]:
    """Participation ids by unit, of those that are expected on that day."""
    wanted = list(unit_ids)
    if not wanted:
        return {}
    rows = await session.execute(_OF_UNITS, {"event_id": event_id, "unit_ids": wanted})
    return {row.unit_id: row.id for row in rows}
