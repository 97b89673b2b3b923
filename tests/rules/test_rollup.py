from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.deadlines import Timeliness
from rules.model import Progress
from rules.rollup import (
    Tally,
    UnitLine,
    by_child,
    on_time_rate,
    once,
    rollup,
    sum_days,
    tally,
)


def line(number: int, path: str, progress: Progress, **more: object) -> UnitLine:
    return UnitLine(number, number, path, f"Unit {number}", progress, **more)  # type: ignore[arg-type]  # a test's shorthand


LINES = (
    line(1, "1/", Progress.COMPLETE, timeliness=Timeliness(0), values={"volunteers": 5}, photos=3),
    line(2, "1/2/", Progress.COMPLETE, timeliness=Timeliness(4), values={"volunteers": 7}),
    line(3, "1/2/3/", Progress.PARTIAL, values={"volunteers": 2, "citizens": 9}, photos=1),
    line(4, "1/20/", Progress.NOT_REGISTERED),
    line(5, "1/20/5/", Progress.NOT_SENT),
    line(6, "1/20/6/", Progress.RETURNED, values={"citizens": 1}),
    line(7, "1/20/7/", Progress.NOT_TAKING_PART, values={"volunteers": 99}, photos=9),
)

paths = st.lists(st.integers(1, 3), min_size=1, max_size=4).map(
    lambda ids: "".join(f"{i}/" for i in ids)
)
any_lines = st.lists(
    st.builds(
        UnitLine,
        participation_id=st.integers(1, 12),
        unit_id=st.integers(1, 12),
        path=paths,
        name=st.just("x"),
        progress=st.sampled_from(Progress),
        timeliness=st.none() | st.integers(0, 9).map(Timeliness),
        values=st.dictionaries(st.sampled_from(["volunteers", "citizens"]), st.integers(0, 50)),
        photos=st.integers(0, 4),
    ),
    max_size=20,
)


def test_units_fall_into_one_bucket_each_and_figures_add_up() -> None:
    assert tally(LINES) == Tally(
        complete=2,
        partial=1,
        not_sent=2,
        returned=1,
        not_taking_part=1,
        on_time=1,
        reported=4,
        photos=4,
        totals={"volunteers": 14, "citizens": 10},
    )


def test_who_does_not_take_part_stands_apart() -> None:
    sums = tally(LINES)
    assert (sums.expected, sums.must_report) == (7, 6)
    assert not LINES[-1].reported


@pytest.mark.parametrize(("grace", "on_time"), [(0, 1), (3, 1), (4, 2)])
def test_grace_moves_only_the_on_time_count(grace: int, on_time: int) -> None:
    assert tally(LINES, grace).on_time == on_time


def test_a_subtree_holds_its_root_and_no_lookalike() -> None:
    below = rollup(LINES, "1/2/")
    assert below.expected == 2
    assert below.totals == {"volunteers": 9, "citizens": 9}


def test_children_together_are_the_parent() -> None:
    children = by_child(LINES, "1/")
    assert {path: child.expected for path, child in children.items()} == {
        "1/": 1,
        "1/2/": 2,
        "1/20/": 4,
    }


def test_a_line_that_comes_twice_counts_once() -> None:
    assert rollup([*LINES, *LINES], "1/") == tally(LINES)


def in_total(tallies: Sequence[Tally]) -> Tally:
    total = Tally()
    for each in tallies:
        total = total.merge(each)
    return total


@given(any_lines)
def test_the_roll_up_counts_every_unit_exactly_once(lines: list[UnitLine]) -> None:
    first = {each.participation_id: each for each in reversed(lines)}
    under = [each for each in first.values() if each.path.startswith("1/")]
    parts = by_child(once(lines), "1/")
    assert rollup(once(lines), "1/").expected == len(under)
    assert in_total(list(parts.values())) == rollup(once(lines), "1/")


@given(any_lines)
def test_buckets_sum_to_the_expected_units(lines: list[UnitLine]) -> None:
    sums = tally(lines)
    buckets = (sums.complete, sums.partial, sums.not_sent, sums.returned, sums.not_taking_part)
    assert sum(buckets) == sums.expected == len(lines)
    assert sums.must_report == sum(each.must_report for each in lines)
    assert sums.on_time <= sums.must_report
    assert sums.reported <= sums.must_report


@given(any_lines, st.integers(0, 20))
def test_tallies_of_two_parts_merge_into_the_tally_of_the_whole(
    lines: list[UnitLine], cut: int
) -> None:
    assert tally(lines[:cut]).merge(tally(lines[cut:])) == tally(lines)


@pytest.mark.parametrize(
    ("on_time", "must_report", "percent"),
    [
        (0, 0, None),
        (0, 17, 0),
        (14, 17, 82),
        (17, 17, 100),
        (1, 8, 13),
        (1, 3, 33),
        (2, 3, 67),
        (1, 200, 1),
        (1, 201, 0),
    ],
)
def test_the_rate_divides_by_the_units_that_must_report(
    on_time: int, must_report: int, percent: int | None
) -> None:
    sums = Tally(not_sent=must_report, not_taking_part=5, on_time=on_time)
    assert on_time_rate(sums) == percent


def test_volunteers_of_several_days_become_turns() -> None:
    days = [{"volunteers": 5, "citizens": 2}, {"volunteers": 7}]
    assert sum_days(days) == {"volunteer_turns": 12, "citizens": 2}
    assert sum_days(days[1:]) == {"volunteer_turns": 7}
