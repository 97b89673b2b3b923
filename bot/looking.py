"""Looking at photos: a little later than they come, one at a time, in a thread, and only while
nobody waits for an answer. What was not looked at before a crash is looked at after it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

import structlog

from actions.look_at_photo import keep_look
from storage.looks import NewLook, Unseen, remembered_after, small_pictures, unseen_photos

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from reading.pictures.gallery import Gallery, Seen
    from storage.db import Database
    from storage.photo_store import PhotoStore
    from storage.writer import Writer

T = TypeVar("T")
log = structlog.get_logger()

LOT: Final = 20
PAUSE: Final = 0.2
"""Between two looks into the database, however often it is woken."""
IDLE: Final = 30.0
PATIENCE: Final = 1.0
"""So long one photo waits for a calm moment: in a rush one is looked at every second."""
CALM: Final = 0.05
SECONDS: Final = 20.0
"""What takes longer to open is left, with its thread."""
BROKEN: Final = "broken"
MARGIN: Final = 20
"""Looks that another process numbered earlier may be committed later."""


class Looking:
    """`busy`: somebody waits for an answer. `done`: there may be something to tell. `on` false:
    photos wait (tests of other things)."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        store: PhotoStore,
        *,
        clock: Callable[[], datetime],
        busy: Callable[[], bool],
        done: Callable[[], None],
        on: bool = True,
    ) -> None:
        self._database = database
        self._writer = writer
        self._store = store
        self._clock = clock
        self._busy = busy
        self._done = done
        self._on = on
        self._pool = ThreadPoolExecutor(1, "looking")
        self._gallery: Gallery | None = None
        self._last = 0
        self._recent: set[int] = set()
        self._woken = asyncio.Event()
        self._turn = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._woken.set()
        if self._on:
            self._task = asyncio.create_task(self._serve(), name="looking")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        self._pool.shutdown(wait=False, cancel_futures=True)

    def wake(self) -> None:
        self._woken.set()

    async def drain(self) -> None:
        """Until everything that is stored was looked at, whoever waits."""
        while self._on and await self._lot(patience=0.0):
            pass

    async def _serve(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(IDLE):
                    await self._woken.wait()
            self._woken.clear()
            try:
                while await self._lot(patience=PATIENCE):
                    pass
            except Exception as error:  # noqa: BLE001  outlives a database that is away for a while
                log.warning("looking_failed", error=type(error).__name__)
            await asyncio.sleep(PAUSE)

    async def _lot(self, *, patience: float) -> int:
        """The next photos; how many."""
        async with self._turn:
            async with self._database.glance() as session:
                photos = await unseen_photos(session, after=0, most=LOT)
            for photo in photos:
                await self._calm(patience)
                await self._look(photo)
        return len(photos)

    async def _calm(self, patience: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while self._busy():  # noqa: ASYNC110  asked, not told: the path shall not know us
                    await asyncio.sleep(CALM)

    async def _look(self, photo: Unseen) -> None:
        seen = await self._seen(photo)
        look, copy_of = NewLook(photo.id, BROKEN), None
        if seen is not None:
            found = seen.look
            if found.thumbnail is not None:
                await self._store.put_thumbnail(photo.store_key, found.thumbnail)
            look = NewLook(
                photo.id,
                found.fault.value,
                found.width,
                found.height,
                seen.phash,
                seen.words,
                seen.small,
            )
            copy_of = await self._copied(seen)
        now = self._clock()
        if await self._writer.run(
            partial(keep_look, photo=photo, look=look, copy_of=copy_of, now=now)
        ):
            self._done()

    async def _seen(self, photo: Unseen) -> Seen | None:
        """None: its bytes are gone, or take too long to open."""
        try:
            content = await self._store.get(photo.store_key)
            if self._gallery is None:
                self._gallery = await self._away(_gallery)
            async with asyncio.timeout(SECONDS):
                return await self._away(self._gallery.look, content)
        except FileNotFoundError:
            log.warning("photo_is_gone", photo=photo.id)
        except TimeoutError:
            log.warning("photo_takes_too_long", photo=photo.id)
            self._pool = ThreadPoolExecutor(1, "looking")
        return None

    async def _copied(self, seen: Seen) -> int | None:
        if self._gallery is None or seen.small is None:
            return None
        from reading.pictures.gallery import copied

        await self._catch_up(self._gallery)
        suspects = await self._away(self._gallery.suspects, seen)
        async with self._database.glance() as session:
            small = await small_pictures(session, [each.id for each in suspects])
        return await self._away(copied, seen, suspects, small)

    async def _catch_up(self, gallery: Gallery) -> None:
        """With everything that is remembered by now, whichever process saw it."""
        while True:
            async with self._database.reading() as session:
                found = await remembered_after(session, max(0, self._last - MARGIN))
            new = [each for each in found if each.id not in self._recent]
            if not new:
                return
            self._last = found[-1].id
            self._recent = {each.id for each in found if each.id > self._last - MARGIN}
            kept = [(each.photo_id, each.phash, each.words) for each in new]
            await self._away(gallery.remember, kept)

    async def _away(self, work: Callable[..., T], *args: object) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, work, *args)


def _gallery() -> Gallery:
    from reading.pictures.gallery import Gallery  # numpy and Pillow, with the first photo

    return Gallery()
