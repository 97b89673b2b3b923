from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.count_once import branches, count_once, may_count
from rules.model import Progress, Refused
from rules.rollup import LeftOut, UnitLine, Why, by_child, rollup, tally


def line(number: int, path: str, **more: object) -> UnitLine:
    values = {"volunteers": 10**number}
    facts = {"progress": Progress.COMPLETE, "values": values, **more}
    return UnitLine(number, number, path, f"Unit {number}", **facts)  # type: ignore[arg-type]  # a test's shorthand


def left_out(*lines: UnitLine) -> dict[int, LeftOut]:
    settled = count_once(lines)
    return {each.unit_id: each.left_out for each in settled if each.left_out is not None}


WARD = line(1, "9/1/", includes_branches=True)
AREA_3 = line(2, "9/1/2/")
AREA_5 = line(3, "9/1/3/")
SCHOOL = line(4, "9/4/")
TAX = line(5, "9/5/")


def test_a_ward_that_includes_its_branches_leaves_them_out() -> None:
    assert left_out(WARD, AREA_3, AREA_5, SCHOOL) == {
        2: LeftOut(Why.BRANCHES, "Unit 1"),
        3: LeftOut(Why.BRANCHES, "Unit 1"),
    }
    assert tally(count_once([WARD, AREA_3, SCHOOL])).totals == {"volunteers": 10 + 10**4}


@pytest.mark.parametrize("answer", [None, False])
def test_it_leaves_nobody_out_unasked_or_with_figures_of_its_own_alone(answer: bool | None) -> None:
    assert left_out(replace(WARD, includes_branches=answer), AREA_3) == {}


def test_branches_count_until_their_ward_has_figures() -> None:
    assert left_out(replace(WARD, values={}), AREA_3) == {}
    assert left_out(replace(WARD, progress=Progress.NOT_TAKING_PART), AREA_3) == {}


def test_a_branch_without_figures_is_still_missing() -> None:
    silent = replace(AREA_3, values={}, progress=Progress.NOT_SENT)
    (settled,) = (each for each in count_once([WARD, silent]) if each.unit_id == 2)
    assert settled.left_out is None
    assert not settled.reported


def test_a_cluster_leaves_out_whom_it_covers_once_it_has_figures() -> None:
    covered = replace(SCHOOL, counted_by=5, counted_how=Why.CLUSTER)
    assert left_out(covered, TAX) == {4: LeftOut(Why.CLUSTER, "Unit 5")}
    assert left_out(covered, replace(TAX, values={})) == {}


def test_a_covered_unit_without_figures_has_reported_when_it_stands_complete() -> None:
    covered = replace(SCHOOL, counted_by=5, counted_how=Why.JOINT, values={})
    done, waiting = count_once([covered, TAX])[0], replace(covered, progress=Progress.NOT_SENT)
    assert done.reported
    assert not count_once([waiting, TAX])[0].reported


def test_photos_and_progress_of_a_left_out_unit_still_count() -> None:
    sums = tally(count_once([WARD, replace(AREA_3, photos=4, progress=Progress.PARTIAL)]))
    assert (sums.photos, sums.partial, sums.complete, sums.reported) == (4, 1, 1, 2)


def test_two_that_are_said_to_hold_each_other_both_count() -> None:
    one = replace(WARD, counted_by=11)
    other = line(6, "9/6/", includes_branches=True, counted_by=2)
    below_other = line(11, "9/6/11/")
    assert set(left_out(one, AREA_3, other, below_other)) == {2, 11}


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        (SCHOOL, SCHOOL, "counts_itself"),
        (SCHOOL, replace(TAX, counted_by=2), "counted_itself"),
        (replace(SCHOOL, participation_id=7), TAX, "counts_others"),
        (WARD, AREA_3, "counts_branch"),
    ],
)
def test_who_cannot_be_counted_there(one: UnitLine, other: UnitLine, code: str) -> None:
    with pytest.raises(Refused) as refused:
        may_count(one, other, [one, other, replace(AREA_5, counted_by=7)])
    assert refused.value.code == code


def test_the_branches_of_a_unit_are_the_expected_ones_below_it() -> None:
    assert branches([WARD, AREA_3, SCHOOL], WARD.path) == (AREA_3,)


PATHS = ("9/", "9/1/", "9/2/", "9/1/3/", "9/1/4/", "9/2/5/", "9/2/6/", "9/1/3/7/", "9/20/")
some_lines = st.tuples(
    *(
        st.builds(
            UnitLine,
            participation_id=st.just(number),
            unit_id=st.just(number),
            path=st.just(path),
            name=st.just(f"Unit {number}"),
            progress=st.sampled_from(Progress),
            values=st.one_of(st.just({}), st.just({"volunteers": 2**number})),
            photos=st.integers(0, 3),
            includes_branches=st.none() | st.booleans(),
            counted_by=st.none() | st.integers(1, len(PATHS)),
            counted_how=st.sampled_from([Why.CLUSTER, Why.JOINT]),
        )
        for number, path in enumerate(PATHS, 1)
    )
)


def holder(one: UnitLine, lines: Mapping[int, UnitLine]) -> UnitLine | None:
    """A naive recount's answer to "in whose figures are its figures?"."""

    def over(child: UnitLine) -> list[UnitLine]:
        found = [
            each
            for each in lines.values()
            if child.path.startswith(each.path) and each.path != child.path
        ]
        return [each for each in found if each.includes_branches and each.has_figures]

    if above := over(one):
        return max(above, key=lambda each: len(each.path))
    other = lines.get(one.counted_by or 0)
    if other is None or not other.has_figures or other.counted_by is not None:
        return None
    if one.includes_branches and [each for each in over(other) if each.counted_by is not None]:
        return None
    return other


@settings(max_examples=400)
@given(some_lines)
def test_totals_are_what_a_naive_recount_makes_of_them(lines: Sequence[UnitLine]) -> None:
    by_id = {each.participation_id: each for each in lines}
    counted = [each for each in lines if each.has_figures and holder(each, by_id) is None]
    settled = count_once(lines)
    total = sum(each.values["volunteers"] for each in counted)
    assert tally(settled).totals.get("volunteers", 0) == total
    assert rollup(settled, "9/") == tally(settled)
    parts = by_child(settled, "9/")
    assert sum(part.totals.get("volunteers", 0) for part in parts.values()) == total


@settings(max_examples=400)
@given(some_lines)
def test_figures_left_out_are_held_by_one_that_counts_at_the_end(lines: Sequence[UnitLine]) -> None:
    by_id = {each.participation_id: each for each in lines}
    for each in count_once(lines):
        if each.left_out is None or not each.has_figures:
            continue
        seen, at = [each.participation_id], holder(each, by_id)
        while at is not None:
            assert at.participation_id not in seen
            seen.append(at.participation_id)
            at = holder(at, by_id)


@settings(max_examples=200)
@given(some_lines)
def test_leaving_out_moves_nobody_to_another_bucket(lines: Sequence[UnitLine]) -> None:
    before, after = tally(lines), tally(count_once(lines))
    assert (after.expected, after.must_report) == (len(lines), before.must_report)
    buckets = ("complete", "partial", "not_sent", "returned", "not_taking_part", "photos")
    assert [getattr(after, name) for name in buckets] == [getattr(before, name) for name in buckets]
