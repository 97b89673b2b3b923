"""Units write as they always did. What the bot took from it, and what it asks, each in one unit."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from rehearsal.telegram_model import Seen
from rehearsal.telegram_people import TelegramPerson
from tests.conversations.town import CHANNELS, HOST, Town, a_town
from tests.talk import Talker, at, picture

pytestmark = pytest.mark.asyncio(loop_scope="module")

WARDS = (
    "An Khê",
    "Bình Sơn",
    "Cầu Đá",
    "Diên Hồng",
    "Đông Lạc",
    "Gia Mỹ",
    "Hải Vân",
    "Kim Lũ",
    "Lạc Viên",
    "Minh Thạnh",
    "Nam Chánh",
    "Phú Lạc",
    "Quế Sơn",
    "Tân Lộc",
    "Thới An",
    "Vĩnh Tây",
    "Yên Khê",
)
ROSTER = "\n".join(
    (
        "Tên đơn vị,Đơn vị cấp trên,Số đoàn viên",
        f"{HOST},,",
        *(f"Đoàn phường {ward},{HOST},200" for ward in WARDS),
    )
)


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=CHANNELS)
async def town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    folder = tmp_path_factory.mktemp("free")
    async with a_town(folder, request.param, ROSTER) as made:
        officer = await made.coordinator()
        await made.opens_the_day(officer)
        await made.world.moves_to(at(28, 12))
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def officer(town: Town) -> Talker:
    return await town.coordinator("Ngô Thị Hai")


async def reporter(town: Town, ward: str) -> Talker:
    return await town.reporter(f"Đoàn phường {ward}", f"Lê Văn {ward.split()[-1]}")


def is_card(seen: Seen) -> bool:
    return "báo cáo 28/11" in seen.text


async def page_of(officer: Talker, ward: str) -> str:
    await officer.says("/tiendo")
    await officer.waits(f"({len(WARDS)} đơn vị)")
    await officer.taps("Đơn vị khác")
    await officer.waits("tên đơn vị")
    await officer.says(ward)
    return (await officer.waits(", 28/11 · ")).text


async def reports(person: Talker, text: str) -> str:
    await person.says(text)
    return (await person.waits(is_card)).text


async def test_a_sum_and_a_product_show_how_they_came_about(town: Town) -> None:
    minh = await reporter(town, "An Khê")
    card = await reports(minh, "Dạ p An Khê bc: 3 đội, mỗi đội 6 bạn, 100 dân + 20 doanh nghiệp ạ")
    assert "ĐVTN tham gia: 18 = 3 đội x 6 người" in card
    assert "Lượt người dân: 120 = 100 + 20 lượt" in card


async def test_a_figure_that_can_be_two_things_counts_at_once_and_is_asked(
    town: Town, officer: Talker
) -> None:
    minh = await reporter(town, "Bình Sơn")
    card = await reports(minh, "25 ĐVTN, 120 lượt dân, 45 hồ sơ")
    assert "Hồ sơ tiếp nhận: 45 (?)" in card
    assert "Số 45 là Hồ sơ tiếp nhận hay Hồ sơ giải quyết ạ?" in card
    assert "Hồ sơ tiếp nhận 45 ⚠️" in await page_of(officer, "Bình Sơn")
    await minh.taps("Hồ sơ giải quyết")
    await minh.waits("Đã ghi Hồ sơ giải quyết: 45")
    assert "Hồ sơ giải quyết 45 ·" in (await page_of(officer, "Bình Sơn")).replace("\n", " ·")


async def test_a_number_without_words_is_asked_and_answered_in_words(
    town: Town, officer: Talker
) -> None:
    minh = await reporter(town, "Cầu Đá")
    card = await reports(minh, "ĐVTN 25, lượt dân 120, 45")
    assert "Số 45 là Hồ sơ tiếp nhận hay Hồ sơ giải quyết ạ?" in card
    await minh.says("hồ sơ tiếp nhận")
    await minh.waits("Đã ghi Hồ sơ tiếp nhận: 45. Các số khác giữ nguyên.")
    page = await page_of(officer, "Cầu Đá")
    assert "ĐVTN tham gia 25 · Lượt người dân 120 · Hồ sơ tiếp nhận 45" in page


async def test_what_was_skipped_is_marked_and_never_asked_again(
    town: Town, officer: Talker
) -> None:
    minh = await reporter(town, "Diên Hồng")
    await reports(minh, "25 ĐVTN, 120 lượt dân, 45 hồ sơ")
    await minh.taps("Bỏ qua")
    await minh.waits("Bot giữ Hồ sơ tiếp nhận 45 và đánh dấu")
    await minh.says("sửa lại 30 bạn chứ không phải 25")
    said = await minh.waits("25 → 30")
    assert "ạ?" not in said.text
    assert "Hồ sơ tiếp nhận 45 ⚠️" in await page_of(officer, "Diên Hồng")


@pytest.mark.parametrize(
    ("said", "shows"),
    [
        ("sửa lại 30 bạn chứ không phải 25", "ĐVTN tham gia 25 → 30"),
        ("e nhầm, 26 đvtn ạ", "ĐVTN tham gia 30 → 26"),
        ("ĐVTN 26 -> 28", "ĐVTN tham gia 26 → 28"),
        ("cho em sửa số dân thành 130", "Lượt người dân 120 → 130"),
        ("lượt dân: 131 nhé", "Lượt người dân 130 → 131"),
        ("bổ sung 300 tờ rơi ạ", "Đã thêm: Tờ rơi 300"),
        ("bỏ số tờ rơi", "Đã bỏ: Tờ rơi (300)"),
    ],
)
async def test_a_correction_alone_changes_only_what_it_names(
    town: Town, said: str, shows: str
) -> None:
    minh = await town.reporter("Đoàn phường Đông Lạc", "Lê Văn Lạc")
    if shows.startswith("ĐVTN tham gia 25"):
        await reports(minh, "25 ĐVTN, 120 lượt dân")
    await minh.says(said)
    edited = await minh.waits(shows)
    assert "Các số khác giữ nguyên." in edited.text


async def test_a_line_is_corrected_by_a_tap_and_a_number(town: Town) -> None:
    minh = await reporter(town, "Gia Mỹ")
    await reports(minh, "25 ĐVTN, 120 lượt dân, 200 tờ rơi")
    await minh.taps("Sửa")
    await minh.waits("hoặc chọn dòng")
    await minh.taps("Lượt người dân: 120")
    await minh.waits("Lượt người dân đang là 120. Số đúng là bao nhiêu?")
    await minh.says("100 + 25")
    await minh.waits("Lượt người dân 120 → 125")
    await minh.taps("Sửa tiếp")
    await minh.waits("hoặc chọn dòng")
    await minh.says("tờ rơi")
    await minh.waits("Tờ rơi đang là 200")
    await minh.says("bỏ số này")
    await minh.waits("Đã bỏ: Tờ rơi (200)")
    await minh.taps("Sửa tiếp")
    await minh.waits("hoặc chọn dòng")
    await minh.says("ĐVTN 30")
    await minh.waits("ĐVTN tham gia 25 → 30")


async def test_more_than_the_unit_has_is_asked_never_refused(town: Town, officer: Talker) -> None:
    minh = await reporter(town, "Hải Vân")
    card = await reports(minh, "250 ĐVTN, 120 lượt dân")
    assert "ĐVTN tham gia: 250 (?) người" in card
    assert "ĐVTN tham gia 250, mà đơn vị có 200 người. Đúng không ạ?" in card
    page = await page_of(officer, "Hải Vân")
    assert "ĐVTN tham gia 250 ⚠️" in page
    assert "mà đơn vị có 200 người" in page
    await officer.says("/tiendo")
    assert "Cần hỏi lại số: " in (await officer.waits("Đoàn phường Hải Vân")).text
    await minh.says("dạ đúng rồi ạ")
    await minh.waits("ĐVTN tham gia 250 là đúng")
    assert "⚠️" not in await page_of(officer, "Hải Vân")
    await minh.says("lượt dân 140")
    assert "ạ?" not in (await minh.waits("120 → 140")).text


async def test_more_resolved_than_received_is_turned_round_by_one_tap(town: Town) -> None:
    minh = await reporter(town, "Kim Lũ")
    card = await reports(minh, "25 ĐVTN, 120 dân, hồ sơ tiếp nhận 40, hồ sơ giải quyết 55")
    assert "Hồ sơ giải quyết 55, nhiều hơn tiếp nhận 40. Đúng không ạ?" in card
    await minh.taps("Đổi lại")
    await minh.waits("Đã đổi lại: hồ sơ tiếp nhận 55, giải quyết 40.")


async def test_a_caption_is_a_report_and_counts_once(town: Town, officer: Talker) -> None:
    minh = await reporter(town, "Lạc Viên")
    text = "BC phường Lạc Viên: 20 ĐVTN, 90 lượt dân"
    await minh.sends_photo(picture(), text)
    await minh.waits(is_card)
    assert "Bản 1, Lê Văn Viên gửi lúc" in await page_of(officer, "Lạc Viên")
    await minh.says(text)
    await minh.waits("không đổi")
    assert "Bản 1, Lê Văn Viên gửi lúc" in await page_of(officer, "Lạc Viên")
    await minh.sends_photo(picture(), "ĐVTN: 3")
    await town.world.settles()
    assert "ĐVTN tham gia 20" in await page_of(officer, "Lạc Viên")


async def test_an_albums_caption_is_read(town: Town, officer: Talker) -> None:
    minh = await reporter(town, "Minh Thạnh")
    await minh.sends_album([picture(), picture()], "Minh Thạnh: 26 đvtn, 79 dân")
    await minh.waits(is_card)
    assert "ĐVTN tham gia 26 · Lượt người dân 79" in await page_of(officer, "Minh Thạnh")


async def test_a_forwarded_report_is_the_forwarders_and_keeps_who_wrote_it(
    town: Town, officer: Talker
) -> None:
    minh = await reporter(town, "Nam Chánh")
    if not isinstance(minh, TelegramPerson):
        return  # nothing can be forwarded on the web chat
    await minh.forwards("26 ĐVTN, 94 lượt dân", origin="Tư", origin_date=at(28, 9, 5))
    card = await minh.waits(is_card)
    assert "gửi lúc 12:0" in card.text
    assert "chuyển tiếp từ Tư" in card.text
    assert "Tư viết lúc 9:05" in await page_of(officer, "Nam Chánh")


async def test_what_is_no_report_is_passed_on_with_two_ways_on(town: Town) -> None:
    minh = await reporter(town, "Phú Lạc")
    await minh.says("mấy giờ thì họp vậy mọi người")
    said = await minh.waits("Bot chưa hiểu, đã chuyển cho")
    offered = " ".join((*said.labels, said.text))
    assert "Gửi báo cáo" in offered
    assert "Hỏi cán bộ phụ trách" in offered
    await minh.taps("Hỏi cán bộ phụ trách")
    await minh.waits("nhắn câu hỏi")
    await minh.says("25 ĐVTN có cần mang áo xanh không ạ?")
    await minh.waits("Đã chuyển cho")
    await minh.says("gửi báo cáo")
    await minh.waits("như vẫn gửi trong nhóm")


async def test_guided_questions_take_free_answers(town: Town) -> None:
    minh = await reporter(town, "Quế Sơn")
    await minh.says("/baocao")
    await minh.waits("như vẫn gửi trong nhóm")
    await minh.taps("Trả lời từng câu")
    for asked, answer in (
        ("1/4", "25 đv + 5 tn"),
        ("2/4", "khoảng hai mươi lăm lượt thôi ạ"),
        ("3/4", "20 + 5"),
        ("4/4", "trăm rưỡi"),
    ):
        await minh.waits(asked)
        await minh.says(answer)
    card = await minh.waits(is_card)
    assert "ĐVTN tham gia: 30" in card.text
    assert "Lượt người dân: 25" in card.text
    assert "Hồ sơ giải quyết/tiếp nhận: 150/25" in card.text
    assert "nhiều hơn tiếp nhận 25" in card.text


async def test_another_units_name_is_asked_and_the_answer_is_marked(
    town: Town, officer: Talker
) -> None:
    who = await reporter(town, "Yên Khê")
    card = await reports(who, "P. Thới An báo cáo: 21 ĐVTN, 64 lượt dân")
    assert "Đoàn phường Yên Khê (?)" in card
    assert "Tin ghi “Đoàn phường Thới An”, bot đang tính cho Đoàn phường Yên Khê" in card
    await who.taps("Không phải")
    await who.waits("cán bộ phụ trách chuyển báo cáo này cho Đoàn phường Thới An")
    assert "Tin ghi “Đoàn phường Thới An”" in await page_of(officer, "Yên Khê")


async def test_the_same_as_last_week_is_asked(town: Town) -> None:
    """The last of this file: it goes on to the next Saturday."""
    minh = await reporter(town, "Tân Lộc")
    await reports(minh, "25 ĐVTN, 120 lượt dân")
    await town.world.moves_to(at(30, 9))
    await town.opens_the_day(await town.coordinator("Ngô Thị Ba"))
    await town.world.moves_to(at(30, 9).replace(month=12, day=5, hour=12))
    await minh.says("25 ĐVTN, 120 lượt dân")
    card = await minh.waits("báo cáo 5/12")
    assert "Số này giống hệt tuần trước, đúng không ạ?" in card.text
    await minh.taps("Đúng")
    await minh.waits("số liệu của Đoàn phường Tân Lộc là đúng")
