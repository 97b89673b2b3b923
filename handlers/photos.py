"""Photos at any time: kept, counted, acknowledged once."""

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from actions.keep_photo import PhotoKept, assign_photos, keep_photo, remove_photos
from handlers.kinds import Pictured
from handlers.report import take
from handlers.taps import Id
from handlers.turn import KeptFile, Replies, Reply, Turn
from storage.photos import NewPhoto


class PhotosOf(CallbackData, prefix="photos_of"):
    """The answer to "Ảnh này của đơn vị nào?"."""

    photo_id: Id
    participation_id: Id


class PhotosOut(CallbackData, prefix="photos_out"):
    photo_id: Id


def _photo(turn: Turn, file: KeptFile) -> NewPhoto:
    return NewPhoto(
        channel=turn.channel,
        chat_id=turn.chat_id,
        message_id=turn.message_id,
        file_ref=file.file_ref,
        sent_at=turn.sent_at,
        received_at=turn.received_at,
        store_key=file.store_key,
        sha256=file.sha256,
        size=file.size,
        caption=turn.text,
        album=file.album,
    )


def _acknowledged(turn: Turn, kept: PhotoKept) -> list[Reply]:
    """An album's comes by itself, once its last photo is in."""
    if kept.photo_id is None or kept.later:
        return []
    said = turn.says(
        "photos/received",
        count=1,
        fits=kept.fits,
        photo=kept.photo_id,
        fetched=kept.fetched,
    )
    return [said]


def build_router() -> Router:
    router = Router(name="photos")

    @router.message(Pictured())
    async def sends(_message: Message, turn: Turn) -> Replies:
        if turn.file is None or not turn.file.photo:
            raise SkipHandler
        kept = await keep_photo(turn.session, turn.actor, _photo(turn, turn.file), now=turn.now)
        replies = _acknowledged(turn, kept)
        if kept.photo_id is None or not turn.text:
            return replies
        report = await take(turn, turn.text)
        if report is None:
            return replies
        return [*replies, *(report if isinstance(report, list) else [report])]

    @router.callback_query(PhotosOf.filter())
    async def names(_tap: CallbackQuery, callback_data: PhotosOf, turn: Turn) -> Replies:
        mine, count = await assign_photos(
            turn.session,
            turn.actor,
            callback_data.photo_id,
            callback_data.participation_id,
            now=turn.now,
        )
        return turn.says(
            "photos/received",
            count=count,
            fits=(mine,),
            photo=callback_data.photo_id,
            fetched=True,
        )

    @router.callback_query(PhotosOut.filter())
    async def removes(_tap: CallbackQuery, callback_data: PhotosOut, turn: Turn) -> Replies:
        mine, count = await remove_photos(
            turn.session, turn.actor, callback_data.photo_id, now=turn.now
        )
        return turn.says("photos/removed", p=mine, count=count)

    return router
