"""The last days of one host, unit by unit: who was complete, and when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, bindparam, func, select

from rules import deadlines
from rules.model import EventState, Progress
from rules.rollup import UnitLine
from storage.db import Session
from storage.tables import events, participations, units


@dataclass(frozen=True, slots=True)
class PastDay:
    """`lines` bear no figures: `storage.totals` sums those."""

    event_id: int
    title: str
    starts_at: datetime
    grace_minutes: int
    lines: tuple[UnitLine, ...]


_DAYS: Final = (
    select(
        events.c.id,
        events.c.title,
        events.c.starts_at,
        events.c.report_due_at,
        events.c.grace_minutes,
    )
    .where(
        events.c.host_unit_id == bindparam("host_unit_id"),
        events.c.state.in_((EventState.OPEN.value, EventState.FROZEN.value)),
        events.c.report_due_at <= bindparam("until"),
    )
    .order_by(events.c.starts_at.desc())
    .limit(bindparam("most"))
)
_LINES: Final = (
    select(
        participations.c.id,
        participations.c.event_id,
        participations.c.unit_id,
        participations.c.progress,
        participations.c.photo_count,
        participations.c.completed_at,
        participations.c.extended_to,
        units.c.path,
        func.coalesce(participations.c.known_as, units.c.name).label("name"),
    )
    .join(units, units.c.id == participations.c.unit_id)
    .where(
        participations.c.event_id.in_(bindparam("event_ids", expanding=True)),
        participations.c.dropped_at.is_(None),
    )
    .order_by(units.c.position, units.c.id)
)


async def past_days(
    session: Session,
    host_unit_id: int,
    *,
    until: datetime,
    most: int,
    unit_id: int | None = None,
) -> list[PastDay]:
    """Days whose report deadline has passed by `until`, oldest first; of one unit alone when
    `unit_id` is given. Two statements."""
    row = {"host_unit_id": host_unit_id, "until": until, "most": most}
    days = (await session.execute(_DAYS, row)).all()
    if not days:
        return []
    due = {each.id: each.report_due_at for each in days}
    statement = _LINES if unit_id is None else _LINES.where(participations.c.unit_id == unit_id)
    lines: dict[int, list[UnitLine]] = {each.id: [] for each in days}
    for each in await session.execute(statement, {"event_ids": list(due)}):
        lines[each.event_id].append(_line(each, due))
    return [
        PastDay(each.id, each.title, each.starts_at, each.grace_minutes, tuple(lines[each.id]))
        for each in reversed(days)
    ]


def _line(row: Row[Any], due: Mapping[int, datetime]) -> UnitLine:
    own = [due[row.event_id], *([row.extended_to] if row.extended_to else [])]
    return UnitLine(
        participation_id=row.id,
        unit_id=row.unit_id,
        path=row.path,
        name=row.name,
        progress=Progress(row.progress),
        timeliness=deadlines.timeliness(row.completed_at, max(own)),
        photos=row.photo_count,
    )


def units_of(days: Iterable[PastDay]) -> dict[int, str]:
    """Every unit that was expected on any of these days, as it was last called, in the order of the
    newest day that had it."""
    found: dict[int, str] = {}
    for day in reversed(list(days)):
        for line in day.lines:
            found.setdefault(line.unit_id, line.name)
    return found
