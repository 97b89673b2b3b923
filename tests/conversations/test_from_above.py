"""One city over two hosts: who stands above sees everything and goes down to one unit; each host's
officer sees their own, and a viewer sees and cannot touch."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from rehearsal.telegram_model import Seen
from storage.invitations import InvitationKind
from tests.conversations.city import CITY, HOST, OTHER_HOST, City, a_city
from tests.conversations.town import CHANNELS
from tests.talk import Talker, at

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHANGING = ("Nhắc", "Chép", "Sửa", "Mời", "Chốt", "Nhập hộ", "Thêm giờ", "Trả lại", "Duyệt", "Bỏ")
"""How the buttons begin that change something or write to somebody."""


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=CHANNELS[:2])
async def city(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[City]:
    async with a_city(tmp_path_factory.mktemp("city"), request.param) as made:
        for name, host in (("Lê Thị Hoa", HOST), ("Vũ Văn Hải", OTHER_HOST)):
            await made.opens_the_day(await made.officer(name, host))
        minh = await made.reporter("Đoàn phường Tân Lộc")
        await made.world.moves_to(at(28, 15))
        await minh.says("ĐVTN: 25, lượt dân: 120")
        await minh.waits("báo cáo 28/11")
        yield made


def offered(seen: Seen) -> list[str]:
    """Labels of the buttons, or the numbered choices of a plain chat."""
    if seen.buttons:
        return [button.label for row in seen.buttons for button in row]
    lines = (line.strip() for line in seen.text.splitlines())
    return [line.partition(". ")[2] for line in lines if line[:1].isdigit() and ". " in line]


async def down_to_a_unit(person: Talker) -> Seen:
    await person.says("/tiendo")
    whole = await person.waits("Số liệu tạm tính đến 15:0")
    assert f"{CITY}" in whole.text
    assert "đủ 0/4 đơn vị" in whole.text
    assert "ĐVTN tham gia 25" in whole.text
    assert f"{HOST}: đủ 0/2 · 25 ĐVTN · 120 lượt dân" in whole.text
    assert f"{OTHER_HOST}: đủ 0/2" in whole.text
    await person.taps(HOST)
    host = await person.waits(f"{CITY} › {HOST}")
    assert "Đoàn phường Tân Lộc: Còn thiếu · 25 ĐVTN" in host.text
    assert "Hải An" not in host.text
    await person.taps("Đoàn phường Tân Lộc")
    return await person.waits("Đoàn phường Tân Lộc, 28/11 · Còn thiếu")


async def test_from_the_city_down_to_a_unit_and_back(city: City) -> None:
    boss = await city.officer("Trần Văn Trên", CITY)
    page = await down_to_a_unit(boss)
    assert "25" in page.text
    await boss.taps("Các đơn vị cùng cấp")
    await boss.waits(f"{CITY} › {HOST}")
    await boss.taps(f"Tiến độ {HOST}")
    board = await boss.waits("Tiến độ 15:0")
    assert f"{CITY} › {HOST}" in board.text
    assert any("Nhắc" in label for label in offered(board)), "who is above may act below"
    await boss.taps(f"Lên {CITY}")
    await boss.waits("đủ 0/4 đơn vị")
    await boss.taps("Các ngày khác")
    days = await boss.waits("Đ/c xem ngày nào?")
    assert days.text.count("28/11: đủ 0/2 đơn vị") == 2


async def test_each_host_sees_its_own_day_only(city: City) -> None:
    hai = await city.officer("Ngô Văn Hải", OTHER_HOST)
    await hai.says("/tiendo")
    board = await hai.waits("Tiến độ 15:0")
    assert "Tân Lộc" not in board.text
    assert CITY not in board.text
    await hai.says("các ngày")
    days = await hai.waits("Đ/c xem ngày nào?")
    assert HOST not in days.text


async def test_a_viewer_sees_it_all_and_is_shown_nothing_to_change(city: City) -> None:
    viewer = await city.serves("Đỗ Thị Xem", InvitationKind.VIEWER, CITY)
    page = await down_to_a_unit(viewer)
    await viewer.taps("Các đơn vị cùng cấp")
    area = await viewer.waits(f"{CITY} › {HOST}")
    await viewer.taps(f"Tiến độ {HOST}")
    board = await viewer.waits("Tiến độ 15:0")
    await viewer.taps("Số liệu lúc này")
    totals = await viewer.waits("Số liệu tạm tính")
    for seen in (page, area, board, totals):
        assert not [label for label in offered(seen) if label.startswith(CHANGING)], seen.text
    for command in ("/nhac", "/moi", "/taosukien", "câu hỏi", "tin nhắc nhóm"):
        await viewer.says(command)
        await viewer.waits("chỉ xem, không thay đổi")


async def test_a_colleagues_last_deed_stands_on_the_board(city: City) -> None:
    hoa = await city.officer("Đinh Thị Hoa", HOST)
    binh = await city.officer("Đinh Văn Bình", HOST)
    await hoa.says("/nhac")
    await hoa.waits("Sẽ nhắc 1 đơn vị")
    await binh.says("/nhac")
    await binh.waits("Sẽ nhắc 1 đơn vị")
    await hoa.taps("Gửi")
    await hoa.waits("Đã gửi lời nhắc")
    await binh.taps("Gửi")
    await binh.waits("Đ/c Đinh Thị Hoa vừa nhắc lúc 15:0")
    await binh.says("/tiendo")
    board = await binh.waits("Tiến độ 15:0")
    assert "Đ/c Đinh Thị Hoa vừa nhắc đơn vị còn thiếu lúc 15:0" in board.text
    await hoa.says("/tiendo")
    board = await hoa.waits("Tiến độ 15:0")
    assert "Đinh Thị Hoa" not in board.text, "one's own deed is no news"
