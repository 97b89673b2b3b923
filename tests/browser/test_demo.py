"""The README's promise, by hand and eye: a whole Saturday on the demo's three phones."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect

from bot.demo import Demo
from rehearsal.telegram_model import Seen
from tests.browser.screens import Phone, Table, chromium, demonstration, open_phone, open_table

pytestmark = pytest.mark.timeout(120)  # a machine with other work is slow, not wrong

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
UNIT = "Đoàn phường Tân Lộc"
REPORT = "ĐVTN: 25\nLượt người dân: 120\nHồ sơ tiếp nhận: 110\nHồ sơ giải quyết: 85"
NOT_REGISTERED = "chưa đăng ký nội dung ngày"
REPORT_REMINDERS = ("vừa xong.", "còn thiếu", NOT_REGISTERED, "📋", "☀️ Hôm nay là hạn")

BEFORE_REGISTERING = ["T4 17:00"]
"""The script's people register on Wednesday evening, after the first reminder of that day."""
JUST_OVER = [*BEFORE_REGISTERING, "T7 11:50"]
TO_THE_END = [*JUST_OVER, "T7 14:00", "T7 15:30", "T7 15:50"]
REMINDED = {
    "Đoàn phường Bình Lạc": [*TO_THE_END, "T7 16:10"],
    "Đoàn phường Sơn Hạ": [*TO_THE_END, "T7 16:10"],
    # Only photos are missing: not chased in the last minutes.
    "Đoàn phường An Thới": [*JUST_OVER, "T7 14:00", "T7 15:30", "T7 16:10"],
    "Đoàn phường Phú Lạc": JUST_OVER,
    "Đoàn phường Cầu Đá": JUST_OVER,
    "Đoàn phường Minh Thạnh": TO_THE_END,
    "Đoàn phường Lạc Viên": JUST_OVER,
    "Đoàn phường Nam Chánh": JUST_OVER,
    "Đoàn phường Vĩnh Tây": TO_THE_END,
    "Đoàn phường Gia Mỹ": JUST_OVER,
    "Chi đoàn Thuế": [
        *BEFORE_REGISTERING,
        *("T5 9:00", "T5 15:00", "T5 16:30"),
        *("T7 11:50", "T7 14:00", "T7 15:30", "T7 15:50", "T7 16:10"),
    ],
    "Chi đoàn Bảo hiểm xã hội": JUST_OVER,
    "Chi đoàn Cơ quan chính quyền": [*JUST_OVER, "T7 14:00"],
    "Chi đoàn Kho bạc": BEFORE_REGISTERING,
    "Đoàn trường THPT Lê Khê": [*JUST_OVER, "T7 14:00"],
    "Đoàn trường THPT Yên Khê": TO_THE_END,
    "Chi đoàn Trung tâm Y tế": [*JUST_OVER, "T7 14:00"],
}

# By hand from rehearsal/district.py and REPORT. In Bản 1: 13 of the script's units and ours.
#   ĐVTN     15+27+24+26+20+26+25+19+11+16+40+33+14 = 296, and 25
#   dân      71+135+85+79+90+94+84+66+39+52+120+88+73 = 1.076, and 120
#   tiếp nhận 38+92+60+44+47+70+40+35+28+61 = 515, and 110; giải quyết 448, and 85
FIRST = (
    "16:05 · Bản 1 · Ngày thứ Bảy tình nguyện",
    "14/17 đơn vị đã báo cáo, 13 đúng hạn (76%); 1 không tổ chức",
    "ĐVTN tham gia 321 · Lượt người dân 1.196 · Hồ sơ 533/625 (85%)",
    "45 ảnh",
    "Còn thiếu: Đoàn phường An Thới",
    "Chưa báo cáo: Đoàn phường Bình Lạc, Đoàn phường Sơn Hạ, Chi đoàn Thuế",
)
# Then ours says 30, not 25; Sơn Hạ (22, 90, 48/55) and Bình Lạc (18, 64, 33/40) come late.
SECOND = (
    "17:00 · Bản 2 · Ngày thứ Bảy tình nguyện",
    "16/17 đơn vị đã báo cáo, 13 đúng hạn (76%); 1 không tổ chức",
    "ĐVTN tham gia 366 · Lượt người dân 1.350 · Hồ sơ 614/720 (85%)",
    "45 ảnh",
    "Sau hạn: Đoàn phường Sơn Hạ (12 phút), Đoàn phường Bình Lạc (31 phút)",
    "Còn thiếu: Đoàn phường An Thới",
    "Chưa báo cáo: Chi đoàn Thuế",
    "So với Bản 1: ĐVTN tham gia +45 · Lượt người dân +154 · Hồ sơ tiếp nhận +95",
    "Mới báo cáo: Đoàn phường Bình Lạc, Đoàn phường Sơn Hạ",
)


