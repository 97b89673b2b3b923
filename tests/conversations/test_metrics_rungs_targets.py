"""A coordinator edits what a day asks, what it is to reach, and when it reminds."""

import pytest

from tests.conversations.town import Town
from tests.talk import Talker, at, picture

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def opens_list(officer: Talker, says: str, sees: str) -> None:
    await officer.says(says)
    await officer.waits(sees)


async def test_a_number_of_ones_own_is_asked_read_and_added_up(town: Town) -> None:
    officer = await town.coordinator()
    await town.opens_the_day(officer)
    await opens_list(officer, "số liệu cần báo cáo", "Số liệu cần báo cáo")
    await officer.taps("Thêm số liệu")
    await officer.waits("hỏi thêm số gì")
    await officer.says("số cây trồng (cây)")
    await officer.waits("còn gọi số này là gì")
    await officer.says("cây xanh")
    await officer.waits("bắt buộc không")
    await officer.says("không bắt buộc")
    done = await officer.waits("✅ Số cây trồng (cây): không bắt buộc")
    assert "cây trồng, trồng cây, cây, cây xanh" in done.text
    minh = await town.reporter("Đoàn phường Tân Lộc")
    await minh.says("Số liệu cần báo cáo")
    asked = await minh.waits("Đoàn phường Tân Lộc, số liệu cần báo cáo ngày")
    assert "Lượt người dân (lượt), ít nhất 3 ảnh\n" in asked.text
    assert "Tin bài (bài), Số cây trồng (cây)\n" in asked.text
    await minh.says("25 ĐVTN, 120 lượt dân, trồng 50 cây, gq 85/110 hs")
    card = await minh.waits("Đoàn phường Tân Lộc, báo cáo")
    assert "Số cây trồng: 50 cây" in card.text
    await officer.says("/tonghop")
    await officer.waits("Số cây trồng 50")


