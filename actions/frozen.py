"""Figures as they were frozen, and what has come since (DESIGN 3.4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from reading.names import given_name
from rules.editions import Difference, EditionFigures, difference, edition, figures_from_json
from rules.model import EventState
from rules.rollup import UnitLine
from storage.db import Session
from storage.editions import frozen_edition
from storage.events import Event


@dataclass(frozen=True, slots=True)
class Frozen:
    """`since`: "bổ sung sau chốt", the figures of now less those that were frozen."""

    figures: EditionFigures
    by: str
    since: Difference


async def frozen_figures(
    session: Session, event: Event, lines: Iterable[UnitLine], *, now: datetime
) -> Frozen | None:
    """None while the day is open."""
    if event.state is not EventState.FROZEN:
        return None
    kept = await frozen_edition(session, event.id)
    if kept is None:
        return None
    figures = figures_from_json(kept.figures)
    newer = edition(lines, event.schedule, event.metrics, now, figures.number)
    return Frozen(figures, given_name(kept.by), difference(figures, newer))
