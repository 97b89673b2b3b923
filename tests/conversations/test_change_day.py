"""A Saturday that rains: postponed, called off, on again; a unit more, a unit less; new names."""

import pytest

from tests.conversations.town import Town, registers
from tests.talk import Talker, at

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def _signs_up(town: Town, name: str, answer: str) -> Talker:
    person = await town.world.person(name.rsplit(maxsplit=1)[-1])
    await person.says("tan loc")
    await person.waits("Bot lưu họ tên")
    await person.taps("Đồng ý, ghi")
    await person.waits("họ và tên")
    await person.says(name)
    await person.waits(answer)
    return person


async def test_the_day_moves_and_the_volunteer_may_stay_at_home(town: Town) -> None:
    officer = await town.coordinator()
    await town.opens_the_day(officer)
    minh = await town.reporter("Đoàn phường Tân Lộc")
    await registers(minh, capacity=1)
    lan = await _signs_up(town, "Nguyễn Thị Lan", "Đã giữ chỗ")
    nam = await _signs_up(town, "Phạm Văn Nam", "vị trí số 1 trong danh sách chờ")
    await officer.says("dời ngày")
    await officer.waits("Ngày nào?")
    await officer.says("29/11")
    await officer.waits("Đã sửa")
    await town.world.moves_to(at(23, 9, 2))
    await minh.waits("dời từ 28/11 sang Chủ nhật 29/11")
    told = await lan.waits("dời từ 28/11 sang Chủ nhật 29/11")
    assert "Có mặt 7:15 Chủ nhật 29/11" in told.text
    await nam.waits("vẫn trong danh sách chờ: 7:15 Chủ nhật 29/11")
    await lan.taps("Hủy đăng ký")
    await lan.waits("29/11")


async def test_called_off_for_rain_and_on_again(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Hai")
    son = await town.reporter("Đoàn phường Sơn Hạ", "Trần Văn Sơn")
    await officer.says("mai mưa to, hoãn ngày này được không")
    await officer.waits("Những gì đã gửi được giữ")
    await officer.taps("Hủy vì mưa")
    await officer.waits("Đã hủy Ngày thứ Bảy tình nguyện, 29/11 (trời mưa)")
    await town.world.moves_to(at(23, 9, 4))
    await son.waits("đã hủy: trời mưa")
    await officer.taps("Mở lại ngày này")
    await officer.waits("✅ Đã mở lại.")
    await town.world.moves_to(at(23, 9, 6))
    await son.waits("vẫn tổ chức")


async def test_a_unit_is_dropped_and_comes_back(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Ba")
    phu = await town.reporter("Đoàn phường Phú Lạc", "Đỗ Văn Phú")
    await officer.says("/tiendo")
    await officer.waits("4 đơn vị")
    await officer.taps("Đơn vị khác")
    await officer.waits("tên đơn vị")
    await officer.says("phu lac")
    await officer.waits("Đoàn phường Phú Lạc, 29/11")
    await officer.taps("Việc khác")
    await officer.waits("Việc khác với")
    await officer.taps("Bỏ khỏi ngày này")
    await officer.waits("Bỏ Đoàn phường Phú Lạc khỏi ngày 29/11?")
    await officer.taps("Bỏ khỏi ngày này")
    await officer.waits("Đã bỏ Đoàn phường Phú Lạc")
    await town.world.moves_to(at(23, 9, 8))
    await phu.waits("Đoàn phường Phú Lạc không tham gia")
    await officer.says("/tiendo")
    await officer.waits("3 đơn vị")
    await officer.says("thêm một đơn vị")
    await officer.waits("gõ tên đơn vị cần thêm")
    await officer.says("Phú Lạc")
    await officer.waits("Đoàn phường Phú Lạc có trong ngày 29/11")
    await town.world.moves_to(at(23, 9, 10))
    await phu.waits("báo cáo đến 16:00 Chủ nhật 29/11")


async def test_a_unit_that_is_new_to_the_tree(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Bốn")
    await officer.says("thêm một đơn vị")
    await officer.waits("gõ tên đơn vị cần thêm")
    await officer.says("Chi đoàn Kho bạc")
    await officer.waits("Chưa có đơn vị nào tên Chi đoàn Kho bạc")
    await officer.taps("Tạo đơn vị mới")
    await officer.waits("Chi đoàn Kho bạc có trong ngày 29/11")
    await officer.says("/tiendo")
    await officer.waits("5 đơn vị")


async def test_a_unit_gets_another_name_and_it_is_undone(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Năm")
    await officer.says("đổi tên đơn vị")
    await officer.waits("Đ/c đổi tên đơn vị nào?")
    await officer.says("Kho bạc")
    await officer.waits("Chi đoàn Kho bạc đổi tên thành gì ạ?")
    await officer.says("Chi đoàn Tài chính")
    await officer.waits("Chi đoàn Kho bạc nay là Chi đoàn Tài chính")
    await officer.taps("Hoàn tác")
    await officer.waits("Đã hoàn tác: Chi đoàn Kho bạc")


async def test_two_units_become_one_with_their_people(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Sáu")
    thue = await town.reporter("Chi đoàn Thuế", "Vũ Thị Thuế")
    await officer.says("gộp Chi đoàn Thuế vào Chi đoàn Kho bạc")
    asked = await officer.waits("Gộp Chi đoàn Thuế vào Chi đoàn Kho bạc từ hôm nay?")
    assert "Vũ Thị Thuế" in asked.text
    await officer.taps("Gộp và chuyển đầu mối")
    await officer.waits("Đã gộp Chi đoàn Thuế vào Chi đoàn Kho bạc")
    await town.world.moves_to(at(23, 9, 12))
    await thue.waits("Từ nay đ/c là đầu mối báo cáo của Chi đoàn Kho bạc")
    await officer.says("thay đổi đơn vị")
    await officer.waits("Chi đoàn Thuế gộp vào Chi đoàn Kho bạc")
    await officer.taps("Hoàn tác 1")
    await officer.waits("Đã hoàn tác: Chi đoàn Thuế")
    await town.world.moves_to(at(23, 9, 14))
    await thue.waits("không gộp vào Chi đoàn Kho bạc nữa")


async def test_a_reporter_changes_no_day_and_no_unit(town: Town) -> None:
    phu = await town.reporter("Đoàn phường Phú Lạc", "Đỗ Thị Hai")
    for said in ("hủy ngày", "dời ngày", "đổi tên đơn vị", "gộp Sơn Hạ vào Tân Lộc"):
        await phu.says(said)
        await phu.waits("dành cho cán bộ phụ trách")
