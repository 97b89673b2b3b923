"""A coordinator sends the form of the body above once, puts its columns right, and uses it."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest

from storage.own_forms import OwnForm, own_form_content, own_form_of
from tests.blank_forms import a_row_form, bytes_of, with_parts
from tests.conversations.town import HOST, Town
from tests.talk import Talker, at

pytestmark = pytest.mark.asyncio(loop_scope="module")

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PRINTED = ["P. Tân Lộc", "Phường Sơn Hạ", "Phường Lạ", HOST]


def a_roster(name: str) -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["Tên đơn vị"])
    sheet.append([name])
    return bytes_of(book)


async def in_use(town: Town) -> tuple[OwnForm | None, bytes]:
    async def load(session: Any) -> tuple[OwnForm | None, bytes]:  # noqa: ANN401
        own = await own_form_of(session, town.units[HOST].id)
        return own, b"" if own is None else await own_form_content(session, own.id)

    return await town.world.app.writer.run(load)


async def sends_form(officer: Talker, form: bytes) -> str:
    await officer.says("biểu mẫu cấp trên")
    await officer.waits("biểu mẫu trống")
    await officer.sends_document(form, "Bieu-01.xlsx", EXCEL)
    return (await officer.waits("Biểu mẫu cấp trên: Bieu-01.xlsx")).text


async def test_a_form_is_read_put_right_by_tap_and_by_words_and_used(town: Town) -> None:
    officer, form = await town.coordinator(), a_row_form(3)
    said = await sends_form(officer, form)
    assert "từ dòng 8 đến dòng 10" in said
    assert "Cột C: ĐVTN tham gia ✓ (Số ĐVTN tham gia)" in said
    assert "Cột G: ? để nguyên (Tỷ lệ (%))" in said
    assert "Cột H: Kinh phí ✓, triệu đồng" in said
    assert "Biểu chỉ có 3 dòng, đang có 4 đơn vị" in said
    assert (await in_use(town))[0] is None
    await officer.taps("Cột H")
    await officer.waits("H (Kinh phí (triệu đồng)) điền số gì?")
    await officer.taps("Tờ rơi")
    await officer.waits("Cột H: Tờ rơi ✓ (")
    await officer.says("D tin bài")
    assert "Cột D: Tin bài ✓" in (await officer.waits("Cột D: Tin bài")).text
    await officer.says("cột D không điền")
    await officer.waits("Cột D: ? để nguyên")
    await officer.taps("Đúng, dùng mẫu này")
    await officer.waits("✅ Từ bản tổng hợp tới")
    own, content = await in_use(town)
    assert own is not None
    held = {place.at: (place.holds, place.divisor) for place in own.form.places}
    assert (held["C"], held["D"], held["H"]) == (("volunteers", 1), ("", 1), ("leaflets", 1))
    assert content == form


async def test_printed_units_are_matched_and_a_new_form_takes_the_place(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Hai")
    await officer.says("mẫu cấp trên")
    await officer.waits("Mẫu này đang dùng")
    await officer.taps("Gửi tệp khác")
    await officer.waits("biểu mẫu trống")
    await officer.sends_document(a_row_form(4, names=PRINTED), "Bieu-02.xlsx", EXCEL)
    await officer.waits("khớp 3, chưa khớp 1 (để trống): Phường Lạ")
    await officer.taps("Đúng, dùng mẫu này")
    await officer.waits("✅ Từ bản tổng hợp tới, bot điền cả Bieu-02.xlsx")
    own, _ = await in_use(town)
    assert own is not None
    ids = {town.units[name].id for name in ("Đoàn phường Tân Lộc", "Đoàn phường Sơn Hạ")}
    assert set(own.form.rows.values()) == {*ids, 0}
    await officer.taps("Bỏ mẫu này")
    await officer.waits("Đã bỏ Bieu-02.xlsx")
    assert (await in_use(town))[0] is None
    await officer.taps("Dùng lại")
    await officer.waits("✅ Từ bản tổng hợp tới")


async def test_macros_are_refused_and_other_sheets_are_rosters_still(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Ba")
    await officer.says("mẫu cấp trên")
    await officer.waits("Mẫu này đang dùng")
    await officer.taps("Gửi tệp khác")
    await officer.waits("biểu mẫu trống")
    bad = with_parts(a_row_form(2), **{"xl/vbaProject.bin": b"x"})
    await officer.sends_document(bad, "Bieu.xlsm", EXCEL)
    await officer.waits("có macro hoặc liên kết ra ngoài")
    await officer.sends_document(a_roster("Đoàn phường Mới"), "don-vi.xlsx", EXCEL)
    await officer.waits("chưa nhận ra cột nào")
    await officer.taps("Thôi, không gửi")
    await officer.waits("Đã hủy")
    await officer.sends_document(a_roster("Đoàn phường Mới"), "don-vi.xlsx", EXCEL)
    await officer.waits("Đã thêm 1 đơn vị")


async def test_only_a_coordinator_has_a_form(town: Town) -> None:
    minh = await town.reporter("Đoàn phường Tân Lộc")
    await minh.says("biểu mẫu cấp trên")
    await minh.waits("dành cho")


async def test_the_form_comes_filled_with_the_other_files(town: Town) -> None:
    if town.world.channel != "webchat":  # made alike for every channel, in seconds of work
        return
    officer = await town.coordinator("Ngô Thị Tư")
    await town.opens_the_day(officer)
    lan = await town.reporter("Đoàn phường Tân Lộc", "Nguyễn Thị Lan")
    await town.world.moves_to(at(28, 12))
    await lan.says("ĐVTN: 25, lượt dân: 1.120")
    await lan.waits("Tân Lộc, báo cáo 28/11")
    await officer.says("hồ sơ")
    await officer.waits("Bot đang làm tệp")
    await town.world.makes_files()
    came = await officer.waits(lambda seen: (seen.file_name or "").startswith("Biểu mẫu cấp trên"))
    sheet: Any = openpyxl.load_workbook(BytesIO(came.document or b""))["Biểu 01"]
    lines = [[cell.value for cell in line[1:4]] for line in sheet.iter_rows(8, 11)]
    assert lines == [
        ["P. Tân Lộc", 25, 1120],
        ["Phường Sơn Hạ", None, None],
        ["Phường Lạ", None, None],
        [HOST, 25, 1120],
    ]
    assert sheet["C12"].value == "=SUM(C8:C11)"
