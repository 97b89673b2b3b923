"""What is sent is judged by the demands that stand now; nobody becomes late by a new one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.reschedule import History, Sending, completed_under, completion

NOON = datetime(2026, 11, 28, 5, tzinfo=UTC)
REQUIRED = ("volunteers", "citizens")


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def sending(minutes: int, *keys: str, received: int | None = None) -> Sending:
    return Sending(at(minutes), at(minutes if received is None else received), keys)


def test_complete_when_the_last_thing_asked_for_was_sent() -> None:
    history = History([sending(10, *REQUIRED)], [at(0), at(20), at(30), at(90)])
    assert completed_under(history, REQUIRED, 0) == at(10)
    assert completed_under(history, REQUIRED, 2) == at(20)
    assert completed_under(history, REQUIRED, 4) == at(90)
    assert completed_under(history, REQUIRED, 5) is None
    assert completed_under(history, (*REQUIRED, "teams"), 1) is None


def test_versions_handled_in_another_order_count_from_the_later_sending() -> None:
    history = History([sending(50, "volunteers"), sending(40, *REQUIRED)])
    assert completed_under(history, REQUIRED, 0) == at(50)


def test_figures_taken_away_and_brought_again_count_from_then() -> None:
    history = History([sending(10, *REQUIRED), sending(20), sending(30, *REQUIRED)])
    assert completed_under(history, REQUIRED, 0) == at(30)


def test_a_day_without_required_figures_still_expects_a_message() -> None:
    assert completed_under(History(), (), 0) is None
    assert completed_under(History([sending(10, "teams")]), (), 0) == at(10)
    assert completed_under(History(photos=[at(5)]), (), 1) == at(5)


def test_what_was_sent_before_a_return_does_not_answer_it() -> None:
    versions = [sending(10, *REQUIRED), sending(70, *REQUIRED)]
    assert completed_under(History(versions, returned_at=at(60)), REQUIRED, 0) == at(70)


def test_a_correction_by_a_coordinator_does_not_answer_a_return() -> None:
    corrected = replace(sending(10, *REQUIRED, received=65), answers=False)
    versions = [sending(10, *REQUIRED), corrected, sending(70, *REQUIRED)]
    assert completed_under(History(versions, returned_at=at(60)), REQUIRED, 0) == at(70)


@pytest.mark.parametrize(
    ("before", "under", "now", "after"),
    [
        (None, 10, 30, 10),
        (50, 10, 90, 10),
        (10, 50, 90, 10),
        (10, None, 30, None),
        (10, None, 60, None),
        (10, None, 61, 10),
        (None, None, 61, None),
    ],
)
def test_completion_after_the_demands_changed(
    before: int | None, under: int | None, now: int, after: int | None
) -> None:
    moments = [None if each is None else at(each) for each in (before, under, after)]
    assert completion(moments[0], moments[1], closes=at(60), now=at(now)) == moments[2]


@given(
    st.lists(st.integers(0, 300), max_size=6),
    st.lists(st.integers(0, 300), min_size=1, max_size=4),
    st.integers(1, 6),
)
def test_asking_for_less_never_makes_a_report_complete_later(
    photos: list[int], versions: list[int], least: int
) -> None:
    history = History([sending(each, *REQUIRED) for each in versions], [at(p) for p in photos])
    more = completed_under(history, REQUIRED, least)
    less = completed_under(history, REQUIRED, least - 1)
    assert less is not None or more is None
    assert more is None or (less is not None and less <= more)
