"""Start, help, cancel, and what a person owes now."""

import pytest

from tests.conversations.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_stranger_is_told_the_two_ways_in(town: Town) -> None:
    lan = await town.world.person("Lan")
    await lan.says("/start")
    await lan.waits("Chào bạn!")
    await lan.taps("Tôi có mã")
    await lan.waits("nhắn mã vào đây")
    await lan.says("trợ giúp")
    await lan.waits("Nhắn tên đơn vị để đăng ký")


async def test_a_reporter_is_told_the_nearest_thing_owed_and_can_start_on_it(town: Town) -> None:
    officer = await town.coordinator()
    await town.opens_the_day(officer)
    minh = await town.reporter("Đoàn phường Tân Lộc")
    await minh.says("việc của tôi")
    await minh.waits("đăng ký nội dung ngày 28/11 của Đoàn phường Tân Lộc, hạn 17:00 thứ Năm 26/11")
    await minh.taps("Đăng ký ngay")
    await minh.waits("Tên nội dung")
    await minh.says("/huy")
    await minh.waits("Đã hủy, chưa ghi gì cả")
    await minh.says("/huy")
    await minh.waits("Không có gì đang làm dở")


async def test_help_is_about_what_this_person_does(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Tám")
    await officer.says("/trogiup")
    said = (await officer.waits("Cán bộ phụ trách")).text
    assert "/taosukien" in said
    assert "Đầu mối báo cáo" not in said


async def test_a_code_that_nobody_gave_out_says_what_to_do(town: Town) -> None:
    lan = await town.world.person("Lan")
    await lan.says("k7m2 q9xd")
    await lan.waits("Mã này đã dùng hoặc hết hạn")


async def test_who_only_looks_on_is_told_where_to_look(town: Town) -> None:
    viewer = await town.viewer()
    await viewer.says("việc của tôi")
    await viewer.waits("Xem nhanh: /tiendo tiến độ · /tonghop số liệu.")
    await viewer.says("/trogiup")
    await viewer.waits("Theo dõi")
