"""Short orders about a report that is there."""

import pytest

from reading.orders import metric_called, says_skip, says_yes, taken_out
from rules.model import METRICS

THERE = {"volunteers": 25, "citizens": 120, "leaflets": 200, "dossiers_received": 40}


@pytest.mark.parametrize(
    "said",
    [
        "bỏ số tờ rơi",
        "bo so to roi",
        "xóa tờ rơi đi ạ",
        "cho em bỏ 200 tờ rơi nhé",
        "dạ bỏ giúp em phần tờ rơi",
        "gỡ dòng tờ rơi giúp em với",
        "Bỏ số 200",
        "xoá số liệu tờ rơi.",
    ],
)
def test_one_figure_is_taken_out(said: str) -> None:
    assert taken_out(said, METRICS, THERE) == frozenset({"leaflets"})


@pytest.mark.parametrize(
    "said",
    [
        "bỏ qua",
        "bỏ",
        "bỏ số kinh phí",
        "bỏ rác đúng nơi quy định",
        "xóa báo cáo",
        "hủy đăng ký",
        "bỏ số tờ rơi được không?",
        "bỏ số 45",
        "25 bạn, 120 dân",
        "bỏ " * 60,
    ],
)
def test_what_names_no_figure_of_the_report_takes_nothing_out(said: str) -> None:
    assert taken_out(said, METRICS, THERE) is None


@pytest.mark.parametrize("said", ["đúng", "Dạ đúng rồi ạ!", "dung roi", "OK", "chuẩn"])
def test_yes(said: str) -> None:
    assert says_yes(said)


@pytest.mark.parametrize("said", ["dừng", "không đúng", "đúng 25 bạn", "", "ừ thì 30"])
def test_what_is_not_plainly_yes(said: str) -> None:
    assert not says_yes(said)


def test_a_skip_and_a_metrics_own_name() -> None:
    assert says_skip("Bỏ qua đi")
    assert metric_called("lượt dân", METRICS) == "citizens"
    assert metric_called("Hồ sơ giải quyết", METRICS) == "dossiers_resolved"
    assert metric_called("45 lượt dân", METRICS) is None
    assert metric_called("lượt dân hôm nay đông", METRICS) is None
