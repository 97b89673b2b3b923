"""What an edition says, as figures: frozen when handed over, compared when more arrives (DESIGN
3.4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from rules.model import Metric, Progress, Schedule
from rules.rollup import Tally, UnitLine, on_time_rate, once, tally


class EditionNumber(IntEnum):
    FIRST = 1
    SECOND = 2


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
class EditionFigures:
    """`number` is None for provisional figures. `missing` units must report and have no figures;
    with `tally.reported` they make `tally.must_report`. `incomplete` ones have figures but still
    owe something. `totals` keeps the event's order and holds only what someone reported."""

    number: EditionNumber | None
    at: datetime
    tally: Tally
    totals: Mapping[str, int]
    missing: tuple[UnitName, ...]
    incomplete: tuple[UnitName, ...]
    late: tuple[LateUnit, ...]
    not_taking_part: tuple[UnitName, ...]
    on_time_rate: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one edition to a later one. `totals` holds only metrics that moved;
    `arrived` units were missing before, `withdrawn` ones had figures and have none now."""

    totals: Mapping[str, int]
    arrived: tuple[UnitName, ...]
    withdrawn: tuple[UnitName, ...]

    @property
    def nothing(self) -> bool:
        return not (self.totals or self.arrived or self.withdrawn)


def current_number(schedule: Schedule, now: datetime) -> EditionNumber | None:
    """Which edition figures drawn up now belong to; None while they are provisional."""
    if now >= schedule.second_edition_at:
        return EditionNumber.SECOND
    return EditionNumber.FIRST if now >= schedule.first_edition_at else None


def due_edition(
    schedule: Schedule, *, latest: EditionNumber | None, now: datetime
) -> EditionNumber | None:
    """The edition to hand over now, given the `latest` handed over. One overtaken by the next is
    dropped. Whether the event is still open is the caller's to know."""
    number = current_number(schedule, now)
    if number is None or (latest is not None and latest >= number):
        return None
    return number


def edition(
    lines: Iterable[UnitLine], schedule: Schedule, metrics: Sequence[Metric], now: datetime
) -> EditionFigures:
    """`lines` are those of the host unit's subtree; every participation counts once."""
    units = tuple(once(lines))
    sums = tally(units, schedule.grace_minutes)
    return EditionFigures(
        number=current_number(schedule, now),
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
    )


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
    return Difference(
        totals={key: change for key, change in moved.items() if change},
        arrived=tuple(unit for unit in old.missing if unit not in new.missing),
        withdrawn=tuple(unit for unit in new.missing if unit not in old.missing),
    )


def _names(lines: Iterable[UnitLine]) -> tuple[UnitName, ...]:
    return tuple(UnitName(line.unit_id, line.name) for line in lines)
