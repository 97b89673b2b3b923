import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading.fold import plain
from reading.plan import read_plan
from reading.plans.layout import clean
from reading.plans.model import Plan

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=ZONE)
FOLDER = Path(__file__).parent / "data" / "plans"
WORDS = re.compile(r"\w+")
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))


def _plan(name: str) -> tuple[Plan, dict[str, Any], str]:
    text = (FOLDER / f"{name}.txt").read_text("utf-8")
    expected = json.loads((FOLDER / f"{name}.expected.json").read_text("utf-8"))
    return read_plan(text, now=NOW), expected, text


def _alike(one: str, other: str) -> bool:
    a, b = set(WORDS.findall(plain(one))), set(WORDS.findall(plain(other)))
    return len(a & b) >= 0.8 * min(len(a), len(b))


@pytest.mark.parametrize("name", NAMES)
def test_the_top_of_a_plan_is_read(name: str) -> None:
    plan, expected, _ = _plan(name)
    top = plan.heading
    assert top.number == expected["document_number"]
    assert str(top.issued) == expected["date_of_issue"]
    assert top.title == expected["title"]


@pytest.mark.parametrize("name", NAMES)
def test_every_dated_deadline_is_found_and_none_invented(name: str) -> None:
    plan, expected, _ = _plan(name)
    found = {each.due for each in plan.deadlines if each.due}
    assert found == {datetime.fromisoformat(each["due"]) for each in expected["deadlines"]}


@pytest.mark.parametrize("name", NAMES)
def test_every_window_is_found(name: str) -> None:
    plan, expected, _ = _plan(name)
    found = {(w.begins, w.ends) for event in plan.events for w in event.windows}
    wanted = {
        (datetime.fromisoformat(w["from"]), datetime.fromisoformat(w["to"]))
        for event in expected["events"]
        for w in event["windows"]
    }
    assert wanted <= found


@pytest.mark.parametrize("name", NAMES)
def test_targets_units_and_recipients_are_found(name: str) -> None:
    plan, expected, _ = _plan(name)
    for target in expected["targets"]:
        assert any(
            each.number == target["number"] and _alike(each.quote, target["quote"])
            for each in plan.targets
        ), target
    units = [unit for each in plan.assignments for unit in each.units]
    for unit in expected["assignments"][0]["units"]:
        assert any(_alike(unit, each) for each in units), unit
    assert list(plan.recipients) == expected["recipients"]


@pytest.mark.parametrize("name", NAMES)
def test_quotes_stand_in_the_plan_word_for_word(name: str) -> None:
    plan, _, text = _plan(name)
    whole = clean(" ".join(text.split("\n")))
    quotes = [each.quote for each in plan.deadlines if "Thời gian:" not in each.quote]
    assert [quote for quote in quotes if quote not in whole] == []


def test_a_cited_documents_date_is_no_deadline() -> None:
    text = (
        "KẾ HOẠCH\nThử\nCăn cứ A.\nI. NỘI DUNG\n"
        "- Gửi kế hoạch theo Quyết định số 12/QĐ-UBND ngày 05/12/2026 của UBND."
    )
    plan = read_plan(text, now=NOW)
    assert plan.deadlines == ()
    assert plan.cited_documents == ("12/QĐ-UBND",)


def test_the_end_of_an_activity_is_no_deadline() -> None:
    text = (
        "KẾ HOẠCH\nThử\nCăn cứ A.\nI. NỘI DUNG\n"
        "- Trưng bày hình ảnh tại nhà văn hóa đến hết ngày 05/12/2026."
    )
    assert read_plan(text, now=NOW).deadlines == ()


def test_a_saturday_without_its_day_takes_that_of_the_report_and_is_marked() -> None:
    text = (
        "KẾ HOẠCH\nThử\nCăn cứ A.\nII. NỘI DUNG\n1. Hoạt động cao điểm “Ngày thứ Bảy tình nguyện”\n"
        "III. TỔ CHỨC THỰC HIỆN\n- Các cơ sở gửi báo cáo nhanh trước 16 giờ 00 ngày 28/11/2026."
    )
    (event,) = read_plan(text, now=NOW).events
    assert event.inferred
    assert event.windows[0].begins == datetime(2026, 11, 28, tzinfo=ZONE)


@given(st.text(max_size=400))
def test_no_text_breaks_the_plan_reader(text: str) -> None:
    read_plan(text, now=NOW)


LINES = st.sampled_from(
    [
        "KẾ HOẠCH",
        "Số: 1/KH",
        "I. NỘI DUNG",
        "1. Đoàn phường:",
        "- gửi trước 31/2",
        "a) 99% (",
        "STT\tNội dung\tThời gian",
        "1\tx\t5/5",
        "Nơi nhận:",
        "- Lưu",
        "TM. BTV",
        "BÍ THƯ",
        "MẪU 1",
        "tháng 13/2026",
        "",
        "“(",
        "từ 9/9 đến 1/1",
    ]
)


@given(st.lists(LINES, max_size=12).map("\n".join))
def test_no_layout_breaks_the_plan_reader(text: str) -> None:
    read_plan(text, now=NOW)
