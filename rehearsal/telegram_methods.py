"""Every Bot API method the double answers, by its lower-case name."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from rehearsal import telegram_editing as editing
from rehearsal import telegram_sending as sending
from rehearsal.telegram_account import BotAccount
from rehearsal.telegram_mailbox import WEBHOOK_IS_SET
from rehearsal.telegram_model import Alert, ApiError, Raw
from rehearsal.telegram_params import Params

SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
MOST_CONNECTIONS = 100
MOST_UPDATES = 100


async def get_me(bot: BotAccount, _: Params) -> Raw:
    abilities = {"can_join_groups": True, "can_read_all_group_messages": True}
    return bot.me | abilities | {"supports_inline_queries": False}


async def get_updates(bot: BotAccount, params: Params) -> list[Raw]:
    if bot.pusher.webhook:
        raise ApiError(409, WEBHOOK_IS_SET)
    if params.text("allowed_updates"):
        bot.mailbox.allowed = frozenset(params.items("allowed_updates"))
    return await bot.mailbox.poll(
        offset=params.whole("offset", 0),
        limit=min(max(params.whole("limit", MOST_UPDATES), 1), MOST_UPDATES),
        seconds=params.whole("timeout", 0),
    )


async def set_webhook(bot: BotAccount, params: Params) -> bool:
    secret = params.text("secret_token")
    if not SECRET.fullmatch(secret):
        raise ApiError(400, "Bad Request: secret token contains unallowed characters")
    if not params.text("url"):
        return await delete_webhook(bot, params)
    if params.flag("drop_pending_updates"):
        await bot.mailbox.drop_pending()
    if params.text("allowed_updates"):
        bot.mailbox.allowed = frozenset(params.items("allowed_updates"))
    await bot.mailbox.end_polls("Conflict: terminated by setWebhook request")
    connections = min(max(params.whole("max_connections", 40), 1), MOST_CONNECTIONS)
    bot.pusher.set(params.text("url"), secret=secret, max_connections=connections)
    return True


async def delete_webhook(bot: BotAccount, params: Params) -> bool:
    await bot.pusher.unset()
    if params.flag("drop_pending_updates"):
        await bot.mailbox.drop_pending()
    return True


async def get_webhook_info(bot: BotAccount, _: Params) -> Raw:
    webhook, error = bot.pusher.webhook, bot.pusher.last_error
    info: Raw = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(bot.mailbox.pending),
    }
    if webhook:
        info["max_connections"] = webhook.max_connections
    if webhook and error:
        info |= {"last_error_date": error.at, "last_error_message": error.reason}
    if bot.mailbox.allowed:
        info["allowed_updates"] = sorted(bot.mailbox.allowed)
    return info


async def answer_callback_query(bot: BotAccount, params: Params) -> bool:
    shown = params.text("text")
    query = params.text("callback_query_id")
    link = params.text("url") or None
    await bot.answer_tap(Alert(query, shown, params.flag("show_alert"), link))
    return True


async def get_file(bot: BotAccount, params: Params) -> Raw:
    return bot.files.downloadable(params.text("file_id"))


async def set_my_commands(bot: BotAccount, params: Params) -> bool:
    bot.commands = params.items("commands")
    return True


async def delete_my_commands(bot: BotAccount, _: Params) -> bool:
    bot.commands = []
    return True


async def get_my_commands(bot: BotAccount, _: Params) -> list[Raw]:
    return bot.commands


async def get_chat(bot: BotAccount, params: Params) -> Raw:
    gifts = ("unlimited", "limited", "unique", "premium_subscription", "gifts_from_channels")
    extra = {"accent_color_id": 0, "max_reaction_count": 11}
    refused = {"accepted_gift_types": dict.fromkeys((f"{kind}_gifts" for kind in gifts[:3]), False)}
    refused["accepted_gift_types"] |= dict.fromkeys(gifts[3:], False)
    return bot.chat(params).api | extra | refused


async def accept_quietly(_: BotAccount, __: Params) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Method:
    name: str
    answer: Callable[[BotAccount, Params], Awaitable[Any]]


METHODS = {
    name.lower(): Method(name, answer)
    for name, answer in {
        "getMe": get_me,
        "getUpdates": get_updates,
        "setWebhook": set_webhook,
        "deleteWebhook": delete_webhook,
        "getWebhookInfo": get_webhook_info,
        "sendMessage": sending.send_message,
        "sendPhoto": sending.send_photo,
        "sendDocument": sending.send_document,
        "sendMediaGroup": sending.send_media_group,
        "sendChatAction": sending.send_chat_action,
        "editMessageText": editing.edit_message_text,
        "editMessageCaption": editing.edit_message_caption,
        "editMessageMedia": editing.edit_message_media,
        "editMessageReplyMarkup": editing.edit_message_reply_markup,
        "deleteMessage": editing.delete_message,
        "answerCallbackQuery": answer_callback_query,
        "getFile": get_file,
        "getChat": get_chat,
        "setMyCommands": set_my_commands,
        "deleteMyCommands": delete_my_commands,
        "getMyCommands": get_my_commands,
        "setMyName": accept_quietly,
        "setMyDescription": accept_quietly,
        "setMyShortDescription": accept_quietly,
        "setChatMenuButton": accept_quietly,
    }.items()
}
