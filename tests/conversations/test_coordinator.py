"""A coordinator brings the units in, makes the day line by line, changes it and calls it off."""

from typing import Final

import pytest

from tests.conversations.town import HOST, Town

pytestmark = pytest.mark.asyncio(loop_scope="module")

LINES: Final = {
    "Tên của ngày này?": "Ngày thứ Bảy văn minh",
    "Ngày nào?": "5/12",
    "Từ mấy giờ": "8h-11h",
    "Nhận đăng ký đến": "17h thứ Năm",
    "Nhận báo cáo đến": "15h",
}


async def test_a_roster_with_faults_names_the_rows_and_brings_nothing_in(town: Town) -> None:
    officer = await town.coordinator()
    sheet = "Tên đơn vị,Mã\nĐoàn phường Mới,M1\n,M2\nĐoàn phường Mới,M3\n"
    await officer.sends_document(sheet.encode(), "don vi.csv", "text/csv")
    refused = await officer.waits("Chưa nhập dòng nào")
    assert "Dòng 3: thiếu tên đơn vị" in refused.text
    assert "dòng 4 trùng dòng 2" in refused.text
    await officer.says("/taosukien")
    await officer.waits("4 đơn vị")


async def test_a_sheet_and_typed_names_bring_units_in(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Hai")
    sheet = f"Tên đơn vị,Đơn vị cấp trên\nĐoàn phường Hòa Lạc,{HOST}\n"
    await officer.sends_document(sheet.encode(), "don vi.csv", "text/csv")
    await officer.waits("Đã thêm 1 đơn vị")
    await officer.says("nhập đơn vị")
    await officer.waits("tệp Excel")
    await officer.taps("Gõ tên")
    await officer.waits("mỗi đơn vị một dòng")
    await officer.says("THPT Lê Khê\nChi đoàn Kho bạc")
    done = await officer.waits("Đã thêm 2 đơn vị")
    assert "THPT Lê Khê, Chi đoàn Kho bạc" in done.text
    await officer.says("/taosukien")
    await officer.waits("7 đơn vị")


async def test_a_day_is_made_line_by_line(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Ba")
    await officer.says("/taosukien")
    await officer.waits("Đề xuất, chưa gửi cho ai")
    await officer.taps("Sửa")
    await officer.waits("Đ/c sửa dòng nào?")
    await officer.taps("Từng dòng một")
    for asked, answer in LINES.items():
        await officer.waits(asked)
        await officer.says(answer)
    await officer.waits(lambda seen: "phút" in seen.text)
    await officer.says("xong")
    proposed = await officer.waits("Đề xuất, chưa gửi cho ai")
    assert "Ngày thứ Bảy văn minh, 5/12" in proposed.text
    assert "8:00–11:00 thứ Bảy" in proposed.text
    assert "Đăng ký đến 17:00 thứ Năm 3/12" in proposed.text
    assert "Báo cáo đến 15:00 thứ Bảy 5/12" in proposed.text
    await officer.taps("Mở ngày này")
    await officer.waits("✅ Đã mở.")


async def test_a_change_and_the_rain_are_told_to_who_is_concerned(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Năm")
    await town.opens_the_day(officer)
    minh = await town.reporter("Đoàn phường Tân Lộc")
    await officer.taps("Sửa")
    await officer.waits("Đ/c sửa dòng nào?")
    await officer.taps("Địa điểm")
    await officer.waits("Ở đâu?")
    await officer.says("Công viên Bình Lạc")
    await officer.waits("✅ Đã sửa.")
    await town.a_minute_passes()
    await minh.waits("Địa điểm: Công viên Bình Lạc")
    await officer.taps("Sửa tiếp")
    await officer.waits("Đ/c sửa dòng nào?")
    await officer.taps("Hủy ngày này")
    await officer.waits("đ/c mở lại được")
    await officer.taps("Hủy vì mưa")
    await officer.waits("Một phút nữa bot báo mọi người liên quan")
    await town.a_minute_passes()
    await minh.waits("Đ/c không cần làm gì thêm")


async def test_a_time_that_cannot_be_says_why_and_leaves_the_day_as_it_was(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Tư")
    await officer.says("/taosukien")
    await officer.waits("Đề xuất, chưa gửi cho ai")
    await officer.taps("Sửa")
    await officer.waits("Đ/c sửa dòng nào?")
    await officer.taps("Hạn báo cáo")
    await officer.waits("Nhận báo cáo đến khi nào?")
    await officer.says("6h")
    await officer.waits("phải trước")
