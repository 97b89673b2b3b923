"""One bot on the double: its chats, files and updates, as Telegram keeps them for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count

import aiohttp

from rehearsal.telegram_chats import Chat, buttons_in
from rehearsal.telegram_files import FileStore
from rehearsal.telegram_mailbox import Mailbox
from rehearsal.telegram_model import Alert, ApiError, Raw, Seen
from rehearsal.telegram_params import Params
from rehearsal.telegram_webhook import Pusher

FIRST_UPDATE_ID = 512_340_001
QUERY_GONE = "query is too old and response timeout expired or query ID is invalid"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a message holds before it has an id; `content` are the API's own fields."""

    content: Raw
    photo: bytes | None = field(default=None, repr=False)
    document: bytes | None = field(default=None, repr=False)
    file_name: str | None = None


@dataclass(frozen=True, slots=True)
class Tap:
    chat: Chat
    alerts: list[Alert]


class BotAccount:
    def __init__(
        self,
        token: str,
        *,
        username: str,
        http: Callable[[], aiohttp.ClientSession],
        now: Callable[[], float],
        backoff: float,
    ) -> None:
        self.token = token
        self.id = int(token.partition(":")[0])
        self.me: Raw = {"id": self.id, "is_bot": True, "first_name": "Áo Xanh"}
        self.me["username"] = username
        self.now = now
        self.chats: dict[int, Chat] = {}
        self.files = FileStore()
        self.mailbox = Mailbox(FIRST_UPDATE_ID)
        self.pusher = Pusher(self.mailbox, http=http, now=now, backoff=backoff)
        self.commands: list[Raw] = []
        self._numbers = count(1)
        self._taps: dict[str, Tap] = {}
        self._tap_ids = count(self.id * 1000 + 1)

    def chat(self, params: Params) -> Chat:
        chat = self.chats.get(params.whole("chat_id", 0))
        if chat is None or not chat.reachable:
            raise ApiError(400, "Bad Request: chat not found")
        return chat

    def open_chat(self, params: Params) -> Chat:
        chat = self.chat(params)
        if chat.blocked:
            reason = "bot was blocked by the user" if chat.private else "bot was kicked"
            raise ApiError(403, f"Forbidden: {reason}")
        return chat

    def compose(
        self, chat: Chat, drafts: Iterable[Draft], *, sender: Raw, date: int, markup: Raw | None
    ) -> list[Seen]:
        """Messages with their ids, on the transcript; the caller announces them."""
        composed = [self._message(chat, draft, sender, date, markup) for draft in drafts]
        chat.record(*composed)
        return composed

    def _message(
        self, chat: Chat, draft: Draft, sender: Raw, date: int, markup: Raw | None
    ) -> Seen:
        number = next(self._numbers if chat.private else chat.own_numbers)
        head: Raw = {"message_id": number, "from": sender, "chat": chat.api, "date": date}
        inline = {"reply_markup": markup} if markup and "inline_keyboard" in markup else {}
        return Seen(
            id=number,
            text=draft.content.get("text") or draft.content.get("caption") or "",
            at=date,
            from_bot=sender["is_bot"],
            raw=head | draft.content | inline,
            buttons=buttons_in(markup),
            photo=draft.photo,
            document=draft.document,
            file_name=draft.file_name,
        )

    async def deliver(self, contents: Iterable[tuple[str, Raw]], chat: Chat) -> list[int]:
        """Queue updates that belong together; returns their ids at once."""
        ids = self.mailbox.add(contents, lane=chat.id)
        self.pusher.wake(chat.id)
        await self.mailbox.announce()
        return ids

    def note_tap(self, chat: Chat, alerts: list[Alert]) -> str:
        query_id = str(next(self._tap_ids))
        self._taps[query_id] = Tap(chat, alerts)
        return query_id

    async def answer_tap(self, alert: Alert) -> None:
        tap = self._taps.get(alert.query_id)
        if tap is None:
            raise ApiError(400, f"Bad Request: {QUERY_GONE}")
        tap.alerts.append(alert)
        await tap.chat.announce()
