"""The files of a day: of this moment, of an edition, and the photos as they were sent."""

from collections.abc import Iterable
from typing import Annotated, Final

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message
from pydantic import Field

from actions.hand_files import ask_files, edition_files, originals, other_files
from handlers.days import day_at_hand
from handlers.taps import Id
from handlers.turn import Replies, Turn
from handlers.words import Said
from storage.book_packing import FileMade
from storage.hand_overs import Asked


class Files(CallbackData, prefix="files"):
    event_id: Id


class FilesMore(CallbackData, prefix="files_more"):
    hand_over_id: Id


class EditionFiles(CallbackData, prefix="edition_files"):
    event_id: Id
    number: Annotated[int, Field(ge=1, le=1000)]


class OriginalsOf(CallbackData, prefix="originals"):
    event_id: Id


ASKED: Final = ("hồ sơ", "tệp", "tải hồ sơ", "tải tệp", "hồ sơ lúc này")


def _sent(turn: Turn, files: Iterable[FileMade]) -> Replies:
    return [turn.sends(f"store:{file.store_key}", file.name) for file in files]


async def _asks(turn: Turn, event_id: int) -> Replies:
    asked = Asked(turn.actor.person_id, turn.channel, turn.chat_id)
    wish = await ask_files(turn.session, turn.actor, event_id, asked, now=turn.now)
    if wish.ready:
        return _sent(turn, wish.ready)
    return turn.says("files/coming", event=wish.event, zone=wish.event.zone)


async def _originals(turn: Turn, event_id: int) -> Replies:
    event, kept = await originals(turn.session, turn.actor, event_id)
    address = turn.links.file(f"originals:{event.id}", kept.name)
    return turn.says("files/zip", event=event, address=address, count=kept.count, zone=event.zone)


def build_router() -> Router:
    router = Router(name="hand_files")

    @router.message(Said(*ASKED))
    async def said(_message: Message, turn: Turn) -> Replies:
        found = await day_at_hand(turn, "hand_over", "files")
        return await _asks(turn, found) if isinstance(found, int) else found

    @router.callback_query(Files.filter())
    async def tapped(_tap: CallbackQuery, callback_data: Files, turn: Turn) -> Replies:
        return await _asks(turn, callback_data.event_id)

    @router.callback_query(FilesMore.filter())
    async def more(_tap: CallbackQuery, callback_data: FilesMore, turn: Turn) -> Replies:
        _, files = await other_files(turn.session, turn.actor, callback_data.hand_over_id)
        return _sent(turn, files)

    @router.callback_query(EditionFiles.filter())
    async def again(_tap: CallbackQuery, callback_data: EditionFiles, turn: Turn) -> Replies:
        event_id, number = callback_data.event_id, callback_data.number
        _, files = await edition_files(turn.session, turn.actor, event_id, number)
        return _sent(turn, files)

    @router.message(Said("ảnh gốc", "tải ảnh gốc", "ảnh gốc zip"))
    async def photos(_message: Message, turn: Turn) -> Replies:
        found = await day_at_hand(turn, "hand_over", "originals")
        return await _originals(turn, found) if isinstance(found, int) else found

    @router.callback_query(OriginalsOf.filter())
    async def zipped(_tap: CallbackQuery, callback_data: OriginalsOf, turn: Turn) -> Replies:
        return await _originals(turn, callback_data.event_id)

    return router
