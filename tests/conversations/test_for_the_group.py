"""Texts that a coordinator copies into a group or a private chat: ready, kind, with a way in."""

import re

import pytest

from rehearsal.telegram_people import TelegramPerson
from tests.conversations.town import HOST, Town, agrees
from tests.talk import Talker, at

pytestmark = pytest.mark.asyncio(loop_scope="module")


def code_in(text: str) -> str:
    found = re.search(r"\b([A-Z2-9]{4} [A-Z2-9]{4})\b", text)
    assert found, text
    return found[1]


@pytest.fixture(scope="module")
def staff() -> dict[str, Talker]:
    """Who serves for the whole file, made by the first test of each town."""
    return {}


async def officer_of(town: Town, staff: dict[str, Talker]) -> Talker:
    key = town.world.channel
    if key not in staff:
        staff[key] = await town.coordinator("Lê Thị Hoa")
        await town.opens_the_day(staff[key])
    return staff[key]


async def test_the_announcement_lets_units_and_volunteers_in(
    town: Town, staff: dict[str, Talker]
) -> None:
    hoa = await officer_of(town, staff)
    await hoa.says("/tiendo")
    await hoa.waits("Tiến độ")
    await hoa.taps("Chép thông báo")
    await hoa.waits("gửi cho ai?")
    await hoa.taps("Cho các đơn vị")
    text = await hoa.waits(f"{HOST} mời các đơn vị tham gia")
    assert "Gửi báo cáo đến 16:00 thứ Bảy 28/11" in text.text
    assert not text.buttons
    first = code_in(text.text)
    await hoa.says("thông báo")
    await hoa.waits("gửi cho ai?")
    await hoa.taps("Cho các đơn vị")
    await hoa.waits(lambda seen: "mời các đơn vị" in seen.text and first not in seen.text)
    minh = await town.world.person("Minh")
    await agrees(minh, first, "Lê Văn Minh")
    await minh.waits("Đ/c là đầu mối của đơn vị nào?")
    await hoa.says("thông báo")
    await hoa.waits("gửi cho ai?")
    await hoa.taps("Cho tình nguyện viên")
    text = await hoa.waits("Mời các bạn cùng tham gia!")
    lan = await town.world.person("Lan")
    await lan.opens(code_in(text.text))
    await lan.waits("Bạn muốn đi cùng đơn vị nào?")


async def test_the_groups_text_names_who_lacks_what_and_has_no_buttons(
    town: Town, staff: dict[str, Talker]
) -> None:
    hoa = await officer_of(town, staff)
    await hoa.says("/tiendo")
    await hoa.waits("Tiến độ")
    await hoa.taps("Chép tin nhắc nhóm")
    text = await hoa.waits("Các đ/c ơi")
    assert "Chưa đăng ký: Đoàn phường Tân Lộc, Đoàn phường Sơn Hạ" in text.text
    assert "Hạn 17:00 thứ Năm 26/11" in text.text
    assert not text.buttons
    assert not re.search(r"^\d\. ", text.text, re.MULTILINE), "no choices of a plain chat"
    minh = await town.reporter("Đoàn phường Tân Lộc")
    await town.world.moves_to(at(28, 15, 40))
    await minh.says("ĐVTN: 25, lượt dân: 120")
    await minh.waits("báo cáo 28/11")
    await hoa.says("tin nhắc nhóm")
    text = await hoa.waits("chỉ còn vài đơn vị nữa là đủ báo cáo. Hạn 16:00 thứ Bảy 28/11")
    assert "Còn ảnh: Đoàn phường Tân Lộc (3 ảnh)" in text.text
    assert "Còn số liệu và ảnh: Đoàn phường Sơn Hạ (3 ảnh)" in text.text


async def test_a_unit_out_of_reach_gets_a_word_with_a_way_in(
    town: Town, staff: dict[str, Talker]
) -> None:
    hoa = await officer_of(town, staff)
    await hoa.says("/nhac")
    await hoa.waits("Bot không nhắn được, đ/c gọi giúp")
    await hoa.taps("Chép lời nhắn riêng")
    await hoa.waits("bot soạn lời nhắn kèm mã mới")
    await hoa.taps("Chi đoàn Thuế")
    text = await hoa.waits("Chào đ/c, mình nhắn riêng")
    assert "Chi đoàn Thuế còn số liệu và 3 ảnh, hạn 16:00" in text.text
    assert not text.buttons
    first = code_in(text.text)
    await hoa.says("lời nhắn riêng")
    await hoa.waits("bot soạn lời nhắn kèm mã mới")
    await hoa.taps("Chi đoàn Thuế")
    second = code_in((await hoa.waits("Chào đ/c, mình nhắn riêng")).text)
    assert second != first
    for name, code in (("Bùi Thị Thuế", first), ("Bùi Văn Thu", second)):
        person = await town.world.person(name)
        await agrees(person, code, name)
        await person.waits(f"✅ {name} là đầu mối báo cáo của Chi đoàn Thuế")


async def test_a_group_never_reads_a_code_meant_for_one(
    town: Town, staff: dict[str, Talker]
) -> None:
    hoa = await officer_of(town, staff)
    if not isinstance(hoa, TelegramPerson):
        return  # no groups there
    group = town.world.telegram.group(-1001234567899, "Đoàn Bình Lạc")
    await group.says(hoa, "/moi")
    await group.member(hoa).waits("nhắn riêng cho bot")
    await group.says(hoa, "/tiendo")
    board = await group.member(hoa).waits("Tiến độ")
    labels = {button.label for row in board.buttons for button in row}
    assert not labels & {"Sửa ngày này", "Mời đầu mối", "Chép lời nhắn riêng"}
