"""Pushing updates to a bot's webhook: side by side across chats, in order within one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import aiohttp

from rehearsal.telegram_mailbox import Letter, Mailbox
from rehearsal.telegram_model import Push, Raw

SIGNATURE_HEADER = "X-Telegram-Bot-Api-Secret-Token"
ACCEPTED = range(200, 300)


@dataclass(frozen=True, slots=True)
class Webhook:
    url: str
    secret: str
    max_connections: int
    slots: asyncio.Semaphore = field(repr=False)


@dataclass(frozen=True, slots=True)
class Refused:
    at: int
    reason: str


class Pusher:
    """`backoff` seconds pass before an update that was not taken is offered again, for ever."""

    def __init__(
        self,
        mailbox: Mailbox,
        *,
        http: Callable[[], aiohttp.ClientSession],
        now: Callable[[], float],
        backoff: float,
    ) -> None:
        self.webhook: Webhook | None = None
        self.last_error: Refused | None = None
        self.pushes: list[Push] = []
        self._mailbox = mailbox
        self._http = http
        self._now = now
        self._backoff = backoff
        self._workers: dict[int, asyncio.Task[None]] = {}

    def set(self, url: str, *, secret: str, max_connections: int) -> None:
        slots = asyncio.Semaphore(max_connections)
        self.webhook = Webhook(url, secret, max_connections, slots)
        for lane in self._mailbox.lanes:
            self.wake(lane)

    async def unset(self) -> None:
        self.webhook = None
        workers = list(self._workers.values())
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        self._workers.clear()

    def wake(self, lane: int) -> None:
        if self.webhook and lane not in self._workers:
            self._workers[lane] = asyncio.create_task(self._work(lane))

    async def _work(self, lane: int) -> None:
        try:
            while self.webhook and (batch := self._mailbox.next_batch(lane)):
                async with asyncio.TaskGroup() as together:
                    for letter in batch:
                        together.create_task(self._insist(letter))
        finally:
            if self._workers.get(lane) is asyncio.current_task():
                del self._workers[lane]

    async def _insist(self, letter: Letter) -> None:
        while self.webhook and letter.id in self._mailbox.pending:
            if await self.push(letter):
                await self._mailbox.accept([letter.id])
                return
            await asyncio.sleep(self._backoff)

    async def push(self, letter: Letter) -> bool:
        """Offer an update once; whether the bot took it."""
        if self.webhook is None:
            return False
        webhook = self.webhook
        headers = {SIGNATURE_HEADER: webhook.secret} if webhook.secret else {}
        async with webhook.slots:
            started = time.monotonic()
            status = await self._post(webhook.url, letter.update, headers)
        self.pushes.append(Push(started, time.monotonic() - started, letter.id, status))
        return status in ACCEPTED

    async def _post(self, url: str, update: Raw, headers: dict[str, str]) -> int:
        try:
            async with self._http().post(url, json=update, headers=headers) as answer:
                await answer.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self._remember(f"Connection failed: {type(error).__name__}")
            return 0
        if answer.status not in ACCEPTED:
            self._remember(f"Wrong response from the webhook: {answer.status} {answer.reason}")
        return answer.status

    def _remember(self, reason: str) -> None:
        self.last_error = Refused(int(self._now()), reason)
