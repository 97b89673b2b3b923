"""A day read from a plan, while the coordinator confirms it: its lines, and what must be asked.

What the plan does not say is as usual, and marked so; what it does not say clearly is asked, one
question at a time. Nothing here exists yet outside of the conversation.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from reading.proposal import AssignedUnit, Limit, PlanDay
from rules import reschedule
from rules.deadlines import at_local, is_on_time, local
from rules.model import Schedule
from rules.targets import Target
from storage.events import EventDraft

DAY: Final = "day"
REGISTRATION: Final = "registration"
REPORT: Final = "report"
WHICH: Final = "which"
UNITS: Final = "units"
UNIT: Final = "unit-"
LONGEST_TITLE: Final = 120
MOST_DAYS: Final = 6
NEAR: Final = timedelta(days=7)
ENDS_DAY: Final = time(23, 59)
_SHORTEST: Final = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Aim:
    """A target with the words that set it. `unit`: the name of whom it is for."""

    quote: str
    said: str
    unit: str
    target: Target


@dataclass(frozen=True, slots=True)
class Usual:
    """The day as it would be proposed without a plan."""

    title: str
    place: str
    min_photos: int
    schedule: Schedule
    zone: str


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """`asks`: the questions still to be answered, the first is the next; `unsaid`: the lines that
    are as usual because the plan is silent. `why`: what is to be asked about the day ("inferred",
    "missing", "past"). `only`: the matched units alone are expected.
    """

    usual: Usual
    number: str
    days: tuple[PlanDay, ...]
    units: tuple[AssignedUnit, ...]
    everyone: bool
    aims: tuple[Aim, ...]
    title: str
    place: str
    min_photos: int
    schedule: Schedule
    day: PlanDay | None = None
    why: str = ""
    asks: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    only: bool = False
    typed: bool = False

    @property
    def matched(self) -> tuple[AssignedUnit, ...]:
        """Each unit once."""
        found: dict[int, AssignedUnit] = {}
        for each in self.units:
            if each.unit_id is not None:
                found.setdefault(each.unit_id, each)
        return tuple(found.values())

    @property
    def unmatched(self) -> tuple[AssignedUnit, ...]:
        return tuple(each for each in self.units if each.unit_id is None)

    @property
    def draft(self) -> EventDraft:
        return EventDraft(self.title, self.schedule, self.place, self.min_photos)

    @property
    def asked_unit(self) -> AssignedUnit | None:
        """Whom the next question is about, when it is about one."""
        asked = self.asks[0] if self.asks else ""
        return self.units[int(asked.removeprefix(UNIT))] if asked.startswith(UNIT) else None

    def limit(self, line: str) -> Limit | None:
        """As the plan says it, where that is what the line now is."""
        if self.day is None or line in self.unsaid:
            return None
        return self.day.registration if line == REGISTRATION else self.day.report


def planned(blank: PlannedDay, *, photos: int | None, now: datetime) -> PlannedDay:
    """`blank` with its first day, or with the question which of several."""
    ahead = [each for each in blank.days if _is_ahead(blank.usual, each, now)][:MOST_DAYS]
    if photos is None:
        blank = replace(blank, unsaid=("photos",))
    else:
        blank = replace(blank, min_photos=photos)
    if len(ahead) > 1:
        return replace(on_plan_day(blank, ahead[0], now), days=tuple(ahead), asks=(WHICH,))
    if ahead:
        return on_plan_day(blank, ahead[0], now)
    past = replace(blank.days[0], registration=None, report=None) if blank.days else None
    title = past.title if past else None
    unsaid = (*blank.unsaid, "window", REGISTRATION, REPORT)
    undated = replace(
        blank,
        title=_title(title, blank),
        day=past,
        why="past" if past else "missing",
        unsaid=unsaid,
    )
    return replace(undated, asks=tuple(_asks(undated)))


def _is_ahead(usual: Usual, day: PlanDay, now: datetime) -> bool:
    return is_on_time(now, _scheduled(usual, day, now)[0].report_due_at)


def on_plan_day(blank: PlannedDay, day: PlanDay, now: datetime) -> PlannedDay:
    schedule, unsaid = _scheduled(blank.usual, day, now)
    known = tuple(each for each in blank.unsaid if each == "photos")
    done = replace(
        blank,
        title=_title(day.title, blank),
        schedule=schedule,
        day=day,
        why="inferred" if day.inferred else "",
        unsaid=(*known, *unsaid),
    )
    return replace(done, asks=tuple(_asks(done)))


def _title(said: str | None, blank: PlannedDay) -> str:
    title = " ".join((said or blank.title).split())
    if len(title) <= LONGEST_TITLE:
        return title
    return title[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"


def _scheduled(usual: Usual, day: PlanDay, now: datetime) -> tuple[Schedule, list[str]]:
    """Its times, and the names of the lines that it leaves to what is usual."""
    zone = usual.zone
    schedule = reschedule.on_day(usual.schedule, local(day.window.begins, zone).date(), zone)
    schedule, unsaid = _at_its_hours(schedule, day, zone)
    if day.report is not None and day.report.at > schedule.starts_at:
        schedule = reschedule.report_due(schedule, day.report.at)
    else:
        schedule = reschedule.report_due(schedule, _usual_report(schedule, zone))
        unsaid.append(REPORT)
    registration = day.registration.at if day.registration else None
    if registration is not None and registration <= schedule.starts_at:
        return replace(schedule, registration_closes_at=registration), unsaid
    closes = min(schedule.registration_closes_at, schedule.starts_at)
    until = closes if is_on_time(now, closes) else schedule.starts_at
    return replace(schedule, registration_closes_at=until), [*unsaid, REGISTRATION]


def _at_its_hours(schedule: Schedule, day: PlanDay, zone: str) -> tuple[Schedule, list[str]]:
    begins, ends = day.window.begins, day.window.ends
    usual_end = local(schedule.ends_at, zone)
    last = local(ends, zone)
    open_end = (last.hour, last.minute) == (ENDS_DAY.hour, ENDS_DAY.minute) or ends <= begins
    end = at_local(last.date(), usual_end.hour, usual_end.minute, zone) if open_end else ends
    if day.window.precision != "minute":
        return replace(schedule, ends_at=end), ["window"]
    if end <= begins:
        end = begins + _SHORTEST
    return replace(schedule, starts_at=begins, ends_at=end), []


def _usual_report(schedule: Schedule, zone: str) -> datetime:
    """At the usual hour of the last day, never before it ends."""
    hour, last = local(schedule.report_due_at, zone), local(schedule.ends_at, zone).date()
    return max(at_local(last, hour.hour, hour.minute, zone), schedule.ends_at)


def _asks(plan: PlannedDay) -> Iterator[str]:
    if plan.why and not (plan.typed and plan.why == "inferred" and _is_usual_day(plan)):
        yield DAY
    for line in (REGISTRATION, REPORT):
        limit = plan.limit(line)
        if limit is not None and (limit.doubtful or limit.excluded_day or _is_far(plan, limit)):
            yield line
    for place, each in enumerate(plan.units):
        if each.doubtful and each.unit_id is not None:
            yield f"{UNIT}{place}"
    if plan.matched:
        yield UNITS


def _is_usual_day(plan: PlannedDay) -> bool:
    """A Saturday that a short line leaves to be understood needs no question."""
    usual, here = plan.usual.schedule.starts_at, plan.schedule.starts_at
    zone = plan.usual.zone
    return local(usual, zone).weekday() == local(here, zone).weekday()


def _is_far(plan: PlannedDay, limit: Limit) -> bool:
    """Results of a day are owed soon after it; later ones may be those of the whole campaign."""
    return limit.at > plan.schedule.ends_at + NEAR


def day_of(plan: PlannedDay) -> date:
    return local(plan.schedule.starts_at, plan.usual.zone).date()
