"""From units to totals up the tree: every expected unit once, no figure twice (DESIGN 3.4).

Roll up one event at a time; events and weeks add up by `Tally.merge` (their units become turns of
units) and `sum_days`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Final

from rules.deadlines import Timeliness, counts_as_on_time
from rules.model import Progress
from rules.tree import branch, within

PEOPLE: Final = "volunteers"
TURNS: Final = "volunteer_turns"

_BUCKETS: Final[Mapping[Progress, str]] = {
    Progress.NOT_REGISTERED: "not_sent",
    Progress.NOT_SENT: "not_sent",
    Progress.PARTIAL: "partial",
    Progress.COMPLETE: "complete",
    Progress.RETURNED: "returned",
    Progress.NOT_TAKING_PART: "not_taking_part",
}


class Why(StrEnum):
    """Why figures are in another unit's: it holds its branches', it reports for a cluster, or it
    counts a joint activity."""

    BRANCHES = "branches"
    CLUSTER = "cluster"
    JOINT = "joint"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A unit's figures stay out of the totals, being in those of the unit named `by`."""

    why: Why
    by: str


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One expected unit of one event: where it stands and what it reported. `counted_by` is the
    participation that was said to hold its figures; `left_out`, worked out over all lines of the
    event by `rules.count_once`, is what comes of it. `also_required`: keys of figures that
    this unit alone must report; `doubts`: how much about its figures nobody has confirmed yet."""

    participation_id: int
    unit_id: int
    path: str
    name: str
    progress: Progress
    timeliness: Timeliness | None = None
    values: Mapping[str, int] = field(default_factory=dict)
    photos: int = 0
    includes_branches: bool | None = None
    counted_by: int | None = None
    counted_how: Why | None = None
    left_out: LeftOut | None = None
    also_required: tuple[str, ...] = ()
    doubts: int = 0

    @property
    def must_report(self) -> bool:
        return self.progress is not Progress.NOT_TAKING_PART

    @property
    def has_figures(self) -> bool:
        """Of its own."""
        return self.must_report and bool(self.values)

    @property
    def covered(self) -> bool:
        """Another unit's complete report stands for it; it has sent no figures itself."""
        left_out = self.left_out is not None and not self.values
        return left_out and self.progress is Progress.COMPLETE

    @property
    def reported(self) -> bool:
        """There are figures of it, its own or another's that hold them, complete or not."""
        return self.has_figures or self.covered


@dataclass(frozen=True, slots=True)
class Tally:
    """Units by progress, and what they add up to. `not_sent` holds the unregistered too."""

    complete: int = 0
    partial: int = 0
    not_sent: int = 0
    returned: int = 0
    not_taking_part: int = 0
    on_time: int = 0
    reported: int = 0
    photos: int = 0
    totals: Mapping[str, int] = field(default_factory=dict)

    @property
    def must_report(self) -> int:
        return self.complete + self.partial + self.not_sent + self.returned

    @property
    def expected(self) -> int:
        return self.must_report + self.not_taking_part

    def merge(self, other: "Tally") -> "Tally":
        counts = {name: getattr(self, name) + getattr(other, name) for name in _COUNTS}
        return Tally(**counts, totals=_summed((self.totals, other.totals)))


_COUNTS: Final = tuple(f.name for f in fields(Tally) if f.name != "totals")


def tally(rows: Iterable[UnitLine], grace_minutes: int = 0) -> Tally:
    """Streams, so a year of rows costs no memory. Whoever does not take part adds no figures, and
    figures that another unit's hold are left out; photos always count."""
    counts = dict.fromkeys(_COUNTS, 0)
    totals: dict[str, int] = {}
    for line in rows:
        counts[_BUCKETS[line.progress]] += 1
        if not line.must_report:
            continue
        counts["on_time"] += counts_as_on_time(line.timeliness, grace_minutes)
        counts["reported"] += line.reported
        counts["photos"] += line.photos
        if line.left_out is None:
            _add(totals, line.values)
    return Tally(**counts, totals=totals)


def rollup(lines: Iterable[UnitLine], root_path: str, grace_minutes: int = 0) -> Tally:
    """The unit at `root_path` and all below it, each participation once however often it comes."""
    below = (line for line in lines if within(line.path, root_path))
    return tally(once(below), grace_minutes)


def by_child(
    lines: Iterable[UnitLine], parent_path: str, grace_minutes: int = 0
) -> dict[str, Tally]:
    """One tally for each child's path that has lines, and one at `parent_path` for the parent's
    own line. Together they are the parent's roll-up."""
    groups: dict[str, list[UnitLine]] = {}
    for line in once(lines):
        if within(line.path, parent_path):
            groups.setdefault(branch(line.path, parent_path), []).append(line)
    return {path: tally(group, grace_minutes) for path, group in groups.items()}


def once(lines: Iterable[UnitLine]) -> Iterator[UnitLine]:
    """The first line of each participation: two roles, or a join, may bring the same one again."""
    seen: set[int] = set()
    for line in lines:
        if line.participation_id not in seen:
            seen.add(line.participation_id)
            yield line


def on_time_rate(tally: Tally) -> int | None:
    """Percent of the units that must report, half rounded up. None when there are none."""
    if not tally.must_report:
        return None
    return (200 * tally.on_time + tally.must_report) // (2 * tally.must_report)


def sum_days(totals_by_day: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Over days the same people come again, so volunteers become `volunteer_turns`, even when the
    period has one day: a column must not change its meaning from week to week."""
    totals = _summed(totals_by_day)
    return {TURNS if key == PEOPLE else key: total for key, total in totals.items()}


def _summed(totals: Iterable[Mapping[str, int]]) -> dict[str, int]:
    into: dict[str, int] = {}
    for each in totals:
        _add(into, each)
    return into


def _add(into: dict[str, int], values: Mapping[str, int]) -> None:
    for key, value in values.items():
        into[key] = into.get(key, 0) + value
