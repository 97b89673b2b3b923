"""Reporters come in: one code for one person, one link for the whole group, approval in bulk."""

import re

import pytest

from rehearsal.telegram_model import Seen
from tests.conversations.town import HOST, Town, agrees

pytestmark = pytest.mark.asyncio(loop_scope="module")


def code_in(seen: Seen) -> str:
    found = re.search(r"\b([A-Z2-9]{4} [A-Z2-9]{4})\b", seen.text)
    assert found, seen.text
    return found[1]


async def test_a_units_name_after_moi_gives_a_code_that_one_person_can_use(town: Town) -> None:
    officer, first = await town.coordinator(), await town.world.person("Minh")
    await officer.says("/moi")
    await officer.waits("Mời đầu mối báo cáo")
    await officer.says("tan loc")
    code = code_in(await officer.waits("Mã cho đầu mối báo cáo của Đoàn phường Tân Lộc"))
    await agrees(first, code.lower().replace(" ", "-"), "Lê Văn Minh")
    await first.waits("✅ Lê Văn Minh là đầu mối báo cáo của Đoàn phường Tân Lộc")
    second = await town.world.person("Người khác")
    await second.opens(code)
    await second.waits("Mã này đã dùng hoặc hết hạn")


async def test_other_words_after_moi_are_what_they_always_are(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Chín")
    await officer.says("/moi")
    await officer.waits("Mời đầu mối báo cáo")
    await officer.says("trợ giúp")
    await officer.waits("Cán bộ phụ trách")


async def test_a_unit_that_is_not_there_is_asked_again(town: Town) -> None:
    officer = await town.coordinator("Ngô Thị Mười")
    await officer.says("/moi")
    await officer.waits("Mời đầu mối báo cáo")
    await officer.taps("Mã cho một đơn vị")
    await officer.waits("Đ/c gõ tên đơn vị")
    await officer.says("Đoàn xã Không Có Thật")
    await officer.waits("Không thấy đơn vị nào tên Đoàn xã Không Có Thật")
    await officer.says("Sơn Hạ")
    await officer.waits("Mã cho đầu mối báo cáo của Đoàn phường Sơn Hạ")


async def test_the_groups_link_brings_many_and_one_tap_approves_them(town: Town) -> None:
    officer = await town.coordinator("Ngô Văn Tám")
    await officer.says("/moi")
    await officer.waits("Mời đầu mối báo cáo")
    await officer.taps("Liên kết cho cả nhóm")
    code = code_in(await officer.waits(f"đầu mối báo cáo của {HOST} bấm liên kết"))
    named = {"Bùi Thị Xuân": "Phú Lạc", "Võ Văn Tần": "Thuế"}
    newcomers = {name: await town.world.person(name) for name in named}
    for name, unit in named.items():
        await agrees(newcomers[name], code, name)
        await newcomers[name].waits("Đ/c là đầu mối của đơn vị nào?")
        await newcomers[name].says(unit)
        await newcomers[name].waits("Đã gửi đ/c phụ trách duyệt")
    await officer.says("duyệt")
    asked = await officer.waits("2 người chờ duyệt")
    assert "Bùi Thị Xuân: Đoàn phường Phú Lạc" in asked.text
    await officer.taps("Duyệt tất cả")
    await officer.waits("Đã duyệt: ")
    for person in newcomers.values():
        await person.waits("✅ Đ/c đã được duyệt làm đầu mối báo cáo")


async def test_who_is_not_the_one_hands_the_code_on_unused(town: Town) -> None:
    officer, wrong = await town.coordinator("Ngô Văn Chín"), await town.world.person("Nhầm")
    await officer.says("/moi")
    await officer.waits("Mời đầu mối báo cáo")
    await officer.says("Sơn Hạ")
    code = code_in(await officer.waits("Mã cho đầu mối báo cáo"))
    await wrong.opens(code)
    await wrong.waits("Từ nay đ/c là đầu mối báo cáo")
    await wrong.taps("Không phải tôi")
    await wrong.waits("mã vẫn dùng được")
    right = await town.world.person("Đúng")
    await agrees(right, code, "Trịnh Thị Đúng")
    await right.waits("✅ Trịnh Thị Đúng là đầu mối báo cáo")
