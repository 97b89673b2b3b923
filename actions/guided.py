"""The quick report as a few questions."""

from datetime import datetime
from typing import Final

from actions.submit_report import found_participation
from actions.which_unit import fitting
from rules.model import Actor, EventState, Metric, Refused, RoleKind
from rules.permissions import authorise, units_of
from storage.db import Session
from storage.participations import Participation

AT_MOST: Final = 4
_SOON: Final = ("dossiers_received", "dossiers_resolved")


def questions(participation: Participation, *, missing_only: bool = False) -> tuple[Metric, ...]:
    """At most four figures to ask: the required ones, then the dossiers, then the event's order."""
    metrics = [
        metric
        for metric in participation.metrics
        if not (missing_only and metric.key in participation.facts.values)
    ]
    return tuple(sorted(metrics, key=_turn)[:AT_MOST])


def _turn(metric: Metric) -> tuple[bool, bool]:
    return not metric.required, metric.key not in _SOON


async def reporting(session: Session, actor: Actor, participation_id: int) -> Participation:
    """May this person report for it? Nothing is stored yet."""
    found = await found_participation(session, participation_id)
    authorise(actor, "submit_report", found.unit_path)
    if found.state is EventState.CANCELLED:
        raise Refused("event_cancelled", **found.named)
    if found.dropped_at is not None:
        raise Refused("unit_dropped", unit=found.unit_name)
    return found


async def to_report(
    session: Session, actor: Actor, *, sent_at: datetime, now: datetime
) -> tuple[Participation, ...]:
    """What a report of this person could be about now; several when only they know.

    Refused: "nothing_open", and from who reports for no unit "who_are_you", "for_reporters".
    """
    if not units_of(actor, RoleKind.REPORTER):
        raise Refused("who_are_you" if actor.person_id is None else "for_reporters")
    fits = await fitting(session, actor, sent_at=sent_at, now=now)
    if not fits:
        raise Refused("nothing_open")
    return fits
