"""The pictures of docs/huong-dan: a Saturday in the demo, as its people see it on their phones."""

import asyncio
import io
import re
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.async_api import Browser, FilePayload, Page

from bot.demo import Demo
from bot.start import listen
from rehearsal.pictures import photograph
from tests.browser.screens import Phone, chromium, open_table

PORT: Final = 8080
"""Links with it stand in the pictures, as in the README."""
FOLDER: Final = Path("docs/huong-dan/anh")
WIDTH: Final = 390
TALLEST: Final = 1100
SHORTEST: Final = 300
COLOURS: Final = 96
ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
WEDNESDAY: Final = datetime(2026, 11, 25, 8, 30, tzinfo=ZONE)
UNIT: Final = "Đoàn phường Tân Lộc"
PLACE: Final = "Trung tâm Phục vụ hành chính công phường Tân Lộc"
QUICK_REPORT: Final = "BC nhanh P. Tân Lộc: 25 ĐVTN, tiếp 120 lượt dân, gq 85/110 hs, hd 40 DVCTT ạ"
_CODE: Final = re.compile(r"\b[A-Z0-9]{4} [A-Z0-9]{4}\b")
_ONLY_LAST: Final = """(keep) => {
  const lines = [...document.querySelectorAll("#stored .line")];
  for (const line of lines.slice(0, -keep)) line.style.display = "none";
  const main = document.querySelector("main");
  main.scrollTop = 0;
  const around = document.documentElement.clientHeight - main.clientHeight;
  const last = lines.at(-1).getBoundingClientRect();
  return around + last.bottom - main.getBoundingClientRect().top + 24;
}"""
_ALL: Final = """() => {
  for (const line of document.querySelectorAll("#stored .line")) line.style.display = "";
}"""


@dataclass(frozen=True, slots=True)
class Hand:
    """One person's phone."""

    page: Page
    phone: Phone
    folder: Path

    async def says(self, text: str, *answer: str) -> None:
        await self.phone.says(text)
        await self.phone.sees(*answer)

    async def taps(self, label: str, *answer: str) -> None:
        await self.phone.taps(label)
        await self.phone.sees(*answer)

    async def sends_photos(self, number: int) -> None:
        taken = [await asyncio.to_thread(photograph, seed) for seed in range(1, number + 1)]
        photos = [
            FilePayload(name=f"anh-{place}.jpg", mimeType="image/jpeg", buffer=content)
            for place, content in enumerate(taken, 1)
        ]
        await self.page.set_input_files("#photos", photos)
        await self.page.locator("#send").click()
        await self.phone.sees(f"đã nhận {number} ảnh")

    async def shows(self, name: str, lines: int = 1) -> None:
        """A picture of the last `lines` messages."""
        await self.page.set_viewport_size({"width": WIDTH, "height": TALLEST})
        height = round(await self.page.evaluate(_ONLY_LAST, lines))
        size = {"width": WIDTH, "height": max(SHORTEST, min(height, TALLEST))}
        await self.page.set_viewport_size({"width": size["width"], "height": size["height"]})
        await self.page.mouse.move(0, 0)
        await self.page.evaluate("() => document.activeElement?.blur()")
        shot = await self.page.screenshot(animations="disabled")
        await self.page.evaluate(_ALL)
        await asyncio.to_thread(_keep, shot, self.folder / f"{name}.png")


def _keep(shot: bytes, path: Path) -> None:
    """In so few colours that a page of pictures stays light."""
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


async def _hand(browser: Browser, link: str, folder: Path) -> Hand:
    context = await browser.new_context(viewport={"width": WIDTH, "height": TALLEST})
    page = await context.new_page()
    await page.goto(link)
    return Hand(page, Phone(page), folder)


@dataclass(frozen=True, slots=True)
class Cast:
    demo: Demo
    officer: Hand
    reporter: Hand
    volunteer: Hand

    async def moves(self, day: int, hour: int, minute: int = 0) -> None:
        await self.demo.move(datetime(2026, 11, day, hour, minute, tzinfo=ZONE))


async def _opens(officer: Hand) -> str:
    """The day is open; the code of the reporter."""
    await officer.taps("Mở ngày mới", "Đề xuất, chưa gửi cho ai")
    await officer.shows("can-bo-mo-ngay")
    await officer.taps("Mở ngày này", "Đã mở.")
    await officer.taps("Mời đầu mối", "1 đơn vị chưa có đầu mối")
    await officer.taps("Mã cho một đơn vị", "gõ tên đơn vị")
    await officer.says("tân lộc", f"Mã cho đầu mối báo cáo của {UNIT}")
    await officer.shows("can-bo-ma")
    code = _CODE.search(await officer.phone.reads())
    if code is None:
        raise LookupError("no code")
    return code.group()


