"""Words for "more time", as units write them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from reading.more_time import asks_more_time, read_more_time, read_until

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 28, 15, 31, tzinfo=ZONE)
CLOSES = datetime(2026, 11, 28, 16, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "until", "reason"),
    [
        ("xin thêm giờ", None, ""),
        ("cho em xin đến 18h", "28 18:00", ""),
        ("xin đến 6h vì mạng yếu", "28 18:00", "mạng yếu"),
        ("xin thêm 30 phút", "28 16:30", ""),
        ("cho đơn vị em xin thêm 1 tiếng ạ", "28 17:00", ""),
        ("xin gia hạn đến 17h30 ạ, do chưa xong hồ sơ", "28 17:30", "chưa xong hồ sơ"),
        ("gia hạn đến 20h tối nay", "28 20:00", ""),
        ("em xin nộp trễ 15p", "28 16:15", ""),
        ("cho em thêm nửa tiếng", "28 16:30", ""),
        ("xin thêm 1 tiếng rưỡi", "28 17:30", ""),
        ("xin đến 9h sáng mai", "29 09:00", ""),
        ("anh ơi cho em xin tới 17:45 với ạ", "28 17:45", ""),
        ("dạ cho em xin gửi trễ ạ", None, ""),
        ("xin phép cho bên em lùi hạn đến 18h nhé, lý do: mất điện", "28 18:00", "mất điện"),
    ],
)
def test_a_request_names_its_moment_and_reason(text: str, until: str | None, reason: str) -> None:
    assert asks_more_time(text)
    said = read_more_time(text, now=NOW, closes=CLOSES)
    assert (said.until and f"{said.until:%d %H:%M}") == until
    assert said.reason == reason


@pytest.mark.parametrize(
    "text",
    [
        "Xin báo cáo: 25 ĐVTN, 120 lượt dân",
        "cho em hỏi báo cáo đến 16h phải không",
        "xin lỗi em gửi nhầm ảnh lúc 10h",
        "cho em xin mã",
        "xin chào",
        "báo cáo đến 16h: 25 ĐVTN",
    ],
)
def test_other_words_ask_for_no_time(text: str) -> None:
    assert not asks_more_time(text)


@pytest.mark.parametrize("text", ["nhiều lắm", "25:00", "31/2", "-5", "9" * 40, "😀"])
def test_no_moment_is_no_moment(text: str) -> None:
    assert read_until(text, now=NOW, closes=CLOSES) is None


def test_so_much_more_counts_from_now_once_the_deadline_has_passed() -> None:
    later = datetime(2026, 11, 28, 16, 40, tzinfo=ZONE)
    until = read_until("thêm 30 phút", now=later, closes=CLOSES)
    assert until == datetime(2026, 11, 28, 17, 10, tzinfo=ZONE)
    assert read_until("thêm 1 tiếng", now=later, closes=CLOSES) == datetime(
        2026, 11, 28, 17, 0, tzinfo=ZONE
    )
