from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading.deadline import read_clock, read_date, read_moment, read_window

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=ZONE)

MOMENTS = [
    ("16:00", "2026-11-18T16:00"),
    ("16h", "2026-11-18T16:00"),
    ("16h30", "2026-11-18T16:30"),
    ("16g30", "2026-11-18T16:30"),
    ("5pm", "2026-11-18T17:00"),
    ("16h kém 15", "2026-11-18T15:45"),
    ("bốn giờ chiều", "2026-11-18T16:00"),
    ("17h thứ 5", "2026-11-19T17:00"),
    ("thứ năm 17h", "2026-11-19T17:00"),
    ("thu nam 17h", "2026-11-19T17:00"),
    ("16h thứ 7 này", "2026-11-21T16:00"),
    ("4h chiều t7", "2026-11-21T16:00"),
    ("28/11 16:00", "2026-11-28T16:00"),
    ("16h ngày 28/11/26", "2026-11-28T16:00"),
    ("2026-11-28 07:30", "2026-11-28T07:30"),
    ("16 giờ 00 ngày 07/5/2022", "2022-05-07T16:00"),
    ("17:00 thứ Năm (26/11)", "2026-11-26T17:00"),
    ("ngày mai 8h", "2026-11-19T08:00"),
    ("8h tối mai", "2026-11-19T20:00"),
    ("toi mai 8h", "2026-11-19T20:00"),
    ("8h thứ 7 tới", "2026-11-21T08:00"),
    ("9 rưỡi sáng mai", "2026-11-19T09:30"),
    ("mốt 8h", "2026-11-20T08:00"),
    ("mai", "2026-11-19T00:00"),
    ("3 ngày nữa", "2026-11-21T00:00"),
    ("thứ 7 tuần sau", "2026-11-28T00:00"),
    ("thu 7 tuan sau", "2026-11-28T00:00"),
    ("chậm nhất 17h thứ 2 tuần sau", "2026-11-23T17:00"),
    ("trước 16h thứ 7", "2026-11-21T16:00"),
    ("28/11/2026", "2026-11-28T00:00"),
    ("ngày 28 tháng 11 năm 2026", "2026-11-28T00:00"),
    ("ngày 28", "2026-11-28T00:00"),
    ("CN", "2026-11-22T00:00"),
    ("05/01", "2027-01-05T00:00"),
    ("18/11", "2026-11-18T00:00"),
    ("29/2", "2028-02-29T00:00"),
    ("24h00 28/11", "2026-11-29T00:00"),
    ("hôm nay 24:00", "2026-11-19T00:00"),
    ("12h đêm nay", "2026-11-19T00:00"),
]
NO_MOMENTS = [
    "",
    "abc",
    "25:00",
    "24:30",
    "16:60",
    "31/2",
    "8h ngày 30/2/2026",
    "thứ 8",
    "16h hoặc 17h",
    "16h 29/11 9h",
    "thứ sáu 28/11",
    "trước ngày 28/11",
    "sáng mai",
    "7:30-11:30",
    "16",
    "ĐVTN 25",
    "13h sáng",
    "1" * 500,
]


@pytest.mark.parametrize(("text", "expected"), MOMENTS)
def test_a_time_is_read_as_a_coordinator_types_it(text: str, expected: str) -> None:
    moment = read_moment(text, now=WEDNESDAY)
    assert moment == datetime.fromisoformat(expected).replace(tzinfo=ZONE)
    assert moment is not None
    assert moment.tzinfo is ZONE


@pytest.mark.parametrize("text", NO_MOMENTS)
def test_nonsense_and_doubt_are_asked_again(text: str) -> None:
    assert read_moment(text, now=WEDNESDAY) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [("17h thứ 4", 18), ("10h thứ 4", 18), ("9h59 thứ 4", 25), ("thứ 4", 18)],
)
def test_today_counts_as_the_coming_weekday_until_its_time_has_passed(text: str, day: int) -> None:
    moment = read_moment(text, now=WEDNESDAY)
    assert moment is not None
    assert moment.day == day


def test_a_day_without_a_time_takes_the_usual_one() -> None:
    assert read_moment("mai", now=WEDNESDAY, default_time=time(17)) == datetime(
        2026, 11, 19, 17, tzinfo=ZONE
    )


def test_a_time_without_a_day_is_bound_to_the_given_day() -> None:
    moment = read_moment("16:00", now=WEDNESDAY, day=date(2026, 11, 28))
    assert moment == datetime(2026, 11, 28, 16, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("28/11", date(2026, 11, 28)),
        ("7h30 thứ 7", date(2026, 11, 21)),
        ("sáng thứ 7", date(2026, 11, 21)),
        ("31/2", None),
        ("16:00", None),
        ("ngày mai", date(2026, 11, 19)),
    ],
)
def test_a_date_is_read_with_or_without_its_time(text: str, expected: date | None) -> None:
    assert read_date(text, now=WEDNESDAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7h30", time(7, 30)),
        ("7:30 ạ", time(7, 30)),
        ("8h tối", time(20)),
        ("24h00", None),
        ("25h", None),
        ("16h thứ 7", None),
        ("", None),
    ],
)
def test_a_clock_time_stands_alone(text: str, expected: time | None) -> None:
    assert read_clock(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7:30-11:30", (time(7, 30), time(11, 30))),
        ("7h30 – 11h", (time(7, 30), time(11))),
        ("từ 7h30 đến 11h30", (time(7, 30), time(11, 30))),
        ("7h tới 11h", (time(7), time(11))),
        ("7-11h", (time(7), time(11))),
        ("2-5h chiều", (time(14), time(17))),
        ("7h - 5h chiều", (time(7), time(17))),
        ("11h-7h", None),
        ("7h", None),
        ("7:30-25:00", None),
        ("7h-9h-11h", None),
        ("", None),
    ],
)
def test_a_window_begins_before_it_ends(text: str, expected: tuple[time, time] | None) -> None:
    assert read_window(text) == expected


WORDS = st.sampled_from(
    [
        "16h",
        "31",
        "/",
        "2",
        "thứ",
        "7",
        "tuần sau",
        "mai",
        "ngày",
        "-",
        ":",
        "24:00",
        "chiều",
        "nữa",
    ]
)


@given(st.text() | st.lists(WORDS, max_size=8).map(" ".join))
def test_any_text_gives_an_aware_moment_or_none(text: str) -> None:
    moment = read_moment(text, now=WEDNESDAY)
    assert moment is None or moment.tzinfo is ZONE
    read_date(text, now=WEDNESDAY)
    read_clock(text)
    window = read_window(text)
    assert window is None or window[0] < window[1]


@pytest.mark.parametrize(
    ("text", "since", "moment"),
    [
        ("17h thứ Năm", date(2026, 11, 29), "2026-12-03T17:00"),
        ("17h chủ nhật", date(2026, 12, 5), "2026-12-06T17:00"),
        ("17h thứ Năm", date(2026, 11, 1), "2026-11-19T17:00"),
        ("17h thứ Năm tuần này", date(2026, 11, 29), "2026-11-19T17:00"),
        ("17h ngày mai", date(2026, 11, 29), "2026-11-19T17:00"),
    ],
)
def test_a_weekday_alone_is_of_the_week_that_is_spoken_of(
    text: str, since: date, moment: str
) -> None:
    read = read_moment(text, now=WEDNESDAY, since=since)
    assert read is not None
    assert read.isoformat().startswith(moment)
