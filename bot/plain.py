"""What the bot starts by itself, as a plain chat reads it: its choices join the chat's menu before
it is sent.
"""

from datetime import datetime
from functools import partial
from typing import Any

from bot.channels.base import Channel
from bot.channels.menus import offer
from bot.clock import Clock
from storage.conversation import load_conversation, save_conversation
from storage.db import Session
from storage.writer import Writer


class PlainOffers:
    """A transport before a channel that has plain chats. Replies were offered already, with their
    commit.
    """

    def __init__(self, channel: Channel, writer: Writer, clock: Clock) -> None:
        self._channel = channel
        self._writer = writer
        self._clock = clock

    async def send(
        self, payload: dict[str, Any], chat_id: int, *, edit: int | None = None
    ) -> int | None:
        if "reply_markup" in payload and not await self._channel.can_buttons(chat_id):
            work = partial(self._offer, payload, chat_id, self._clock())
            payload = await self._writer.run(work)
        return await self._channel.send(payload, chat_id, edit=edit)

    async def _offer(
        self, payload: dict[str, Any], chat_id: int, now: datetime, session: Session
    ) -> dict[str, Any]:
        row = await load_conversation(session, self._channel.name, chat_id, chat_id)
        fields, row.menu = offer(payload, row.menu, broadcast=True)
        await save_conversation(session, row, now=now)
        return fields
