"""How much processor time reading a message takes; figures as JSON in the last line.

`report_ms`: the mean of a long narrative; `mixed_ms`: of 380 messages of every kind (a corpus of
the tests); `report_short_ms`: five lines "nhãn: số";
`report_ms_100kb`: the slowest of 100 kB of digits, brackets, dots or number words.
"""

import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from time import process_time
from typing import Any


def _reader() -> Callable[[str], Any]:
    """Imported late: run as a file, this script's own name hides the folder `reading/`."""
    here = Path(__file__).parent
    sys.path[:] = [path for path in sys.path if Path(path or ".").resolve() != here]
    reader: Callable[[str], Any] = import_module("reading.report").read_report
    return reader


read_report = _reader()

SHORT = "P. Hòa Tân\nĐội hình: 2\nĐVTN: 31\nLượt dân: 80\nTờ rơi: 200"
USUAL = (
    "Dạ Đoàn phường Hòa Tân báo cáo ạ: sáng nay 2 đội hình, mỗi đội 12 bạn, tiếp 94 lượt dân, "
    "giải quyết 38/41 hồ sơ, hướng dẫn 22 lượt DVCTT, kích hoạt VNeID mức 2 cho 15 người, "
    "phát 200 tờ rơi, chưa có tin bài, kinh phí 1tr2. Chị nhận được chưa ạ?"
)
HUGE = 100_000
MIXED = Path(__file__).parent.parent / "tests" / "reading" / "data" / "reports.jsonl"
HOSTILE = (
    "1",
    "(",
    ".",
    "1.",
    "một ",
    "1/",
    "x ",
    "- ",
    "không ",
    "1 + ",
    "P. ",
    "25 -> ",
    "ĐVTN ",
)


def milliseconds(text: str, times: int) -> float:
    read_report(text)
    started = process_time()
    for turn in range(times):
        read_report(f"{text}{' ' * (turn % 7)}")
    return (process_time() - started) / times * 1000


def _mixed() -> float:
    lines = MIXED.read_text().splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    return sum(milliseconds(text, 3) for text in texts) / len(texts)


def main() -> None:
    huge = {part: milliseconds(part * (HUGE // len(part)), 1) for part in HOSTILE}
    for part, took in huge.items():
        print(f"{HUGE // 1000} kB of {part!r}: {took:.1f} ms")
    figures = {
        "report_ms": round(milliseconds(USUAL, 200), 3),
        "mixed_ms": round(_mixed(), 3),
        "report_short_ms": round(milliseconds(SHORT, 500), 3),
        "report_ms_100kb": round(max(huge.values()), 1),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
