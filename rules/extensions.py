"""More time for one unit: what may be asked or given, and which editions will be without it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from rules.deadlines import closes
from rules.model import ParticipationFacts, Progress, Refused, Schedule

FARTHEST: Final = timedelta(days=7)
"""Of the day's own deadline: later figures are for the next day's report."""

HALF_HOUR: Final = timedelta(minutes=30)


class RequestState(StrEnum):
    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Missed:
    """An edition that a unit reporting until `until` is not in; `made`: it is out already."""

    at: datetime
    made: bool


def missed_editions(schedule: Schedule, until: datetime, now: datetime) -> tuple[Missed, ...]:
    """Those drawn up before the unit has to report."""
    editions = (schedule.first_edition_at, schedule.second_edition_at)
    return tuple(Missed(at, at <= now) for at in editions if at < until)


def check_asking(facts: ParticipationFacts, progress: Progress) -> None:
    """Refused: "more_time_complete" (there is nothing left to send), "more_time_away"."""
    if facts.not_taking_part:
        raise Refused("more_time_away")
    if progress is Progress.COMPLETE:
        raise Refused("more_time_complete")


def check_until(schedule: Schedule, extended_to: datetime | None, until: datetime) -> None:
    """An extension only ever gives more time. It may lie in the past: who sent at 16:20 is on time
    once there was time until 16:30.

    Refused: "more_time_earlier" (closes), "more_time_far" (latest).
    """
    stands = closes(schedule, extended_to)
    if until <= stands:
        raise Refused("more_time_earlier", closes=stands)
    latest = schedule.report_due_at + FARTHEST
    if until > latest:
        raise Refused("more_time_far", latest=latest)


def offers(closes: datetime, now: datetime) -> tuple[datetime, ...]:
    """Moments to choose from: half an hour, one hour, two hours more. Once the deadline has passed,
    from the next half hour on."""
    base = closes
    while base <= now:
        base += HALF_HOUR
    return tuple(base + more for more in (HALF_HOUR, 2 * HALF_HOUR, 4 * HALF_HOUR))