async def _joins(reporter: Hand, code: str) -> None:
    await reporter.says(code.lower(), f"đầu mối báo cáo của {UNIT}")
    await reporter.shows("dau-moi-vao", 2)
    await reporter.taps("Đồng ý", "họ và tên")
    await reporter.says("Nguyễn Văn Minh", "Việc gần nhất: đăng ký nội dung")
    await reporter.shows("dau-moi-viec", 2)
    await reporter.taps("Đăng ký ngay", "Tên nội dung")
    await reporter.says("Hỗ trợ dịch vụ công", "Địa điểm")
    await reporter.says(PLACE, "mấy giờ")
    for asked in ("tập trung", "hoàn thành", "Tóm tắt", "phối hợp", "tối đa bao nhiêu bạn"):
        await reporter.taps("Bỏ qua", asked)
    await reporter.says("20", "Đội trưởng")
    await reporter.says("Minh", "Trang phục")
    await reporter.taps("Áo Thanh niên Việt Nam", "Số dự kiến")
    await reporter.taps("Bỏ qua", "ghi chú")
    await reporter.taps("Bỏ qua", "đã đăng ký")
    await reporter.shows("dau-moi-dang-ky")


async def _signs_up(volunteer: Hand) -> None:
    await volunteer.says("tan loc", "Còn 20/20 chỗ")
    await volunteer.shows("tinh-nguyen-dang-ky", 2)
    await volunteer.taps("Đồng ý", "họ và tên")
    await volunteer.says("Lê Thị Lan", "Đã giữ chỗ cho Lan")
    await volunteer.shows("tinh-nguyen-giu-cho")


async def _friday(cast: Cast) -> None:
    await cast.moves(27, 18)
    await cast.officer.says("mai mưa to, hoãn ngày này được không", "Hủy")
    await cast.officer.shows("can-bo-mua", 2)
    await cast.officer.taps("Giữ nguyên", "Tiến độ")


async def _saturday(cast: Cast) -> None:
    await cast.moves(28, 7, 20)
    await cast.volunteer.phone.sees("Sáng nay mình gặp nhau nhé")
    await cast.volunteer.shows("tinh-nguyen-sang-nay")
    await cast.reporter.says("điểm", "các điểm/ca")
    await cast.reporter.shows("doi-truong-diem")
    await cast.reporter.says("điểm danh", "Có mặt 0/1")
    await cast.reporter.taps("Thêm bạn", "chưa có tên")
    await cast.reporter.says("Trần Văn Tý, Ngô Thị Sáu", "Có mặt 2/3")
    await cast.reporter.taps("Lê Thị Lan", "Có mặt 3/3")
    await cast.reporter.shows("doi-truong-diem-danh")
    await cast.moves(28, 11, 52)
    await cast.reporter.phone.sees("Ngày tình nguyện vừa xong", "Điểm danh có 3 bạn")
    await cast.reporter.shows("dau-moi-nhac")
    await _reports(cast.reporter)


async def _reports(reporter: Hand) -> None:
    await reporter.sends_photos(3)
    await reporter.says(QUICK_REPORT, "Đã đủ số liệu và ảnh.")
    await reporter.shows("dau-moi-bao-cao", 2)
    await reporter.says("sửa lại 30 bạn chứ k phải 25", "25 → 30")
    await reporter.shows("dau-moi-sua", 2)
    await reporter.says("nhờ người khác báo cáo", "một người dùng")
    await reporter.shows("dau-moi-nho")


async def _afternoon(cast: Cast, browser: Browser) -> None:
    officer = cast.officer
    await cast.moves(28, 15)
    await officer.says("/tonghop", "Số liệu tạm tính đến 15:00")
    await officer.shows("lanh-dao-so-lieu", 2)
    await cast.moves(28, 15, 12)
    await _asks_for_time(cast, browser)
    await cast.moves(28, 15, 30)
    await officer.says("/tiendo", "Tiến độ 15:30")
    await officer.shows("can-bo-tien-do")
    await officer.taps("Nhập hộ", "đơn vị nào")
    await officer.taps("Chi đoàn Thuế", "Nhập hộ Chi đoàn Thuế")
    await officer.says("12 ĐVTN, 40 lượt dân", "Đã ghi nhập hộ Chi đoàn Thuế")
    await officer.shows("can-bo-nhap-ho", 2)
    await officer.says("đ/c Hạnh, gọi điện, 15:25", "nhập hộ theo đ/c Hạnh")
    await officer.taps("Xong hết", "Đã nhập hộ 1 đơn vị")


