"""A volunteer: three taps, a seat or the waiting list, the calendar, a change of mind."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.conversations.town import Town, registers
from tests.talk import Talker, at

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ready(town: Town) -> AsyncIterator[Town]:
    """Tân Lộc has one seat, Sơn Hạ nine."""
    await town.opens_the_day(await town.coordinator())
    await registers(await town.reporter("Đoàn phường Tân Lộc"), capacity=1)
    await registers(await town.reporter("Đoàn phường Sơn Hạ"), capacity=9)
    yield town


async def comes(town: Town, name: str, unit: str) -> Talker:
    """Types the unit's name, consents, gives a name."""
    person = await town.world.person(name)
    await person.says(unit)
    await person.waits("Bot lưu họ tên")
    await person.taps("Đồng ý, ghi")
    await person.waits("họ và tên")
    await person.says(name)
    return person


async def test_the_last_seat_then_the_waiting_list_then_a_free_seat(ready: Town) -> None:
    lan = await comes(ready, "Nguyễn Thị Lan", "tân lộc")
    seat = await lan.waits("Đã giữ chỗ cho Lan")
    assert "Có mặt 7:15 thứ Bảy 28/11" in seat.text
    assert "đ/c Minh (đội trưởng)" in seat.text
    nam = await comes(ready, "Phạm Văn Nam", "phường Tân Lộc")
    await nam.waits("Điểm này đã đủ 1 bạn. Bạn ở vị trí số 1 trong danh sách chờ")
    await lan.taps("Hủy đăng ký")
    await lan.waits("Bạn muốn hủy")
    await lan.taps("Hủy đăng ký")
    await lan.waits("Cảm ơn bạn đã báo sớm")
    await nam.waits("🎉 Có chỗ rồi!")
    await lan.taps("Đăng ký lại")
    await lan.waits("Đã đủ 1 bạn")
    await lan.taps("Vào danh sách chờ")
    await lan.waits("vị trí số 1")


async def test_the_calendar_file_comes_as_a_file(ready: Town) -> None:
    hoa = await comes(ready, "Lê Thị Hoa", "Sơn Hạ")
    await hoa.waits("Đã giữ chỗ cho Hoa")
    await hoa.taps("Thêm vào lịch")
    file = await hoa.waits(lambda seen: seen.document is not None)
    assert file.file_name == "tinh-nguyen-28-11.ics"
    assert b"BEGIN:VEVENT" in (file.document or b"")
    await hoa.says("lịch của tôi")
    await hoa.waits("7:15 thứ Bảy 28/11, Đoàn phường Sơn Hạ")


async def test_who_says_no_leaves_nothing_behind(ready: Town) -> None:
    ba = await ready.world.person("Ba")
    await ba.says("Sơn Hạ")
    await ba.waits("Bot lưu họ tên")
    await ba.taps("Không đăng ký")
    await ba.waits("Bot chưa lưu gì về bạn")
    await ba.says("/dulieu")
    await ba.waits("Chưa có họ tên")


async def test_a_person_named_like_a_command_is_called_by_that_name(ready: Town) -> None:
    huy = await comes(ready, "Huy", "Sơn Hạ")
    await huy.waits("Đã giữ chỗ cho Huy")


async def test_who_has_a_seat_is_reminded_on_the_eve_and_who_waits_is_not(ready: Town) -> None:
    with_seat = await comes(ready, "Vũ Thị Tám", "Sơn Hạ")
    await with_seat.waits("Đã giữ chỗ cho Tám")
    waiting = await comes(ready, "Vũ Thị Chín", "Tân Lộc")
    await waiting.waits("danh sách chờ")
    told = len(waiting.sees)
    await ready.world.moves_to(at(27, 19, 31))
    await with_seat.waits("7:15")
    assert len(waiting.sees) == told
