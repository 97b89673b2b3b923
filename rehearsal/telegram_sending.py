"""The Bot API methods by which a bot sends something new."""

from __future__ import annotations

from itertools import count

from rehearsal.telegram_account import BotAccount, Draft
from rehearsal.telegram_chats import Chat
from rehearsal.telegram_html import formatted, utf16_length
from rehearsal.telegram_model import ApiError, Raw
from rehearsal.telegram_params import Params, Upload

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
CALLBACK_LIMIT = 64
ALBUM_SIZES = range(2, 11)
ALBUM_NUMBERS = count(13_500_000_000_000_001)


def text_content(params: Params) -> Raw:
    text, entities = formatted(
        params.text("text"), params.text("parse_mode"), params.items("entities")
    )
    if not text:
        raise ApiError(400, "Bad Request: message text is empty")
    if utf16_length(text) > TEXT_LIMIT:
        raise ApiError(400, "Bad Request: message is too long")
    return {"text": text} | ({"entities": entities} if entities else {})


def caption_content(caption: str, parse_mode: str, entities: list[Raw] | None) -> Raw:
    text, shown = formatted(caption, parse_mode, entities)
    if utf16_length(text) > CAPTION_LIMIT:
        raise ApiError(400, "Bad Request: message caption is too long")
    content: Raw = {"caption": text} if text else {}
    return content | ({"caption_entities": shown} if shown else {})


def own_caption(params: Params) -> Raw:
    entities = params.items("caption_entities")
    return caption_content(params.text("caption"), params.text("parse_mode"), entities)


def _check_button(button: Raw) -> None:
    data = button.get("callback_data")
    if not button.get("text"):
        raise ApiError(400, "Bad Request: inline keyboard button text must be non-empty")
    if data is not None and not 1 <= len(data.encode()) <= CALLBACK_LIMIT:
        raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
    if len(button.keys() - {"text", "style", "icon_custom_emoji_id"}) != 1:
        reason = "text buttons are unallowed in the inline keyboard"
        raise ApiError(400, f"Bad Request: can't parse inline keyboard button: {reason}")


def markup_of(params: Params) -> Raw | None:
    markup: Raw | None = params.record("reply_markup") or None
    if markup is None or "inline_keyboard" not in markup:
        return markup
    rows = [row for row in markup["inline_keyboard"] if row]
    for button in (button for row in rows for button in row):
        _check_button(button)
    return {"inline_keyboard": rows} if rows else None


def _reply(chat: Chat, params: Params) -> Raw:
    asked = params.record("reply_parameters")
    number = asked.get("message_id") or params.whole("reply_to_message_id", 0)
    if not number:
        return {}
    original = chat.find(int(number))
    if original is not None:
        shown = {key: value for key, value in original.raw.items() if key != "reply_to_message"}
        return {"reply_to_message": shown}
    if asked.get("allow_sending_without_reply"):
        return {}
    raise ApiError(400, "Bad Request: message to be replied not found")


async def _post(bot: BotAccount, chat: Chat, params: Params, *drafts: Draft) -> list[Raw]:
    markup = markup_of(params)
    reply = _reply(chat, params)
    answered = [
        Draft(draft.content | reply, draft.photo, draft.document, draft.file_name)
        for draft in drafts
    ]
    sent = bot.compose(chat, answered, sender=bot.me, date=int(bot.now()), markup=markup)
    await chat.announce()
    return [dict(message.raw) for message in sent]


async def send_message(bot: BotAccount, params: Params) -> Raw:
    chat = bot.open_chat(params)
    return (await _post(bot, chat, params, Draft(text_content(params))))[0]


def photo_draft(bot: BotAccount, params: Params, media: Upload | str, caption: Raw) -> Draft:
    sizes, content = bot.files.photo(params, media)
    return Draft({"photo": sizes} | caption, photo=content)


def document_draft(bot: BotAccount, params: Params, media: Upload | str, caption: Raw) -> Draft:
    document, content = bot.files.document(params, media)
    name = document["file_name"]
    return Draft({"document": document} | caption, document=content, file_name=name)


DRAFTS = {"photo": photo_draft, "document": document_draft}


async def send_photo(bot: BotAccount, params: Params) -> Raw:
    chat = bot.open_chat(params)
    draft = photo_draft(bot, params, params.file("photo"), own_caption(params))
    return (await _post(bot, chat, params, draft))[0]


async def send_document(bot: BotAccount, params: Params) -> Raw:
    chat = bot.open_chat(params)
    draft = document_draft(bot, params, params.file("document"), own_caption(params))
    return (await _post(bot, chat, params, draft))[0]


def media_draft(bot: BotAccount, params: Params, item: Raw) -> Draft:
    if item.get("type") not in DRAFTS:
        raise ApiError(400, "Bad Request: the double knows only media of type photo and document")
    caption = caption_content(
        item.get("caption") or "", item.get("parse_mode") or "", item.get("caption_entities")
    )
    return DRAFTS[item["type"]](bot, params, item.get("media") or "", caption)


async def send_media_group(bot: BotAccount, params: Params) -> list[Raw]:
    chat = bot.open_chat(params)
    media = params.items("media")
    if len(media) not in ALBUM_SIZES:
        raise ApiError(400, "Bad Request: media group must include 2-10 items")
    if len({item.get("type") for item in media}) > 1:
        raise ApiError(400, "Bad Request: document can't be mixed with other media types")
    album = {"media_group_id": str(next(ALBUM_NUMBERS))}
    drafts = [media_draft(bot, params, item) for item in media]
    grouped = [Draft(d.content | album, d.photo, d.document, d.file_name) for d in drafts]
    return await _post(bot, chat, params, *grouped)


async def send_chat_action(bot: BotAccount, params: Params) -> bool:
    bot.open_chat(params)
    return True
