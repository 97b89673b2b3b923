"""Two people act upon one unit within a second: neither's work is lost, and each reads the
other's."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from tests.conversations.town import Town, a_town
from tests.talk import Talker, at

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass
class Scene:
    town: Town
    hoa: Talker
    binh: Talker
    minh: Talker
    phu: Talker

    async def opens(self, officer: Talker, unit: str) -> None:
        await officer.says("/tiendo")
        await officer.waits("Tiến độ")
        await officer.taps("Xem từng đơn vị")
        await officer.waits("đơn vị 1–4 trong 4")
        await officer.taps(unit)
        await officer.waits(f"{unit}, 28/11")


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["webchat", "webchat-plain"])
async def scene(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Scene]:
    async with a_town(tmp_path_factory.mktemp("two"), request.param) as town:
        hoa, binh = await town.coordinator("Lê Thị Hoa"), await town.coordinator("Vũ Bình")
        await town.opens_the_day(hoa)
        minh = await town.reporter("Đoàn phường Tân Lộc")
        phu = await town.reporter("Đoàn phường Phú Lạc", "Bùi Văn Phú")
        await town.world.moves_to(at(28, 14, 40))
        yield Scene(town, hoa, binh, minh, phu)


async def test_both_remind_and_the_units_hear_it_once(scene: Scene) -> None:
    heard = _asked(scene)
    for officer in (scene.hoa, scene.binh):
        await officer.says("/nhac")
        await officer.waits("Sẽ nhắc 2 đơn vị")
    await asyncio.gather(scene.hoa.taps("Gửi"), scene.binh.taps("Gửi"))
    said = await asyncio.gather(
        *(each.waits(lambda seen: "nhắc" in seen.text) for each in (scene.hoa, scene.binh))
    )
    await scene.town.world.settles()
    sent = ["Đã gửi lời nhắc đến 2 đơn vị" in one.text for one in said]
    assert sorted(sent) == [False, True], [one.text for one in said]
    (refused,) = (one.text for one in said if "Đã gửi" not in one.text)
    first = "Lê Thị Hoa" if sent[0] else "Vũ Bình"
    assert f"Đ/c {first} vừa nhắc lúc 14:4" in refused
    await scene.minh.waits(lambda _: _asked(scene) > heard)
    assert _asked(scene) == heard + 1


def _asked(scene: Scene) -> int:
    return sum("còn thiếu" in one.text for one in scene.minh.sees)


async def test_one_gives_more_time_while_the_other_gives_the_report_back(scene: Scene) -> None:
    await scene.phu.says("ĐVTN: 12, lượt dân: 80")
    await scene.phu.waits("báo cáo 28/11")
    await scene.opens(scene.hoa, "Đoàn phường Phú Lạc")
    await scene.hoa.taps("Thêm giờ")
    await scene.hoa.waits("Đoàn phường Phú Lạc")
    await scene.opens(scene.binh, "Đoàn phường Phú Lạc")
    await scene.binh.taps("Trả lại")
    await scene.binh.waits("đơn vị cần sửa gì?")
    await asyncio.gather(scene.hoa.says("18h"), scene.binh.says("thiếu hồ sơ"))
    await asyncio.gather(
        scene.hoa.waits("✅ Hạn của Đoàn phường Phú Lạc là 18:00"),
        scene.binh.waits("Đoàn phường Phú Lạc"),
    )
    await scene.town.world.settles()
    await scene.opens(scene.hoa, "Đoàn phường Phú Lạc")
    page = await scene.hoa.waits("Lý do trả lại: thiếu hồ sơ")
    assert "Hạn báo cáo 18:00 (đã thêm giờ" in page.text
    assert "ĐVTN tham gia 12" in page.text


async def test_a_correction_and_a_new_report_are_two_versions(scene: Scene) -> None:
    await scene.minh.says("ĐVTN: 25, lượt dân: 120")
    await scene.minh.waits("báo cáo 28/11")
    await scene.opens(scene.hoa, "Đoàn phường Tân Lộc")
    await scene.hoa.taps("Sửa số")
    await scene.hoa.waits("Sửa số nào")
    await scene.hoa.says("ĐVTN 30")
    await scene.hoa.waits("Vì sao sửa?")
    await asyncio.gather(scene.hoa.says("đếm lại"), scene.minh.says("bổ sung: 40 tờ rơi"))
    await scene.town.world.settles()
    await scene.opens(scene.binh, "Đoàn phường Tân Lộc")
    page = await scene.binh.waits("Bản 3")
    assert "ĐVTN tham gia 30" in page.text
    assert "Tờ rơi 40" in page.text
    assert "Lượt người dân 120" in page.text
    await scene.binh.taps("Lịch sử")
    history = await scene.binh.waits("Lịch sử báo cáo")
    assert "25 → 30" in history.text
    assert "đếm lại" in history.text


async def test_figures_that_come_while_they_are_frozen_are_in_them_or_beside_them(
    scene: Scene,
) -> None:
    await scene.town.world.moves_to(at(28, 17, 10))
    await scene.hoa.says("chốt số liệu")
    await scene.hoa.waits("Chốt số liệu")
    await asyncio.gather(scene.hoa.taps("Chốt"), scene.minh.says("sửa lại lượt dân 500"))
    await scene.town.world.settles()
    await scene.minh.waits("500")
    await scene.binh.says("/tonghop")
    totals = await scene.binh.waits("Số liệu chốt lúc 17:1")
    inside = "Lượt người dân 580" in totals.text
    beside = "Lượt người dân 200" in totals.text and "sau chốt" in totals.text
    assert inside or beside, totals.text
