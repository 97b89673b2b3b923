"""Plots: where a moment stands, how high a number."""

from datetime import UTC, datetime, timedelta

import pytest

from rendering.charts import HEIGHT, LEFT, RIGHT, TOP, WIDTH, arrivals, bars, levels

BEGINS = datetime(2026, 11, 28, 8, tzinfo=UTC)
DUE, ENDS = BEGINS + timedelta(hours=8), BEGINS + timedelta(hours=9)


def test_each_arrival_is_a_step_up_and_the_line_ends_now() -> None:
    came = [BEGINS + timedelta(hours=3), BEGINS + timedelta(hours=6)]
    now = BEGINS + timedelta(hours=7)
    drawn = arrivals(came, begins=BEGINS, due=DUE, ends=ENDS, now=now, expected=2)
    assert drawn.line.count("V") == 2
    assert f"V{TOP}" in drawn.line or f"V{TOP}.0" in drawn.line, "all that is expected is the top"
    assert drawn.line.endswith(f"H{drawn.now_x}")
    assert (drawn.total, drawn.in_time, drawn.after) == (2, 2, 0)
    assert drawn.rows == ((came[0], 1), (came[1], 2))
    assert LEFT < drawn.due_x < WIDTH - RIGHT


def test_the_deadline_is_inclusive_and_what_comes_after_the_plot_is_counted() -> None:
    came = [DUE, DUE + timedelta(seconds=1), ENDS + timedelta(hours=5)]
    now = ENDS + timedelta(days=1)
    drawn = arrivals(came, begins=BEGINS, due=DUE, ends=ENDS, now=now, expected=3)
    assert (drawn.in_time, drawn.total, drawn.after) == (1, 3, 1)
    assert drawn.now_x is None


def test_thousands_of_units_make_no_thousands_of_steps() -> None:
    came = [BEGINS + timedelta(seconds=each * 9) for each in range(3321)]
    drawn = arrivals(came, begins=BEGINS, due=DUE, ends=ENDS, now=ENDS, expected=3321)
    assert drawn.line.count("V") <= WIDTH


def test_before_the_day_there_is_no_line() -> None:
    early = BEGINS - timedelta(hours=1)
    drawn = arrivals([], begins=BEGINS, due=DUE, ends=ENDS, now=early, expected=3)
    assert (drawn.line, drawn.total) == ("", 0)


@pytest.mark.parametrize("most", [0, 1, 3, 18, 168, 3321])
def test_a_scale_has_few_levels_and_stays_below_its_top(most: int) -> None:
    found = levels(most)
    assert found[0] == 0
    assert max(found) <= most
    assert len(found) <= 6


def test_a_bar_without_a_value_keeps_its_place() -> None:
    full, none, half = bars([100, None, 50], most=100).bars
    assert (full.y, full.height) == (TOP, full.height)
    assert none.height == 0
    assert half.height * 2 == pytest.approx(full.height, abs=0.2)
    assert full.middle < none.middle < half.middle
    assert full.y + full.height < HEIGHT
