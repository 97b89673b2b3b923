"""In a group the bot keeps silent unless it is addressed."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.conversations.town import Town, a_town

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    async with a_town(tmp_path_factory.mktemp("group"), "telegram-webhook") as made:
        yield made


async def test_talk_among_people_is_none_of_the_bots_business(town: Town) -> None:
    officer = await town.coordinator()
    told = len(officer.sees)
    group = town.world.telegram.group(-1001234567890, "Đoàn Bình Lạc")
    lan = town.world.telegram.user(id=8_800_000_001, name="Lan")
    for said in ("Chào cả nhà", "Tân Lộc", "tiến độ sao rồi", "ĐVTN: 25, lượt dân: 120", "hủy"):
        await group.says(lan, said)
    await group.member(lan).sends_photo(b"\xff\xd8\xff\xe0" + b"0" * 200)
    await town.world.settles()
    assert group.sees == []
    assert len(officer.sees) == told


async def test_a_command_in_the_group_is_answered_there(town: Town) -> None:
    group = town.world.telegram.group(-1001234567891, "Đoàn Bình Lạc 2")
    lan = town.world.telegram.user(id=8_800_000_002, name="Lan")
    await group.says(lan, "/trogiup")
    await group.member(lan).waits("Nhắn tên đơn vị để đăng ký")


async def test_personal_data_is_never_told_in_the_group(town: Town) -> None:
    group = town.world.telegram.group(-1001234567892, "Đoàn Bình Lạc 3")
    lan = town.world.telegram.user(id=8_800_000_003, name="Lan")
    await group.says(lan, "/dulieu")
    await group.member(lan).waits("trong chat riêng")


async def test_another_bots_command_is_left_to_that_bot(town: Town) -> None:
    group = town.world.telegram.group(-1001234567893, "Đoàn Bình Lạc 4")
    lan = town.world.telegram.user(id=8_800_000_004, name="Lan")
    await group.says(lan, "/tiendo@other_bot")
    await group.says(lan, "/la_lam")
    await town.world.settles()
    assert group.sees == []