async def test_it_is_dropped_from_the_totals_and_put_back(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Hai")
    await opens_list(officer, "số liệu cần báo cáo", "Chọn một số liệu để sửa")
    await officer.taps("Số cây trồng")
    await officer.waits("Bot nhận ra khi đơn vị viết")
    await officer.taps("Bỏ số này")
    await officer.waits("Đã bỏ Số cây trồng")
    await officer.says("/tonghop")
    totals = await officer.waits("Số liệu tạm tính")
    assert "cây trồng" not in totals.text
    await opens_list(officer, "số liệu cần báo cáo", "Đã bỏ: Số cây trồng")
    await officer.taps("Số cây trồng (đã bỏ)")
    await officer.waits("đã bỏ, số đã gửi vẫn được giữ")
    await officer.taps("Hỏi lại số này")
    await officer.waits("✅ Số cây trồng (cây)")
    await officer.says("/tonghop")
    await officer.waits("Số cây trồng 50")


async def test_who_becomes_incomplete_is_said_before_and_told_once(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Ba")
    minh = await town.reporter("Đoàn phường Tân Lộc", "Lê Văn Ba")
    await minh.sends_album([picture() for _ in range(3)])
    await town.world.moves_to(at(23, 9, 5))
    await minh.waits("đủ yêu cầu")
    await opens_list(officer, "số liệu cần báo cáo", "Chọn một số liệu để sửa")
    await officer.taps("Đội hình")
    await officer.waits("Đội hình (đội): không bắt buộc")
    await officer.taps("Bắt buộc")
    asked = await officer.waits("Vẫn làm?")
    assert "1 đơn vị đã đủ sẽ thành còn thiếu Đội hình: Đoàn phường Tân Lộc" in asked.text
    await officer.taps("Vẫn làm")
    await officer.waits("✅ Đội hình (đội): bắt buộc")
    await town.world.moves_to(at(23, 9, 10))
    await minh.waits("Số liệu bắt buộc: Đội hình, ĐVTN tham gia, Lượt người dân")
    await officer.taps("Hoàn tác")
    await officer.waits("✅ Đội hình (đội): không bắt buộc")


async def test_dossiers_are_required_of_two_units(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Bốn")
    son = await town.reporter("Đoàn phường Sơn Hạ", "Trần Văn Sơn")
    await opens_list(officer, "số liệu cần báo cáo", "Chọn một số liệu để sửa")
    await officer.taps("Hồ sơ giải quyết")
    await officer.waits("Hồ sơ giải quyết (hồ sơ): không bắt buộc")
    await officer.taps("Bắt buộc với vài đơn vị")
    await officer.waits("bắt buộc với đơn vị nào")
    await officer.says("Sơn Hạ, Chi đoàn Thuế")
    await officer.waits("bắt buộc với Đoàn phường Sơn Hạ, Chi đoàn Thuế")
    await town.world.moves_to(at(23, 9, 15))
    await son.waits("cần báo cáo thêm Hồ sơ giải quyết")
    await son.says("20 ĐVTN, 80 lượt dân")
    card = await son.waits("Đoàn phường Sơn Hạ, báo cáo")
    assert "Còn thiếu: Hồ sơ giải quyết" in card.text
    await officer.taps("Hoàn tác Đoàn phường Sơn Hạ")
    await officer.waits("không bắt buộc riêng với Đoàn phường Sơn Hạ nữa")


async def test_a_target_in_one_line_is_on_card_board_and_totals(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Năm")
    minh = await town.reporter("Đoàn phường Tân Lộc", "Lê Văn Năm")
    await officer.says("chỉ tiêu 70% hồ sơ giải quyết/tiếp nhận")
    done = await officer.waits("Chỉ tiêu mỗi đơn vị")
    assert "Hồ sơ giải quyết/tiếp nhận từ 70%: 1/4 đơn vị đạt" in done.text
    await minh.says("sửa lại 26 ĐVTN, gq 90/110 hs")
    await minh.waits(lambda seen: "90/110 (82%), chỉ tiêu 70% ✅" in seen.text)
    await officer.says("/tiendo")
    await officer.waits("🎯 Hồ sơ giải quyết/tiếp nhận từ 70%: 1/4 đơn vị đạt, chung 82%")
    await officer.says("/tonghop")
    await officer.waits("🎯 Hồ sơ giải quyết/tiếp nhận từ 70%: 1/4 đơn vị đạt")
    await opens_list(officer, "chỉ tiêu", "1. 🎯")
    await officer.taps("Bỏ 1")
    await officer.waits("Đã bỏ chỉ tiêu")
    await officer.taps("Hoàn tác")
    await officer.waits("✅ Chỉ tiêu mỗi đơn vị")


async def test_one_unit_alone_is_asked_for_the_total_of_its_target(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Sáu")
    thue = await town.reporter("Chi đoàn Thuế", "Vũ Thị Thuế")
    await officer.says("chỉ tiêu 70% tổng hồ sơ trong tuần của Chi đoàn Thuế")
    await officer.waits("✅ Chỉ tiêu riêng")
    await thue.says("10 ĐVTN, 30 lượt dân, giải quyết 80 hồ sơ, tổng hồ sơ trong tuần: 100")
    card = await thue.waits("Chi đoàn Thuế, báo cáo")
    assert "Tổng hồ sơ trong tuần: 100 hồ sơ" in card.text
    assert "80/100 (80%), chỉ tiêu 70% ✅" in card.text
    await opens_list(officer, "chỉ tiêu", "2. 🎯 Chi đoàn Thuế")
    await officer.taps("Từng câu")
    await officer.waits("về số nào")
    await officer.says("ĐVTN")
    await officer.waits("Cần đạt bao nhiêu")
    await officer.says("20")
    await officer.waits("Tính cho ai")
    await officer.taps("Cả ngày")
    await officer.waits("ĐVTN tham gia từ 20: 56 ✅")


async def test_rungs_are_switched_moved_added_and_put_back(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Bảy")
    await officer.says("giờ nhắc")
    listed = await officer.waits("Giờ nhắc, Ngày thứ Bảy")
    assert "Trước hạn 2 giờ: nhắc số liệu và ảnh → 14:00 thứ Bảy 28/11" in listed.text
    await officer.taps("Lần 1")
    await officer.waits("Thứ Tư 17:00: nhắc đăng ký")
    await officer.taps("Tắt")
    await officer.waits("đang tắt")
    await officer.taps("Hoàn tác")
    await officer.waits("✅ Đã đổi giờ nhắc, nay như mặc định.")
    await opens_list(officer, "giờ nhắc", "Giờ nhắc, Ngày thứ Bảy")
    await officer.taps("Lần 1")
    await officer.waits("Thứ Tư 17:00")
    await officer.taps("Dời")
    await officer.waits("Dời sang lúc nào")
    await officer.says("thứ Tư 22:00")
    await officer.waits("dời khỏi giờ yên lặng")


async def test_a_rung_is_added_and_the_list_put_back(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Tám")
    await opens_list(officer, "giờ nhắc", "Chọn số thứ tự")
    await officer.taps("Thêm lần nhắc")
    await officer.waits("Nhắc việc gì?")
    await officer.taps("Chỉ số liệu")
    await officer.waits("Nhắc lúc nào?")
    await officer.says("trước hạn 1 tiếng rưỡi")
    await officer.waits("Trước hạn 1 giờ 30 phút: nhắc số liệu → 14:30 thứ Bảy 28/11")
    await opens_list(officer, "giờ nhắc", "Chọn số thứ tự")
    await officer.taps("Về mặc định")
    await officer.waits("nay như mặc định")


async def test_a_reporter_and_a_viewer_edit_nothing(town: Town) -> None:
    phu = await town.reporter("Đoàn phường Phú Lạc", "Đỗ Văn Phú")
    top = await town.viewer()
    for said, sees in (
        ("số liệu cần báo cáo", "Đ/c nhắn một tin như mọi khi"),
        ("thêm số liệu", "dành cho cán bộ phụ trách"),
        ("giờ nhắc", "dành cho cán bộ phụ trách"),
        ("chỉ tiêu", "🎯 Hồ sơ giải quyết/tiếp nhận"),
    ):
        await phu.says(said)
        await phu.waits(sees)
        await top.says(said)
        await top.waits(lambda seen: "xem" in seen.text or "dành cho" in seen.text)
