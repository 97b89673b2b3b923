"""What is held of a person is shown, and gone after two taps."""

import pytest

from tests.conversations.town import HOST, Town

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_person_sees_what_is_held_and_erases_it_in_two_taps(town: Town) -> None:
    minh = await town.reporter("Đoàn phường Tân Lộc", "Lê Văn Minh")
    await minh.says("/dulieu")
    held = await minh.waits("Dữ liệu của Lê Văn Minh")
    assert "Đầu mối báo cáo: Đoàn phường Tân Lộc" in held.text
    assert "Đồng ý từ 9:00 thứ Hai 23/11" in held.text
    await minh.says("/xoa")
    await minh.waits("không hoàn lại được")
    await minh.taps("Xóa hết")
    await minh.waits("Đã xóa.")
    await minh.says("/dulieu")
    await minh.waits("Chưa có họ tên, chưa có gì khác")


async def test_the_coordinator_hears_that_a_unit_has_lost_its_reporter(town: Town) -> None:
    officer = await town.coordinator()
    minh = await town.reporter("Đoàn phường Sơn Hạ", "Lê Văn Minh")
    await minh.says("xóa dữ liệu của tôi")
    await minh.waits("không hoàn lại được")
    await minh.taps("Xóa hết")
    await minh.waits("Đã xóa.")
    await officer.waits("Đoàn phường Sơn Hạ không còn đầu mối báo cáo nào")


async def test_who_thinks_again_keeps_everything(town: Town) -> None:
    officer = await town.coordinator("Ngô Văn Bảy")
    await officer.says("/xoa")
    await officer.waits("Vai trò của đ/c cũng kết thúc")
    await officer.taps("Không xóa")
    await officer.waits("Xem nhanh")
    await officer.says("/dulieu")
    assert HOST in (await officer.waits("Dữ liệu của Ngô Văn Bảy")).text
