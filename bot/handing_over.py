"""`aoxanh handover`: every file of a day into a folder, beside a running bot."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from actions.hand_files import book_now, files_kept
from bot.clock import Clock
from bot.file_making import small_pictures
from bot.offline import unmarked
from bot.problems import BadSettings
from bot.settings import Settings
from rendering.files.catalogue import safe_name
from rendering.files.hand_over import Drawing, FileDrawn, hand_over_files
from rendering.files.originals import zipped
from rendering.texts import refusal, words
from rules.day_book import DayBook
from storage.book_packing import FileMade
from storage.db import Database
from storage.events import Event, days_kept, load_event
from storage.photo_store import PhotoStore


@dataclass(frozen=True, slots=True)
class _Day:
    """`kept`: files of an edition, to be written as they were; none: they are drawn now."""

    event: Event
    book: DayBook
    kept: Sequence[FileMade]


async def hand_over_to(
    settings: Settings, event_id: int, folder: Path, *, edition: int | None, clock: Clock
) -> list[str]:
    """The names of the files written, or why one is not as wished. They are those of the moment, or
    with `edition` the ones that were handed over, byte for byte. BadSettings when there is no such
    day or edition."""
    day = await _load(settings, event_id, edition, clock())
    store = PhotoStore(settings.store_url)
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    names = (
        [await _copied(store, file, folder) for file in day.kept]
        if day.kept
        else await asyncio.to_thread(_drawn, day.book, store, folder)
    )
    if day.book.pictures:
        names.append(await _originals(day, store, folder))
    return names


async def _load(settings: Settings, event_id: int, edition: int | None, now: datetime) -> _Day:
    database = Database(settings.database_url)
    try:
        async with database.reading() as session:
            event = await load_event(session, event_id)
            if event is None:
                days = [f"{each.id} ({each.day:%d/%m/%Y})" for each in await days_kept(session)]
                raise BadSettings(f"no day {event_id}; there is: {', '.join(days) or 'none yet'}")
            book = await book_now(session, event, now=now)
            if edition is None:
                return _Day(event, book, ())
            kept = await files_kept(session, event.id, edition)
            if not kept:
                raise BadSettings(f"--edition {edition}: no files of it are kept")
            return _Day(event, book, kept)
    finally:
        await database.close()


async def _copied(store: PhotoStore, file: FileMade, folder: Path) -> str:
    content = await store.get(file.store_key)
    await asyncio.to_thread((folder / file.name).write_bytes, content)
    return file.name


def _drawn(book: DayBook, store: PhotoStore, folder: Path) -> list[str]:
    names = []
    for made in hand_over_files(Drawing(book, small_pictures(store), store.find, folder)):
        if isinstance(made, FileDrawn):
            made.path.replace(folder / made.name)
            names.append(made.name)
        else:
            names.append(unmarked(refusal(made.code, {"you": "đ/c", **made.values}).text))
    return names


async def _originals(day: _Day, store: PhotoStore, folder: Path) -> str:
    said = words("files/originals_name", event=day.event, zone=day.event.zone).text
    name = f"{safe_name(said)}.zip"
    with await asyncio.to_thread((folder / name).open, "wb") as file:
        async for piece in zipped(day.book.units, store.get, day.event.zone):
            await asyncio.to_thread(file.write, piece)
    return name
