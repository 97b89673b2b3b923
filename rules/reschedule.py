"""How one change of a day's times moves the others: a coordinator edits one line at a time."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final

from rules.deadlines import FIRST_EDITION_AFTER, at_local, local
from rules.model import Schedule

SECOND_EDITION_AFTER: Final = timedelta(minutes=60)


def on_day(schedule: Schedule, day: date, zone: str) -> Schedule:
    """The same local clock times, every date moved along with the day."""
    days = (day - local(schedule.starts_at, zone).date()).days
    return replace(
        schedule,
        starts_at=_moved(schedule.starts_at, days, zone),
        ends_at=_moved(schedule.ends_at, days, zone),
        registration_closes_at=_moved(schedule.registration_closes_at, days, zone),
        report_due_at=_moved(schedule.report_due_at, days, zone),
        first_edition_at=_moved(schedule.first_edition_at, days, zone),
        second_edition_at=_moved(schedule.second_edition_at, days, zone),
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


def _moved(moment: datetime, days: int, zone: str) -> datetime:
    here = local(moment, zone)
    return at_local(here.date() + timedelta(days=days), here.hour, here.minute, zone)
