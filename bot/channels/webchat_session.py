"""aiogram's methods on the web chat: messages become rows that open pages read."""

from collections.abc import AsyncGenerator, Callable
from datetime import datetime
from typing import Any, Final, cast

from aiogram import Bot
from aiogram.client.default import Default
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    DeleteWebhook,
    EditMessageCaption,
    EditMessageReplyMarkup,
    EditMessageText,
    GetFile,
    GetMe,
    PinChatMessage,
    SendChatAction,
    SendDocument,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    SetMessageReaction,
    SetMyCommands,
    TelegramMethod,
    UnpinChatMessage,
)
from aiogram.methods.base import TelegramType
from aiogram.types import File, InputFile, Message, User
from pydantic import BaseModel

from bot.channels.pages import OpenPages
from bot.channels.webchat_lines import STORE, Lines, plain_text
from bot.channels.webchat_updates import BOT

HARMLESS: Final = (
    DeleteWebhook,
    PinChatMessage,
    SetMessageReaction,
    SetMyCommands,
    UnpinChatMessage,
)
SENT: Final = (SendMessage, SendPhoto, SendDocument, SendMediaGroup)
EDITED: Final = (EditMessageText, EditMessageReplyMarkup, EditMessageCaption)


class WebChatSession(BaseSession):
    """`lines` keeps and changes messages, `pages` shows what passes."""

    def __init__(self, lines: Lines, pages: OpenPages, now: Callable[[], datetime]) -> None:
        super().__init__(api=TelegramAPIServer(base="webchat:/{token}/{method}", file="{path}"))
        self._lines = lines
        self._pages = pages
        self._now = now

    async def close(self) -> None:
        """Nothing is held open."""

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109  aiogram's signature
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """The bytes of a file that GetFile named."""
        del headers, timeout, raise_for_status
        content = await self._lines.read(f"{STORE}{url}")
        for start in range(0, len(content), chunk_size):
            yield content[start : start + chunk_size]

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109  aiogram's signature
    ) -> TelegramType:
        del timeout
        return cast(TelegramType, await self._answer(bot, method))

    async def _answer(self, bot: Bot, method: TelegramMethod[Any]) -> object:
        if isinstance(method, SENT):
            return await self._send(bot, method)
        if isinstance(method, EDITED):
            return await self._edit(bot, method)
        if isinstance(method, AnswerCallbackQuery):
            return self._toast(method)
        if isinstance(method, SendChatAction):
            self._pages.signal(int(method.chat_id), "typing")
            return True
        return await self._small(method)

    async def _small(self, method: TelegramMethod[Any]) -> object:
        if isinstance(method, DeleteMessage):
            gone = {"gone": True, "text": "", "buttons": []}
            return await self._lines.change(int(method.chat_id), method.message_id, gone)
        if isinstance(method, GetFile):
            return File(
                file_id=method.file_id, file_unique_id=method.file_id, file_path=method.file_id
            )
        if isinstance(method, GetMe):
            return User.model_validate(BOT)
        if isinstance(method, HARMLESS):
            return True
        raise TelegramBadRequest(method, f"{type(method).__name__} is not known to the web chat")

    async def _send(self, bot: Bot, method: TelegramMethod[Any]) -> object:
        fields = await self._fields(bot, method)
        chat_id = int(fields.pop("chat_id"))
        try:
            posted = await self._lines.post(chat_id, fields)
        except LookupError as unknown:
            raise TelegramBadRequest(method, "chat not found") from unknown
        messages = [self._message(bot, chat_id, line, fields) for line in posted]
        return messages if isinstance(method, SendMediaGroup) else messages[0]

    async def _edit(self, bot: Bot, method: TelegramMethod[Any]) -> object:
        fields = await self._fields(bot, method)
        chat_id, message_id = int(fields.pop("chat_id")), int(fields.pop("message_id"))
        if not await self._lines.edit(chat_id, message_id, fields):
            raise TelegramBadRequest(method, "message to edit not found")
        return self._message(bot, chat_id, message_id, fields)

    def _toast(self, method: AnswerCallbackQuery) -> bool:
        chat_id, _, rest = method.callback_query_id.partition(".")
        message_id = rest.partition(".")[0]
        if chat_id.isdigit() and message_id.isdigit():
            self._pages.signal(
                int(chat_id), "answered", message=int(message_id), text=method.text or ""
            )
        return True

    async def _fields(self, bot: Bot, method: TelegramMethod[Any]) -> dict[str, Any]:
        """As delivery would pass them: plain values, files kept, defaults resolved."""
        fields = {"method": type(method).__name__}
        for name in type(method).model_fields:
            value = await self._value(bot, getattr(method, name))
            if value is not None:
                fields[name] = value
        return fields

    async def _value(self, bot: Bot, value: object) -> Any:  # noqa: ANN401  a field of any method
        if isinstance(value, Default):
            return bot.default[value.name]
        if isinstance(value, InputFile):
            content = b"".join([chunk async for chunk in value.read(bot)])
            return await self._lines.keep(content, value.filename or "")
        if isinstance(value, BaseModel):
            return {
                name: await self._value(bot, getattr(value, name))
                for name in type(value).model_fields
            }
        if isinstance(value, list):
            return [await self._value(bot, item) for item in value]
        return value

    def _message(self, bot: Bot, chat_id: int, message_id: int, fields: dict[str, Any]) -> Message:
        raw = {
            "message_id": message_id,
            "date": int(self._now().timestamp()),
            "chat": {"id": chat_id, "type": "private"},
            "from": BOT,
            "text": plain_text(fields.get("text") or fields.get("caption") or ""),
        }
        return Message.model_validate(raw, context={"bot": bot})
