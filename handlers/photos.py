"""Photos at any time: kept, counted, acknowledged once."""

from datetime import datetime

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.ask_question import pass_photos_on
from actions.keep_photo import PhotoKept, keep_photo
from actions.mend_photos import assign_photos
from actions.reenter import waits
from handlers.behalf_talk import ask_whose, listed, origin_of
from handlers.kinds import Pictured
from handlers.reentry import hold
from handlers.report import take
from handlers.reporter import has_several
from handlers.taps import Id
from handlers.turn import KeptFile, Replies, Reply, Turn
from rules.model import RoleKind
from rules.permissions import units_of
from storage.people import Account
from storage.photos import NewPhoto


class PhotosOf(CallbackData, prefix="photos_of"):
    """The answer to "Ảnh này của đơn vị nào?"."""

    photo_id: Id
    participation_id: Id


def photo_of(
    turn: Turn, file: KeptFile, *, author: str = "", at: datetime | None = None
) -> NewPhoto:
    """`at`: when its author sent it, where that is known. Refused: what is no picture."""
    if file.refused is not None:
        raise file.refused
    return NewPhoto(
        channel=turn.channel,
        chat_id=turn.chat_id,
        message_id=turn.message_id,
        file_ref=file.file_ref,
        sent_at=min(at or turn.sent_at, turn.received_at),
        received_at=turn.received_at,
        store_key=file.store_key,
        sha256=file.sha256,
        size=file.size,
        caption=turn.text,
        album=file.album,
        author=author,
    )


def _as_sent(turn: Turn, file: KeptFile, message: Message) -> NewPhoto:
    """What a unit's own reporter forwards was sent when it was forwarded (DESIGN 3.7)."""
    author, at = ("", None) if units_of(turn.actor, RoleKind.REPORTER) else origin_of(message)
    return photo_of(turn, file, author=author, at=at)


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
        several=has_several(turn),
    )
    return [said]


def build_router() -> Router:
    router = Router(name="photos")

    @router.message(Pictured())
    async def sends(message: Message, turn: Turn, state: FSMContext) -> Replies:
        if turn.file is None or not turn.file.photo:
            raise SkipHandler
        photo = _as_sent(turn, turn.file, message)
        kept = await keep_photo(turn.session, turn.actor, photo, now=turn.now)
        if kept.photo_id is not None and not kept.fits:
            asked = await ask_whose(turn, state, kept.photo_id, later=kept.later)
            if asked is not None:
                return asked
            account = Account(turn.channel, turn.account_id)
            waiting = await waits(turn.session, turn.actor, account)
            if waiting is not None:
                said = [] if kept.later else [turn.says("reentry/kept", what="photos", r=waiting)]
                return [*said, *listed(await hold(turn, turn.text))] if turn.text else [*said]
            await pass_photos_on(turn.session, turn.actor, account, now=turn.now)
        replies = _acknowledged(turn, kept)
        if kept.photo_id is None or not turn.text:
            return replies
        return [*replies, *listed(await take(turn, message, turn.text, caption=True))]

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

    return router
