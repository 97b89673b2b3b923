"""What an edition says, as figures: frozen when handed over, compared when more arrives (DESIGN
3.4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from rules.model import Metric, Progress, Schedule
from rules.rollup import Tally, UnitLine, Why, on_time_rate, once, tally
from rules.targets import Goal, Reach, Target, goals


class EditionNumber(IntEnum):
    """Bản 1 and 2 come by themselves; a chốt is the third, one after a reopening the fourth."""

    FIRST = 1
    SECOND = 2
    FROZEN = 3


@dataclass(frozen=True, slots=True)
class UnitName:
    """The id tells apart the units that share a name."""

    unit_id: int
    name: str


@dataclass(frozen=True, slots=True)
class LateUnit:
    """True minutes; the grace of the on-time rate does not hide them."""

    unit_id: int
    name: str
    minutes: int


@dataclass(frozen=True, slots=True)
class LeftOutUnit:
    """Its figures are in those of the unit named `by`."""

    unit_id: int
    name: str
    why: Why
    by: str


@dataclass(frozen=True, slots=True)
class EditionFigures:
    """`number` is None for provisional figures. `missing` units must report and have no figures;
    with `tally.reported` they make `tally.must_report`. `incomplete` ones have figures but still
    owe something. `totals` keeps the event's order and holds only what someone reported, without
    the figures of `left_out` units."""

    number: int | None
    at: datetime
    tally: Tally
    totals: Mapping[str, int]
    missing: tuple[UnitName, ...]
    incomplete: tuple[UnitName, ...]
    late: tuple[LateUnit, ...]
    not_taking_part: tuple[UnitName, ...]
    on_time_rate: int | None
    left_out: tuple[LeftOutUnit, ...] = ()
    goals: tuple[Goal, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one edition to a later one. `totals` holds only metrics that moved;
    `arrived` units were missing before, `withdrawn` ones had figures and have none now, whatever
    they are called by then."""

    totals: Mapping[str, int]
    arrived: tuple[UnitName, ...]
    withdrawn: tuple[UnitName, ...]
    photos: int = 0

    @property
    def nothing(self) -> bool:
        return not (self.totals or self.arrived or self.withdrawn or self.photos)


def current_number(schedule: Schedule, now: datetime) -> EditionNumber | None:
    """Which edition figures drawn up now belong to; None while they are provisional."""
    if now >= schedule.second_edition_at:
        return EditionNumber.SECOND
    return EditionNumber.FIRST if now >= schedule.first_edition_at else None


def due_edition(schedule: Schedule, *, latest: int | None, now: datetime) -> EditionNumber | None:
    """The edition to hand over now, given the `latest` handed over. One overtaken by the next is
    dropped. Whether the event is still open is the caller's to know."""
    number = current_number(schedule, now)
    if number is None or (latest is not None and latest >= number):
        return None
    return number


def may_freeze(schedule: Schedule, now: datetime) -> bool:
    """Figures are frozen when the deadline is over, not while units are still on time."""
    return now > schedule.report_due_at


def frozen_number(latest: int | None) -> int:
    """Of the next chốt: the third edition or, after a reopening, a later one."""
    return max(latest or 0, EditionNumber.SECOND) + 1


def edition(
    lines: Iterable[UnitLine],
    schedule: Schedule,
    metrics: Sequence[Metric],
    now: datetime,
    number: int | None = None,
    *,
    targets: Iterable[Target] = (),
) -> EditionFigures:
    """`lines` are those of the host unit's subtree; every participation counts once. `number`: of a
    chốt; else it follows from the time."""
    units = tuple(once(lines))
    sums = tally(units, schedule.grace_minutes)
    return EditionFigures(
        number=current_number(schedule, now) if number is None else number,
        at=now,
        tally=sums,
        totals={
            metric.key: sums.totals[metric.key] for metric in metrics if metric.key in sums.totals
        },
        missing=_names(line for line in units if line.must_report and not line.reported),
        incomplete=_names(
            line for line in units if line.reported and line.progress is not Progress.COMPLETE
        ),
        late=late_units(units),
        not_taking_part=_names(line for line in units if not line.must_report),
        on_time_rate=on_time_rate(sums),
        left_out=left_out_units(units),
        goals=goals(targets, units, metrics),
    )


def left_out_units(lines: Iterable[UnitLine]) -> tuple[LeftOutUnit, ...]:
    """Whose figures are there and not added, being in another's."""
    return tuple(
        LeftOutUnit(line.unit_id, line.name, line.left_out.why, line.left_out.by)
        for line in lines
        if line.left_out is not None and line.reported
    )


def figures_json(figures: EditionFigures) -> dict[str, Any]:
    """What is kept of an edition."""
    return {**asdict(figures), "at": figures.at.isoformat()}


def figures_from_json(kept: Mapping[str, Any]) -> EditionFigures:
    """The edition as it was handed over."""
    return EditionFigures(
        number=kept["number"],
        at=datetime.fromisoformat(kept["at"]),
        tally=Tally(**kept["tally"]),
        totals=kept["totals"],
        missing=_units(kept["missing"]),
        incomplete=_units(kept["incomplete"]),
        late=tuple(LateUnit(**each) for each in kept["late"]),
        not_taking_part=_units(kept["not_taking_part"]),
        on_time_rate=kept["on_time_rate"],
        left_out=tuple(
            LeftOutUnit(**{**each, "why": Why(each["why"])}) for each in kept.get("left_out", ())
        ),
        goals=tuple(_goal(each) for each in kept.get("goals", ())),
    )


def _goal(kept: Mapping[str, Any]) -> Goal:
    target = Target(**kept["target"])
    whole = Reach(**{**kept["whole"], "target": target})
    return Goal(target, kept["unit"], whole, kept["reached"], kept["judged"])


def _units(kept: Iterable[Mapping[str, Any]]) -> tuple[UnitName, ...]:
    return tuple(UnitName(**each) for each in kept)


def late_units(lines: Iterable[UnitLine]) -> tuple[LateUnit, ...]:
    """Complete after the deadline, the least late first."""
    late = [
        LateUnit(line.unit_id, line.name, line.timeliness.minutes_late)
        for line in lines
        if line.must_report and line.timeliness is not None and not line.timeliness.on_time
    ]
    return tuple(sorted(late, key=lambda unit: unit.minutes))


def difference(old: EditionFigures, new: EditionFigures) -> Difference:
    moved = {
        key: new.totals.get(key, 0) - old.totals.get(key, 0)
        for key in (*new.totals, *(key for key in old.totals if key not in new.totals))
    }
    had_none = {unit.unit_id for unit in old.missing}
    have_none = {unit.unit_id for unit in (*new.missing, *new.not_taking_part)}
    return Difference(
        totals={key: change for key, change in moved.items() if change},
        arrived=tuple(unit for unit in old.missing if unit.unit_id not in have_none),
        withdrawn=tuple(unit for unit in new.missing if unit.unit_id not in had_none),
        photos=new.tally.photos - old.tally.photos,
    )


def _names(lines: Iterable[UnitLine]) -> tuple[UnitName, ...]:
    return tuple(UnitName(line.unit_id, line.name) for line in lines)


def missing_each_time(days: Sequence[EditionFigures], times: int) -> tuple[UnitName, ...]:
    """Units that had to report and did not on each of the last `times` days, the newest last, by
    the names of the newest; none while there were fewer days."""
    last = days[-times:]
    if len(last) < times:
        return ()
    missing = [{unit.unit_id for unit in day.missing} for day in last]
    always = set.intersection(*missing)
    return tuple(unit for unit in last[-1].missing if unit.unit_id in always)
