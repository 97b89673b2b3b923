"""How fast one bot may send: the platform's rules, kept on our side so that it need not refuse.

Telegram (core.telegram.org/bots/faq): about 30 messages a second a bot, 1 a second a chat with
short bursts allowed, 20 a minute a group.
"""

import asyncio
import math
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from storage.outbox import REPLY

KEPT_CHATS: Final = 2048


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `most` sends in any `seconds`."""

    most: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Rules:
    """Telegram's, as we keep them.

    `news` paces what the bot begins by itself, evenly: no bursts that a reply would have to wait
    behind, and 3 of the 30 stay free for replies at any moment; 168 reminders are out in 6.2 s.
    A person's own taps are answered at once, up to 20 in 20 s (1/s on average); news waits until
    fewer than 3 messages went to the chat in 3 s.
    """

    bot: Quota = Quota(30, 1.0)
    news: Quota = Quota(27, 1.0)
    chat: Quota = Quota(20, 20.0)
    chat_news: Quota = Quota(3, 3.0)
    group: Quota = Quota(20, 60.0)


class Window:
    """Counts a send from its begin until `seconds` after its end: the server saw it somewhere in
    between, so the quota holds in every window of its clock too, however late an answer comes."""

    def __init__(self, quota: Quota) -> None:
        self._quota = quota
        self._under_way = 0
        self._ended: deque[float] = deque()

    def wait(self, now: float) -> float:
        """Seconds until there is room; infinity while only an answer can make it."""
        self._forget(now)
        excess = self._under_way + len(self._ended) - self._quota.most
        if excess < 0:
            return 0.0
        if excess >= len(self._ended):
            return math.inf
        return self._ended[excess] + self._quota.seconds - now

    def begin(self) -> None:
        self._under_way += 1

    def end(self, now: float) -> None:
        self._under_way -= 1
        self._ended.append(now)

    def idle(self, now: float) -> bool:
        self._forget(now)
        return not self._under_way and not self._ended

    def _forget(self, now: float) -> None:
        while self._ended and self._ended[0] + self._quota.seconds <= now:
            self._ended.popleft()


class ChatPace:
    """One chat's windows: one for every message, a stricter one for news."""

    def __init__(self, chat_id: int, rules: Rules) -> None:
        self._all = Window(rules.group if chat_id < 0 else rules.chat)
        self._news = Window(rules.chat_news)

    def wait(self, now: float, priority: int) -> float:
        if priority == REPLY:
            return self._all.wait(now)
        return max(self._all.wait(now), self._news.wait(now))

    def begin(self) -> None:
        self._all.begin()
        self._news.begin()

    def end(self, now: float) -> None:
        self._all.end(now)
        self._news.end(now)

    def idle(self, now: float) -> bool:
        return self._all.idle(now) and self._news.idle(now)


@dataclass(order=True, slots=True)
class _Waiter:
    priority: int
    number: int
    chat: ChatPace = field(compare=False)
    go: asyncio.Future[None] = field(compare=False)


class BotLimits:
    """One bot's pace within one process. Who waits goes in order of priority, then of arrival."""

    def __init__(self, rules: Rules | None = None) -> None:
        self._rules = rules or Rules()
        self._bot = Window(self._rules.bot)
        self._chats: dict[int, ChatPace] = {}
        self._next_news = -math.inf
        self._waiting: list[_Waiter] = []
        self._numbers = count()
        self._timer: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def sending(self, chat_id: int, *, priority: int) -> AsyncIterator[None]:
        """Enter when one message may go to this chat; leave when its answer is there."""
        loop = asyncio.get_running_loop()
        waiter = _Waiter(priority, next(self._numbers), self._pace(chat_id), loop.create_future())
        self._waiting.append(waiter)
        self._let_go()
        try:
            await waiter.go
            yield
        finally:
            self._leave(waiter, loop.time())

    def _leave(self, waiter: _Waiter, now: float) -> None:
        if waiter in self._waiting:
            self._waiting.remove(waiter)
        else:
            self._bot.end(now)
            waiter.chat.end(now)
        self._let_go()

    def _let_go(self) -> None:
        """Whoever may, goes; a timer looks again when the first of the others may."""
        loop = asyncio.get_running_loop()
        soonest = math.inf
        for waiter in sorted(self._waiting):
            wait = self._wait(waiter, loop.time())
            if wait <= 0:
                self._begin(waiter, loop.time())
            else:
                soonest = min(soonest, wait)
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if math.isinf(soonest) else loop.call_later(soonest, self._let_go)

    def _wait(self, waiter: _Waiter, now: float) -> float:
        wait = max(self._bot.wait(now), waiter.chat.wait(now, waiter.priority))
        return wait if waiter.priority == REPLY else max(wait, self._next_news - now)

    def _begin(self, waiter: _Waiter, now: float) -> None:
        self._waiting.remove(waiter)
        if waiter.priority != REPLY:
            self._next_news = now + self._rules.news.seconds / self._rules.news.most
        self._bot.begin()
        waiter.chat.begin()
        if not waiter.go.done():
            waiter.go.set_result(None)

    def _pace(self, chat_id: int) -> ChatPace:
        if len(self._chats) >= KEPT_CHATS:
            self._drop_idle(asyncio.get_running_loop().time())
        return self._chats.setdefault(chat_id, ChatPace(chat_id, self._rules))

    def _drop_idle(self, now: float) -> None:
        awaited = {id(waiter.chat) for waiter in self._waiting}
        for chat_id, pace in list(self._chats.items()):
            if pace.idle(now) and id(pace) not in awaited:
                del self._chats[chat_id]
