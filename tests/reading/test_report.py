import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading.report import Reading, read_report
from rules.model import METRICS, Metric

FIGURES = [
    ("ĐVTN: 31", {"volunteers": 31}),
    ("ĐVTN 31", {"volunteers": 31}),
    ("dvtn = 31", {"volunteers": 31}),
    ("31 ĐVTN", {"volunteers": 31}),
    ("ĐVTN15", {"volunteers": 15}),
    ("ĐVTN (người): 31", {"volunteers": 31}),
    ("ba mốt đoàn viên", {"volunteers": 31}),
    ("2 đội hình; 31 ĐVTN, 1.250 lượt dân", {"teams": 2, "volunteers": 31, "citizens": 1250}),
    ("1. Đội hình: 2\n2) ĐVTN: 31\n- Tờ rơi: 2k", {"teams": 2, "volunteers": 31, "leaflets": 2000}),
    ("1- ĐVTN: 31\n2- Dân: 40", {"volunteers": 31, "citizens": 40}),
    ("1️⃣ ĐVTN: 31", {"volunteers": 31}),
    ("👥 31 ĐVTN 📄 12 hồ sơ giải quyết", {"volunteers": 31, "dossiers_resolved": 12}),
    ("giải quyết 9/14 hồ sơ", {"dossiers_resolved": 9, "dossiers_received": 14}),
    ("HS 9/14", {"dossiers_resolved": 9, "dossiers_received": 14}),
    ("nhận/gq: 14/9", {"dossiers_resolved": 9, "dossiers_received": 14}),
    ("15/20 ĐVTN có mặt", {"volunteers": 15}),
    ("VNeID mức 2: 14", {"digital_ids": 14}),
    ("kinh phí 3tr5 (xã hội hóa 2tr)", {"funds_vnd": 3_500_000}),
    ("chưa có tin bài", {"media_posts": 0}),
    ("không phát sinh kinh phí", {"funds_vnd": 0}),
    ("tin bài: không có", {"media_posts": 0}),
    ("không tiếp nhận hồ sơ nào", {"dossiers_received": 0}),
    ("ĐVTN 30, nữ 12 trong đó 5 ĐVTN mới", {"volunteers": 30}),
    ("ĐVTN 25 -> 30", {"volunteers": 30}),
    ("tổ chức 3 buổi, 20 ĐVTN", {"volunteers": 20}),
    ("ĐVTN 20, liên hệ 0900 000 123", {"volunteers": 20}),
    ("dân 0900 000 123", {}),
    ("28/11/2026 lúc 16h00: 20 ĐVTN", {"volunteers": 20}),
    ("Ngày thứ 7 tình nguyện lần 2 năm 2026: 20 ĐVTN", {"volunteers": 20}),
    ("tin bài https://a.example/5/bai/7", {}),
    ("> ĐVTN: 99\nĐVTN: 20", {"volunteers": 20}),
    ("20-25 ĐVTN", {}),
    ("3 đội, mỗi đội 8 ĐVTN", {"teams": 3, "volunteers": 24}),
]
NO_REPORTS = [
    "",
    "ok",
    "Cần 10 hay 15 ĐVTN vậy chị?",
    "P. Hòa Tân đăng ký 2 đội hình, 20 ĐVTN",
    "Dự kiến 20 ĐVTN",
    "Ngày mai sẽ có 20 ĐVTN",
    "Nhắc: ghi rõ ĐVTN 20",
    "gọi 0900 000 456 nhé",
    "45",
]


def figures(text: str) -> dict[str, int]:
    return {value.key: value.value for value in read_report(text).values}


@pytest.mark.parametrize(("text", "expected"), FIGURES)
def test_a_figure_is_read_with_its_label(text: str, expected: dict[str, int]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize("text", NO_REPORTS)
def test_a_question_or_a_registration_is_no_report(text: str) -> None:
    reading = read_report(text)
    assert not reading.is_report
    assert reading.as_dict() == {}


def test_the_last_of_two_figures_wins_and_is_doubtful() -> None:
    (value,) = read_report("ĐVTN: 20\nĐVTN: 24").values
    assert (value.value, value.doubtful) == (24, True)


def test_a_typing_slip_in_a_long_label_is_read_but_doubtful() -> None:
    (value,) = read_report("kihn phí: 200k").values
    assert (value.key, value.value, value.doubtful) == ("funds_vnd", 200_000, True)


def test_a_value_quotes_the_words_that_say_so() -> None:
    text = "Kết quả\nĐVTN tham gia: 31 bạn"
    (value,) = read_report(text).values
    assert value.quote == text[value.start : value.end]
    assert value.quote == "ĐVTN tham gia: 31 bạn"


def test_lines_that_gave_nothing_are_left_over() -> None:
    reading = read_report("P. Hòa Tân\nĐVTN: 31\nTrời nắng đẹp\n\n45")
    assert reading.leftover == ("Trời nắng đẹp", "45")


def test_a_known_unit_is_named_as_the_roster_names_it() -> None:
    reading = read_report("bc p hoa tan: 31 dvtn", unit_names=["P. Hòa", "P. Hòa Tân"])
    assert reading.as_dict() == {"unit": "P. Hòa Tân", "volunteers": 31}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("BC nhanh P. Hòa Tân: 31 ĐVTN", "P. Hòa Tân"),
        (
            "Chi đoàn Văn phòng Đăng ký đất đai báo cáo: 9 ĐVTN",
            "Chi đoàn Văn phòng Đăng ký đất đai",
        ),
        ("Đoàn phường 12: 17 ĐVTN", "Đoàn phường 12"),
        ("31 ĐVTN", None),
    ],
)
def test_the_sender_is_taken_from_the_text(text: str, unit: str | None) -> None:
    reading = read_report(text)
    assert reading.is_report
    assert reading.unit == unit


def test_a_metric_of_the_coordinator_is_read_too() -> None:
    trees = Metric("trees", "Cây xanh", "cây", ("cây",))
    assert read_report("trồng 40 cây", metrics=(*METRICS, trees)).as_dict() == {"trees": 40}


def test_a_dropped_metric_is_not_read() -> None:
    kept = tuple(metric for metric in METRICS if metric.key == "volunteers")
    assert read_report("31 ĐVTN, 9/14 hồ sơ", metrics=kept).as_dict() == {"volunteers": 31}


def test_no_metrics_no_report() -> None:
    assert read_report("31 ĐVTN", metrics=()) == Reading(leftover=("31 ĐVTN",))


WORDS = st.sampled_from(
    [
        "ĐVTN",
        "lượt dân",
        "hồ sơ",
        "giải quyết",
        "không",
        "có",
        "25",
        "1/2",
        ":",
        "\n",
        ",",
        "->",
        "(",
        ")",
        "P.",
        "x",
    ]
)


@given(st.text() | st.lists(WORDS, max_size=20).map(" ".join))
def test_any_text_is_read_with_spans_inside_it(text: str) -> None:
    reading = read_report(text)
    assert reading.is_report == bool(reading.values)
    for value in reading.values:
        assert 0 <= value.start < value.end <= len(text)
        assert value.quote == text[value.start : value.end]
        assert value.value >= 0
