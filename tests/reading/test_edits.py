import pytest

from reading.edits import read_edit
from rules.model import METRICS

EDITS = [
    ("ĐVTN 30", {"volunteers": 30}),
    ("30 ĐVTN", {"volunteers": 30}),
    ("sửa lại 30 bạn chứ k phải 25", {"volunteers": 30}),
    ("30 bạn chứ không phải 25 bạn nha", {"volunteers": 30}),
    ("không phải 25 mà 30 bạn", {"volunteers": 30}),
    ("VNeID 15 thay vì 51", {"digital_ids": 15}),
    ("ĐVTN 25 -> 30", {"volunteers": 30}),
    ("ĐVTN 25 → 30; dân 70", {"volunteers": 30, "citizens": 70}),
    ("sửa 25 bạn thành 30 bạn", {"volunteers": 30}),
    ("tin bài: không có", {"media_posts": 0}),
    ("hồ sơ 9/14", {"dossiers_resolved": 9, "dossiers_received": 14}),
    ("không phải 25", {}),
    ("30", {}),
    ("ĐVTN 30?", {}),
    ("", {}),
]


@pytest.mark.parametrize(("text", "expected"), EDITS)
def test_a_correction_changes_only_what_it_names(text: str, expected: dict[str, int]) -> None:
    assert {value.key: value.value for value in read_edit(text, METRICS)} == expected


def test_a_correction_with_an_arrow_is_not_doubtful() -> None:
    (value,) = read_edit("ĐVTN 25 -> 30", METRICS)
    assert not value.doubtful
