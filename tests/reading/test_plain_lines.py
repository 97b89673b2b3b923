"""The short way of lines "nhãn: số" gives what the long way gives."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading.plain_lines import plain_lines
from reading.report import read_at_length, read_report
from reading.totals import Total
from rules.model import METRICS

DATA = Path(__file__).parent / "data"
TEXTS = [
    json.loads(line)["text"]
    for name in ("reports.jsonl", "reports_second.jsonl")
    for line in (DATA / name).read_text().splitlines()
]
NAMES = st.sampled_from(
    ["P. Hòa Tân", "Đoàn phường Hòa Tân", "CĐ Thuế", "Phường 12", "p hoa tan", "Hòa Tân", "x"]
)
LABELS = st.sampled_from(
    """ĐVTN;Số ĐVTN;Đội hình;Dân;dan;Lượt dân;Lượt dân sáng;Tờ rơi;- Tờ rơi;+ Tin bài;HS nhận;
    HS giải quyết;Hồ sơ;DVCTT;VNeID mức 2;Kinh phí;kp;Chỉ tiêu ĐVTN;Tổng ĐVTN;trong đó nữ;Ca;Quận;
    Ngày;Sáng;Mô hình;Dự kiến dân;Đăng ký;Liên hệ;STT;TR;TN;GQ;KP;ĐT;Kết quả ĐVTN""".replace(
        "\n    ", ""
    ).split(";")
)
NUMBERS = st.sampled_from(
    [
        "0",
        "02",
        "7",
        "12",
        "31",
        "250",
        "1200",
        "1.250",
        "31/40",
        "40/31",
        "45/45",
        "0/9",
        "2k",
        "x",
    ]
)
RESTS = st.sampled_from(["", "", "", " bạn", " lượt", " hồ sơ", ".", ";", " (nữ 3)", "k", "tr"])
SEPARATORS = st.sampled_from([": ", ":", " : ", "=", " - ", " "])
LINES = st.tuples(LABELS, SEPARATORS, NUMBERS, RESTS).map("".join)
FORMS = st.tuples(NAMES, st.lists(LINES, min_size=1, max_size=6).map("\n".join)).map("\n".join)
UNNAMED = st.lists(LINES, min_size=1, max_size=6).map("\n".join)
FIVE = "P. Hòa Tân\nĐội hình: 2\nĐVTN: 31\nLượt dân: 80\nTờ rơi: 200"


@given(FORMS)
def test_both_ways_read_a_form_alike(text: str) -> None:
    assert read_report(text) == read_at_length(text)


@given(UNNAMED)
def test_both_ways_read_lines_without_a_name_alike(text: str) -> None:
    assert read_report(text) == read_at_length(text)


@given(st.text() | st.lists(LINES, max_size=8).map("\n".join))
def test_both_ways_read_any_text_alike(text: str) -> None:
    assert read_report(text) == read_at_length(text)


def test_both_ways_read_every_practice_text_alike() -> None:
    """Many have none of a mark, and come out the same."""
    named = [text.replace(": ", "\n", 1) for text in TEXTS]
    broken = {text.replace(mark, "\n") for text in named for mark in (", ", "; ", ". ")}
    assert [text for text in broken if read_report(text) != read_at_length(text)] == []


@pytest.mark.parametrize("names", [(), ("P. Hòa Tân",), ("Hòa Tân", "P. Hòa")])
def test_both_ways_know_the_roster_alike(names: tuple[str, ...]) -> None:
    assert read_report(FIVE, unit_names=names) == read_at_length(FIVE, unit_names=names)


def test_five_lines_take_the_short_way() -> None:
    def read(*_: object) -> tuple[Total, ...]:
        raise AssertionError

    read_report(FIVE)
    assert len(read_report(FIVE.replace("31", "47")).values) == 4
    with pytest.raises(AssertionError):
        plain_lines(FIVE, METRICS, (), read)


def test_a_metric_said_twice_takes_the_long_way() -> None:
    values = {one.key: one for one in read_report(f"{FIVE}\nĐVTN: 35").values}
    assert values["volunteers"].doubtful
