"""A double of the Telegram Bot API server over real HTTP, and the people who use it.

async with TelegramDouble(tokens=["123:secret"]) as telegram:
    lan = telegram.user(id=7_900_000_123, name="Lan")
    await lan.says("xin chào")
    reply = await lan.waits("chào")
"""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine, Sequence
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

from rehearsal.telegram_account import BotAccount
from rehearsal.telegram_chats import Chat
from rehearsal.telegram_groups import TelegramGroup
from rehearsal.telegram_limits import Breach, Pace, Trouble, too_many
from rehearsal.telegram_model import Call, Push
from rehearsal.telegram_people import TelegramPerson
from rehearsal.telegram_server import TelegramServer


class TelegramDouble:
    """`tokens` given: only those bots (and `bot(...)`) exist; none given: any well-formed token.

    `now` is the platform's clock (stamps messages); `redeliver_after` seconds pass before a webhook
    that did not answer 2xx is tried again.
    """

    def __init__(
        self,
        *,
        tokens: Sequence[str] = (),
        port: int = 0,
        now: Callable[[], float] = time.time,  # noqa: TID251 - the outside world's own clock
        pace: Pace = Pace.FREE,
        clock: Callable[[], float] = time.monotonic,
        redeliver_after: float = 0.05,
    ) -> None:
        self._server = TelegramServer(
            invited_only=bool(tokens),
            now=now,
            clock=clock,
            pace=pace,
            redeliver_after=redeliver_after,
        )
        self._port = port
        self._people: dict[tuple[int, int], TelegramPerson] = {}
        self._groups: dict[tuple[int, int], TelegramGroup] = {}
        for token in tokens:
            self.bot(token)

    async def __aenter__(self) -> Self:
        self._port = await self._server.open(self._port)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self._server.close()

    @property
    def calls(self) -> list[Call]:
        return self._server.calls

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def breaches(self) -> list[Breach]:
        return [breach for pacing in self._server.pacing.values() for breach in pacing.breaches]

    def pushes(self, *, bot: str | None = None) -> list[Push]:
        return self._bot(bot).pusher.pushes

    def bot(self, token: str, *, username: str | None = None) -> BotAccount:
        """Register a bot (or find it again)."""
        return self._server.register(token, username=username)

    def _bot(self, token: str | None) -> BotAccount:
        if token:
            return self._server.register(token)
        if not self._server.bots:
            raise LookupError("no bot yet: give tokens=[...] or call bot(token)")
        return next(iter(self._server.bots.values()))

    def user(
        self,
        *,
        id: int,
        name: str,
        username: str | None = None,
        bot: str | None = None,
        started: bool = True,
    ) -> TelegramPerson:
        """A person with `bot` (default the first); `started=False`: the bot cannot write first."""
        account = self._bot(bot)
        if (account.id, id) in self._people:
            return self._people[account.id, id]
        known = {"username": username} if username else {}
        api = {"id": id, "is_bot": False, "first_name": name, "language_code": "vi"} | known
        shown = {"id": id, "type": "private", "first_name": name} | known
        account.chats[id] = Chat(shown, reachable=started)
        person = TelegramPerson(account, account.chats[id], api)
        self._people[account.id, id] = person
        return person

    def group(self, id: int, title: str, *, bot: str | None = None) -> TelegramGroup:
        """A supergroup the bot is in; `id` is negative, -100..."""
        account = self._bot(bot)
        if id not in account.chats:
            chat = Chat({"id": id, "type": "supergroup", "title": title})
            account.chats[id] = chat
            self._groups[account.id, id] = TelegramGroup(account, chat)
        return self._groups[account.id, id]

    def chat(self, chat_id: int, *, bot: str | None = None) -> Chat:
        return self._bot(bot).chats[chat_id]

    def flood(
        self,
        chat_id: int | None = None,
        retry_after: int = 1,
        times: int = 1,
        *,
        method: str | None = None,
    ) -> None:
        """The next `times` calls (of that chat, of that method) are answered 429."""
        trouble = Trouble(429, too_many(retry_after), retry_after, chat_id, method, times)
        self._server.troubles.plan(trouble)

    def breaks(
        self,
        chat_id: int | None = None,
        status: int = 502,
        times: int = 1,
        *,
        method: str | None = None,
    ) -> None:
        """The next `times` calls fail with that status and are not carried out."""
        phrase = HTTPStatus(status).phrase
        self._server.troubles.plan(Trouble(status, phrase, None, chat_id, method, times))

    def loses_answers(self, times: int = 1) -> None:
        """The next sends are carried out, and the connection closes before the bot is told."""
        self._server.answers_to_lose += times

    async def redeliver(self, update_id: int, *, bot: str | None = None) -> bool:
        """Send an accepted update once more; whether a webhook took it (True when polled)."""
        account = self._bot(bot)
        letter = account.mailbox.accepted[update_id]
        if account.pusher.webhook:
            return await account.pusher.push(letter)
        await account.mailbox.poll_again(letter)
        return True

    def delivered(
        self, *, bot: str | None = None, timeout: float = 5.0
    ) -> Coroutine[Any, Any, None]:
        """Await it: no update waits any more."""
        return self._bot(bot).mailbox.emptied(timeout)
