"""More time: what may be asked, and which editions are without the unit."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rules.deadlines import usual_schedule
from rules.extensions import (
    FARTHEST,
    Missed,
    check_asking,
    check_until,
    missed_editions,
    offers,
)
from rules.model import ParticipationFacts, Progress, Refused

SCHEDULE = usual_schedule(datetime(2026, 11, 23, 2, tzinfo=UTC), "Asia/Ho_Chi_Minh")
DUE = SCHEDULE.report_due_at
MINUTE = timedelta(minutes=1)
FACTS = ParticipationFacts(
    registered=True,
    not_taking_part=False,
    returned=False,
    values={},
    photos=0,
    min_photos=3,
    required=("volunteers",),
)


def test_an_edition_before_the_new_deadline_is_without_the_unit() -> None:
    before = DUE - 30 * MINUTE
    assert missed_editions(SCHEDULE, DUE + 5 * MINUTE, before) == ()
    assert missed_editions(SCHEDULE, DUE + 6 * MINUTE, before) == (Missed(DUE + 5 * MINUTE, False),)
    both = missed_editions(SCHEDULE, DUE + 120 * MINUTE, before)
    assert [each.at for each in both] == [DUE + 5 * MINUTE, DUE + 60 * MINUTE]


def test_an_edition_that_is_out_is_out() -> None:
    asked = missed_editions(SCHEDULE, DUE + 30 * MINUTE, DUE + 10 * MINUTE)
    assert asked == (Missed(DUE + 5 * MINUTE, True),)


def test_an_extension_only_gives_more_time() -> None:
    for until in (DUE, DUE - MINUTE):
        with pytest.raises(Refused, match="more_time_earlier"):
            check_until(SCHEDULE, None, until)
    check_until(SCHEDULE, None, DUE + MINUTE)
    with pytest.raises(Refused, match="more_time_earlier"):
        check_until(SCHEDULE, DUE + 30 * MINUTE, DUE + 30 * MINUTE)


def test_a_week_is_the_most() -> None:
    check_until(SCHEDULE, None, DUE + FARTHEST)
    with pytest.raises(Refused, match="more_time_far"):
        check_until(SCHEDULE, None, DUE + FARTHEST + MINUTE)


def test_who_has_sent_all_or_stays_away_asks_for_nothing() -> None:
    check_asking(FACTS, Progress.PARTIAL)
    with pytest.raises(Refused, match="more_time_complete"):
        check_asking(FACTS, Progress.COMPLETE)
    with pytest.raises(Refused, match="more_time_away"):
        check_asking(replace(FACTS, not_taking_part=True), Progress.NOT_TAKING_PART)


def test_what_is_offered_lies_ahead() -> None:
    assert offers(DUE, DUE - MINUTE)[0] == DUE + 30 * MINUTE
    assert offers(DUE, DUE + 40 * MINUTE)[0] == DUE + 90 * MINUTE
