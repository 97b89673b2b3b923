"""Telegram: updates in by polling or webhook, messages out as the outbox holds them."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import structlog
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Update

from bot.channels.base import Accept, Files, bind
from bot.channels.polling import KINDS, Pauses, Polling, Raw, insist
from bot.channels.telegram_api import TelegramApi
from bot.channels.telegram_sender import TelegramSender
from scheduler.delivery import DeliveryError
from storage.inbox import Accepted, Arrival

log = structlog.get_logger()

CHANNEL: Final = "telegram"
TAP_SECONDS: Final = 5.0
WEBHOOK_CONNECTIONS: Final = 100


@dataclass(frozen=True, slots=True)
class WebhookAddress:
    url: str
    secret: str = field(repr=False)


class TelegramChannel:
    """One bot. Without `webhook` it polls. A wrong token or an absent server is said in the log and
    tried again; it never ends the process. Updates are taken raw, so that one which aiogram cannot
    read stops no other."""

    name = CHANNEL
    can_edit = True
    has_buttons = True

    def __init__(
        self,
        token: str,
        base: str,
        *,
        files: Files,
        clock: Callable[[], datetime],
        webhook: WebhookAddress | None = None,
        pauses: Pauses | None = None,
    ) -> None:
        self.username = ""
        self.api = TelegramApi(token, base)
        self.bot = Bot(token, AiohttpSession(api=TelegramAPIServer.from_base(base)))
        self._sender = TelegramSender(self.api, files)
        self._clock = clock
        self._webhook = webhook
        self._pauses = pauses or Pauses()
        self._accept: Accept | None = None
        self._intake: asyncio.Task[None] | None = None

    # --- in ---------------------------------------------------------------------------------------
    async def start(self, accept: Accept) -> None:
        self._accept = accept
        self._intake = asyncio.create_task(self._take_in(), name="telegram intake")

    async def stop(self) -> None:
        """The webhook stays set: Telegram keeps what comes meanwhile, for 24 h."""
        self._accept = None
        if self._intake is not None:
            self._intake.cancel()
            with suppress(asyncio.CancelledError):
                await self._intake

    async def close(self) -> None:
        """After the last message has gone."""
        await self.api.close()
        await self.bot.session.close()

    async def take(self, updates: Sequence[Raw]) -> None:
        """Returns once they are on disk. Raises ConnectionError while we are not started."""
        if self._accept is None:
            raise ConnectionError("not started")
        now = self._clock()
        arrivals = [self.arrival(update, received_at=now) for update in updates]
        await self._accept([arrival for arrival in arrivals if arrival is not None])

    def arrival(self, payload: Raw, *, received_at: datetime) -> Arrival | None:
        """None for kinds that we never ask for, and for what is no update at all."""
        chat_id = _chat_id(payload)
        if chat_id is None or not isinstance(payload.get("update_id"), int):
            return None
        return Arrival(CHANNEL, str(payload["update_id"]), chat_id, payload, received_at)

    def update(self, accepted: Accepted, payload: Raw) -> Update:
        del accepted
        return bind(payload, self.bot)

    async def read_file(self, file_id: str, *, limit: int) -> bytes:
        file = await self.api.call("getFile", {"file_id": file_id})
        if file.get("file_size", 0) > limit:
            raise DeliveryError("file: too large", permanent=True)
        return await self.api.download(file["file_path"], limit=limit)

    async def _take_in(self) -> None:
        await insist(self._introduce, self._pauses)
        if self._webhook is None:
            await Polling(self.api, self.take, self._pauses).run()
        else:
            await insist(self._set_webhook, self._pauses)

    async def _introduce(self) -> None:
        me = await self.api.call("getMe", {})
        self.username = str(me.get("username", ""))
        log.info("telegram_bot", id=me["id"], intake="webhook" if self._webhook else "polling")

    async def _set_webhook(self) -> None:
        if self._webhook is None:
            return
        fields = {
            "url": self._webhook.url,
            "secret_token": self._webhook.secret,
            "allowed_updates": list(KINDS),
            "max_connections": WEBHOOK_CONNECTIONS,
        }
        await self.api.call("setWebhook", fields)
        log.info("telegram_webhook_set")

    # --- out --------------------------------------------------------------------------------------
    async def can_buttons(self, chat_id: int) -> bool:
        del chat_id
        return True

    def join_link(self, code: str) -> str:
        return f"https://t.me/{self.username}?start={code}"

    async def answer_tap(self, tap_id: str) -> None:
        if not tap_id.isdigit():
            return
        with suppress(DeliveryError):
            fields = {"callback_query_id": tap_id}
            await self.api.call("answerCallbackQuery", fields, seconds=TAP_SECONDS)

    async def send(self, payload: Raw, chat_id: int, *, edit: int | None = None) -> int | None:
        return await self._sender.send(payload, chat_id, edit=edit)


def _chat_id(update: Mapping[str, Any]) -> int | None:
    for kind in KINDS:
        event = update.get(kind)
        if isinstance(event, dict):
            message = event.get("message") or event
            chat = message.get("chat") or event.get("from") or {}
            chat_id = chat.get("id")
            return chat_id if isinstance(chat_id, int) else None
    return None
