"""Places and times of a unit: added, moved between, called off, printed, ticked, reported from."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.conversations.town import Town, a_town, registers
from tests.talk import Talker, at

pytestmark = pytest.mark.asyncio(loop_scope="module")

UNIT = "Đoàn phường Tân Lộc"


@pytest_asyncio.fixture(
    scope="module", loop_scope="module", params=["webchat", "webchat-plain", "telegram-webhook"]
)
async def town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    async with a_town(tmp_path_factory.mktemp("shifts"), request.param) as made:
        await made.opens_the_day(await made.coordinator())
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def minh(town: Town) -> Talker:
    """Reports for the unit, which has one place for two people."""
    reporter = await town.reporter(UNIT)
    await registers(reporter, capacity=2)
    return reporter


async def taps(person: Talker, button: str, wanted: str) -> str:
    """What the person then reads."""
    await person.taps(button)
    return (await person.waits(wanted)).text


def code_in(text: str) -> str:
    found = re.search(r"mã ([A-Z0-9]{4} [A-Z0-9]{4})", text)
    assert found, text
    return found[1]


async def comes(town: Town, name: str, code: str) -> Talker:
    """Opens a link, consents, gives a name."""
    person = await town.world.person(name)
    await person.opens(code)
    await person.waits("Bot lưu")
    await person.taps("Đồng ý, ghi")
    await person.waits("họ và tên")
    await person.says(name)
    return person


async def opens_place(minh: Talker, number: int) -> None:
    await minh.says("điểm")
    await minh.waits("các điểm/ca ngày 28/11")
    await minh.taps(f"Điểm {number}:")
    await minh.waits("Tập trung")


async def sign_up_code(minh: Talker, number: int) -> str:
    await opens_place(minh, number)
    await minh.taps("Liên kết đăng ký")
    return code_in((await minh.waits("chép tin này gửi các bạn")).text)


async def changes(minh: Talker, number: int, line: str, answer: str) -> None:
    await opens_place(minh, number)
    await minh.taps("Sửa điểm")
    await minh.waits("sửa dòng nào")
    await minh.taps(line)
    await minh.waits("?" if line != "Liên kết bản đồ" else "dán vào đây")
    await minh.says(answer)


async def test_a_second_place_is_like_the_first_but_for_its_hours(minh: Talker) -> None:
    await minh.says("điểm")
    await minh.waits("1) 7:30–11:30 thứ Bảy 28/11")
    await minh.taps("Thêm điểm/ca")
    await minh.waits("Địa điểm ở đâu?")
    await minh.says("như ca trước")
    await minh.waits("Từ mấy giờ")
    await minh.says("13:30-17:00")
    added = await minh.waits("✅ Đã thêm điểm")
    assert "Tập trung 13:15" in added.text
    assert "0/2 bạn" in added.text
    assert "Đội trưởng Minh" in added.text


async def test_a_leader_is_a_name_and_a_link_leads_to_the_map(minh: Talker) -> None:
    await changes(minh, 2, "Đội trưởng", "25")
    await minh.waits("Bot cần họ tên")
    await minh.says("Lan, Huy")
    await minh.waits("Đội trưởng Lan, Huy")
    await changes(minh, 2, "Liên kết bản đồ", "bản đồ nhà văn hóa")
    await minh.waits("Bot cần một liên kết")
    await minh.says("Nhà văn hóa https://maps.app.goo.gl/abc")
    await minh.waits("✅ Đã sửa")


async def test_who_moves_keeps_the_old_seat_until_the_new_one_is_theirs(
    town: Town, minh: Talker
) -> None:
    await changes(minh, 2, "Số chỗ", "1")
    await minh.waits("0/1 bạn")
    morning, afternoon = await sign_up_code(minh, 1), await sign_up_code(minh, 2)
    tam = await comes(town, "Vũ Thị Tám", afternoon)
    await tam.waits("Đã giữ chỗ cho Tám")
    chin = await comes(town, "Vũ Thị Chín", morning)
    await chin.waits("Đã giữ chỗ cho Chín")
    await taps(chin, "Đổi điểm/ca", "Chỗ cũ còn nguyên")
    await chin.taps("13:30")
    waits = await chin.waits("vị trí số 1")
    assert "vẫn giữ cho bạn" in waits.text
    await changes(minh, 2, "Số chỗ", "2")
    await minh.waits("2/2 bạn")
    moved = await chin.waits("🎉 Có chỗ rồi!")
    assert "Chỗ cũ ở" in moved.text
    await changes(minh, 2, "Số chỗ", "1")
    await minh.waits("Đã có 2 bạn giữ chỗ")
    await minh.says("hủy")
    await minh.waits("Đã hủy")
    await taps(tam, "Đổi điểm/ca", "Chỗ cũ còn nguyên")
    await taps(tam, "7:30", "✅ Đã đổi sang điểm mới")
    await taps(tam, "Đổi lại như cũ", "Có mặt 13:15")


async def test_a_friend_takes_exactly_that_seat_and_both_are_told(town: Town, minh: Talker) -> None:
    lan = await comes(town, "Nguyễn Thị Lan", await sign_up_code(minh, 1))
    await lan.waits("Đã giữ chỗ cho Lan")
    await lan.taps("Nhờ bạn khác đi thay")
    code = code_in((await lan.waits("một người bạn")).text)
    await lan.opens(code)
    await lan.waits("Đây là chỗ của chính bạn")
    hoa = await comes(town, "Lê Thị Hoa", code)
    await hoa.waits("Đã giữ chỗ cho Hoa")
    await lan.waits("Lê Thị Hoa sẽ đi thay bạn")
    late = await town.world.person("Muộn")
    await late.opens(code)
    await late.waits("Mã này đã dùng hoặc hết hạn")


async def test_a_place_called_off_is_told_once_with_the_others_and_can_be_opened_again(
    town: Town, minh: Talker
) -> None:
    bay = await comes(town, "Trần Văn Bảy", await sign_up_code(minh, 1))
    await bay.waits("Đã giữ chỗ cho Bảy")
    await opens_place(minh, 1)
    await taps(minh, "Hủy điểm này", "sẽ được báo một lần")
    await taps(minh, "Hủy điểm này", "Bot báo cho 2 bạn")
    await bay.waits("đã hủy, bạn không cần đến")
    await taps(minh, "Mở lại điểm này", "mở lại")
    await bay.waits("chỗ của bạn như cũ")


async def test_the_sheet_is_one_page_a_place_with_both_codes(town: Town, minh: Talker) -> None:
    await minh.says("điểm")
    await minh.waits("các điểm/ca")
    await minh.taps("In tờ QR")
    file = await minh.waits(lambda seen: seen.document is not None)
    page = (file.document or b"").decode()
    assert file.file_name == "to-qr-28-11.html"
    assert page.count("<section>") == 2
    assert page.count("<svg") == 4
    assert "size: A4" in page
    typed = re.findall(r'class="typed">([A-Z0-9]{4} [A-Z0-9]{4})<', page)
    assert len(set(typed)) == 4
    early = await town.world.person("Sớm")
    await early.says(typed[1])
    await early.waits("Còn sớm quá")


async def test_on_the_spot_people_check_in_by_code_and_the_leader_ticks_the_rest(
    town: Town, minh: Talker
) -> None:
    await opens_place(minh, 1)
    await minh.taps("In tờ QR")
    file = await minh.waits(lambda seen: seen.document is not None)
    code = re.findall(r'class="typed">([A-Z0-9 ]{9})<', (file.document or b"").decode())[1]
    await opens_place(minh, 1)
    await minh.taps("Giao đội trưởng điểm danh")
    lead = code_in((await minh.waits("đội trưởng")).text)
    await town.world.moves_to(at(28, 7, 5))
    leader = await comes(town, "Phạm Văn Đội", lead)
    await leader.waits("Có mặt 0/2 bạn")
    guest = await comes(town, "Đỗ Văn Khách", code)
    await guest.waits("Bot đã ghi Khách có mặt")
    await leader.says("điểm danh")
    await leader.waits("Có mặt 1/3 bạn")
    await leader.says("1 2")
    await leader.waits("Có mặt 3/3 bạn")
    await taps(leader, "✅ Trần Văn Bảy", "Có mặt 2/3 bạn")
    await taps(leader, "Thêm bạn", "mà chưa có tên")
    await leader.says("Hồ Văn An, Hồ Thị Bé")
    await leader.waits("Đã ghi 2 bạn")
    await leader.says("điểm danh")
    await leader.waits("Có mặt 4/5 bạn")
    await guest.says("lịch của tôi")
    await guest.waits("✅ có mặt")


async def test_attendance_offers_its_figure_and_a_typed_one_stands(
    town: Town, minh: Talker
) -> None:
    await town.world.moves_to(at(28, 12))
    await minh.says("/baocao")
    await minh.waits("Điểm danh có 4 bạn, dùng 4?")
    await minh.taps("Dùng 4")
    card = await minh.waits("báo cáo 28/11")
    assert "4 người (theo điểm danh)" in card.text
    await minh.says("ĐVTN: 30, lượt dân: 120")
    await minh.waits("30")
    await minh.says("/baocao")
    ways = await minh.waits("Đ/c nhắn số liệu")
    assert "Điểm danh có" not in ways.text


async def test_a_volunteer_looks_after_no_place(town: Town) -> None:
    nobody = await town.world.person("Ai")
    await nobody.says("điểm danh")
    await nobody.waits("quét mã Tôi có mặt")
