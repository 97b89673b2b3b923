import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rendering.files.weekly import WEEKS, calendar, grid_step, weekly_card, weekly_svg
from rendering.texts import number
from rules.day_book import DayBook, PastDay
from rules.deadlines import DEFAULT_ZONE
from tests.day_books import a_book, clock
from tests.rendering.files.drawn import assert_everything_fits, opened, said


def _weeks(*back: int, rate: int | None = 50, people: int = 300) -> tuple[PastDay, ...]:
    return tuple(
        PastDay(
            clock(7) - timedelta(weeks=each),
            "Ngày",
            10,
            5,
            rate,
            {"volunteers": people, "citizens": 7},
        )
        for each in back
    )


def _with(*back: int) -> DayBook:
    return replace(a_book(), past=_weeks(*back))


@pytest.mark.parametrize(
    "book", [a_book(), a_book(168), _with(), _with(0), _with(*range(30, -1, -1))]
)
def test_every_text_fits_and_the_card_is_a_png_1080_wide(book: DayBook) -> None:
    assert_everything_fits(weekly_svg(book))
    image = opened(weekly_card(book))
    assert (image.format, image.width) == ("PNG", 1080)


def test_each_day_has_its_rate_its_date_and_its_totals() -> None:
    book = a_book()
    told = said(weekly_svg(book)).splitlines()
    for day in book.past:
        assert f"{day.on_time_rate}%" in told
        assert number(day.totals["volunteers"]) in told
        assert number(day.totals["citizens"]) in told
    assert {"7/11", "21/11", "28/11"} <= set(told)


def test_people_are_turns_once_days_are_added_up() -> None:
    told = said(weekly_svg(_with(2, 1, 0))).splitlines()
    assert told[told.index("Lượt ĐVTN") - 1] == "900"
    assert told.count("300") == 3 + 1  # and a line of the grid
    assert "ĐVTN tham gia (người, từng ngày)" in told


def test_one_day_is_not_added_up() -> None:
    assert "Lượt ĐVTN" not in said(weekly_svg(_with(0)))


def test_a_week_without_a_day_is_a_gap() -> None:
    days = _weeks(4, 3, 0)
    assert calendar(days, DEFAULT_ZONE) == [days[0], days[1], None, None, days[2]]


def test_two_days_of_a_week_stand_side_by_side() -> None:
    days = (*_weeks(1), replace(_weeks(0)[0], starts_at=clock(7) - timedelta(days=5)))
    assert calendar(days, DEFAULT_ZONE) == list(days)


def test_only_the_last_weeks_are_shown() -> None:
    assert len(calendar(_weeks(*range(40, -1, -1)), DEFAULT_ZONE)) == WEEKS
    assert len(calendar(_weeks(40, 0), DEFAULT_ZONE)) == WEEKS


def test_a_day_without_a_rate_breaks_the_line() -> None:
    whole = _weeks(3, 2, 1, 0)
    broken = (*whole[:1], replace(whole[1], on_time_rate=None, totals={}), *whole[2:])
    drawing = weekly_svg(replace(a_book(), past=broken))
    path = re.search(r'<path d="(M[^"]+)" fill="none" stroke="#0b6bcb"', drawing)
    assert path is not None
    assert (path[1].count("M"), path[1].count("L")) == (2, 1)
    assert drawing.count("data-value") == 6


def test_columns_are_as_tall_as_their_figures() -> None:
    """The axis begins at zero, so twice the figure is twice the height."""
    days = (*_weeks(1, people=200), *_weeks(0, people=400))
    drawing = weekly_svg(replace(a_book(), past=days))
    tall = {
        int(value): float(height)
        for value, height in re.findall(r'data-value="(\d+)" d="M\S+ \S+?v-([\d.]+)h', drawing)
    }
    assert tall[400] == pytest.approx(2 * tall[200], abs=0.2)


@given(st.integers(0, 10**13))
def test_the_grid_has_at_most_four_round_steps(highest: int) -> None:
    step = grid_step(highest)
    assert step * 4 >= highest
    assert str(step).rstrip("0") in ("1", "2", "25", "5")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=200), st.integers(0, 10**13), st.integers(0, 100), st.integers(1, 12))
def test_no_figure_leaves_its_box(name: str, people: int, rate: int, weeks: int) -> None:
    past = _weeks(*range(weeks, -1, -1), rate=rate, people=people)
    assert_everything_fits(weekly_svg(replace(a_book(), title=name, host=name, past=past)))
