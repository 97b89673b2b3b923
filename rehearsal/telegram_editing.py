"""The Bot API methods by which a bot changes or removes what it sent."""

from __future__ import annotations

from dataclasses import replace

from rehearsal.telegram_account import BotAccount, Draft
from rehearsal.telegram_chats import Chat, buttons_in
from rehearsal.telegram_model import ApiError, Raw, Seen
from rehearsal.telegram_params import Params
from rehearsal.telegram_sending import markup_of, media_draft, own_caption, text_content

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup "
    "are exactly the same as a current content and reply markup of the message"
)
TEXT_FIELDS = ("text", "entities")
CAPTION_FIELDS = ("caption", "caption_entities")
MEDIA_FIELDS = ("photo", "document", *CAPTION_FIELDS)


def _own_message(chat: Chat, params: Params) -> Seen:
    message = chat.find(params.whole("message_id", 0))
    if message is None:
        raise ApiError(400, "Bad Request: message to edit not found")
    if not message.from_bot:
        raise ApiError(400, "Bad Request: message can't be edited")
    return message


def _changed(message: Seen, fields: tuple[str, ...], draft: Draft, markup: Raw | None) -> Seen:
    dropped = {*fields, "reply_markup", "edit_date"}
    kept = {key: value for key, value in message.raw.items() if key not in dropped}
    raw = kept | draft.content | ({"reply_markup": markup} if markup else {})
    before = {key: value for key, value in message.raw.items() if key != "edit_date"}
    if raw == before:
        raise ApiError(400, NOT_MODIFIED)
    return replace(
        message,
        raw=raw,
        text=raw.get("text") or raw.get("caption") or "",
        buttons=buttons_in(markup),
        photo=draft.photo,
        document=draft.document,
        file_name=draft.file_name,
    )


async def _put(bot: BotAccount, chat: Chat, message: Seen) -> Raw:
    dated = replace(message, raw={**message.raw, "edit_date": int(bot.now())})
    chat.record(dated)
    await chat.announce()
    return dict(dated.raw)


def _same_files(message: Seen, content: Raw) -> Draft:
    return Draft(content, message.photo, message.document, message.file_name)


async def edit_message_text(bot: BotAccount, params: Params) -> Raw:
    chat = bot.open_chat(params)
    message = _own_message(chat, params)
    if "text" not in message.raw:
        raise ApiError(400, "Bad Request: there is no text in the message to edit")
    draft = _same_files(message, text_content(params))
    changed = _changed(message, TEXT_FIELDS, draft, markup_of(params))
    return await _put(bot, chat, replace(changed, edited=True))


async def edit_message_caption(bot: BotAccount, params: Params) -> Raw:
    chat = bot.open_chat(params)
    message = _own_message(chat, params)
    if "text" in message.raw:
        raise ApiError(400, "Bad Request: there is no caption in the message to edit")
    draft = _same_files(message, own_caption(params))
    changed = _changed(message, CAPTION_FIELDS, draft, markup_of(params))
    return await _put(bot, chat, replace(changed, edited=True))


async def edit_message_media(bot: BotAccount, params: Params) -> Raw:
    chat = bot.open_chat(params)
    message = _own_message(chat, params)
    draft = media_draft(bot, params, params.record("media"))
    changed = _changed(message, (*TEXT_FIELDS, *MEDIA_FIELDS), draft, markup_of(params))
    return await _put(bot, chat, replace(changed, edited=True))


async def edit_message_reply_markup(bot: BotAccount, params: Params) -> Raw:
    """People see no "edited" mark when only the buttons changed, so `edited` stays."""
    chat = bot.open_chat(params)
    message = _own_message(chat, params)
    changed = _changed(message, (), _same_files(message, {}), markup_of(params))
    return await _put(bot, chat, changed)


async def delete_message(bot: BotAccount, params: Params) -> bool:
    chat = bot.chat(params)
    message = chat.find(params.whole("message_id", 0))
    if message is None:
        raise ApiError(400, "Bad Request: message to delete not found")
    chat.remove(message.id)
    await chat.announce()
    return True
