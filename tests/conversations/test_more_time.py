"""A unit asks for more time in its own words; a coordinator decides; both can think again."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.conversations.town import Town, a_town
from tests.talk import Talker, at

pytestmark = pytest.mark.asyncio(loop_scope="module")

UNITS = {
    "Đoàn phường Tân Lộc": "Lê Văn Minh",
    "Đoàn phường Sơn Hạ": "Trần Thị Sơn",
    "Đoàn phường Phú Lạc": "Đỗ Văn Phú",
    "Chi đoàn Thuế": "Vũ Thị Thuế",
}


class Day:
    """Saturday 15:31 in a town: its coordinators, and a reporter of each unit."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.reporters: dict[str, Talker] = {}

    async def begins(self) -> None:
        self.hoa = await self.town.coordinator("Trần Thị Hoa")
        await self.town.opens_the_day(self.hoa)
        self.ha = await self.town.coordinator("Ngô Thị Hà")
        for unit, name in UNITS.items():
            self.reporters[unit] = await self.town.reporter(unit, name)
        await self.town.world.moves_to(at(28, 15, 31))


@pytest_asyncio.fixture(
    scope="module", loop_scope="module", params=["webchat", "webchat-plain", "telegram-webhook"]
)
async def day(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Day]:
    async with a_town(tmp_path_factory.mktemp("time"), request.param) as town:
        made = Day(town)
        await made.begins()
        yield made


async def test_asked_in_words_granted_and_everybody_knows(day: Day) -> None:
    phu = day.reporters["Đoàn phường Phú Lạc"]
    await phu.says("xin thêm giờ tới 18h vì mạng yếu ạ")
    asked = await phu.waits("Đã xin cho Đoàn phường Phú Lạc đến 18:00")
    assert "Trong lúc chờ, hạn vẫn là 16:00" in asked.text
    card = await day.hoa.waits("Đoàn phường Phú Lạc xin đến 18:00")
    assert "bản 16:05 và bản 17:00 sẽ chưa có đơn vị này" in card.text
    assert "Lý do: mạng yếu" in card.text
    await day.ha.waits("Đoàn phường Phú Lạc xin đến 18:00")
    await day.hoa.taps("Đồng ý")
    await day.hoa.waits("Đ/c đã cho Đoàn phường Phú Lạc thêm giờ đến 18:00")
    answer = await phu.waits("Đoàn phường Phú Lạc được thêm giờ")
    assert "18:00 (đ/c Trần Thị Hoa)" in answer.text
    await day.ha.waits("Đ/c Trần Thị Hoa đã cho Đoàn phường Phú Lạc thêm giờ đến 18:00")


async def test_by_the_button_of_a_reminder_and_refused(day: Day) -> None:
    thue = day.reporters["Chi đoàn Thuế"]
    await thue.waits("Còn 30 phút đến hạn 16:00")
    await thue.taps("Xin thêm giờ")
    await thue.waits("Chi đoàn Thuế xin thêm đến mấy giờ?")
    await thue.taps("Đến 17:00")
    await thue.waits("Vì sao ạ?")
    await thue.says("bỏ qua")
    await thue.waits("Đã xin cho Chi đoàn Thuế đến 17:00")
    await day.ha.waits("Chi đoàn Thuế xin đến 17:00")
    await day.ha.taps("Không")
    await day.ha.waits("không thêm giờ cho Chi đoàn Thuế")
    await thue.waits("Lần này chưa thêm giờ được cho Chi đoàn Thuế")


async def test_another_hour_and_taken_back(day: Day) -> None:
    son = day.reporters["Đoàn phường Sơn Hạ"]
    await son.says("/giahan")
    await son.waits("Đoàn phường Sơn Hạ xin thêm đến mấy giờ?")
    await son.says("15h")
    await son.waits("muộn hơn hạn hiện tại")
    await son.says("thêm 2 tiếng")
    await son.waits("Vì sao ạ?")
    await son.says("chưa đủ hồ sơ")
    await son.waits("Đã xin cho Đoàn phường Sơn Hạ đến 18:00")
    await day.hoa.waits("Đoàn phường Sơn Hạ xin đến 18:00")
    await day.hoa.taps("Giờ khác")
    await day.hoa.waits("Cho Đoàn phường Sơn Hạ đến mấy giờ?")
    await day.hoa.says("16h30")
    await day.hoa.waits("thêm giờ đến 16:30")
    await son.waits("Đoàn phường Sơn Hạ được thêm giờ")
    await day.hoa.taps("Thu lại giờ")
    await day.hoa.waits("Hạn của Đoàn phường Sơn Hạ là 16:00 như các đơn vị khác")
    await day.town.world.moves_to(at(28, 15, 33))
    await son.waits("là 16:00 (trước là 16:30)")


async def test_given_unasked_from_the_units_page(day: Day) -> None:
    minh = day.reporters["Đoàn phường Tân Lộc"]
    await day.ha.says("/tiendo")
    await day.ha.waits("4 đơn vị")
    await day.ha.taps("Đơn vị khác")
    await day.ha.waits("tên đơn vị")
    await day.ha.says("tan loc")
    await day.ha.waits("Đoàn phường Tân Lộc, 28/11")
    await day.ha.taps("Thêm giờ")
    await day.ha.waits("Cho Đoàn phường Tân Lộc đến mấy giờ?")
    await day.ha.says("17h")
    await day.ha.waits("Hạn của Đoàn phường Tân Lộc là 17:00")
    await day.town.world.moves_to(at(28, 15, 36))
    await minh.waits("Hạn báo cáo ngày 28/11 của Đoàn phường Tân Lộc là 17:00")


async def test_thought_better_of_it(day: Day) -> None:
    thue = day.reporters["Chi đoàn Thuế"]
    await thue.says("xin thêm 30 phút")
    await thue.waits("Đã xin cho Chi đoàn Thuế đến 16:30")
    await day.hoa.waits("Chi đoàn Thuế xin đến 16:30")
    await thue.taps("Thôi, không xin nữa")
    await thue.waits("Đã thôi xin thêm giờ cho Chi đoàn Thuế")
    await day.hoa.waits("Chi đoàn Thuế đã thôi xin thêm giờ")


async def test_who_has_more_time_is_asked_by_its_own_clock(day: Day) -> None:
    phu = day.reporters["Đoàn phường Phú Lạc"]
    await day.town.world.moves_to(at(28, 17, 30))
    await phu.waits("Còn 30 phút đến hạn 18:00")
    assert not [seen for seen in phu.sees if "Đã qua 16:00" in seen.text]
