"""What a coordinator's answers and edits make of a day that was read from a plan."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from actions.change_day import Change, changed_draft
from actions.planned_day import (
    DAY,
    ENDS_DAY,
    NEAR,
    REGISTRATION,
    REPORT,
    UNIT,
    UNITS,
    WHICH,
    PlannedDay,
    on_plan_day,
)
from rules import reschedule
from rules.deadlines import at_local


def answered(plan: PlannedDay, says: str, *, now: datetime) -> PlannedDay:
    """After the answer to its first question; as it was when that is no answer to it."""
    asked, left = plan.asks[0], plan.asks[1:]
    if asked == WHICH:
        picked = int(says) if says.isdecimal() else len(plan.days)
        return on_plan_day(plan, plan.days[picked], now) if picked < len(plan.days) else plan
    if says not in ("yes", "no"):
        return plan
    yes = says == "yes"
    if asked.startswith(UNIT):
        return _unit_answered(plan, int(asked.removeprefix(UNIT)), yes=yes)
    if asked == UNITS:
        return replace(plan, asks=left, only=yes)
    if yes and asked in (REGISTRATION, REPORT):
        plan = _including(plan, asked)
    return replace(plan, asks=left)


def _unit_answered(plan: PlannedDay, place: int, *, yes: bool) -> PlannedDay:
    asked = plan.units[place]
    known = replace(asked, doubtful=False) if yes else replace(asked, unit_id=None, name=None)
    units = (*plan.units[:place], known, *plan.units[place + 1 :])
    after = replace(plan, units=units, asks=plan.asks[1:])
    if after.matched:
        return after
    return replace(after, asks=tuple(each for each in after.asks if each != UNITS))


def _including(plan: PlannedDay, line: str) -> PlannedDay:
    """ "Trước ngày 05/5", and the 5th itself counts."""
    limit = plan.limit(line)
    if limit is None or not limit.excluded_day:
        return plan
    until = at_local(limit.day, ENDS_DAY.hour, ENDS_DAY.minute, plan.usual.zone)
    schedule = plan.schedule
    if line == REPORT:
        return replace(plan, schedule=reschedule.report_due(schedule, until))
    closes = min(until, schedule.starts_at)
    return replace(plan, schedule=replace(schedule, registration_closes_at=closes))


_CHANGES: Final[Mapping[str, tuple[str, ...]]] = {
    "day": (DAY, WHICH),
    "window": ("window",),
    "registration_closes_at": (REGISTRATION,),
    "report_due_at": (REPORT,),
    "min_photos": ("photos",),
}


def changed(plan: PlannedDay, change: Change) -> PlannedDay:
    """Lines that the coordinator wrote are neither asked nor as usual any more."""
    draft = changed_draft(plan.draft, change, plan.usual.zone)
    written = [
        line
        for name, lines in _CHANGES.items()
        if getattr(change, name) is not None
        for line in lines
    ]
    after = replace(
        plan,
        title=draft.title,
        place=draft.place,
        min_photos=draft.min_photos,
        schedule=draft.schedule,
        asks=without(plan.asks, written),
        unsaid=without(plan.unsaid, written),
    )
    return after if change.day is None else _on_another_day(plan, after, change)


def _on_another_day(plan: PlannedDay, after: PlannedDay, change: Change) -> PlannedDay:
    """The closing times that the plan states stay where they fit; others move along."""
    kept, starts = plan.schedule, after.schedule.starts_at
    registration, report = plan.limit(REGISTRATION), plan.limit(REPORT)
    schedule = after.schedule
    if change.registration_closes_at is not None or kept.registration_closes_at > starts:
        registration = None
    if registration is not None:
        schedule = replace(schedule, registration_closes_at=kept.registration_closes_at)
    if change.report_due_at is not None or not starts < kept.report_due_at <= starts + NEAR:
        report = None
    if report is not None:
        schedule = reschedule.report_due(schedule, kept.report_due_at)
    gone = [REGISTRATION] * (registration is None) + [REPORT] * (report is None)
    day = plan.day and replace(plan.day, registration=registration, report=report)
    return replace(after, schedule=schedule, day=day, why="", asks=without(after.asks, gone))


def without(lines: Sequence[str], written: Sequence[str]) -> tuple[str, ...]:
    return tuple(line for line in lines if line not in written)
