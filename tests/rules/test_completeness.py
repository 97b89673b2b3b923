from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.completeness import (
    completed_after_return,
    edited_after_deadline,
    first_completed_at,
    is_complete,
    missing_items,
    missing_metrics,
    missing_photos,
    progress,
)
from rules.model import Item, ParticipationFacts, Progress

DUE = datetime(2026, 11, 28, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
REGISTRATION, FIGURES, PHOTOS = Item.REGISTRATION, Item.FIGURES, Item.PHOTOS

REGISTERED = ParticipationFacts(
    registered=True,
    not_taking_part=False,
    returned=False,
    values={},
    photos=0,
    min_photos=3,
    required=("volunteers", "citizens"),
)
SILENT = replace(REGISTERED, registered=False)
FIGURES_ONLY = replace(REGISTERED, values={"volunteers": 25, "citizens": 120}, has_submission=True)
DONE = replace(FIGURES_ONLY, photos=3)
RETURNED = replace(DONE, returned=True)
NOTHING_REQUIRED = replace(REGISTERED, required=(), min_photos=0)

facts_of_any_kind = st.builds(
    ParticipationFacts,
    registered=st.booleans(),
    not_taking_part=st.booleans(),
    returned=st.booleans(),
    values=st.dictionaries(st.sampled_from(["volunteers", "citizens", "teams"]), st.integers(0, 9)),
    photos=st.integers(0, 5),
    min_photos=st.integers(0, 4),
    required=st.sampled_from([(), ("volunteers",), ("volunteers", "citizens")]),
    has_submission=st.booleans(),
)


@pytest.mark.parametrize(
    ("facts", "missing", "stands"),
    [
        (SILENT, (REGISTRATION, FIGURES, PHOTOS), Progress.NOT_REGISTERED),
        (REGISTERED, (FIGURES, PHOTOS), Progress.NOT_SENT),
        (replace(REGISTERED, photos=1), (FIGURES, PHOTOS), Progress.PARTIAL),
        (replace(REGISTERED, photos=3), (FIGURES,), Progress.PARTIAL),
        (replace(REGISTERED, values={"volunteers": 25}), (FIGURES, PHOTOS), Progress.PARTIAL),
        (replace(REGISTERED, has_submission=True), (FIGURES, PHOTOS), Progress.PARTIAL),
        (FIGURES_ONLY, (PHOTOS,), Progress.PARTIAL),
        (replace(DONE, photos=2), (PHOTOS,), Progress.PARTIAL),
        (DONE, (), Progress.COMPLETE),
        (replace(DONE, photos=4), (), Progress.COMPLETE),
        (replace(DONE, registered=False), (), Progress.COMPLETE),
        (replace(SILENT, photos=3), (REGISTRATION, FIGURES), Progress.PARTIAL),
        (RETURNED, (FIGURES,), Progress.RETURNED),
        (replace(RETURNED, registered=False), (FIGURES,), Progress.RETURNED),
        (replace(RETURNED, photos=2), (FIGURES, PHOTOS), Progress.RETURNED),
        (replace(SILENT, not_taking_part=True), (), Progress.NOT_TAKING_PART),
        (replace(RETURNED, not_taking_part=True), (), Progress.NOT_TAKING_PART),
        (NOTHING_REQUIRED, (FIGURES,), Progress.NOT_SENT),
        (replace(NOTHING_REQUIRED, photos=1), (), Progress.COMPLETE),
    ],
)
def test_what_a_participation_owes_and_where_it_stands(
    facts: ParticipationFacts, missing: tuple[Item, ...], stands: Progress
) -> None:
    assert missing_items(facts) == missing
    assert progress(facts) is stands


def test_complete_figures_without_a_registration_owe_none_any_more() -> None:
    unregistered = replace(FIGURES_ONLY, registered=False)
    assert missing_items(unregistered) == (PHOTOS,)


def test_missing_metrics_come_in_the_events_order_and_a_zero_is_a_value() -> None:
    assert missing_metrics(REGISTERED) == ("volunteers", "citizens")
    assert missing_metrics(replace(REGISTERED, values={"volunteers": 0})) == ("citizens",)


@pytest.mark.parametrize(("photos", "missing"), [(0, 3), (2, 1), (3, 0), (4, 0)])
def test_photos_are_missing_up_to_the_minimum(photos: int, missing: int) -> None:
    assert missing_photos(replace(REGISTERED, photos=photos)) == missing


@given(facts_of_any_kind, st.integers(1, 4))
def test_adding_a_photo_never_makes_a_report_less_complete(
    facts: ParticipationFacts, more: int
) -> None:
    fuller = replace(facts, photos=facts.photos + more)
    assert set(missing_items(fuller)) <= set(missing_items(facts))
    assert is_complete(fuller) >= is_complete(facts)


@given(facts_of_any_kind)
def test_a_report_is_complete_exactly_when_its_progress_says_so(facts: ParticipationFacts) -> None:
    assert is_complete(facts) == (progress(facts) is Progress.COMPLETE)
    if is_complete(facts):
        assert missing_items(facts) == ()


def test_the_first_completion_stays_whatever_is_corrected_later() -> None:
    assert first_completed_at(None, FIGURES_ONLY, DUE) is None
    assert first_completed_at(None, DONE, DUE) == DUE
    assert first_completed_at(DUE, DONE, DUE + SECOND) == DUE
    assert first_completed_at(DUE, replace(DONE, photos=2), DUE + SECOND) == DUE


def test_a_returned_report_owes_again_and_is_judged_by_its_answer() -> None:
    assert first_completed_at(DUE, RETURNED, DUE + SECOND) is None
    assert completed_after_return(RETURNED, DUE + SECOND) == DUE + SECOND
    assert completed_after_return(replace(RETURNED, photos=2), DUE + SECOND) is None


@pytest.mark.parametrize(
    ("sent_at", "completed_at", "marked"),
    [
        (DUE, DUE - SECOND, False),
        (DUE + SECOND, DUE - SECOND, True),
        (DUE + SECOND, DUE, True),
        (DUE + SECOND, DUE + SECOND, False),
        (DUE + 2 * SECOND, DUE + SECOND, True),
        (DUE + SECOND, None, False),
    ],
)
def test_a_correction_after_the_deadline_is_marked_and_a_first_report_is_not(
    sent_at: datetime, completed_at: datetime | None, marked: bool
) -> None:
    assert edited_after_deadline(sent_at, DUE, completed_at) is marked
