"""A copy of an earlier photo is kept, counted and asked about; what is no picture is refused; on
buttons and on a plain chat."""

import hashlib
import io
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from PIL import Image

from actions.thumbnails import thumbnail_of
from benchmarks.scenes import Dice, Scene, cropped, jpeg
from tests.conversations.test_on_behalf import page_of
from tests.conversations.town import Town, a_town
from tests.talk import at

pytestmark = pytest.mark.asyncio(loop_scope="module")

OURS, THEIRS = "Đoàn phường Tân Lộc", "Đoàn phường Sơn Hạ"


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["webchat", "webchat-plain"])
async def town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    async with a_town(tmp_path_factory.mktemp("town"), request.param, looks=True) as made:
        yield made


def _copy(content: bytes) -> bytes:
    return cropped(Image.open(io.BytesIO(content)), Dice(1))


async def test_a_copy_is_counted_and_asked_about_and_the_officer_sees_it(town: Town) -> None:
    officer = await town.coordinator()
    await town.opens_the_day(officer)
    minh, hoa = await town.reporter(OURS), await town.reporter(THEIRS, "Phan Thị Hoa")
    await town.world.moves_to(at(28, 10))
    first = jpeg(Scene(41).shot(0))
    await hoa.sends_photo(first)
    await hoa.waits("đã nhận 1 ảnh")
    await town.world.settles()
    await minh.sends_album([_copy(first), jpeg(Scene(42).shot(0))])
    await town.world.settles()
    await town.world.moves_to(at(28, 10, 1))
    said = await minh.waits("Có 1 ảnh giống ảnh đơn vị khác đã gửi 28/11, đ/c kiểm tra giúp")
    assert "đã nhận 2 ảnh" in said.text
    assert THEIRS not in said.text
    page = await page_of(officer, "Tân Lộc")
    assert "Ảnh: 2/3" in page
    assert "Có 1 ảnh giống ảnh đã gửi (28/11 của" in page
    assert THEIRS in page
    assert "giống ảnh" not in await page_of(officer, "Sơn Hạ")
    assert not any("giống" in seen.text for seen in hoa.sees)


async def test_a_lone_photo_is_asked_about_in_a_message_that_takes_it_out(town: Town) -> None:
    tu = await town.reporter("Đoàn phường Phú Lạc", "Vũ Anh Tú")
    again = jpeg(Scene(43).shot(0))
    for _ in range(2):
        await tu.sends_photo(again)
        await town.world.settles()
        await town.world.moves_to(town.world.clock() + (at(28, 10, 1) - at(28, 10)))
    await tu.waits("trùng ảnh đã gửi 28/11")
    await tu.taps("Gỡ ảnh")
    await tu.waits("Đã gỡ")


async def test_what_is_no_picture_is_refused_with_a_sentence(town: Town) -> None:
    lan = await town.reporter("Chi đoàn Thuế", "Trần Lan")
    await lan.sends_photo(b"\xff\xd8\xff no picture at all")
    await lan.waits("không phải ảnh")
    assert not any("đã nhận" in seen.text for seen in lan.sees)


async def test_originals_stay_as_they_are_beside_their_thumbnails(town: Town) -> None:
    store = town.world.app.store
    original = jpeg(Scene(41).shot(0))
    sha256 = hashlib.sha256(original).hexdigest()
    key = f"{sha256[:2]}/{sha256}"
    assert await store.get(key) == original
    kept = await store.get_thumbnail(key)
    assert kept is not None
    assert Image.open(io.BytesIO(kept)).size == (480, 360)
    old = await store.put(jpeg(Scene(44).shot(0)), "0" * 64)
    made = await thumbnail_of(store, old)
    assert made is not None
    assert await store.get_thumbnail(old) == made
