"""The page of one unit: found by name, shown to who watches over it, with what can be done."""

import pytest

from tests.conversations.town import Town
from tests.talk import at

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_unit_is_found_by_name_from_the_board_and_shows_how_it_stands(town: Town) -> None:
    officer = await town.coordinator()
    await town.opens_the_day(officer)
    minh = await town.reporter("Đoàn phường Tân Lộc")
    await town.world.moves_to(at(28, 12))
    await minh.says("ĐVTN: 25, lượt dân: 120")
    await minh.waits("báo cáo 28/11")
    await minh.says("ĐVTN: 30")
    await minh.waits("25 → 30")
    await officer.says("/tiendo")
    await officer.waits("4 đơn vị")
    await officer.taps("Đơn vị khác")
    await officer.waits("tên đơn vị")
    await officer.says("Không Có Đâu")
    await officer.waits("không có đơn vị nào tên Không Có Đâu")
    await officer.says("tan loc")
    page = await officer.waits("Đoàn phường Tân Lộc, 28/11 · Còn thiếu")
    for shown in ("ĐVTN tham gia 30", "Lượt người dân 120", "Ảnh: 0/3", "Đầu mối: Lê Văn Minh"):
        assert shown in page.text
    await officer.taps("Lịch sử")
    history = await officer.waits("Lịch sử báo cáo")
    assert "ĐVTN tham gia: 25 → 30" in history.text


async def test_a_viewer_sees_the_page_without_buttons_that_change(town: Town) -> None:
    viewer = await town.viewer()
    await viewer.says("/tiendo")
    await viewer.waits("4 đơn vị")
    await viewer.taps("Đơn vị khác")
    await viewer.waits("tên đơn vị")
    await viewer.says("Sơn Hạ")
    page = await viewer.waits("Đoàn phường Sơn Hạ, 28/11")
    labels = {button.label for row in page.buttons for button in row}
    assert not labels & {"Nhập hộ", "Trả lại", "Duyệt", "Sửa số"}
    assert "Nhập hộ" not in page.text
