"""Work of every tick that is no timer: photos to fetch again, offers that expire, rows to blank."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from actions.sign_up import expire_offers
from bot.channels.base import Channel
from bot.clock import Clock
from bot.files import Fetcher, LostError
from scheduler.due import run_due
from storage.board_doors import purge_doors
from storage.db import Session
from storage.inbox import blank_before
from storage.photos import (
    Photo,
    PhotoState,
    lose_before,
    note_fetched,
    set_state,
    waiting_photos,
)
from storage.questions import blank_strangers
from storage.writer import Writer

KEPT_RAW: Final = timedelta(hours=23)
"""DESIGN 3.8 says within 24 h; the last hour is for the tick that does it."""
PATIENCE: Final = timedelta(hours=24)
"""So long a photo is fetched again; it goes on counting, for its sender did their part."""
AGAIN_EVERY: Final = timedelta(seconds=30)
KEPT_DOORS: Final = timedelta(days=30)
"""So long it is kept who came to the board by which link, once that is over."""
KEPT_UNANSWERED: Final = timedelta(days=7)
"""So long a stranger's question waits for an answer; then its words go as well."""
BLANK_EVERY: Final = timedelta(minutes=10)
AGAIN_LOT: Final = 20


class Housekeeping:
    def __init__(
        self, writer: Writer, channels: Mapping[str, Channel], fetcher: Fetcher, clock: Clock
    ) -> None:
        self._writer = writer
        self._channels = channels
        self._fetcher = fetcher
        self._clock = clock
        self._last: dict[str, datetime] = {}

    async def timers(self) -> None:
        now = self._clock()
        await self._writer.run(partial(_due, now=now))

    async def photos(self) -> None:
        """A photo whose bytes could not be had when it came is fetched again, outside any
        transaction.
        """
        if not self._time_for("photos", AGAIN_EVERY):
            return
        await self._writer.run(partial(lose_before, moment=self._clock() - PATIENCE))
        waiting = partial(waiting_photos, channels=list(self._channels), limit=AGAIN_LOT)
        for photo in await self._writer.run(waiting):
            await self._fetch(photo)

    async def blanking(self) -> None:
        if self._time_for("blanking", BLANK_EVERY):
            moment = self._clock() - KEPT_RAW
            await self._writer.run(partial(blank_before, moment=moment))
            given_up = self._clock() - KEPT_UNANSWERED
            await self._writer.run(
                partial(blank_strangers, settled_before=moment, asked_before=given_up)
            )
            await self._writer.run(partial(purge_doors, before=self._clock() - KEPT_DOORS))

    async def _fetch(self, photo: Photo) -> None:
        try:
            stored = await self._fetcher.again(self._channels[photo.channel], photo.file_ref)
        except LostError:
            await self._writer.run(partial(_lose, photo_id=photo.id))
            return
        if stored is None:
            return
        found = partial(
            note_fetched,
            photo_id=photo.id,
            store_key=stored.key,
            sha256=stored.sha256,
            size=stored.size,
        )
        await self._writer.run(found)

    def _time_for(self, what: str, every: timedelta) -> bool:
        now = self._clock()
        if what in self._last and now - self._last[what] < every:
            return False
        self._last[what] = now
        return True


async def _due(session: Session, *, now: datetime) -> None:
    await expire_offers(session, now=now)
    await run_due(session, now=now)


async def _lose(session: Session, *, photo_id: int) -> None:
    await set_state(session, [photo_id], [PhotoState.WAITING.value], PhotoState.LOST)
