"""From the outbox to the channels: claim, compose, send, note what became of it."""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, Protocol

import structlog

from scheduler.backoff import holds_chat, retry_delay
from storage.db import Session
from storage.outbox import (
    BROADCAST,
    REPLY,
    Claimed,
    card_message,
    claim_due,
    next_due_at,
    note_dropped,
    note_failed,
    note_retry,
    note_sent,
    postpone,
    release_claims,
)
from storage.people import BLOCKED, note_address_state
from storage.writer import Writer

log = structlog.get_logger()

TICK: Final = 1.0
REPLY_LOT: Final = 64
REPLY_CHATS: Final = 48
NEWS_LOT: Final = 12
FAREWELL: Final = 5.0

Chat = tuple[str, int]
Composer = Callable[[Session, Claimed], Awaitable[dict[str, Any] | None]]
Outcome = Callable[[Session], Awaitable[None]]


class DeliveryError(Exception):
    """A channel did not take a message. `blocked`: this account refuses all of ours."""

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool,
        retry_after: float | None = None,
        blocked: bool = False,
    ) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.retry_after = retry_after
        self.blocked = blocked


class Transport(Protocol):
    """The sending side of a channel."""

    async def send(
        self, payload: dict[str, Any], chat_id: int, *, edit: int | None
    ) -> int | None:
        """Send it, or change the message `edit` where the channel can. The id of the message that
        shows it now; None where the channel has none. Raises DeliveryError."""


class Limiter(Protocol):
    def sending(self, chat_id: int, *, priority: int) -> AbstractAsyncContextManager[None]:
        """Entered when one message may go, left when its answer is there."""


@dataclass(slots=True)
class _Lane:
    """What one chat is owed now, in order; replies before news."""

    chat: Chat
    replies: deque[Claimed] = field(default_factory=deque)
    news: deque[Claimed] = field(default_factory=deque)

    def add(self, claimed: Claimed) -> None:
        (self.replies if claimed.priority == REPLY else self.news).append(claimed)

    def take(self) -> Claimed | None:
        waiting = self.replies or self.news
        return waiting.popleft() if waiting else None


class Delivery:
    """Chats are served side by side, each in order. `wake` it after every commit; it also looks by
    itself when the next notice falls due. A channel absent from `limits` is not slowed down."""

    def __init__(
        self,
        writer: Writer,
        transports: Mapping[str, Transport],
        composers: Mapping[str, Composer],
        *,
        clock: Callable[[], datetime],
        limits: Mapping[str, Limiter],
    ) -> None:
        self._writer = writer
        self._transports = transports
        self._composers = composers
        self._clock = clock
        self._limits = limits
        self._woken = asyncio.Event()
        self._lanes: dict[Chat, _Lane] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._news = Counter[str]()
        self._held: dict[Chat, datetime] = {}
        self._outcomes: list[Outcome] = []
        self._server: asyncio.Task[None] | None = None
        self._stopping = False

    async def start(self) -> None:
        """Takes up what a crash left half-sent, before anything is claimed."""
        channels = list(self._transports)
        released = await self._writer.run(partial(release_claims, channels=channels))
        if released:
            log.info("claims_released", count=released)
        self._server = asyncio.create_task(self._serve(), name="delivery")

    async def stop(self) -> None:
        """Let what is on its way arrive; what is not goes back to the outbox."""
        self._stopping = True
        if self._server is not None:
            self._server.cancel()
            with suppress(asyncio.CancelledError):
                await self._server
        for lane in self._lanes.values():
            self._put_back(lane, until=self._clock())
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=FAREWELL)
            for task in late:
                task.cancel()
        await self._writer.run(self._note_outcomes)

    def wake(self) -> None:
        self._woken.set()

    async def _serve(self) -> None:
        patience = 0.0
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    await self._woken.wait()
            self._woken.clear()
            try:
                patience = await self._round()
            except Exception as error:  # noqa: BLE001  the loop must outlive a lost database
                log.error("delivery_round_failed", error=type(error).__name__)
                await asyncio.sleep(TICK)

    async def _round(self) -> float:
        """One write transaction: note what was sent, claim what is due. Seconds to the next look."""
        now = self._clock()
        noted = len(self._outcomes)
        claims, upcoming = await self._writer.run(partial(self._note_and_claim, noted, now))
        del self._outcomes[:noted]
        for claimed in claims:
            self._dispatch(claimed, now)
        if upcoming is None or upcoming <= now:
            return TICK
        return min(TICK, (upcoming - now).total_seconds())

    async def _note_and_claim(
        self, noted: int, now: datetime, session: Session
    ) -> tuple[list[Claimed], datetime | None]:
        for outcome in self._outcomes[:noted]:
            await outcome(session)
        claims: list[Claimed] = []
        if channels := self._open_to_replies():
            claims += await claim_due(
                session, now=now, priority=REPLY, limit=REPLY_LOT, channels=channels
            )
        for channel in self._transports:
            if room := NEWS_LOT - self._news[channel]:
                claims += await claim_due(
                    session, now=now, priority=BROADCAST, limit=room, channels=[channel]
                )
        return claims, await next_due_at(session)

    async def _note_outcomes(self, session: Session) -> None:
        for outcome in self._outcomes:
            await outcome(session)

    def _open_to_replies(self) -> list[str]:
        """A channel that hangs keeps only its own chats waiting."""
        busy = Counter(channel for channel, _ in self._lanes)
        return [
            name for name in self._transports if busy[name] < REPLY_CHATS + self._news[name]
        ]

    def _dispatch(self, claimed: Claimed, now: datetime) -> None:
        chat = (claimed.channel, claimed.chat_id)
        until = self._held.get(chat)
        if until is not None and now < until:
            self._note(partial(postpone, claimed=claimed, due_at=until))
            return
        self._held.pop(chat, None)
        if claimed.priority != REPLY:
            self._news[claimed.channel] += 1
        lane = self._lanes.get(chat)
        if lane is None:
            lane = self._lanes[chat] = _Lane(chat)
            task = asyncio.create_task(self._walk(lane), name=f"to {claimed.channel}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        lane.add(claimed)

    async def _walk(self, lane: _Lane) -> None:
        try:
            while (claimed := lane.take()) is not None:
                try:
                    await self._deliver(claimed)
                finally:
                    self._leave(claimed)
        finally:
            del self._lanes[lane.chat]
            self.wake()

    def _leave(self, claimed: Claimed) -> None:
        if claimed.priority != REPLY:
            self._news[claimed.channel] -= 1
            self.wake()

    async def _deliver(self, claimed: Claimed) -> None:
        try:
            payload = await self._payload(claimed)
            if payload is not None:
                message_id = await self._send(claimed, payload)
                now = self._clock()
                self._note(partial(note_sent, claimed=claimed, message_id=message_id, now=now))
        except DeliveryError as refusal:
            self._refused(claimed, refusal)
        except Exception as error:  # noqa: BLE001  one message must not stop the others
            self._refused(claimed, DeliveryError(type(error).__name__, permanent=False))