async def test_a_saturday_is_played_on_three_phones_from_its_opening_to_the_second_edition(
    tmp_path: Path,
) -> None:
    async with chromium() as browser, demonstration(tmp_path) as (demo, address):
        table = await open_table(browser, address)
        await expect(table.page.get_by_text("Mở bảng tiến độ")).to_be_visible()
        code = await _opens_the_day_and_invites(table.coordinator)
        await _binds(table.reporter, code)
        await _registers(table.reporter)
        await _signs_up(table.volunteer)

        await table.moves_clock("Hết hạn đăng ký")
        await table.moves_clock("Ra quân")
        await table.coordinator.sees("Chưa gửi 16 · Chưa đăng ký 1 · Không tổ chức 1 (18 đơn vị)")
        await table.volunteer.sees("Sáng nay mình gặp nhau nhé. Có mặt 7:15")
        await table.moves_clock("Kết thúc")
        await table.reporter.sends_samples(3)
        await table.reporter.sees(UNIT, "đã nhận 3 ảnh", "Còn số liệu")
        await table.reporter.says(REPORT)
        await table.reporter.sees("đúng hạn", "25", "120", "85/110 (77%)", "Đã đủ số liệu và ảnh.")

        await table.moves_clock("Còn 30 phút")
        await table.coordinator.sees("Đủ 10 · Còn thiếu 6 · Chưa đăng ký 1 · Không tổ chức 1")
        await table.moves_clock("Đến hạn")
        await table.moves_clock("Bản 1")
        await table.coordinator.sees(*FIRST)

        await table.reporter.says("sửa lại 30 ĐVTN")
        await table.reporter.sees("25 → 30", "sửa sau hạn")
        await table.page.reload()
        await table.reporter.sees("25 → 30")
        await table.reporter.has_seen(f"Nguyễn Văn Minh là đầu mối báo cáo của {UNIT}")
        await table.moves_clock("Bản 2")
        await table.coordinator.sees(*SECOND)
        await _nobody_was_reminded_in_vain(demo, table)


async def _opens_the_day_and_invites(officer: Phone) -> str:
    await officer.taps("Mở ngày mới")
    await officer.sees("18 đơn vị", "Đề xuất, chưa gửi cho ai")
    await officer.taps("Mở ngày này")
    await officer.sees("Đã mở.", "7:30–11:30", "Báo cáo đến 16:00")
    await officer.taps("Mời đầu mối")
    await officer.sees("1 đơn vị chưa có đầu mối")
    await officer.taps("Mã cho một đơn vị")
    await officer.sees("gõ tên đơn vị")
    await officer.says("tân lộc")
    await officer.sees(f"Mã cho đầu mối báo cáo của {UNIT}")
    code = re.search(r"\b[A-Z0-9]{4} [A-Z0-9]{4}\b", await officer.reads())
    assert code is not None
    return code.group()


async def _binds(reporter: Phone, code: str) -> None:
    await reporter.says(code.lower())
    await reporter.sees(f"đầu mối báo cáo của {UNIT}")
    await reporter.taps("Đồng ý")
    await reporter.sees("họ và tên")
    await reporter.says("Nguyễn Văn Minh")
    await reporter.sees("Việc gần nhất: đăng ký nội dung", "hạn 17:00 thứ Năm")


async def _registers(reporter: Phone) -> None:
    """Mẫu 1 and the shift, with what a hurried person leaves out."""
    await reporter.taps("Đăng ký ngay")
    await reporter.sees("Tên nội dung")
    for answer, asked_next in (
        ("Hỗ trợ người dân làm dịch vụ công", "Địa điểm"),
        ("Trung tâm Phục vụ hành chính công phường Tân Lộc", "mấy giờ"),
    ):
        await reporter.says(answer)
        await reporter.sees(asked_next)
    for asked_next in ("tập trung", "hoàn thành", "Tóm tắt", "phối hợp", "tối đa bao nhiêu bạn"):
        await reporter.taps("Bỏ qua")
        await reporter.sees(asked_next)
    await reporter.says("20")
    await reporter.sees("Đội trưởng")
    await reporter.says("Minh")
    await reporter.sees("Trang phục")
    await reporter.taps("Xong")
    await reporter.sees("đã đăng ký", "tập trung 7:15", "Nhận tối đa 20 bạn", "đội trưởng Minh")


