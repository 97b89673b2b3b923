"""Files that are owed are made one hand-over at a time, beside everything else."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Any

import structlog

from actions.hand_files import files_failed, send_files
from bot.file_making import Job, MakingError, make_apart
from bot.one_worker import OneWorker
from storage.book_packing import FileMade
from storage.db import Database
from storage.hand_overs import HandOver, claim, release_making, waiting_hand_overs
from storage.writer import Writer

log = structlog.get_logger()

Make = Callable[[Job], Awaitable[dict[str, Any]]]


class Making(OneWorker):
    """`make` is what turns a book into kept files."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        store_url: str,
        *,
        clock: Callable[[], datetime],
        done: Callable[[], None],
        make: Make = make_apart,
    ) -> None:
        self._database = database
        self._writer = writer
        self._store_url = store_url
        self._clock = clock
        self._done = done
        self._make = make

    async def recover(self) -> None:
        """What an earlier process was making is made again."""
        await self._writer.run(release_making)

    async def owes(self) -> bool:
        async with self._database.glance() as session:
            return bool(await waiting_hand_overs(session))

    async def work(self) -> None:
        while (claimed := await self._writer.run(partial(claim, now=self._clock()))) is not None:
            await self._one(*claimed)
            self._done()

    async def _one(self, owed: HandOver, book: bytes) -> None:
        try:
            made = await self._make(Job(book, self._store_url))
        except MakingError:
            log.exception("hand_over_failed", hand_over=owed.id, event=owed.event_id)
            await self._writer.run(partial(files_failed, made=owed, now=self._clock()))
            return
        files = [FileMade(**each) for each in made["files"]]
        troubles = [(each["code"], each["values"]) for each in made["troubles"]]
        sending = partial(send_files, made=owed, files=files, troubles=troubles, now=self._clock())
        await self._writer.run(sending)
