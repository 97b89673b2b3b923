"""Somebody else reports for a unit: for one day by a link, in another's place, until a day."""

import re

import pytest

from tests.conversations.test_on_behalf import page_of
from tests.conversations.town import Town, agrees
from tests.talk import Talker, at

pytestmark = pytest.mark.asyncio(loop_scope="module")

CODE = re.compile(r"\b([A-Z0-9]{4}) ([A-Z0-9]{4})\b")


def code_in(text: str) -> str:
    found = CODE.search(text)
    assert found, text
    return found[1] + found[2]


async def hands_over(minh: Talker) -> str:
    """The code; its giver cannot use it."""
    await minh.waits("Còn 2 giờ")
    await minh.taps("Nhờ người khác báo cáo")
    handed = await minh.waits("Nhờ đ/c báo cáo giúp Đoàn phường Tân Lộc")
    assert "17:00 28/11" in handed.text
    code = code_in(handed.text)
    await minh.says(code)
    await minh.waits("được nhờ báo cáo giúp")
    await minh.taps("Đồng ý")
    await minh.waits("Đ/c đã là đầu mối của Đoàn phường Tân Lộc rồi")
    return code


async def takes_over(town: Town, code: str) -> Talker:
    lan = await town.world.person("Lê Thị Lan")
    await lan.opens(code)
    offered = await lan.waits("được nhờ báo cáo giúp")
    assert "17:00 28/11" in offered.text
    await lan.taps("Đồng ý, ghi")
    await lan.waits("họ và tên")
    await lan.says("Lê Thị Lan")
    await lan.waits("của Đoàn phường Tân Lộc")
    cuc = await town.world.person("Vũ Cúc")
    await cuc.opens(code)
    await cuc.waits("Mã này đã dùng hoặc hết hạn")
    return lan


async def test_a_link_serves_one_person_until_the_day_is_over_and_its_giver_sees_it(
    town: Town,
) -> None:
    officer = await town.coordinator()
    await town.opens_the_day(officer)
    minh = await town.reporter("Đoàn phường Tân Lộc")
    await town.world.moves_to(at(28, 14, 1))
    lan = await takes_over(town, await hands_over(minh))
    await minh.waits("Đ/c Lê Thị Lan đã mở liên kết")
    await lan.says("ĐVTN: 25, lượt dân: 120")
    await lan.waits("báo cáo 28/11")
    seen = await minh.waits(lambda said: "báo cáo 28/11" in said.text and "120" in said.text)
    assert "Lê Thị Lan" in seen.text
    await minh.says("sửa lại ĐVTN 26")
    await minh.waits("25 → 26")
    await lan.waits(lambda said: "Lê Văn Minh" in said.text and "26" in said.text)
    assert "Lê Thị Lan" in await page_of(officer, "Tân Lộc")
    await town.world.moves_to(at(28, 17, 1))
    await lan.waits("Thời gian báo cáo cho Đoàn phường Tân Lộc đã hết")
    await lan.says("/baocao")
    await lan.waits(lambda said: "đầu mối" in said.text and "báo cáo 28/11" not in said.text)
    assert "Lê Thị Lan" not in await page_of(officer, "Tân Lộc")


async def test_a_link_is_taken_back_unused_and_used_and_given_again(town: Town) -> None:
    ha = await town.reporter("Đoàn phường Sơn Hạ", "Võ Thị Hạ")
    await ha.says("nhờ người khác báo cáo")
    code = code_in((await ha.waits("Nhờ đ/c báo cáo giúp")).text)
    await ha.taps("Thu lại liên kết")
    await ha.waits("liên kết ấy không mở được nữa")
    dung = await town.world.person("Đỗ Dũng")
    await dung.opens(code)
    await dung.waits("Mã này đã dùng hoặc hết hạn")
    await ha.taps("Hoàn tác")
    await ha.waits("Liên kết đã dùng lại được")
    await agrees(dung, code, "Đỗ Văn Dũng")
    await dung.waits("của Đoàn phường Sơn Hạ")
    await ha.waits("Đ/c Đỗ Văn Dũng đã mở liên kết")
    await ha.taps("Thu lại")
    await ha.waits("đ/c Đỗ Văn Dũng không còn báo cáo")
    await dung.waits("đã được nhận lại")
    await dung.says("ĐVTN: 9, lượt dân: 9")
    await dung.waits(lambda said: "chưa hiểu" in said.text)
    await ha.taps("Hoàn tác")
    await ha.waits("Đ/c Đỗ Văn Dũng lại báo cáo giúp")
    await dung.waits("Đ/c lại là đầu mối báo cáo của Đoàn phường Sơn Hạ")
    await dung.says("ĐVTN: 9, lượt dân: 19")
    await dung.waits("báo cáo 28/11")


