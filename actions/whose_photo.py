"""A photo of a coordinator who reports for no unit: kept, and asked about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from actions.load import events_for
from rules.model import Actor, Progress, RoleKind
from rules.permissions import may, units_of
from storage.db import Session
from storage.events import Event
from storage.unit_lines import unit_lines

OFFERED: Final = 6
"""The others are named by typing: never a list of 60 buttons."""
_OWING: Final = frozenset(
    {Progress.PARTIAL, Progress.RETURNED, Progress.NOT_SENT, Progress.NOT_REGISTERED}
)


@dataclass(frozen=True, slots=True)
class Offer:
    """Units of a day for which something may be entered; those first that owe something."""

    event: Event
    units: tuple[tuple[int, str], ...]


async def offered(session: Session, actor: Actor, *, now: datetime) -> Offer | None:
    """Of the day at hand. None for who enters for no unit, and when no day is open."""
    if not units_of(actor, RoleKind.COORDINATOR):
        return None
    days = await events_for(session, actor, "enter_for_unit", now=now)
    return await offered_of(session, actor, days[0]) if days else None


async def offered_of(session: Session, actor: Actor, event: Event) -> Offer:
    lines = await unit_lines(session, event.id)
    owing = [
        (line.participation_id, line.name)
        for line in lines
        if line.progress in _OWING and may(actor, "enter_for_unit", line.path)
    ]
    return Offer(event, tuple(owing[:OFFERED]))
