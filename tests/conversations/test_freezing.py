"""Chốt số liệu, what comes after it, [Mở lại], and the editions of a day."""

import pytest

from tests.conversations.town import Town
from tests.talk import Talker, at

pytestmark = pytest.mark.asyncio(loop_scope="module")


class People:
    officer: Talker
    tan_loc: Talker
    son_ha: Talker


PEOPLE: dict[int, People] = {}


async def people(town: Town) -> People:
    if id(town) not in PEOPLE:
        made = PEOPLE[id(town)] = People()
        made.officer = await town.coordinator()
        await town.opens_the_day(made.officer)
        made.tan_loc = await town.reporter("Đoàn phường Tân Lộc", "Nguyễn Thị Lan")
        made.son_ha = await town.reporter("Đoàn phường Sơn Hạ", "Võ Văn Hạ")
        await town.world.moves_to(at(28, 12))
        await made.tan_loc.says("ĐVTN: 25, lượt dân: 120")
        await made.tan_loc.waits("Tân Lộc, báo cáo 28/11")
    return PEOPLE[id(town)]


async def test_the_time_of_ban_2_is_the_events_own(town: Town) -> None:
    who = await people(town)
    await who.officer.says("/tiendo")
    await who.officer.waits("Tiến độ 12:00")
    await who.officer.taps("Việc khác")
    await who.officer.waits("Việc khác của")
    await who.officer.taps("Sửa ngày này")
    await who.officer.waits("Đ/c sửa dòng nào?")
    await who.officer.taps("Giờ Bản 2")
    await who.officer.waits("Bản 2 gửi lúc mấy giờ? Hiện là 17:00")
    await who.officer.says("11h")
    await who.officer.waits("phải trước Bản 2")
    await who.officer.says("/tiendo")
    await who.officer.waits("Tiến độ 12:00")
    await who.officer.taps("Việc khác")
    await who.officer.waits("Việc khác của")
    await who.officer.taps("Sửa ngày này")
    await who.officer.waits("Đ/c sửa dòng nào?")
    await who.officer.taps("Giờ Bản 2")
    await who.officer.waits("Bản 2 gửi lúc mấy giờ?")
    await who.officer.says("17h30")
    await who.officer.waits("Bản 1 lúc 16:05, Bản 2 lúc 17:30")


async def test_figures_cannot_be_frozen_while_units_are_on_time(town: Town) -> None:
    who = await people(town)
    await who.officer.says("chốt số liệu")
    await who.officer.waits("Chưa đến hạn báo cáo 16:00")


async def test_a_chot_names_who_is_missing_and_takes_a_second_tap(town: Town) -> None:
    who = await people(town)
    await town.world.moves_to(at(28, 17, 31))
    second = await who.officer.waits("17:30 · Bản 2")
    assert "1/4 đơn vị đã báo cáo" in second.text
    await who.officer.taps("Chốt số liệu")
    asked = await who.officer.waits("Chốt số liệu Ngày thứ Bảy tình nguyện, 28/11?")
    assert "Chưa báo cáo: Đoàn phường Sơn Hạ, Đoàn phường Phú Lạc, Chi đoàn Thuế" in asked.text
    await who.officer.taps("Chưa chốt")
    await who.officer.waits("Tiến độ 17:31")
    await who.officer.says("chốt")
    await who.officer.waits("28/11?")
    await who.officer.taps("Chốt")
    frozen = await who.officer.waits("17:31 · Chốt số liệu")
    assert "ĐVTN tham gia 25 · Lượt người dân 120" in frozen.text


async def test_late_reports_are_taken_as_added_and_told_on_demand_only(town: Town) -> None:
    who = await people(town)
    heard = len(who.officer.sees)
    await who.son_ha.says("ĐVTN: 9, lượt dân: 2")
    card = await who.son_ha.waits("Sơn Hạ, báo cáo 28/11")
    assert "Đã nhận. Số liệu ngày này đã chốt nên báo cáo được ghi là bổ sung sau chốt" in card.text
    await town.world.moves_to(at(28, 20))
    await town.world.settles()
    assert len(who.officer.sees) == heard
    await who.officer.says("/tonghop")
    shown = await who.officer.waits("Số liệu chốt lúc 17:31 (đ/c Hà)")
    assert "ĐVTN tham gia 25 · Lượt người dân 120" in shown.text
    assert "Bổ sung sau chốt: ĐVTN tham gia +9 · Lượt người dân +2" in shown.text
    assert "Mới báo cáo: Đoàn phường Sơn Hạ" in shown.text
    await who.officer.says("/tiendo")
    board = await who.officer.waits("Đã chốt số liệu lúc 17:31 (đ/c Hà)")
    assert "Bổ sung sau chốt: ĐVTN tham gia +9" in board.text


async def test_it_is_frozen_once(town: Town) -> None:
    who = await people(town)
    await who.officer.says("chốt")
    refused = await who.officer.waits("đã chốt lúc 17:31, đ/c Hà chốt")
    assert "mở lại" in refused.text


async def test_every_edition_is_shown_again_as_it_was(town: Town) -> None:
    who = await people(town)
    await who.officer.says("các bản đã gửi")
    listed = await who.officer.waits("Các bản đã gửi")
    for name in ("Bản 1: 16:05", "Bản 2: 17:30", "Chốt số liệu: 17:31"):
        assert name in listed.text
    await who.officer.taps("Xem Bản 1")
    first = await who.officer.waits(lambda seen: seen.text.startswith("16:05 · Bản 1"))
    assert "ĐVTN tham gia 25" in first.text


async def test_it_opens_again_and_is_frozen_anew(town: Town) -> None:
    who = await people(town)
    colleague = await town.coordinator("Lê Văn Hùng")
    await colleague.says("mở lại")
    await colleague.waits("Đã mở lại số liệu")
    await who.officer.waits("Đ/c Hùng đã mở lại số liệu")
    await colleague.taps("Chốt lại")
    await colleague.waits("2/4 đơn vị đã báo cáo")
    await colleague.taps("Chốt")
    await colleague.waits("20:00 · Chốt số liệu lần 2")
    news = await who.officer.waits("20:00 · Chốt số liệu lần 2")
    assert "ĐVTN tham gia 34 · Lượt người dân 122" in news.text
    await who.officer.says("/tonghop")
    shown = await who.officer.waits("Số liệu chốt lúc 20:00 (đ/c Hùng)")
    assert "Chưa có bổ sung sau chốt." in shown.text
    await who.officer.says("/bangiao")
    listed = await who.officer.waits("Chốt số liệu lần 2: 20:00")
    assert "Chốt số liệu: 17:31" in listed.text


async def test_a_viewer_reads_the_editions_and_cannot_freeze(town: Town) -> None:
    await people(town)
    viewer = await town.viewer()
    await viewer.says("/bangiao")
    await viewer.waits("Các bản đã gửi")
    await viewer.says("mở lại")
    await viewer.waits(lambda seen: "cán bộ phụ trách" in seen.text)
    await viewer.says("/tonghop")
    shown = await viewer.waits("Số liệu chốt lúc 20:00")
    assert "Mở lại" not in {button.label for row in shown.buttons for button in row}
