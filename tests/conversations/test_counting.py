"""No figure twice: branches, a cluster's report, a joint activity; in buttons and in words."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.conversations.town import HOST, Town, a_town
from tests.talk import Talker, at, picture

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROSTER = f"""Tên đơn vị,Đơn vị cấp trên
{HOST},
Đoàn phường Tân Lộc,{HOST}
Chi đoàn Khu phố 3,Đoàn phường Tân Lộc
Chi đoàn Khu phố 5,Đoàn phường Tân Lộc
Đoàn phường Sơn Hạ,{HOST}
Chi đoàn Thuế,{HOST}
Chi đoàn Điện lực,{HOST}
"""


class Cluster:
    """A town whose ward has two branches, on its Saturday, and its people."""

    def __init__(self, town: Town) -> None:
        self.town = town

    async def gathers(self) -> None:
        self.officer = await self.town.coordinator()
        await self.town.opens_the_day(self.officer)
        self.ward = await self.town.reporter("Đoàn phường Tân Lộc", "Nguyễn Thị Lan")
        self.area = await self.town.reporter("Chi đoàn Khu phố 3", "Lê Văn Ba")
        self.tax = await self.town.reporter("Chi đoàn Thuế", "Phạm Thị Thu")
        self.power = await self.town.reporter("Chi đoàn Điện lực", "Vũ Văn Điện")
        await self.town.world.moves_to(at(28, 12))
        await self.reports(self.area, "ĐVTN: 5, lượt dân: 20", "Chi đoàn Khu phố 3, báo cáo")

    async def reports(self, who: Talker, text: str, answer: str) -> str:
        await who.says(text)
        return (await who.waits(answer)).text

    async def total(self) -> str:
        await self.officer.says("/tonghop")
        return (await self.officer.waits("Số liệu tạm tính")).text


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=("webchat", "webchat-plain"))
async def cluster(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Cluster]:
    folder: Path = tmp_path_factory.mktemp("cluster")
    async with a_town(folder, request.param, ROSTER) as town:
        made = Cluster(town)
        await made.gathers()
        yield made


async def test_a_ward_is_asked_with_its_card_and_its_branches_count_once(cluster: Cluster) -> None:
    asked = "Số này đã gồm các đơn vị trực thuộc chưa?"
    card = await cluster.reports(cluster.ward, "ĐVTN: 25, lượt dân: 120", "Tân Lộc, báo cáo")
    assert asked in card
    assert "ĐVTN tham gia 30 · Lượt người dân 140" in await cluster.total()
    await cluster.ward.taps("Đã gồm")
    await cluster.ward.waits("đã gồm Chi đoàn Khu phố 3, Chi đoàn Khu phố 5")
    total = await cluster.total()
    assert "ĐVTN tham gia 25 · Lượt người dân 120" in total
    assert "Không cộng hai lần: Chi đoàn Khu phố 3 (đã gồm trong Đoàn phường Tân Lộc)" in total
    assert "2/6 đơn vị" in total
    await cluster.officer.says("/tiendo")
    board = await cluster.officer.waits("Tiến độ 12:00")
    assert "Không cộng hai lần: Chi đoàn Khu phố 3" in board.text
    again = await cluster.reports(cluster.ward, "ĐVTN: 26, lượt dân: 120", "Tân Lộc, báo cáo")
    assert asked not in again


async def test_the_answer_is_taken_back_and_given_from_the_units_page(cluster: Cluster) -> None:
    await _opens_page(cluster, "Tân Lộc")
    await cluster.officer.taps("Việc khác")
    await cluster.officer.waits("Việc khác với")
    await cluster.officer.taps("Đã gồm trực thuộc?")
    await cluster.officer.waits("số báo cáo đã gồm các đơn vị trực thuộc")
    await cluster.officer.taps("Chưa gồm")
    await cluster.officer.waits("chưa gồm các đơn vị trực thuộc. Bot cộng từng đơn vị")
    assert "ĐVTN tham gia 31" in await cluster.total()
    await _opens_page(cluster, "Tân Lộc")
    await cluster.officer.taps("Việc khác")
    await cluster.officer.waits("Việc khác với")
    await cluster.officer.taps("Đã gồm trực thuộc?")
    await cluster.officer.waits("số báo cáo chưa gồm")
    await cluster.officer.taps("Đã gồm")
    await cluster.officer.waits("Bot không cộng hai lần, các lần sau")
    await cluster.officer.taps("Hoàn tác")
    await cluster.officer.waits("chưa gồm các đơn vị trực thuộc. Bot cộng từng đơn vị")


async def _opens_page(cluster: Cluster, name: str) -> str:
    await cluster.officer.says("/tiendo")
    await cluster.officer.waits("Tiến độ")
    await cluster.officer.taps("Đơn vị khác")
    await cluster.officer.waits("tên đơn vị")
    await cluster.officer.says(name)
    return (await cluster.officer.waits(f"{name}, 28/11")).text


async def test_a_clusters_report_covers_its_own_branches_at_once(cluster: Cluster) -> None:
    await cluster.ward.says("Báo cáo này gồm cả Chi đoàn Khu phố 3 và Chi đoàn Khu phố 5 nhé")
    told = await cluster.ward.waits("đã gồm trong báo cáo của Đoàn phường Tân Lộc")
    assert "Chi đoàn Khu phố 5" in told.text
    await cluster.area.waits("được tính trong báo cáo của Đoàn phường Tân Lộc (đ/c Lan ghi)")
    total = await cluster.total()
    assert "ĐVTN tham gia 26" in total
    await cluster.ward.taps("Hoàn tác Chi đoàn Khu phố 3")
    await cluster.ward.waits("số của Chi đoàn Khu phố 3 tính riêng")
    assert "ĐVTN tham gia 31" in await cluster.total()


async def test_what_crosses_the_tree_is_confirmed_by_the_coordinator(cluster: Cluster) -> None:
    await cluster.reports(cluster.tax, "ĐVTN: 10, lượt dân: 30", "Chi đoàn Thuế, báo cáo")
    await cluster.reports(cluster.power, "ĐVTN: 10, lượt dân: 30", "Chi đoàn Điện lực, báo cáo")
    assert "ĐVTN tham gia 51" in await cluster.total()
    await cluster.power.says("Hoạt động chung, tính ở Chi đoàn Thuế ạ")
    await cluster.power.waits("Bot đã hỏi đ/c phụ trách để xác nhận Chi đoàn Điện lực")
    await cluster.officer.waits("số của Chi đoàn Điện lực là hoạt động chung, tính ở Chi đoàn Thuế")
    await cluster.officer.taps("Không")
    await cluster.officer.waits("vẫn cộng riêng")
    await cluster.power.waits("Đ/c Hà trả lời: số của Chi đoàn Điện lực")
    assert "ĐVTN tham gia 51" in await cluster.total()
    await cluster.officer.says("hoạt động chung của Chi đoàn Điện lực, tính ở Chi đoàn Thuế")
    await cluster.officer.waits("là hoạt động chung, tính ở Chi đoàn Thuế, bot không cộng hai lần")
    await cluster.power.waits("tính ở Chi đoàn Thuế (đ/c Hà ghi)")
    total = await cluster.total()
    assert "ĐVTN tham gia 41" in total
    assert "Chi đoàn Điện lực (hoạt động chung, tính ở Chi đoàn Thuế)" in total


async def test_a_coordinator_names_both_or_does_it_on_the_units_page(cluster: Cluster) -> None:
    await cluster.officer.says("báo cáo của Chi đoàn Thuế gồm cả Sơn Hạ")
    told = await cluster.officer.waits("số của Đoàn phường Sơn Hạ đã gồm trong báo cáo của")
    assert "không cộng hai lần" in told.text
    assert "số đã gồm trong Chi đoàn Thuế" in await _opens_page(cluster, "Sơn Hạ")
    await cluster.officer.taps("Việc khác")
    await cluster.officer.waits("Việc khác với")
    await cluster.officer.taps("Bỏ tính chung")
    await cluster.officer.waits("số của Đoàn phường Sơn Hạ tính riêng")
    await cluster.officer.taps("Về đơn vị")
    await cluster.officer.waits("Sơn Hạ, 28/11")
    await cluster.officer.taps("Việc khác")
    await cluster.officer.waits("Việc khác với")
    await cluster.officer.taps("Tính chung")
    await cluster.officer.waits("đã nằm trong báo cáo của đơn vị nào")
    await cluster.officer.says("chi đoàn thuế")
    await cluster.officer.waits("tính ở Chi đoàn Thuế vì sao?")
    await cluster.officer.taps("Báo cáo chung của cụm")
    await cluster.officer.waits("số của Đoàn phường Sơn Hạ đã gồm trong báo cáo của Chi đoàn Thuế")


async def test_who_is_covered_by_a_complete_report_is_chased_no_more(cluster: Cluster) -> None:
    await cluster.tax.sends_photo(picture())
    await cluster.tax.sends_photo(picture())
    await cluster.tax.sends_photo(picture())
    await cluster.tax.waits("Đã đủ số liệu và ảnh")
    await cluster.officer.says("/tiendo")
    board = await cluster.officer.waits("Đủ 2")
    assert "Sơn Hạ" not in board.text.split("Không cộng hai lần")[0]
    assert "Chưa đăng ký: Chi đoàn Khu phố 5" in board.text


async def test_others_may_not_say_whose_figures_are_whose(cluster: Cluster) -> None:
    await cluster.area.says("báo cáo của Chi đoàn Thuế gồm cả Chi đoàn Điện lực")
    refused = await cluster.area.waits(lambda seen: "cán bộ phụ trách" in seen.text)
    assert "Đã ghi" not in refused.text
    viewer = await cluster.town.viewer()
    await viewer.says("báo cáo của Chi đoàn Thuế gồm cả Chi đoàn Khu phố 3")
    await cluster.town.world.settles()
    assert "Đã ghi" not in viewer.last.text
