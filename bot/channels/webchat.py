"""The built-in web chat: a channel of our own, whose platform is this server."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.exceptions import TelegramAPIError
from aiogram.types import Update

from bot.channels.base import Accept, Files, bind
from bot.channels.pages import OpenPages
from bot.channels.webchat_lines import STORE, Lines
from bot.channels.webchat_session import WebChatSession
from bot.channels.webchat_updates import BOT_ID, raw_update, update_key
from scheduler.delivery import DeliveryError
from storage.db import Database, Session
from storage.inbox import Accepted, Arrival
from storage.people import load_sender
from storage.photo_store import PhotoStore
from storage.webchat import CHANNEL, Line, add_line, find_chat, is_plain, open_chat, set_plain
from storage.writer import Writer

EDITABLE: Final = frozenset({"SendMessage", "EditMessageText"})
NOT_KEPT: Final = "unkept"


@dataclass(frozen=True, slots=True)
class Post:
    """One message of a person: `body` is what the page shows, `facts` what makes the update."""

    client_id: str
    kind: str
    body: dict[str, Any]
    facts: dict[str, Any]


class WebChat:
    """Lateness is judged by our own clock as the request began; a browser's proves nothing."""

    name = CHANNEL
    username = ""
    can_edit = True
    has_buttons = True

    def __init__(
        self,
        database: Database,
        writer: Writer,
        store: PhotoStore,
        files: Files,
        *,
        public_url: str,
        now: Callable[[], datetime],
    ) -> None:
        self.pages = OpenPages()
        self.public_url = public_url
        self.now = now
        self._database = database
        self._writer = writer
        self._files = files
        self._lines = Lines(writer, store, files, self.pages, now)
        self._accept: Accept | None = None
        self.bot = Bot(
            f"{BOT_ID}:webchat",
            session=WebChatSession(self._lines, self.pages, now),
            default=DefaultBotProperties(parse_mode="HTML"),
        )

    # --- the channel ------------------------------------------------------------------------------
    async def start(self, accept: Accept) -> None:
        self._accept = accept

    async def stop(self) -> None:
        self._accept = None
        self.pages.close()

    async def can_buttons(self, chat_id: int) -> bool:
        async with self._database.glance() as session:
            return not await is_plain(session, chat_id)

    async def answer_tap(self, tap_id: str) -> None:
        await self.bot.answer_callback_query(tap_id)

    def join_link(self, code: str) -> str:
        return f"{self.public_url}/?start={quote(code)}"

    def arrival(self, payload: dict[str, Any], *, received_at: datetime) -> Arrival | None:
        chat_id = payload["chat"]
        key = update_key(chat_id, payload["client"])
        return Arrival(CHANNEL, key, chat_id, payload, received_at)

    def update(self, accepted: Accepted, payload: dict[str, Any]) -> Update:
        return bind(raw_update(accepted, payload), self.bot)

    async def read_file(self, file_id: str, *, limit: int) -> bytes:
        if file_id == NOT_KEPT:
            raise DeliveryError("file was not kept", permanent=True)
        try:
            content = await self._files.read(f"{STORE}{file_id}")
        except FileNotFoundError as missing:
            raise DeliveryError("file is gone", permanent=True) from missing
        if len(content) > limit:
            raise DeliveryError("file is too large", permanent=True)
        return content

    async def send(
        self, payload: dict[str, Any], chat_id: int, *, edit: int | None = None
    ) -> int | None:
        fields = dict(payload)
        plain = not await self.can_buttons(chat_id)
        if plain:
            fields.pop("reply_markup", None)
        editable = edit is not None and not plain and fields.get("method") in EDITABLE
        if editable and edit is not None and await self._lines.edit(chat_id, edit, fields):
            return edit
        try:
            return (await self._lines.post(chat_id, fields))[-1]
        except (LookupError, TelegramAPIError) as refused:
            raise DeliveryError("no such web chat", permanent=True) from refused

    # --- identities -------------------------------------------------------------------------------
    async def open_identity(self) -> tuple[str, int]:
        """A new (secret external id, chat id)."""
        external_id = uuid.uuid4().hex
        work = partial(open_chat, external_id=external_id, now=self.now())
        return external_id, await self._writer.run(work)

    async def chat_of(self, external_id: str) -> int | None:
        async with self._database.glance() as session:
            return await find_chat(session, external_id)

    async def be_plain(self, chat_id: int, *, plain: bool) -> None:
        work = partial(set_plain, chat_id=chat_id, plain=plain, now=self.now())
        await self._writer.run(work)

    # --- what people send -------------------------------------------------------------------------
    async def take(
        self, chat_id: int, posts: Sequence[Post], *, received_at: datetime
    ) -> list[Line]:
        """On disk, line and inbox row, when it returns. The same client id changes nothing."""
        work = partial(_store, chat_id=chat_id, posts=posts, now=received_at)
        lines = await self._writer.run(work)
        stored = [
            {**post.facts, "kind": post.kind, "message": line.id, "at": line.created_at.isoformat()}
            for post, line in zip(posts, lines, strict=True)
        ]
        clients = [post.client_id for post in posts]
        await self._hand_over(chat_id, clients, stored, received_at)
        self.pages.rouse(chat_id)
        return lines

    async def tap(
        self, chat_id: int, client_id: str, message_id: int, data: str, *, received_at: datetime
    ) -> None:
        """A client can forge `data`; handlers authorise every tap."""
        payload = {
            "kind": "tap",
            "message": message_id,
            "data": data,
            "at": received_at.isoformat(),
        }
        await self._hand_over(chat_id, [client_id], [payload], received_at)

    async def keep_upload(self, chat_id: int, content: bytes) -> str | None:
        """The store key. Before consent nothing of it is kept, only that it came: None."""
        async with self._database.glance() as session:
            sender = await load_sender(session, CHANNEL, chat_id)
        if sender.actor.person_id is None:
            return None
        return await self._lines.key(content)

    async def _hand_over(
        self,
        chat_id: int,
        clients: Sequence[str],
        payloads: Sequence[dict[str, Any]],
        received_at: datetime,
    ) -> None:
        if self._accept is None:
            raise ConnectionRefusedError("the web chat is not taking messages")
        arrivals = [
            self.arrival({**payload, "chat": chat_id, "client": client}, received_at=received_at)
            for client, payload in zip(clients, payloads, strict=True)
        ]
        await self._accept([arrival for arrival in arrivals if arrival is not None])


async def _store(
    session: Session, *, chat_id: int, posts: Sequence[Post], now: datetime
) -> list[Line]:
    return [
        await add_line(
            session, chat_id, post.body, outgoing=False, client_id=post.client_id, now=now
        )
        for post in posts
    ]
