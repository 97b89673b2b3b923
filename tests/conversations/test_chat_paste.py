"""A coordinator whose units never joined does the whole Saturday from the group chat: pasted, as a
text file, forwarded; one list, confirmed line by line, written at once."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import pytest
import pytest_asyncio

from actions.import_units import found_units
from actions.roster_file import rows_of
from reading.roster import read_roster
from rehearsal.telegram_people import TelegramPerson
from storage.units import subtree
from tests.conversations.town import CHANNELS, HOST, Town
from tests.reading.test_chat import UNITS
from tests.talk import Talker, at, world

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHAT: Final = (Path(__file__).parents[1] / "reading" / "chats" / "eighteen.txt").read_text("utf-8")
ROSTER: Final = "\n".join(
    ["Tên đơn vị,Đơn vị cấp trên", f"{HOST},", *(f"{name},{HOST}" for name in UNITS)]
)


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=CHANNELS)
async def district(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    """Eighteen units, of which nobody has joined; Saturday, a quarter past four."""
    folder = tmp_path_factory.mktemp("chat")
    async with world(folder, request.param, limits=False) as lives:

        async def found(session: Any) -> Any:  # noqa: ANN401  a session of the writer's
            done = await found_units(
                session, read_roster(rows_of(ROSTER.encode())), now=lives.clock()
            )
            return {each.name: each for each in await subtree(session, done.host.path)}

        town = Town(lives, await lives.app.writer.run(found))
        officer = await town.coordinator()
        await town.opens_the_day(officer)
        await lives.moves_to(at(28, 16, 15))
        yield town


async def pastes(officer: Talker, text: str) -> None:
    """As the channel allows: Telegram cuts what is longer than 4,096 letters."""
    if not isinstance(officer, TelegramPerson):
        await officer.says(text)
        return
    while text:
        cut = len(text) if len(text) <= 4096 else text.rindex("\n", 0, 4096)
        await officer.says(text[:cut])
        text = text[cut + 1 :]


async def page_of(officer: Talker, name: str) -> str:
    await officer.says("/tiendo")
    await officer.waits("18 đơn vị")
    await officer.taps("Đơn vị khác")
    await officer.waits("tên đơn vị")
    await officer.says(name)
    return (await officer.waits(", 28/11 · ")).text


async def opens(officer: Talker, number: int) -> None:
    """The button of that line, or its number."""
    if getattr(officer, "plain", False):
        await officer.says(str(number))
    else:
        await officer.taps(str(number))


async def names(officer: Talker, label: str) -> None:
    """A choice of an earlier message: without buttons its number is no more, its words are."""
    await (officer.says(label) if getattr(officer, "plain", False) else officer.taps(label))


def line_of(text: str, unit: str) -> str:
    return next(line for line in text.splitlines() if unit in line)


async def test_eighteen_units_that_never_joined_are_entered_from_one_pasted_chat(
    district: Town,
) -> None:
    officer = await district.coordinator("Ngô Thị Một")
    await pastes(officer, CHAT)
    listed = await officer.waits("Đọc được 18 báo cáo")
    assert "(bỏ qua 18 tin)" in listed.text
    assert "1 tin gửi lặp" in listed.text
    assert "ĐVTN tham gia 25 · Lượt người dân 120" in line_of(listed.text, "Tân Lộc")
    assert "(15:41, Lan - P. Tân Lộc)" in line_of(listed.text, "Đoàn phường Tân Lộc")
    assert line_of(listed.text, "Chi đoàn Công an").startswith(("1. ❓", "2. ❓"))
    await officer.taps("Ghi 18 báo cáo")
    done = await officer.waits("Đã ghi nhập hộ 18 báo cáo")
    assert "Đoàn xã Vĩnh An" in done.text
    page = await page_of(officer, "Tân Lộc")
    assert "nhập hộ theo Lan - P. Tân Lộc, báo lúc 15:41" in page
    assert "ĐVTN tham gia 25" in page
    assert "Lượt người dân 155" in await page_of(officer, "Phú Lạc")


async def test_the_same_chat_again_brings_nothing_and_a_later_message_its_change(
    district: Town,
) -> None:
    officer = await district.coordinator("Ngô Thị Hai")
    await pastes(officer, f"{CHAT}\n[16:02, 28/11/2026] Minh: P. Sơn Hạ sửa lượt dân 99 ạ")
    listed = await officer.waits("Đọc được 18 báo cáo")
    assert listed.text.count("Đã có đúng số này") == 17
    assert "Mới hơn báo cáo lúc 11:40" in line_of(listed.text, "Sơn Hạ")
    await officer.taps("Ghi 1 báo cáo")
    await officer.waits("Đã ghi nhập hộ 1 báo cáo")
    assert "Lượt người dân 99" in await page_of(officer, "Sơn Hạ")


async def test_what_is_written_is_taken_back_all_at_once(district: Town) -> None:
    officer = await district.coordinator("Ngô Thị Ba")
    await officer.says(
        "[16:03, 28/11/2026] Quang: An Thới cập nhật: 23 đvtn; 66 lượt dân\n"
        "[16:04, 28/11/2026] Quang: sửa lại 24 bạn chứ k phải 23\n"
        "[16:05, 28/11/2026] Ngọc: Hòa Tân cập nhật: 25 ĐVTN, 90 lượt dân"
    )
    await officer.waits("Đọc được 2 báo cáo")
    await officer.taps("Ghi 2 báo cáo")
    await officer.waits("Đã ghi nhập hộ 2 báo cáo")
    looks_on = await district.coordinator("Ngô Thị Ba Mươi")
    assert "ĐVTN tham gia 24" in await page_of(looks_on, "An Thới")
    await officer.says("dán đoạn chat")
    await officer.waits("Nhập hộ từ nhóm chat")
    await officer.says("thôi")
    await officer.waits("Đã bỏ đoạn chat này")
    await names(officer, "Hoàn tác tất cả")
    await officer.waits("Đã hoàn tác 2 báo cáo")
    assert "ĐVTN tham gia 22" in await page_of(looks_on, "An Thới")
    assert "ĐVTN tham gia 24" in await page_of(looks_on, "Hòa Tân")


async def test_lines_are_dropped_corrected_and_given_to_another_unit_in_words(
    district: Town,
) -> None:
    officer = await district.coordinator("Ngô Thị Bốn")
    await officer.says(
        "[16:06, 28/11/2026] Khoa: Mỹ Đông cập nhật: 36 đoàn viên, 121 lượt dân\n"
        "[16:07, 28/11/2026] Bảo: Long Khê cập nhật: 17 ĐVTN, 50 lượt dân\n"
        "[16:08, 28/11/2026] Ai Đó: em báo cáo 29 ĐVTN, 71 lượt dân, 3 đội hình ạ"
    )
    listed = await officer.waits("Đọc được 3 báo cáo")
    assert line_of(listed.text, "Ai Đó").startswith("1. ❓ chưa rõ đơn vị")
    await officer.says("1 là Vĩnh An")
    listed = await officer.waits(lambda seen: "Đoàn xã Vĩnh An: " in seen.text)
    assert "ghi 3 báo cáo" in " ".join([listed.text, *listed.labels]).lower()
    await officer.says("bỏ 2")
    await officer.waits(lambda seen: "Không ghi." in seen.text)
    await officer.says("sửa 3 ĐVTN 18")
    await officer.waits(lambda seen: "ĐVTN tham gia 18" in seen.text)
    await officer.says("bỏ 9")
    await officer.waits("Danh sách chỉ có 3 dòng")
    await officer.says("ghi hết")
    done = await officer.waits("Đã ghi nhập hộ 2 báo cáo")
    assert "Mỹ Đông" not in done.text
    assert "ĐVTN tham gia 18" in await page_of(officer, "Long Khê")
    assert "ĐVTN tham gia 35" in await page_of(officer, "Mỹ Đông")


async def test_a_line_is_mended_by_its_number(district: Town) -> None:
    officer = await district.coordinator("Ngô Thị Năm")
    await officer.says(
        "[16:06, 28/11/2026] Khoa: Mỹ Đông cập nhật: 37 đoàn viên, 122 lượt dân\n"
        "[16:08, 28/11/2026] Ai Đó: em báo cáo 61 ĐVTN, 46 lượt dân, 3 đội hình ạ"
    )
    await officer.waits("Đọc được 2 báo cáo")
    await opens(officer, 1)
    one = await officer.waits("Dòng 1")
    assert "em báo cáo 61 ĐVTN" in one.text
    await officer.taps("Chọn đơn vị")
    await officer.waits("là của đơn vị nào?")
    await officer.says("không có đâu")
    await officer.waits("Không thấy đơn vị nào tên")
    await officer.says("le khe")
    await officer.waits("hoặc chọn")
    await officer.taps("THPT Lê Khê")
    await officer.waits(lambda seen: "Đoàn trường THPT Lê Khê: " in seen.text)
    await officer.says("thôi")
    await officer.waits("chưa ghi gì cả")


async def test_a_lines_figures_are_put_right_and_a_line_is_left_out(district: Town) -> None:
    officer = await district.coordinator("Ngô Thị Mười Hai")
    await officer.says(
        "[16:06, 28/11/2026] Khoa: Mỹ Đông cập nhật: 37 đoàn viên, 122 lượt dân\n"
        "[16:08, 28/11/2026] Tâm: THPT Lê Khê cập nhật: 61 ĐVTN, 46 lượt dân, 3 đội hình ạ"
    )
    await officer.waits("Đọc được 2 báo cáo")
    await opens(officer, 2)
    await officer.waits("Dòng 2")
    await officer.taps("Sửa số")
    await officer.waits("nhắn số đúng")
    await officer.says("ĐVTN 62")
    await officer.waits(lambda seen: "ĐVTN tham gia 62" in seen.text and "2. " in seen.text)
    await opens(officer, 1)
    await officer.waits("Dòng 1")
    await officer.taps("Bỏ dòng này")
    await officer.waits(lambda seen: "Không ghi." in seen.text)
    await officer.taps("Thôi, không ghi")
    await officer.waits("chưa ghi gì cả")
    assert "ĐVTN tham gia 60" in await page_of(officer, "THPT Lê Khê")


async def test_a_units_own_report_stands_unless_the_coordinator_says_so(district: Town) -> None:
    officer = await district.coordinator("Ngô Thị Sáu")
    thue = await district.reporter("Chi đoàn Thuế")
    await thue.says("ĐVTN: 13, lượt dân: 44")
    await thue.waits("Chi đoàn Thuế, báo cáo 28/11")
    chat = (
        "[16:01, 28/11/2026] Sang: CĐ Thuế: 14 bạn, 41 lượt dân\n"
        "[16:02, 28/11/2026] Mai: Minh Tân cập nhật 25 bạn, 31 lượt dân ạ"
    )
    await officer.says(chat)
    listed = await officer.waits("Đọc được 2 báo cáo")
    assert "Đơn vị đã có báo cáo lúc 16:15, giữ số đó." in line_of(listed.text, "Chi đoàn Thuế")
    number = line_of(listed.text, "Chi đoàn Thuế").split(".")[0]
    await officer.says(f"ghi đè {number}")
    await officer.waits(lambda seen: "Ghi đè số đang có" in seen.text)
    await thue.says("sửa lại 15 bạn")
    await thue.waits("15")
    await district.world.settles()
    await officer.says("ghi hết")
    done = await officer.waits("Đã ghi nhập hộ 1 báo cáo")
    assert "Trong lúc đ/c xem, Chi đoàn Thuế vừa có số mới" in done.text
    assert "ĐVTN tham gia 15" in await page_of(officer, "Chi đoàn Thuế")


async def test_an_exported_chat_comes_as_a_file(district: Town) -> None:
    officer = await district.coordinator("Ngô Thị Bảy")
    exported = (
        "28/11/26, 16:09 - Khoa: Mỹ Đông cập nhật: 38 đoàn viên, 123 lượt dân\n"
        "28/11/26, 16:10 - Mai: Minh Tân cập nhật: 26 bạn, 32 lượt dân\n"
    )
    await officer.sends_document(exported.encode(), "WhatsApp Chat.txt", "text/plain")
    await officer.waits("Đọc được 2 báo cáo")
    await officer.taps("Thôi, không ghi")
    await officer.waits("chưa ghi gì cả")


async def test_a_paste_in_several_parts_is_one_list(district: Town) -> None:
    officer = await district.coordinator("Ngô Thị Tám")
    await officer.says("nhập hộ")
    await officer.waits("đơn vị nào?")
    await officer.taps("Dán đoạn chat nhóm")
    await officer.waits("Đ/c dán cả đoạn chat")
    filler = "\n".join(
        f"[15:{minute:02}, 28/11/2026] Ai Đó: cả nhà cố lên nhé, trời mưa to quá rồi đây nè"
        for minute in range(55)
    )
    first = f"{filler}\n[16:11, 28/11/2026] Khoa: Mỹ Đông cập nhật: 39 đoàn viên,"
    assert 3500 < len(first) <= 4096
    await officer.says(first)
    await officer.waits("Đã nhận 1 phần")
    await officer.says("124 lượt dân\n[16:12, 28/11/2026] Mai: Minh Tân: 27 bạn, 33 lượt dân")
    listed = await officer.waits("Đọc được 2 báo cáo")
    assert "ĐVTN tham gia 39 · Lượt người dân 124" in line_of(listed.text, "Mỹ Đông")
    assert "(bỏ qua 55 tin)" in listed.text
    await officer.says("thôi")
    await officer.waits("chưa ghi gì cả")


async def test_messages_are_forwarded_one_by_one(district: Town) -> None:
    officer = await district.coordinator("Ngô Thị Chín")
    if not isinstance(officer, TelegramPerson):
        return
    for minute, who, said in (
        (50, "Khoa", "Mỹ Đông cập nhật: 40 đoàn viên, 125 lượt dân"),
        (51, "Mai", "Minh Tân cập nhật: 28 bạn, 34 lượt dân"),
        (52, "Khoa", "sửa lại 41 bạn chứ k phải 40"),
        (53, "Mai", "vâng ạ"),
    ):
        await officer.forwards(said, origin=who, origin_date=at(28, 15, minute))
    await officer.waits("Đã nhận 4 tin chuyển tiếp, đọc được 2 báo cáo")
    await officer.taps("Xong")
    listed = await officer.waits("Đọc được 2 báo cáo")
    assert "ĐVTN tham gia 41" in line_of(listed.text, "Mỹ Đông")
    assert "15:51, Mai" in line_of(listed.text, "Minh Tân")
    await officer.taps("Thôi, không ghi")
    await officer.waits("chưa ghi gì cả")


async def test_an_old_list_says_that_it_is_over(district: Town) -> None:
    officer = await district.coordinator("Ngô Thị Mười")
    await officer.says(
        "Mỹ Đông: 42 đoàn viên, 126 lượt dân\n\nMinh Tân: 29 bạn, 35 lượt dân ạ cảm ơn"
    )
    listed = await officer.waits("Đọc được 2 báo cáo")
    assert "Dòng không có giờ" in listed.text
    await officer.says("báo lúc 15:59")
    await officer.waits(lambda seen: "(15:59)" in seen.text)
    await officer.says("/huy")
    await officer.waits("Đã hủy")
    await officer.taps("Ghi 1 báo cáo")
    await officer.waits("Danh sách này đã xong rồi")
