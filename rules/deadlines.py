"""When a day's times fall and who was late. The sender's clock judges, a deadline is inclusive to
its second (DESIGN 3.1). A zone is passed by its name; only this file knows zones."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from rules.model import Refused, Schedule

DEFAULT_ZONE: Final = "Asia/Ho_Chi_Minh"
FIRST_EDITION_AFTER: Final = timedelta(minutes=5)

_THURSDAY, _SATURDAY, _WEEK = 3, 5, 7
_STARTS, _ENDS = time(7, 30), time(11, 30)
_REGISTRATION_CLOSES, _REPORT_DUE, _SECOND_EDITION = time(17), time(16), time(17)
_ORDER: Final = (
    ("registration_closes_at", "starts_at", True),
    ("starts_at", "ends_at", False),
    ("starts_at", "report_due_at", False),
    ("report_due_at", "first_edition_at", True),
    ("first_edition_at", "second_edition_at", False),
)


@dataclass(frozen=True, slots=True)
class Timeliness:
    """How late a report first became complete, in true minutes, whatever grace the event gives."""

    minutes_late: int

    @property
    def on_time(self) -> bool:
        return self.minutes_late == 0


def local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))


def at_local(day: date, hour: int, minute: int, zone: str) -> datetime:
    """The moment, in UTC, when clocks in `zone` show hour:minute on `day`."""
    return datetime.combine(day, time(hour, minute), ZoneInfo(zone)).astimezone(UTC)


def closes(schedule: Schedule, extended_to: datetime | None) -> datetime:
    """The report deadline of one unit. An extension only ever gives more time."""
    due = schedule.report_due_at
    return due if extended_to is None else max(due, extended_to)


def effective_sent_at(sent_at: datetime, received_at: datetime) -> datetime:
    """A sender's clock that runs ahead cannot make a message later than its receipt."""
    return min(sent_at, received_at)


def is_on_time(sent_at: datetime, closes: datetime) -> bool:
    """Inclusive to the second: 16:00:00.999 is on time for 16:00, 16:00:01 is not."""
    return _second(sent_at) <= _second(closes)


def minutes_late(sent_at: datetime, closes: datetime) -> int:
    """Begun minutes after the deadline's second: 0 when on time, 1 from 16:00:01 to 16:01:00."""
    late = _second(sent_at) - _second(closes)
    return max(0, -(-late // timedelta(minutes=1)))


def timeliness(completed_at: datetime | None, closes: datetime) -> Timeliness | None:
    """None until the report has first become complete."""
    return None if completed_at is None else Timeliness(minutes_late(completed_at, closes))


def counts_as_on_time(timeliness: Timeliness | None, grace_minutes: int) -> bool:
    """For the on-time rate only; the true minutes are kept (DESIGN 3.4)."""
    return timeliness is not None and timeliness.minutes_late <= grace_minutes


def latest_at(clock: time, zone: str, now: datetime) -> datetime:
    """The last moment not after `now` when clocks in `zone` showed `clock`."""
    today = local(now, zone).date()
    moment = _at(today, clock, zone)
    return moment if moment <= now else _at(today - timedelta(days=1), clock, zone)


def usual_schedule(now: datetime, zone: str) -> Schedule:
    """The next Saturday with the usual times. A day made after its Thursday deadline takes
    registrations until it starts, instead of opening closed."""
    saturday = _next_saturday(now, zone)
    starts_at = _at(saturday, _STARTS, zone)
    thursday = _at(saturday - timedelta(days=_SATURDAY - _THURSDAY), _REGISTRATION_CLOSES, zone)
    report_due_at = _at(saturday, _REPORT_DUE, zone)
    return Schedule(
        starts_at=starts_at,
        ends_at=_at(saturday, _ENDS, zone),
        registration_closes_at=thursday if is_on_time(now, thursday) else starts_at,
        report_due_at=report_due_at,
        first_edition_at=report_due_at + FIRST_EDITION_AFTER,
        second_edition_at=_at(saturday, _SECOND_EDITION, zone),
    )


def check_schedule(schedule: Schedule, now: datetime) -> None:
    """Refuse times that are out of order, or a day whose reports can no longer be on time. A report
    deadline before the day's end is allowed (whole-day events report in the afternoon), and so is a
    day that has begun.

    Refused: "schedule_order" (earlier, later: the field that must come first, the one after it),
    "schedule_past".
    """
    check_order(schedule)
    if not is_on_time(now, schedule.report_due_at):
        raise Refused("schedule_past", report_due_at=schedule.report_due_at)


def check_order(schedule: Schedule) -> None:
    """Refused: "schedule_order"."""
    for earlier, later, may_coincide in _ORDER:
        first: datetime = getattr(schedule, earlier)
        second: datetime = getattr(schedule, later)
        if first > second or (first == second and not may_coincide):
            raise Refused("schedule_order", earlier=earlier, later=later)


def _next_saturday(now: datetime, zone: str) -> date:
    today = local(now, zone).date()
    saturday = today + timedelta(days=(_SATURDAY - today.weekday()) % _WEEK)
    begun = now >= _at(saturday, _STARTS, zone)
    return saturday + timedelta(days=_WEEK) if begun else saturday


def _at(day: date, clock: time, zone: str) -> datetime:
    return at_local(day, clock.hour, clock.minute, zone)


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
