import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading.times.model import Kind, Time
from reading.times.phrases import read_time, times_in
from reading.times.spoken import spoken

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZONE)
CORPORA = sorted((Path(__file__).parent / "data").glob("deadlines*.jsonl"))


def _is(said: Time | None, row: dict[str, Any]) -> bool:
    if said is None:
        return bool(row["kind"] == "none")
    if said.kind.value != row["kind"]:
        return False
    wanted = row["expected"]
    if isinstance(wanted, dict):
        ends = [datetime.fromisoformat(wanted[end]) for end in ("from", "to")]
        return [said.value, said.until] == ends
    return bool(said.value == datetime.fromisoformat(wanted))


def _misread(row: dict[str, Any]) -> str | None:
    said = read_time(row["text"], datetime.fromisoformat(row["now"]).astimezone(ZONE))
    return None if _is(said, row) else f"{row['id']}: {row['text']!r} is read as {said}"


@pytest.mark.parametrize("file", CORPORA, ids=lambda path: path.stem)
def test_every_time_is_read_as_people_write_it(file: Path) -> None:
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    wrong = [said for row in rows if (said := _misread(row)) is not None]
    assert rows
    assert not wrong, "\n".join([f"{len(wrong)} of {len(rows)}:", *wrong])


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("gửi trước **16 giờ 00** ngày 07/12/2026 nhé", "16 giờ 00** ngày 07/12/2026"),
        ("hạn  thứ   7 tuần sau ạ", "thứ   7 tuần sau"),
        ("họp ngày 25-27/11 tại phường", "25-27/11"),
        ("từ 7-11h sáng mai", "từ 7-11h sáng mai"),
        ("lúc bảy giờ ba mươi sáng mai.", "bảy giờ ba mươi sáng mai"),
    ],
)
def test_a_time_keeps_the_words_it_was_read_from(text: str, quote: str) -> None:
    said = read_time(text, NOW)
    assert said is not None
    assert text[said.start : said.end] == quote


def test_a_day_left_out_by_before_is_marked() -> None:
    said = read_time("trước ngày 28/11", NOW)
    assert said is not None
    assert said.doubts == ("excluded_day",)
    assert said.value == datetime(2026, 11, 27, 23, 59, 59, tzinfo=ZONE)


def test_a_weekday_that_is_not_the_dates_own_is_marked() -> None:
    said = read_time("hạn thứ sáu 28/11/2026", NOW)
    assert said is not None
    assert said.doubts == ("weekday",)


def test_every_time_of_a_text_is_found_in_its_order() -> None:
    found = times_in("đăng ký trước 17h thứ 5, báo cáo 16h thứ 7, họp 8h sáng CN 29/11", NOW)
    assert [one.value.day for one in found] == [26, 21, 29]
    assert [one.kind for one in found] == [Kind.DEADLINE, Kind.DEADLINE, Kind.DATE]


PIECES = st.sampled_from(
    [
        "16h",
        "31",
        "/",
        "-",
        ".",
        ":",
        "2",
        "thứ",
        "7",
        "T7",
        "tháng",
        "năm",
        "quý",
        "IV",
        "tuần",
        "sau",
        "mai",
        "ngày",
        "từ",
        "đến",
        "trước",
        "hạn",
        "24:00",
        "29/2",
        "00",
        "kể",
        "từ",
        "nửa",
        "rưỡi",
        "kém",
        "hằng",
        "sáng",
        "tối",
        "2026",
        "99",
        "0",
        "CN",
        "mùng",
        "Tết",
        "(",
        ")",
        "“",
        "”",
        "\n",
    ]
)


@given(st.text(max_size=200) | st.lists(PIECES, max_size=14).map(" ".join))
def test_no_text_breaks_the_reader(text: str) -> None:
    for one in times_in(text, NOW):
        assert 0 <= one.start < one.end <= len(text)
        assert one.value.tzinfo is ZONE
        assert one.until is None or one.until >= one.value


@given(st.text(max_size=80))
def test_the_prepared_text_knows_where_each_letter_stood(text: str) -> None:
    phrase = spoken(text)
    assert len(phrase.offsets) == len(phrase.text) + 1
    assert list(phrase.offsets) == sorted(phrase.offsets)


@given(st.dates(min_value=NOW.date(), max_value=NOW.date() + timedelta(days=360)))
def test_a_date_written_out_in_words_is_that_date(day: datetime) -> None:
    text = f"chậm nhất ngày {day.day} tháng {day.month} năm {day.year}"
    said = read_time(text, NOW)
    assert said is not None
    assert said.value.date() == day
