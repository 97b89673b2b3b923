import json
from datetime import datetime
from pathlib import Path

import pytest

from bot.plan_reading import isolated_plan_text
from bot.problems import BadSettings
from bot.read import read_plan_file, read_text
from rules.model import Refused

PLAN = Path(__file__).parents[1] / "reading" / "data" / "plans" / "phuong-an-lac-2026.txt"
NOW = datetime.fromisoformat("2026-11-20T10:00:00+07:00")


def test_a_plan_is_printed_under_the_names_that_scripts_know() -> None:
    content = "Số: 5-KH/ĐTN\nAn Lạc, ngày 2 tháng 11 năm 2026\nKẾ HOẠCH\nRa quân".encode()
    read = json.loads(read_plan_file(content, now=NOW))
    assert read["document_number"] == "5-KH/ĐTN"
    assert read["date_of_issue"] == "2026-11-02"
    assert read["deadlines"] == []


def test_a_roster_shows_whom_the_plan_names(tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("Tên đơn vị\nChi đoàn Công an phường\n", encoding="utf-8")
    answer = json.loads(read_plan_file(PLAN.read_bytes(), now=NOW, roster=roster))
    rows = [each["name"] for each in answer["proposal"]["units"] if each["row"]]
    assert rows == ["Chi đoàn Công an phường"]
    assert answer["proposal"]["registration"]["at"] == "2026-11-24T17:00:00+07:00"


def test_a_file_that_is_no_plan_is_refused_in_one_line() -> None:
    with pytest.raises(BadSettings, match="read plan: this is no"):
        read_plan_file(b"\x00\x01", now=NOW)


def test_a_range_has_two_ends() -> None:
    read = read_text("deadline", "từ nay đến 30/11", now=NOW)
    assert read["kind"] == "range"
    assert read["value"] == {
        "from": "2026-11-20T00:00:00+07:00",
        "to": "2026-11-30T23:59:59+07:00",
    }


def test_a_file_is_read_in_a_process_of_its_own() -> None:
    assert isolated_plan_text("Kế hoạch".encode()).text == "Kế hoạch"


def test_a_refusal_comes_back_from_the_process() -> None:
    with pytest.raises(Refused) as refused:
        isolated_plan_text(b"%PDF-1.7 broken")
    assert refused.value.code == "plan_unreadable"


def test_a_file_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(Refused) as refused:
        isolated_plan_text(b"x", seconds=0.001)
    assert refused.value.code == "plan_takes_too_long"