async def _signs_up(volunteer: Phone) -> None:
    await volunteer.says("tan loc")
    await volunteer.sees(UNIT, "Còn 20/20 chỗ", "Bot lưu họ tên")
    await volunteer.taps("Đồng ý")
    await volunteer.sees("họ và tên")
    await volunteer.says("Lê Thị Lan")
    await volunteer.sees("Đã giữ chỗ cho Lan. Có mặt 7:15", "gặp đ/c Minh")


async def _nobody_was_reminded_in_vain(demo: Demo, table: Table) -> None:
    people = demo.cast.people
    assert {unit: _reminders(person.sees) for unit, person in people.items()} == REMINDED
    for said in (*REPORT_REMINDERS, "Đã qua 16:00"):
        await expect(table.reporter.answers.filter(has_text=said)).to_have_count(0)


def _reminders(seen: list[Seen]) -> list[str]:
    """When each came, as "T7 15:30"."""
    starts = ("⏰", "📋", "☀️ Hôm nay là hạn", "Ngày tình nguyện vừa xong", "Đã qua 16:00")
    return [_moment(message.raw["at"]) for message in seen if message.text.startswith(starts)]


def _moment(iso: str) -> str:
    at = datetime.fromisoformat(iso).astimezone(ZONE)
    return f"T{at.weekday() + 2} {at.hour}:{at.minute:02}"


async def test_a_personal_link_opens_the_same_half_finished_work_in_another_browser(
    tmp_path: Path,
) -> None:
    async with chromium() as browser, demonstration(tmp_path) as (_demo, address):
        table = await open_table(browser, address)
        await _binds(table.reporter, await _opens_the_day_and_invites(table.coordinator))
        await table.reporter.taps("Đăng ký ngay")
        await table.reporter.sees("Tên nội dung")
        elsewhere = await open_phone(browser, await table.reporter.personal_link())
        await elsewhere.sees("Tên nội dung")
        await elsewhere.says("Dọn vệ sinh khu phố 3")
        await elsewhere.sees("Địa điểm")
        await elsewhere.taps("Xong")
        await elsewhere.sees(f"{UNIT} đã đăng ký", "Dọn vệ sinh khu phố 3")
        await table.reporter.sees(f"{UNIT} đã đăng ký", "Dọn vệ sinh khu phố 3")


async def test_the_plain_mode_needs_neither_buttons_nor_edits(tmp_path: Path) -> None:
    async with chromium() as browser, demonstration(tmp_path) as (_demo, address):
        table = await open_table(browser, address)
        code = await _opens_the_day_and_invites(table.coordinator)
        reporter = await open_phone(browser, f"{address}/?plain=1&start={code.replace(' ', '')}")
        await reporter.begins()
        await reporter.sees(f"đầu mối báo cáo của {UNIT}", "1. Đồng ý")
        await reporter.says("1")
        await reporter.sees("họ và tên")
        await reporter.says("Nguyễn Văn Minh")
        await reporter.sees("Việc gần nhất: đăng ký nội dung", "1. Đăng ký ngay")
        await reporter.says("1")
        await reporter.sees("Tên nội dung")
        await expect(reporter.choices).to_have_count(0)


async def test_back_means_a_fresh_day_and_the_demo_says_so(tmp_path: Path) -> None:
    async with chromium() as browser, demonstration(tmp_path) as (_demo, address):
        table = await open_table(browser, address)
        await _opens_the_day_and_invites(table.coordinator)
        await table.moves_clock("Ra quân")
        await table.page.locator("#moments button", has_text="Hết hạn đăng ký").click()
        await expect(table.page.locator("#back")).to_contain_text("Đồng hồ chỉ chạy tới")
        await table.page.locator("#stay").click()
        await table.coordinator.has_seen("Đã mở.")
        await table.begins_afresh("Hết hạn đăng ký")
        await expect(table.page.locator("#day")).to_contain_text("Thứ Tư")
        await table.coordinator.sees("Xem nhanh")
        await expect(table.coordinator.answers.filter(has_text="Đã mở.")).to_have_count(0)