async def liaisons(officer: Talker, name: str) -> str:
    await page_of(officer, name)
    await officer.taps("Đổi đầu mối")
    return (await officer.waits("Đầu mối của")).text


async def test_a_secretary_is_replaced_in_two_taps_and_told_when_the_new_one_comes(
    town: Town,
) -> None:
    officer = await town.coordinator("Ngô Thị Hai")
    old = await town.reporter("Đoàn phường Phú Lạc", "Bùi Văn Cũ")
    assert "Bùi Văn Cũ" in await liaisons(officer, "Phú Lạc")
    await officer.taps("Mời người mới, ngừng đ/c Bùi Văn Cũ")
    shown = await officer.waits("Mời đ/c làm đầu mối báo cáo của Đoàn phường Phú Lạc")
    assert "Bùi Văn Cũ vẫn là đầu mối cho tới khi" in shown.text
    await old.says("việc của tôi")
    await old.waits("Việc gần nhất")
    new = await town.world.person("Tạ Mới")
    await agrees(new, code_in(shown.text), "Tạ Thị Mới")
    await new.waits("của Đoàn phường Phú Lạc")
    await officer.waits("Đ/c Tạ Thị Mới đã nhận làm đầu mối")
    await old.waits("có đầu mối báo cáo mới")
    await town.world.settles()
    page = await page_of(officer, "Phú Lạc")
    assert "Tạ Thị Mới" in page
    assert "Bùi Văn Cũ" not in page


async def test_an_end_at_once_is_told_kindly_and_undone(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Ba")
    await liaisons(officer, "Phú Lạc")
    await officer.taps("Ngừng ngay đ/c Tạ Thị Mới")
    await officer.waits("Đ/c Tạ Thị Mới thôi làm đầu mối")
    await officer.taps("Hoàn tác")
    await officer.waits("Đ/c Tạ Thị Mới lại là đầu mối")
    await officer.taps("Ngừng đ/c Tạ Thị Mới")
    await officer.waits("Đ/c Tạ Thị Mới thôi làm đầu mối")
    assert "Chưa có đầu mối" in await page_of(officer, "Phú Lạc")


async def test_a_role_ends_on_the_day_that_was_set_for_it(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Tư")
    thu = await town.reporter("Chi đoàn Thuế", "Hồ Thị Thu")
    await liaisons(officer, "Thuế")
    await officer.taps("Đặt ngày ngừng đ/c Hồ Thị Thu")
    await officer.waits("đến hết ngày nào?")
    await officer.says("20/11/2026")
    await officer.waits("Ngày ấy đã qua")
    await liaisons(officer, "Thuế")
    await officer.taps("Đặt ngày ngừng đ/c Hồ Thị Thu")
    await officer.waits("đến hết ngày nào?")
    await officer.says("29/11")
    await officer.waits("đến hết ngày 29/11")
    await thu.waits("đến hết ngày 29/11")
    await officer.taps("Bỏ ngày ngừng")
    await officer.waits("không có ngày kết thúc")
    await officer.taps("Đặt ngày ngừng")
    await officer.waits("đến hết ngày nào?")
    await officer.says("29/11")
    await officer.waits("đến hết ngày 29/11")
    await town.world.moves_to(at(30, 8))
    await thu.waits("Thời gian báo cáo cho Chi đoàn Thuế đã hết")
    await officer.waits("không còn đầu mối báo cáo nào")


async def test_no_code_for_who_only_watches(town: Town) -> None:
    viewer = await town.viewer()
    page = await page_of(viewer, "Tân Lộc")
    assert page
    assert all("Đổi đầu mối" not in b.label for row in viewer.last.buttons for b in row)
