"""What a question does with people who answer it in their own way and time."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from rehearsal.telegram_people import TelegramPerson
from tests.conversations.town import Town, a_town
from tests.talk import at

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(
    scope="module", loop_scope="module", params=["webchat-plain", "telegram-webhook"]
)
async def town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    async with a_town(tmp_path_factory.mktemp("forms"), request.param) as made:
        await made.opens_the_day(await made.coordinator())
        yield made


async def test_words_that_only_look_like_commands_are_answers(town: Town) -> None:
    minh = await town.reporter("Đoàn phường Tân Lộc")
    await minh.says("/dangky")
    await minh.waits("chưa đăng ký nội dung")
    await minh.taps("Đăng ký ngay")
    await minh.waits("Tên nội dung")
    await minh.says("đúng")
    await minh.waits("Địa điểm")
    for asked in ("mấy giờ", "Giờ tập trung", "hoàn thành", "Tóm tắt", "phối hợp", "tối đa"):
        await minh.says("bo qua")
        await minh.waits(asked)
    await minh.says("bỏ qua")
    await minh.waits("Đội trưởng")
    await minh.says("Huy")
    await minh.waits("Trang phục")
    await minh.says("xong")
    done = await minh.waits("đã đăng ký ngày 28/11")
    assert "đội trưởng Huy" in done.text


async def test_a_report_on_saturday_is_no_answer_to_wednesdays_question(town: Town) -> None:
    ha = await town.reporter("Đoàn phường Sơn Hạ", "Võ Thị Hạ")
    await ha.says("/dangky")
    await ha.waits("chưa đăng ký nội dung")
    await ha.taps("Đăng ký ngay")
    await ha.waits("Tên nội dung")
    await ha.says("Dọn vệ sinh")
    await ha.waits("Địa điểm")
    await town.world.moves_to(at(28, 12))
    await ha.says("ĐVTN: 25, lượt dân: 120")
    await ha.waits("Đoàn phường Sơn Hạ, báo cáo 28/11")


async def test_a_sticker_is_no_answer_and_the_question_is_asked_again(town: Town) -> None:
    if not town.world.channel.startswith("telegram"):
        return
    lan = town.world.telegram.user(id=8_700_000_001, name="Lê Lan")
    sticker = {"file_id": "s1", "file_unique_id": "u1", "type": "regular", "width": 512}
    whole = {**sticker, "height": 512, "is_animated": False, "is_video": False}
    await lan.sends({"sticker": whole})
    await lan.waits("💙 Bot nhận được rồi")
    minh = await town.reporter("Đoàn phường Phú Lạc")
    await minh.says("/baocao")
    await minh.waits("báo cáo ngày 28/11")
    await minh.taps("Trả lời từng câu")
    await minh.waits("câu 1/")
    assert isinstance(minh, TelegramPerson)
    await minh.sends({"sticker": whole})
    await minh.waits(lambda seen: "Bot cần một con số" in seen.text and "câu 1/" in seen.text)
