from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from reading.plan import read_plan
from reading.proposal import propose_from_line, propose_from_plan

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TUESDAY = datetime(2026, 11, 17, 8, 0, tzinfo=ZONE)
PLAN = Path(__file__).parent / "data" / "plans" / "phuong-an-lac-2026.txt"
NAMES = [(4, "Chi đoàn Công an phường"), (5, "Chi đoàn khu phố 1")]


def test_a_plan_proposes_its_day_deadlines_and_units() -> None:
    text = PLAN.read_text("utf-8")
    proposal = propose_from_plan(read_plan(text, now=TUESDAY), NAMES, text=text)
    assert proposal.window is not None
    assert proposal.window.begins == datetime(2026, 11, 28, 7, 30, tzinfo=ZONE)
    assert proposal.registration is not None
    assert proposal.registration.at == datetime(2026, 11, 24, 17, tzinfo=ZONE)
    assert proposal.report is not None
    assert proposal.report.at == datetime(2026, 11, 28, 16, tzinfo=ZONE)
    assert proposal.min_photos == 3
    assert [each.unit_id for each in proposal.matched] == [4]
    assert proposal.everyone


def test_a_unit_that_the_tree_does_not_have_is_listed() -> None:
    text = PLAN.read_text("utf-8")
    proposal = propose_from_plan(read_plan(text, now=TUESDAY), [(5, "Chi đoàn X")], text=text)
    assert "Chi đoàn Công an phường" in [each.said for each in proposal.unmatched]
    assert "units" in proposal.doubts


def test_a_short_line_proposes_the_same() -> None:
    line = "hạn đăng ký thứ 5, báo cáo 16h thứ 7, tối thiểu 3 ảnh"
    proposal = propose_from_line(line, now=TUESDAY)
    assert proposal.registration is not None
    assert proposal.registration.day == date(2026, 11, 19)
    assert proposal.report is not None
    assert proposal.report.at == datetime(2026, 11, 21, 16, tzinfo=ZONE)
    assert proposal.min_photos == 3
    assert proposal.window is not None
    assert proposal.window.begins.date() == date(2026, 11, 21)


def test_before_a_day_asks_whether_the_day_counts() -> None:
    proposal = propose_from_line("đăng ký trước ngày 26/11, báo cáo 16h 28/11", now=TUESDAY)
    assert proposal.registration is not None
    assert proposal.registration.excluded_day
    assert proposal.registration.day == date(2026, 11, 26)
    assert "registration" in proposal.doubts


def test_an_hour_alone_is_of_the_day_itself() -> None:
    line = "ra quân 7h30-11h30 thứ 7 28/11, đăng ký 17h 26/11, báo cáo 17h cùng ngày"
    proposal = propose_from_line(line, now=TUESDAY)
    assert proposal.report is not None
    assert proposal.report.at == datetime(2026, 11, 28, 17, tzinfo=ZONE)
