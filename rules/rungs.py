"""Reminder rungs as data: what a rung asks and when, in a form that an event can store and a
coordinator edit."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Final, NotRequired, TypedDict

QUIET_STARTS: Final = time(21, 30)
QUIET_ENDS: Final = time(6, 30)

_WEDNESDAY, _THURSDAY = 2, 3


class Stage(StrEnum):
    """Whom a rung serves: the unit before registration closes or before its report is due, or its
    volunteers."""

    REGISTRATION = "registration"
    REPORT = "report"
    VOLUNTEER = "volunteer"


class Anchor(StrEnum):
    REGISTRATION_CLOSES = "registration_closes"
    REPORT_DUE = "report_due"
    EVENT_START = "event_start"
    EVENT_END = "event_end"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Moment:
    """Without `clock`: `minutes` after the anchor (before, when negative). With it: that local
    clock time on the anchor's day, `days` later, moved back to the last `weekday` (0 is Monday) on
    or before that day."""

    anchor: Anchor
    minutes: int = 0
    clock: time | None = None
    days: int = 0
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Rung:
    """`quiet_ends` is when this rung's quiet hours end: the call on the morning itself may come
    from 06:00. One that is `off` stays in the list with its moment."""

    key: str
    stage: Stage
    moment: Moment
    figures_only: bool = False
    after_deadline: bool = False
    quiet_ends: time = QUIET_ENDS
    off: bool = False


def _weekday(weekday: int, clock: time) -> Moment:
    return Moment(Anchor.DAY, clock=clock, weekday=weekday)


def _report(key: str, minutes: int) -> Rung:
    return Rung(key, Stage.REPORT, Moment(Anchor.REPORT_DUE, minutes))


UNIT_RUNGS: Final[tuple[Rung, ...]] = (
    Rung("registration_wed_1700", Stage.REGISTRATION, _weekday(_WEDNESDAY, time(17))),
    Rung("registration_thu_0900", Stage.REGISTRATION, _weekday(_THURSDAY, time(9))),
    Rung("registration_thu_1500", Stage.REGISTRATION, _weekday(_THURSDAY, time(15))),
    Rung("registration_thu_1630", Stage.REGISTRATION, _weekday(_THURSDAY, time(16, 30))),
    Rung("report_just_over", Stage.REPORT, Moment(Anchor.EVENT_END, 20)),
    _report("report_2h", -120),
    _report("report_30min", -30),
    Rung("report_10min", Stage.REPORT, Moment(Anchor.REPORT_DUE, -10), figures_only=True),
    Rung("report_overdue", Stage.REPORT, Moment(Anchor.REPORT_DUE, 10), after_deadline=True),
)
VOLUNTEER_RUNGS: Final[tuple[Rung, ...]] = (
    Rung("volunteer_evening", Stage.VOLUNTEER, Moment(Anchor.DAY, clock=time(19, 30), days=-1)),
    Rung("volunteer_morning", Stage.VOLUNTEER, Moment(Anchor.EVENT_START, -75), quiet_ends=time(6)),
)
DEFAULT_RUNGS: Final = UNIT_RUNGS + VOLUNTEER_RUNGS
"""DESIGN 3.3. Friday 19:30 is kept as "the evening before", so a day moved to Sunday is still
announced in time."""


class RungJson(TypedDict):
    key: str
    stage: str
    anchor: str
    minutes: int
    clock: str | None
    days: int
    weekday: int | None
    figures_only: bool
    after_deadline: bool
    quiet_ends: str
    off: NotRequired[bool]


def rung_json(rung: Rung) -> RungJson:
    moment = rung.moment
    return RungJson(
        key=rung.key,
        stage=rung.stage.value,
        anchor=moment.anchor.value,
        minutes=moment.minutes,
        clock=None if moment.clock is None else f"{moment.clock:%H:%M}",
        days=moment.days,
        weekday=moment.weekday,
        figures_only=rung.figures_only,
        after_deadline=rung.after_deadline,
        quiet_ends=f"{rung.quiet_ends:%H:%M}",
        off=rung.off,
    )


def rung_from_json(stored: RungJson) -> Rung:
    clock = stored["clock"]
    moment = Moment(
        anchor=Anchor(stored["anchor"]),
        minutes=stored["minutes"],
        clock=None if clock is None else time.fromisoformat(clock),
        days=stored["days"],
        weekday=stored["weekday"],
    )
    return Rung(
        key=stored["key"],
        stage=Stage(stored["stage"]),
        moment=moment,
        figures_only=stored["figures_only"],
        after_deadline=stored["after_deadline"],
        quiet_ends=time.fromisoformat(stored["quiet_ends"]),
        off=stored.get("off", False),
    )
