from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.deadlines import (
    DEFAULT_ZONE,
    Timeliness,
    at_local,
    check_schedule,
    closes,
    counts_as_on_time,
    effective_sent_at,
    is_on_time,
    local,
    minutes_late,
    timeliness,
    usual_schedule,
)
from rules.model import Refused, Schedule

SATURDAY = date(2026, 11, 28)
SECOND = timedelta(seconds=1)


def clock(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    return at_local(SATURDAY + timedelta(days=days), hour, minute, DEFAULT_ZONE)


DUE = clock(16)
MONDAY = clock(9, days=-5)
USUAL = usual_schedule(MONDAY, DEFAULT_ZONE)


@pytest.mark.parametrize(
    ("after_deadline", "late"),
    [
        (timedelta(hours=-5), 0),
        (timedelta(seconds=-1), 0),
        (timedelta(0), 0),
        (timedelta(milliseconds=999), 0),
        (timedelta(seconds=1), 1),
        (timedelta(seconds=60), 1),
        (timedelta(seconds=60, milliseconds=999), 1),
        (timedelta(seconds=61), 2),
        (timedelta(minutes=12), 12),
        (timedelta(minutes=12, seconds=1), 13),
    ],
)
def test_the_deadline_is_inclusive_to_its_second_and_begun_minutes_count(
    after_deadline: timedelta, late: int
) -> None:
    sent_at = DUE + after_deadline
    assert minutes_late(sent_at, DUE) == late
    assert is_on_time(sent_at, DUE) == (late == 0)


def test_a_deadline_with_a_fraction_lasts_its_whole_second() -> None:
    fraction = DUE + timedelta(milliseconds=100)
    assert is_on_time(DUE + timedelta(milliseconds=999), fraction)
    assert not is_on_time(DUE + SECOND, fraction)


def test_a_report_never_completed_has_no_timeliness() -> None:
    assert timeliness(None, DUE) is None
    assert timeliness(DUE, DUE) == Timeliness(0)
    assert timeliness(DUE + SECOND, DUE) == Timeliness(1)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_timeliness_never_improves_as_the_sending_grows_later(first: int, more: int) -> None:
    start = DUE - timedelta(hours=3)
    earlier = start + timedelta(milliseconds=first * 100)
    later = earlier + timedelta(milliseconds=more * 100)
    assert minutes_late(earlier, DUE) <= minutes_late(later, DUE)
    assert is_on_time(earlier, DUE) >= is_on_time(later, DUE)


@pytest.mark.parametrize(
    ("late", "grace", "counts"),
    [(0, 0, True), (1, 0, False), (1, 5, True), (5, 5, True), (6, 5, False)],
)
def test_grace_counts_for_the_rate_and_keeps_the_true_minutes(
    late: int, grace: int, counts: bool
) -> None:
    judged = Timeliness(late)
    assert counts_as_on_time(judged, grace) is counts
    assert judged.on_time is (late == 0)
    assert judged.minutes_late == late


def test_what_never_became_complete_is_not_on_time() -> None:
    assert not counts_as_on_time(None, 60)


@pytest.mark.parametrize(
    ("extended_to", "expected"),
    [
        (None, DUE),
        (DUE + timedelta(hours=2), DUE + timedelta(hours=2)),
        (DUE + SECOND, DUE + SECOND),
        (DUE - SECOND, DUE),
    ],
)
def test_an_extension_only_ever_gives_more_time(
    extended_to: datetime | None, expected: datetime
) -> None:
    assert closes(USUAL, extended_to) == expected


def test_a_message_is_never_sent_later_than_it_was_received() -> None:
    assert effective_sent_at(DUE + SECOND, DUE) == DUE
    assert effective_sent_at(DUE - SECOND, DUE) == DUE - SECOND


def test_local_times_are_those_of_the_zone_and_kept_in_utc() -> None:
    moment = at_local(SATURDAY, 16, 0, "Asia/Ho_Chi_Minh")
    assert moment == datetime(2026, 11, 28, 9, tzinfo=UTC)
    assert moment.tzinfo is UTC
    assert local(moment, "Asia/Ho_Chi_Minh").hour == 16
    assert local(moment, "Asia/Tokyo").hour == 18


def test_the_usual_schedule_is_next_saturday_with_the_usual_times() -> None:
    expected = Schedule(
        starts_at=clock(7, 30),
        ends_at=clock(11, 30),
        registration_closes_at=clock(17, days=-2),
        report_due_at=clock(16),
        first_edition_at=clock(16, 5),
        second_edition_at=clock(17),
    )
    assert expected == USUAL


@pytest.mark.parametrize(
    ("now", "weeks_later"),
    [
        (clock(0, days=-6), 0),
        (clock(23, 59, days=-1), 0),
        (clock(7, 30) - SECOND, 0),
        (clock(7, 30), 1),
        (clock(7, 30) + SECOND, 1),
        (clock(0, days=1), 1),
    ],
)
def test_today_is_next_saturday_until_it_starts(now: datetime, weeks_later: int) -> None:
    starts_at = usual_schedule(now, DEFAULT_ZONE).starts_at
    assert starts_at == clock(7, 30) + timedelta(weeks=weeks_later)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (clock(17, days=-2) - SECOND, clock(17, days=-2)),
        (clock(17, days=-2), clock(17, days=-2)),
        (clock(17, days=-2) + SECOND, clock(7, 30)),
        (clock(7, 29), clock(7, 30)),
    ],
)
def test_registration_stays_open_until_the_start_once_thursday_has_passed(
    now: datetime, expected: datetime
) -> None:
    assert usual_schedule(now, DEFAULT_ZONE).registration_closes_at == expected


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  hypothesis takes naive bounds
def test_the_usual_schedule_is_always_accepted(now: datetime) -> None:
    check_schedule(usual_schedule(now, DEFAULT_ZONE), now)


@pytest.mark.parametrize(
    ("wrong", "earlier"),
    [
        (
            replace(USUAL, registration_closes_at=clock(7, 30) + SECOND),
            "registration_closes_at",
        ),
        (replace(USUAL, ends_at=clock(7, 30)), "starts_at"),
        (replace(USUAL, report_due_at=clock(7, 30)), "starts_at"),
        (replace(USUAL, first_edition_at=clock(16) - SECOND), "report_due_at"),
        (replace(USUAL, second_edition_at=clock(16, 5)), "first_edition_at"),
    ],
)
def test_times_out_of_order_are_refused(wrong: Schedule, earlier: str) -> None:
    with pytest.raises(Refused, match="schedule_order") as refused:
        check_schedule(wrong, MONDAY)
    assert refused.value.values["earlier"] == earlier


@pytest.mark.parametrize(
    "schedule",
    [
        replace(USUAL, registration_closes_at=clock(7, 30)),
        replace(USUAL, report_due_at=clock(11)),
        replace(USUAL, first_edition_at=clock(16)),
    ],
)
def test_times_that_may_touch_or_cross_are_accepted(schedule: Schedule) -> None:
    check_schedule(schedule, MONDAY)


def test_a_day_is_past_once_its_reports_can_only_be_late() -> None:
    check_schedule(USUAL, DUE)
    with pytest.raises(Refused, match="schedule_past"):
        check_schedule(USUAL, DUE + SECOND)
