"""Photos are looked at beside the path: after a restart too, and whatever a file holds."""

import hashlib
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from benchmarks.scenes import Dice, Scene, jpeg, screenshot
from bot.looking import Looking
from storage.db import Database
from storage.photo_store import PhotoStore
from storage.photos import NewPhoto, add_photo
from storage.tables import looks, photos
from storage.writer import Writer
from tests.builders import saturday
from tests.conftest import rows

NOON = saturday(12, 0)
PHOTO = NewPhoto("telegram", 7, 1, "f1", NOON, NOON)


class Desk:
    """A store and a database, and whoever looks there."""

    def __init__(self, database: Database, writer: Writer, store: PhotoStore) -> None:
        self.database, self.writer, self.store = database, writer, store
        self.sent = 0
        self.told = 0

    async def sends(self, content: bytes, *, kept: bool = True) -> int:
        self.sent += 1
        sha256 = hashlib.sha256(content).hexdigest()
        key = await self.store.put(content, sha256) if kept else f"no/{sha256}"
        photo = replace(PHOTO, message_id=self.sent, store_key=key, sha256=sha256)

        add = partial(add_photo, photo=photo, participation_id=None, sent_by=None)
        return await self.writer.run(add) or 0

    async def looks(self) -> None:
        """One process, from its start to its end."""
        looking = Looking(
            self.database,
            self.writer,
            self.store,
            clock=lambda: NOON,
            busy=lambda: True,
            done=self._tell,
        )
        await looking.drain()
        await looking.stop()

    def _tell(self) -> None:
        self.told += 1

    async def found(self) -> list[tuple[int, str, int | None, bool]]:
        async with self.database.reading() as session:
            found = rows(await session.execute(select(looks).order_by(looks.c.photo_id)))
        return [(row["photo_id"], row["fault"], row["like_id"], row["same"]) for row in found]


@pytest.fixture
def desk(database: Database, writer: Writer, tmp_path: Path) -> Desk:
    return Desk(database, writer, PhotoStore(str(tmp_path / "photos")))


async def test_a_copy_is_found_by_the_process_that_comes_after(desk: Desk) -> None:
    shot = Scene(71).shot(0)
    first = await desk.sends(jpeg(shot))
    await desk.looks()
    second = await desk.sends(screenshot(shot, Dice(1)))
    other = await desk.sends(jpeg(Scene(71).shot(1)))
    await desk.looks()
    assert await desk.found() == [
        (first, "", None, False),
        (second, "", first, False),
        (other, "", None, False),
    ]
    assert desk.told == 3
    await desk.looks()
    assert desk.told == 3, "each is looked at once"


async def test_the_same_bytes_need_no_landmarks(desk: Desk) -> None:
    plain = jpeg(Image.new("RGB", (640, 480), "white"))
    first, second = await desk.sends(plain), await desk.sends(plain)
    await desk.looks()
    assert [(each[0], each[2], each[3]) for each in await desk.found()] == [
        (first, None, False),
        (second, first, True),
    ]


async def test_what_is_broken_or_gone_is_noted_and_the_next_is_looked_at(desk: Desk) -> None:
    whole = jpeg(Scene(72).shot(0))
    broken, gone = await desk.sends(whole[:9000]), await desk.sends(b"gone", kept=False)
    fine = await desk.sends(whole)
    await desk.looks()
    assert [each[:2] for each in await desk.found()] == [
        (broken, "broken"),
        (gone, "broken"),
        (fine, ""),
    ]
    async with desk.database.reading() as session:
        left = await session.execute(select(photos.c.id).where(photos.c.looked_at.is_(None)))
    assert left.all() == []
