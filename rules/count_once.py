"""No figure is counted twice (DESIGN 3.4): whose figures are in another unit's, and whose.

1. A unit whose figures hold its branches' leaves out every unit below it that has figures, once it
   has some itself.
2. A unit whose figures were said to be counted by another (a cluster's report, a joint activity) is
   left out once that other has figures; until then its own count.

`storage/totals.py` says the same in SQL.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rules.model import Refused
from rules.rollup import LeftOut, UnitLine, Why
from rules.tree import above, within


def count_once(lines: Iterable[UnitLine]) -> list[UnitLine]:
    """The same lines, each of them left out when its figures are in another's. `lines` are all of
    one event: a subtree alone does not show who else counts its figures."""
    units = list(lines)
    holders = {line.path: line for line in units if _holds_branches(line)}
    if not holders and all(line.counted_by is None for line in units):
        return units
    by_id = {line.participation_id: line for line in units}
    return [_settled(line, holders, by_id) for line in units]


def _holds_branches(line: UnitLine) -> bool:
    return bool(line.includes_branches) and line.has_figures


def _settled(
    line: UnitLine, holders: Mapping[str, UnitLine], by_id: Mapping[int, UnitLine]
) -> UnitLine:
    if not line.must_report:
        return line
    over = _over(line, holders) if line.has_figures else ()
    if over:
        return replace(line, left_out=LeftOut(Why.BRANCHES, over[0].name))
    other = by_id.get(line.counted_by or 0)
    if other is None or not _counts(other, line, holders):
        return line
    return replace(line, left_out=LeftOut(line.counted_how or Why.CLUSTER, other.name))


def _over(line: UnitLine, holders: Mapping[str, UnitLine]) -> tuple[UnitLine, ...]:
    """Units whose figures hold this one's because it is a branch of theirs, the nearest first."""
    return tuple(holders[path] for path in above(line.path) if path in holders)


def _counts(other: UnitLine, line: UnitLine, holders: Mapping[str, UnitLine]) -> bool:
    """Does `other` count the figures of `line`? Never in a circle: when `other` is a branch of
    `line`, or of a third unit that is itself counted elsewhere, each counts its own."""
    if not other.has_figures or other.counted_by is not None:
        return False
    in_circle = any(each.counted_by is not None for each in _over(other, holders))
    return not (line.includes_branches and in_circle)


def may_count(line: UnitLine, other: UnitLine, lines: Iterable[UnitLine]) -> None:
    """Can the figures of `line` be counted by `other`? Refused: "counts_itself", "counted_itself"
    (`other` is counted by a third), "counts_others" (`line` counts for others), "counts_branch"
    (`other` is below `line`, whose figures hold its branches' already)."""
    if line.participation_id == other.participation_id:
        raise Refused("counts_itself", unit=line.name)
    if other.counted_by is not None:
        raise Refused("counted_itself", unit=other.name)
    if any(each.counted_by == line.participation_id for each in lines):
        raise Refused("counts_others", unit=line.name)
    if line.includes_branches and within(other.path, line.path):
        raise Refused("counts_branch", unit=line.name, other=other.name)


def branches(lines: Iterable[UnitLine], path: str) -> tuple[UnitLine, ...]:
    """The expected units below the unit at `path`."""
    return tuple(line for line in lines if line.path != path and within(line.path, path))
