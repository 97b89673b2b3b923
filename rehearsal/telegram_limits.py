"""Telegram's refusals on demand, and its real sending limits."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from rehearsal.telegram_model import ApiError

NOT_SENDING = frozenset(
    {"getMe", "getUpdates", "getFile", "getChat", "setWebhook", "deleteWebhook", "getWebhookInfo"}
)
PACED = frozenset(
    {
        "sendMessage",
        "sendPhoto",
        "sendDocument",
        "sendMediaGroup",
        "editMessageText",
        "editMessageCaption",
        "editMessageMedia",
        "editMessageReplyMarkup",
    }
)


class Pace(StrEnum):
    """What becomes of calls beyond the limits: nothing, counted, or counted and answered 429."""

    FREE = "free"
    COUNT = "count"
    ENFORCE = "enforce"


@dataclass(frozen=True, slots=True)
class Breach:
    """`limit` is "bot" (30/s), "chat" (1/s, three at once) or "group" (20/min)."""

    limit: str
    chat_id: int
    at: float


@dataclass(slots=True)
class Trouble:
    status: int
    description: str
    retry_after: int | None
    chat_id: int | None
    method: str | None
    left: int

    def concerns(self, method: str, chat_id: int | None) -> bool:
        named = method == self.method if self.method else method not in NOT_SENDING
        return named and self.left > 0 and self.chat_id in (None, chat_id)


class Troubles:
    def __init__(self) -> None:
        self._planned: list[Trouble] = []

    def plan(self, trouble: Trouble) -> None:
        self._planned.append(trouble)

    def meet(self, method: str, chat_id: int | None) -> None:
        for trouble in self._planned:
            if trouble.concerns(method, chat_id):
                trouble.left -= 1
                raise ApiError(trouble.status, trouble.description, trouble.retry_after)


def too_many(seconds: int) -> str:
    return f"Too Many Requests: retry after {seconds}"


class Window:
    """At most `most` in any `seconds`."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._taken: deque[float] = deque()

    def wait(self, now: float) -> float:
        while self._taken and self._taken[0] <= now - self._seconds:
            self._taken.popleft()
        if len(self._taken) < self._most:
            return 0.0
        return self._taken[-self._most] + self._seconds - now

    def take(self, now: float) -> None:
        self._taken.append(now)


class Pacing:
    """The limits of one bot."""

    def __init__(self, pace: Pace, clock: Callable[[], float]) -> None:
        self.breaches: list[Breach] = []
        self._pace = pace
        self._clock = clock
        self._bot = Window(30, 1.0)
        self._chats: dict[int, Window] = {}
        self._groups: dict[int, Window] = {}

    def meet(self, method: str, chat_id: int | None) -> None:
        if self._pace is Pace.FREE or method not in PACED or chat_id is None:
            return
        now = self._clock()
        windows = self._windows(chat_id)
        waits = {limit: window.wait(now) for limit, window in windows.items()}
        full = [limit for limit, wait in waits.items() if wait > 0]
        self.breaches += [Breach(limit, chat_id, now) for limit in full]
        if full and self._pace is Pace.ENFORCE:
            seconds = math.ceil(max(waits.values()))
            raise ApiError(429, too_many(seconds), seconds)
        for window in windows.values():
            window.take(now)

    def _windows(self, chat_id: int) -> dict[str, Window]:
        windows = {"bot": self._bot, "chat": self._chats.setdefault(chat_id, Window(3, 3.0))}
        if chat_id < 0:
            windows["group"] = self._groups.setdefault(chat_id, Window(20, 60.0))
        return windows
