from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.deadlines import DEFAULT_ZONE, at_local, closes, local, usual_schedule
from rules.model import Item, Schedule
from rules.reminders import (
    PlannedRung,
    due,
    in_quiet_hours,
    next_allowed,
    plan,
    sendable,
    still_ahead,
    suppressed,
    wanted,
)
from rules.rungs import DEFAULT_RUNGS, UNIT_RUNGS, VOLUNTEER_RUNGS, Anchor, Moment, Rung, Stage

SATURDAY = date(2026, 11, 28)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def clock(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    return at_local(SATURDAY + timedelta(days=days), hour, minute, DEFAULT_ZONE)


USUAL = usual_schedule(clock(9, days=-5), DEFAULT_ZONE)
BY_KEY = {rung.key: rung for rung in DEFAULT_RUNGS}
PLANNED = plan(UNIT_RUNGS, USUAL, DEFAULT_ZONE)


def times(planned: tuple[PlannedRung, ...]) -> dict[str, str]:
    return {p.rung.key: f"{local(p.at, DEFAULT_ZONE):%a %H:%M}" for p in planned}


def report_due(hour: int, minute: int = 0, *, days: int = 0) -> dict[str, str]:
    rungs = [rung for rung in UNIT_RUNGS if rung.stage is Stage.REPORT]
    return times(plan(rungs, USUAL, DEFAULT_ZONE, extended_to=clock(hour, minute, days=days)))


def shift(hour: int, minute: int = 0) -> dict[str, str]:
    own = replace(USUAL, starts_at=clock(hour, minute))
    return times(plan(VOLUNTEER_RUNGS, own, DEFAULT_ZONE))


def test_the_usual_saturday_has_the_rungs_of_the_design() -> None:
    assert list(times(plan(DEFAULT_RUNGS, USUAL, DEFAULT_ZONE)).items()) == [
        ("registration_wed_1700", "Wed 17:00"),
        ("registration_thu_0900", "Thu 09:00"),
        ("registration_thu_1500", "Thu 15:00"),
        ("registration_thu_1630", "Thu 16:30"),
        ("volunteer_evening", "Fri 19:30"),
        ("volunteer_morning", "Sat 06:15"),
        ("report_just_over", "Sat 11:50"),
        ("report_2h", "Sat 14:00"),
        ("report_30min", "Sat 15:30"),
        ("report_10min", "Sat 15:50"),
        ("report_overdue", "Sat 16:10"),
    ]


@pytest.mark.parametrize(
    ("closes_at", "kept"),
    [
        (clock(16, 30, days=-2) + SECOND, 4),
        (clock(16, 30, days=-2), 3),
        (clock(15, days=-2) + SECOND, 3),
        (clock(9, days=-2), 1),
        (clock(9, days=-4), 0),
    ],
)
def test_registration_is_asked_for_only_before_it_closes(closes_at: datetime, kept: int) -> None:
    earlier = replace(USUAL, registration_closes_at=closes_at)
    planned = plan(UNIT_RUNGS, earlier, DEFAULT_ZONE)
    assert sum(p.rung.stage is Stage.REGISTRATION for p in planned) == kept


def test_an_extended_unit_is_reminded_of_its_own_deadline() -> None:
    assert report_due(18) == {
        "report_just_over": "Sat 11:50",
        "report_2h": "Sat 16:00",
        "report_30min": "Sat 17:30",
        "report_10min": "Sat 17:50",
        "report_overdue": "Sat 18:10",
    }


def test_a_day_moved_to_sunday_is_announced_the_evening_before() -> None:
    day = timedelta(days=1)
    sunday = replace(USUAL, starts_at=USUAL.starts_at + day, ends_at=USUAL.ends_at + day)
    planned = times(plan(VOLUNTEER_RUNGS, sunday, DEFAULT_ZONE))
    assert planned == {"volunteer_evening": "Sat 19:30", "volunteer_morning": "Sun 06:15"}


@pytest.mark.parametrize(
    ("starts", "morning"),
    [
        ((7, 30), "Sat 06:15"),
        ((7, 15), "Sat 06:00"),
        ((7, 0), "Sat 06:00"),
        ((6, 1), "Sat 06:00"),
        ((6, 0), "Fri 21:29"),
        ((14, 0), "Sat 12:45"),
    ],
)
def test_the_morning_call_comes_75_minutes_before_but_not_before_six(
    starts: tuple[int, int], morning: str
) -> None:
    assert shift(*starts)["volunteer_morning"] == morning


def test_a_rung_in_the_night_waits_for_the_morning_if_that_is_early_enough() -> None:
    assert report_due(8, days=1) == {
        "report_just_over": "Sat 11:50",
        "report_2h": "Sun 06:30",
        "report_30min": "Sun 07:30",
        "report_10min": "Sun 07:50",
        "report_overdue": "Sun 08:10",
    }


def test_a_rung_in_the_night_of_its_deadline_comes_the_evening_before() -> None:
    assert report_due(22) == {
        "report_just_over": "Sat 11:50",
        "report_2h": "Sat 20:00",
        "report_30min": "Sat 21:29",
    }


def test_rungs_moved_to_one_minute_become_the_one_that_asks_most() -> None:
    night = report_due(6, 35, days=1)
    assert night == {
        "report_just_over": "Sat 11:50",
        "report_30min": "Sun 06:30",
        "report_overdue": "Sun 06:45",
    }


def test_a_rung_that_follows_its_anchor_is_not_pulled_back_before_it() -> None:
    late = replace(USUAL, ends_at=clock(21, 29), report_due_at=clock(23))
    assert "report_just_over" not in times(plan(UNIT_RUNGS, late, DEFAULT_ZONE))
    until_morning = replace(late, report_due_at=clock(8, days=1))
    planned = times(plan(UNIT_RUNGS, until_morning, DEFAULT_ZONE))
    assert planned["report_2h"] == "Sun 06:30"


@pytest.mark.parametrize(
    ("due_at", "kept"), [((21, 19), True), ((21, 20), False), ((6, 19), False), ((6, 20), True)]
)
def test_the_overdue_call_is_dropped_in_quiet_hours(due_at: tuple[int, int], kept: bool) -> None:
    assert ("report_overdue" in report_due(*due_at, days=1)) is kept


schedules = st.builds(
    lambda start, length, registration, after: Schedule(
        starts_at=clock(0) + start * MINUTE,
        ends_at=clock(0) + (start + length) * MINUTE,
        registration_closes_at=clock(0) + (start - registration) * MINUTE,
        report_due_at=clock(0) + (start + after) * MINUTE,
        first_edition_at=clock(0) + (start + after + 5) * MINUTE,
        second_edition_at=clock(0) + (start + after + 60) * MINUTE,
    ),
    st.integers(0, 10000),
    st.integers(1, 900),
    st.integers(0, 8000),
    st.integers(1, 3000),
)
extensions = st.none() | st.integers(0, 4000).map(lambda minutes: clock(0) + minutes * MINUTE)
zones = st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/Prague", "UTC"])


@given(schedules, extensions, zones)
def test_reminders_precede_their_deadline_and_keep_the_night_quiet(
    schedule: Schedule, extended_to: datetime | None, zone: str
) -> None:
    serves = {
        Stage.REGISTRATION: schedule.registration_closes_at,
        Stage.REPORT: closes(schedule, extended_to),
        Stage.VOLUNTEER: schedule.starts_at,
    }
    for p in plan(DEFAULT_RUNGS, schedule, zone, extended_to=extended_to):
        assert (p.at < serves[p.rung.stage]) is not p.rung.after_deadline
        assert not in_quiet_hours(local(p.at, zone).time(), p.rung.quiet_ends)
        assert sendable(p, now=p.at, zone=zone)


@given(schedules, extensions, zones, st.permutations(DEFAULT_RUNGS))
def test_reminders_plan_the_same_twice_and_in_any_order(
    schedule: Schedule, extended_to: datetime | None, zone: str, shuffled: list[Rung]
) -> None:
    first = plan(DEFAULT_RUNGS, schedule, zone, extended_to=extended_to)
    again = plan(shuffled, schedule, zone, extended_to=extended_to)
    assert first == again
    assert len({p.key for p in first}) == len(first)
    assert [p.at for p in first] == sorted(p.at for p in first)


def test_rungs_edited_to_one_minute_plan_the_same_in_any_order() -> None:
    one, two = (Rung(key, Stage.REPORT, Moment(Anchor.REPORT_DUE, -60)) for key in ("one", "two"))
    planned = plan([one, two], USUAL, DEFAULT_ZONE)
    assert planned == plan([two, one], USUAL, DEFAULT_ZONE)
    assert times(planned) == {"one": "Sat 15:00"}


@pytest.mark.parametrize(
    ("now", "after", "key"),
    [
        (clock(14) - SECOND, clock(13), None),
        (clock(14), clock(13), "report_2h"),
        (clock(14), clock(14), None),
        (clock(15, 55), clock(13), "report_10min"),
        (clock(16) - SECOND, clock(13), "report_10min"),
        (clock(16), clock(13), None),
        (clock(16, 10), clock(13), "report_overdue"),
        (clock(17, 10) - SECOND, clock(13), "report_overdue"),
        (clock(17, 10), clock(13), None),
        (clock(12), clock(0, days=-7), "report_just_over"),
    ],
)
def test_overdue_rungs_collapse_into_the_latest_that_still_makes_sense(
    now: datetime, after: datetime, key: str | None
) -> None:
    ripe = due(PLANNED, now=now, after=after)
    assert (ripe.rung.key if ripe else None) == key


def test_a_rung_is_sendable_until_its_deadline_and_not_at_night() -> None:
    registration = next(p for p in PLANNED if p.rung.key == "registration_wed_1700")
    assert sendable(registration, now=clock(21, 30, days=-3) - SECOND, zone=DEFAULT_ZONE)
    assert not sendable(registration, now=clock(21, 30, days=-3), zone=DEFAULT_ZONE)
    assert sendable(registration, now=clock(17, days=-2) - SECOND, zone=DEFAULT_ZONE)
    assert not sendable(registration, now=clock(17, days=-2), zone=DEFAULT_ZONE)


def test_a_moved_deadline_does_not_repeat_what_was_just_sent() -> None:
    moved = plan(UNIT_RUNGS, USUAL, DEFAULT_ZONE, extended_to=clock(16, 19))
    ahead = still_ahead(moved, now=clock(15, 31), last_sent_at=clock(15, 30))
    assert times(ahead) == {"report_10min": "Sat 16:09", "report_overdue": "Sat 16:29"}


@pytest.mark.parametrize(
    ("now", "last_sent_at", "first"),
    [
        (clock(15, 30) - SECOND, None, "report_30min"),
        (clock(15, 30), None, "report_10min"),
        (clock(15, 29), clock(15, 10), "report_30min"),
        (clock(15, 29), clock(15, 10) + SECOND, "report_10min"),
    ],
)
def test_only_what_lies_ahead_and_apart_from_the_last_is_still_sent(
    now: datetime, last_sent_at: datetime | None, first: str
) -> None:
    assert still_ahead(PLANNED, now=now, last_sent_at=last_sent_at)[0].rung.key == first


def test_a_key_changes_only_when_the_rung_moves() -> None:
    saved_again = plan(UNIT_RUNGS, USUAL, DEFAULT_ZONE)
    moved = plan(UNIT_RUNGS, USUAL, DEFAULT_ZONE, extended_to=clock(18))
    before, after = {p.key for p in saved_again}, {p.key for p in moved}
    assert before == {p.key for p in PLANNED}
    assert {key.split("@")[0] for key in after - before} == {
        "report_2h",
        "report_30min",
        "report_10min",
        "report_overdue",
    }


ALL = (Item.REGISTRATION, Item.FIGURES, Item.PHOTOS)


@pytest.mark.parametrize(
    ("key", "missing", "asked"),
    [
        ("registration_thu_0900", ALL, (Item.REGISTRATION,)),
        ("registration_thu_0900", (Item.FIGURES, Item.PHOTOS), ()),
        ("report_2h", ALL, (Item.FIGURES, Item.PHOTOS)),
        ("report_2h", (Item.PHOTOS, Item.FIGURES), (Item.FIGURES, Item.PHOTOS)),
        ("report_2h", (Item.PHOTOS,), (Item.PHOTOS,)),
        ("report_2h", (), ()),
        ("report_10min", (Item.FIGURES, Item.PHOTOS), (Item.FIGURES,)),
        ("report_10min", (Item.PHOTOS,), ()),
        ("report_overdue", (Item.PHOTOS,), (Item.PHOTOS,)),
        ("volunteer_morning", ALL, ()),
    ],
)
def test_a_rung_asks_only_for_its_own_part_of_what_is_missing(
    key: str, missing: tuple[Item, ...], asked: tuple[Item, ...]
) -> None:
    assert wanted(BY_KEY[key], missing) == asked


@pytest.mark.parametrize(
    ("after_nhac", "silent"),
    [
        (-SECOND, False),
        (timedelta(0), True),
        (20 * MINUTE - SECOND, True),
        (20 * MINUTE, False),
    ],
)
def test_a_manual_nhac_silences_the_next_twenty_minutes(
    after_nhac: timedelta, silent: bool
) -> None:
    assert suppressed(clock(15) + after_nhac, clock(15)) is silent


def test_without_a_manual_nhac_nothing_is_suppressed() -> None:
    assert not suppressed(clock(15), None)


@pytest.mark.parametrize(
    ("local_time", "quiet"),
    [
        (time(21, 29, 59), False),
        (time(21, 30), True),
        (time(0), True),
        (time(6, 29, 59), True),
        (time(6, 30), False),
        (time(12), False),
    ],
)
def test_quiet_hours_begin_and_end_to_the_second(local_time: time, quiet: bool) -> None:
    assert in_quiet_hours(local_time) is quiet


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        (clock(21, 30) - SECOND, clock(21, 30) - SECOND),
        (clock(21, 30), clock(6, 30, days=1)),
        (clock(23, 59), clock(6, 30, days=1)),
        (clock(0), clock(6, 30)),
        (clock(6, 30) - SECOND, clock(6, 30)),
        (clock(6, 30), clock(6, 30)),
    ],
)
def test_the_next_allowed_moment_is_now_or_the_morning(moment: datetime, allowed: datetime) -> None:
    assert next_allowed(moment, DEFAULT_ZONE) == allowed


def test_an_edited_rung_may_hang_on_a_clock_time_of_any_anchors_day() -> None:
    eve = Rung("eve", Stage.REPORT, Moment(Anchor.REPORT_DUE, clock=time(20), days=-1))
    planned = plan([eve], USUAL, DEFAULT_ZONE, extended_to=clock(12, days=1))
    assert times(planned) == {"eve": "Sat 20:00"}
