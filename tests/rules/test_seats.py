from datetime import date, datetime, timedelta

import pytest

from rules.deadlines import DEFAULT_ZONE, at_local
from rules.model import SignUpState
from rules.seats import Promotion, offer_expires_at, position, promotable, seat

SATURDAY = date(2026, 11, 28)
SECOND = timedelta(seconds=1)
GOING, WAITING, OFFERED = SignUpState.GOING, SignUpState.WAITING, SignUpState.OFFERED


def clock(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    return at_local(SATURDAY + timedelta(days=days), hour, minute, DEFAULT_ZONE)


START = clock(7, 30)


@pytest.mark.parametrize(
    ("capacity", "taken", "state"),
    [
        (20, 19, GOING),
        (20, 20, WAITING),
        (20, 21, WAITING),
        (0, 0, WAITING),
        (None, 10_000, GOING),
    ],
)
def test_the_last_seat_goes_to_one_and_the_next_waits(
    capacity: int | None, taken: int, state: SignUpState
) -> None:
    assert seat(capacity, taken) is state


def test_places_in_the_waiting_list_count_from_one() -> None:
    assert [position([8, 5, 9], person) for person in (8, 9, 7)] == [1, 3, None]


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (clock(18, days=-1) - SECOND, GOING),
        (clock(18, days=-1), OFFERED),
        (clock(7), OFFERED),
    ],
)
def test_from_the_evening_before_a_freed_seat_is_asked_about_first(
    now: datetime, state: SignUpState
) -> None:
    (promotion,) = promotable([8, 5], 1, now, START, DEFAULT_ZONE)
    assert (promotion.person_id, promotion.state) == (8, state)
    assert (promotion.expires_at is None) is (state is GOING)


@pytest.mark.parametrize(("free", "moved_up"), [(-1, []), (0, []), (2, [8, 5]), (9, [8, 5, 9])])
def test_only_as_many_move_up_as_seats_are_free(free: int, moved_up: list[int]) -> None:
    promotions = promotable([8, 5, 9], free, clock(9, days=-2), START, DEFAULT_ZONE)
    assert promotions == tuple(Promotion(person, GOING) for person in moved_up)


@pytest.mark.parametrize(
    ("now", "start", "anyone"),
    [
        (START - SECOND, START, True),
        (START, START, False),
        (clock(22, days=-1), clock(6, 30), False),
        (clock(22, days=-1), clock(6, 31), True),
    ],
)
def test_nobody_moves_up_who_could_not_hear_of_it_in_time(
    now: datetime, start: datetime, anyone: bool
) -> None:
    assert bool(promotable([8], 1, now, start, DEFAULT_ZONE)) is anyone


@pytest.mark.parametrize(
    ("now", "expires_at"),
    [
        (clock(18, days=-1), clock(19, days=-1)),
        (clock(20, 29, days=-1), clock(21, 29, days=-1)),
        (clock(20, 30, days=-1), clock(7)),
        (clock(21, 29, days=-1), clock(7)),
        (clock(21, 30, days=-1), clock(7, 30)),
        (clock(7), clock(7, 30)),
    ],
)
def test_an_offer_leaves_an_hour_spares_the_night_and_ends_with_the_start(
    now: datetime, expires_at: datetime
) -> None:
    assert offer_expires_at(now, START, DEFAULT_ZONE) == expires_at
