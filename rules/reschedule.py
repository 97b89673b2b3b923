"""How one change of a day moves the rest: its other times, and what its reports then are.

A coordinator edits one line at a time. What was sent is judged by the demands that stand now:
1. What is complete under them became complete when the last thing that they ask for was sent.
2. What is not, owes again. Demanded before the unit's deadline, it is judged anew by when the rest
   comes; demanded after it, the completion that was stands: nobody becomes late by it.
3. A deadline never moves before now, so what was on time stays so; a later one forgives.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from rules.deadlines import FIRST_EDITION_AFTER, at_local, local
from rules.model import Schedule, Source

SECOND_EDITION_AFTER: Final = timedelta(minutes=60)


def on_day(schedule: Schedule, day: date, zone: str) -> Schedule:
    """The same local clock times, every date moved along with the day."""
    days = (day - local(schedule.starts_at, zone).date()).days
    return replace(
        schedule,
        starts_at=moved(schedule.starts_at, days, zone),
        ends_at=moved(schedule.ends_at, days, zone),
        registration_closes_at=moved(schedule.registration_closes_at, days, zone),
        report_due_at=moved(schedule.report_due_at, days, zone),
        first_edition_at=moved(schedule.first_edition_at, days, zone),
        second_edition_at=moved(schedule.second_edition_at, days, zone),
    )


def between(schedule: Schedule, starts: time, ends: time, zone: str) -> Schedule:
    """Other hours on the same day. A registration open until the start stays so."""
    day = local(schedule.starts_at, zone).date()
    starts_at = at_local(day, starts.hour, starts.minute, zone)
    at_start = schedule.registration_closes_at == schedule.starts_at
    return replace(
        schedule,
        starts_at=starts_at,
        ends_at=at_local(day, ends.hour, ends.minute, zone),
        registration_closes_at=starts_at if at_start else schedule.registration_closes_at,
    )


def report_due(schedule: Schedule, moment: datetime) -> Schedule:
    """Bản 1 five minutes after it; Bản 2 stays where it is when that is still later."""
    first = moment + FIRST_EDITION_AFTER
    second = schedule.second_edition_at
    return replace(
        schedule,
        report_due_at=moment,
        first_edition_at=first,
        second_edition_at=second if second > first else moment + SECOND_EDITION_AFTER,
    )


def moved(moment: datetime, days: int, zone: str) -> datetime:
    """The same local clock time so many days later."""
    here = local(moment, zone)
    return at_local(here.date() + timedelta(days=days), here.hour, here.minute, zone)


@dataclass(frozen=True, slots=True)
class Sending:
    """One version of a report as far as completeness is concerned: when it was sent and received,
    and the keys of all figures that it holds. `answers`: it can answer a return; a coordinator's
    correction is nothing that the unit has said."""

    sent_at: datetime
    received_at: datetime
    keys: Collection[str]
    answers: bool = True


@dataclass(frozen=True, slots=True)
class History:
    """What a unit sent, in the order in which it was stored. `returned_at`: when it was last
    returned; the report owes a new message since then."""

    versions: Sequence[Sending] = ()
    photos: Sequence[datetime] = ()
    returned_at: datetime | None = None


def completed_under(
    history: History, required: Collection[str], min_photos: int
) -> datetime | None:
    """When the last thing that these demands ask for was sent; None while something lacks."""
    pictures = sorted(history.photos)
    if len(pictures) < min_photos:
        return None
    figures = _figures_at(history.versions, required)
    if figures is None and (required or not pictures):
        return None
    moments = [figures or pictures[0], *pictures[min_photos - 1 : min_photos]]
    answered = _answered_at(history)
    return max([*moments, *([answered] if answered else [])])


def completion(
    before: datetime | None, under: datetime | None, *, closes: datetime, now: datetime
) -> datetime | None:
    """The completion time once demands have changed: see the three rules above."""
    if under is not None:
        return under if before is None else min(before, under)
    return before if now > closes else None


def _figures_at(versions: Sequence[Sending], required: Collection[str]) -> datetime | None:
    """Versions may be stored in another order than they were sent in: one that completes what a
    later one lacked counts from the later."""
    latest: datetime | None = None
    since: datetime | None = None
    for each in versions:
        latest = each.sent_at if latest is None else max(latest, each.sent_at)
        holds = bool(each.keys) and all(key in each.keys for key in required)
        since = (since or latest) if holds else None
    return since


def _answered_at(history: History) -> datetime | None:
    returned = history.returned_at
    if returned is None:
        return None
    answers = [
        each.sent_at for each in history.versions if each.answers and each.received_at > returned
    ]
    return min(answers, default=None)


def only_corrects(
    before: Mapping[str, int], figures: Mapping[str, int], sources: Mapping[str, str]
) -> bool:
    """Whether a version with `figures` after `before` is a coordinator's correction alone."""
    changed = [key for key, value in figures.items() if before.get(key) != value]
    return bool(changed) and all(sources.get(key) == Source.CORRECTED.value for key in changed)