async def _asks_for_time(cast: Cast, browser: Browser) -> None:
    officer = cast.officer
    await officer.says("/moi", "Mời đầu mối báo cáo")
    await officer.taps("Mã cho một đơn vị", "gõ tên đơn vị")
    await officer.says("minh thạnh", "Mã cho đầu mối báo cáo của Đoàn phường Minh Thạnh")
    code = _CODE.search(await officer.phone.reads())
    if code is None:
        raise LookupError("no code")
    home = officer.page.url.split("?")[0]
    late = await _hand(browser, home, officer.folder)
    await late.phone.begins()
    await late.says(code.group(), "Đoàn phường Minh Thạnh")
    await late.taps("Đồng ý", "họ và tên")
    await late.says("Lý Thị Tám", "Việc gần nhất")
    await late.says("/giahan", "xin thêm đến mấy giờ")
    await late.taps("Đến 16:30", "Vì sao ạ?")
    await late.says("chờ số từ khu phố", "Đã xin")
    await late.shows("dau-moi-them-gio")
    await officer.phone.sees("xin đến 16:30")
    await officer.shows("can-bo-them-gio")
    await officer.taps("Đồng ý", "thêm giờ đến 16:30")
    await late.page.context.close()


async def _evening(cast: Cast) -> None:
    officer = cast.officer
    await cast.moves(28, 16, 5)
    await officer.phone.sees("16:05 · Bản 1")
    await officer.shows("can-bo-ban-1")
    await cast.demo.files_made()
    await officer.phone.sees("Phụ lục ảnh")
    await officer.shows("can-bo-ho-so", 4)
    await officer.says("/tiendo", "Tiến độ 16:05")
    await officer.taps("Đơn vị khác", "tên đơn vị")
    await officer.says("tân lộc", f"{UNIT}, 28/11")
    await officer.shows("can-bo-don-vi")
    await cast.moves(28, 17)
    await officer.phone.sees("17:00 · Bản 2")
    await officer.shows("lanh-dao-ban-2")
    await _looks_at_the_board(officer)
    await officer.taps("Chốt số liệu", "Chốt rồi thì bot không nhắc nữa")
    await officer.shows("can-bo-chot")


async def _looks_at_the_board(officer: Hand) -> None:
    """As it stands at 17:00, on a phone and on a large screen."""
    await officer.says("/tiendo", "Tiến độ 17:00")
    await officer.taps("Xem bảng", "Mở bảng")
    link = await officer.page.locator("a", has_text="Mở bảng").last.get_attribute("href")
    board = await officer.page.context.new_page()
    await board.goto(str(link))
    await board.get_by_role("button").first.click()
    for name, width, height in (("can-bo-bang", WIDTH, TALLEST), ("can-bo-bang-rong", 1440, 900)):
        await board.set_viewport_size({"width": width, "height": height})
        shot = await board.screenshot(animations="disabled")
        await asyncio.to_thread(_keep, shot, officer.folder / f"{name}.png")
    await board.close()
    await officer.says("số liệu", "Số liệu tạm tính đến 17:00")


async def _play(demo: Demo, browser: Browser, address: str, folder: Path) -> None:
    table = await open_table(browser, address)
    await table.coordinator.sees("Xem nhanh")
    officer = await _hand(browser, await table.coordinator.personal_link(), folder)
    await table.page.close()
    reporter = await _hand(browser, address, folder)
    volunteer = await _hand(browser, address, folder)
    await reporter.phone.begins()
    await volunteer.phone.begins()
    await _joins(reporter, await _opens(officer))
    await _signs_up(volunteer)
    cast = Cast(demo, officer, reporter, volunteer)
    await _friday(cast)
    await _saturday(cast)
    await _afternoon(cast, browser)
    await _evening(cast)


async def make(folder: Path) -> None:
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    listening = listen("127.0.0.1", PORT)
    address = f"http://127.0.0.1:{PORT}"
    with tempfile.TemporaryDirectory() as data:
        demo = Demo(Path(data), listening, now=WEDNESDAY, roster=None)
        await demo.start()
        try:
            async with chromium() as browser:
                await _play(demo, browser, address, folder)
        finally:
            await demo.stop()


if __name__ == "__main__":
    asyncio.run(make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
