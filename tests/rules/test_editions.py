from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from rules.deadlines import DEFAULT_ZONE, Timeliness, at_local, usual_schedule
from rules.editions import (
    Difference,
    EditionNumber,
    LateUnit,
    UnitName,
    difference,
    due_edition,
    edition,
)
from rules.model import METRICS, Progress
from rules.rollup import UnitLine

SATURDAY = date(2026, 11, 28)
SECOND = timedelta(seconds=1)
FIRST, SECOND_EDITION = EditionNumber.FIRST, EditionNumber.SECOND


def clock(hour: int, minute: int = 0) -> datetime:
    return at_local(SATURDAY, hour, minute, DEFAULT_ZONE)


USUAL = usual_schedule(clock(7), DEFAULT_ZONE)
ON_TIME = UnitLine(1, 1, "1/1/", "Tân Lộc", Progress.COMPLETE, Timeliness(0), {"volunteers": 25}, 3)
SILENT = UnitLine(2, 2, "1/2/", "Sơn Hạ", Progress.NOT_SENT)
LATER = replace(
    SILENT, progress=Progress.COMPLETE, timeliness=Timeliness(12), values={"volunteers": 4}
)
VERY_LATE = UnitLine(
    3, 3, "1/3/", "Bình Lạc", Progress.COMPLETE, Timeliness(31), {"citizens": 7, "own": 1}
)
PARTIAL = UnitLine(4, 4, "1/4/", "An Thới", Progress.PARTIAL, None, {"teams": 2, "volunteers": 0})
PHOTOS_ONLY = UnitLine(5, 5, "1/5/", "Phú Lạc", Progress.PARTIAL, None, {}, 2)
OUT = UnitLine(6, 6, "1/6/", "Sơn Hạ", Progress.NOT_TAKING_PART)


@pytest.mark.parametrize(
    ("now", "latest", "due"),
    [
        (clock(16, 5) - SECOND, None, None),
        (clock(16, 5), None, FIRST),
        (clock(16, 30), FIRST, None),
        (clock(17) - SECOND, FIRST, None),
        (clock(17), FIRST, SECOND_EDITION),
        (clock(17), None, SECOND_EDITION),
        (clock(18), SECOND_EDITION, None),
    ],
)
def test_an_edition_is_due_once_and_one_overtaken_is_dropped(
    now: datetime, latest: EditionNumber | None, due: EditionNumber | None
) -> None:
    assert due_edition(USUAL, latest=latest, now=now) == due


def test_an_edition_names_who_is_missing_incomplete_late_and_not_taking_part() -> None:
    lines = (VERY_LATE, ON_TIME, LATER, PARTIAL, PHOTOS_ONLY, OUT, ON_TIME)
    figures = edition(lines, USUAL, METRICS, clock(17))
    assert figures.number is SECOND_EDITION
    assert figures.missing == (UnitName(5, "Phú Lạc"),)
    assert figures.incomplete == (UnitName(4, "An Thới"),)
    assert figures.late == (LateUnit(2, "Sơn Hạ", 12), LateUnit(3, "Bình Lạc", 31))
    assert figures.not_taking_part == (UnitName(6, "Sơn Hạ"),)
    assert figures.on_time_rate == 20
    assert len(figures.missing) + figures.tally.reported == figures.tally.must_report == 5


def test_totals_keep_the_events_metrics_and_order_and_tell_zero_from_unknown() -> None:
    figures = edition((VERY_LATE, PARTIAL), USUAL, METRICS, clock(15))
    assert list(figures.totals.items()) == [("teams", 2), ("volunteers", 0), ("citizens", 7)]


def test_figures_before_the_first_edition_are_provisional() -> None:
    assert edition((ON_TIME,), USUAL, METRICS, clock(16, 5) - SECOND).number is None
    assert edition((ON_TIME,), USUAL, METRICS, clock(16, 5)).number is FIRST


def test_grace_lifts_the_rate_and_still_lists_the_true_minutes() -> None:
    lenient = replace(USUAL, grace_minutes=12)
    figures = edition((ON_TIME, LATER), lenient, METRICS, clock(17))
    assert figures.on_time_rate == 100
    assert figures.late == (LateUnit(2, "Sơn Hạ", 12),)


def test_the_difference_names_who_arrived_and_what_moved() -> None:
    first = edition((ON_TIME, SILENT, VERY_LATE), USUAL, METRICS, clock(16, 5))
    withdrawn = replace(VERY_LATE, progress=Progress.NOT_SENT, timeliness=None, values={})
    second = edition((ON_TIME, LATER, withdrawn), USUAL, METRICS, clock(17))
    assert difference(first, second) == Difference(
        totals={"volunteers": 4, "citizens": -7},
        arrived=(UnitName(2, "Sơn Hạ"),),
        withdrawn=(UnitName(3, "Bình Lạc"),),
    )


def test_a_unit_that_is_called_otherwise_later_has_reported_nothing_by_it() -> None:
    first = edition((ON_TIME, SILENT), USUAL, METRICS, clock(16, 5))
    renamed = edition((ON_TIME, replace(SILENT, name="Sơn Mới")), USUAL, METRICS, clock(17))
    assert difference(first, renamed).nothing


def test_the_same_figures_later_make_no_difference() -> None:
    first = edition((ON_TIME, SILENT), USUAL, METRICS, clock(16, 5))
    second = edition((ON_TIME, SILENT), USUAL, METRICS, clock(17))
    assert difference(first, second).nothing
    assert not difference(first, edition((ON_TIME, LATER), USUAL, METRICS, clock(17))).nothing
