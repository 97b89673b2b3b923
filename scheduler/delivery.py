"""From the outbox to the channels: claim, compose, send, note what became of it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, Protocol

import structlog

from scheduler.backoff import holds_chat, retry_delay
from scheduler.chat_locks import ChatLocks, LocalChatLocks
from scheduler.lanes import Lane, Lanes, chat_of, lane_of
from scheduler.outcomes import Outcomes
from storage.db import Session
from storage.outbox import (
    BROADCAST,
    REPLY,
    Claimed,
    claim_due,
    next_due_at,
    note_dropped,
    release_claims,
)
from storage.writer import Writer

Composer = Callable[[Session, Claimed], Awaitable[dict[str, Any] | None]]

TICK: Final = 1.0
FAREWELL: Final = 5.0
PATIENCE: Final = 0.02
LOTS: Final = {REPLY: 64, BROADCAST: 12}
CHATS: Final = {REPLY: 48, BROADCAST: 12}
ERROR_LENGTH: Final = 200

log = structlog.get_logger()


class DeliveryError(Exception):
    """A channel did not take a message. `blocked`: the account refuses whatever we send."""

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

    async def send(self, payload: dict[str, Any], chat_id: int, *, edit: int | None) -> int | None:
        """Send it, or change the message `edit` into it where the channel can. The id of the
        message that shows it now, None where the channel has no ids. Raises DeliveryError."""


class Limiter(Protocol):
    def sending(self, chat_id: int, *, priority: int) -> AbstractAsyncContextManager[None]:
        """Entered when one message may go, left when its answer is there."""


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
        locks: ChatLocks | None = None,
    ) -> None:
        self._writer = writer
        self._transports = transports
        self._composers = composers
        self._clock = clock
        self._limits = limits
        self._locks = locks or LocalChatLocks()
        self._outcomes = Outcomes(writer)
        self._lanes = Lanes()
        self._walkers: set[asyncio.Task[None]] = set()
        self._under_way: set[int] = set()
        self._woken = asyncio.Event()
        self._upcoming: datetime | None = None
        self._server: asyncio.Task[None] | None = None
        self._stopping = False

    async def start(self) -> None:
        """Takes up what a crash left half-sent, before anything is claimed."""
        channels = list(self._transports)
        released = await self._writer.run(partial(release_claims, channels=channels))
        log.info("delivery_started", released=released)
        self._server = asyncio.create_task(self._serve(), name="delivery")

    async def stop(self) -> None:
        """What is on its way may arrive; what is not goes back to the outbox."""
        self._stopping = True
        self.wake()
        if self._server is not None:
            await self._server
        with suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL):
                while self._under_way:  # noqa: ASYNC110  once in the life of a process
                    await asyncio.sleep(PATIENCE)
        for walker in self._walkers:
            walker.cancel()
        await asyncio.gather(*self._walkers, return_exceptions=True)
        await self._outcomes.write(_nothing)

    def wake(self) -> None:
        self._woken.set()

    async def _serve(self) -> None:
        patience = 0.0
        while not self._stopping:
            with suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    await self._woken.wait()
            self._woken.clear()
            try:
                patience = await self._round()
            except Exception as error:  # noqa: BLE001  outlives a database that is away for a while
                log.warning("delivery_round_failed", error=type(error).__name__)
                patience = TICK

    async def _round(self) -> float:
        """Note what was sent, claim what is due: one transaction. Seconds to the next look."""
        now = self._clock()
        claims = await self._outcomes.write(partial(self._claim, now))
        for claimed in claims:
            if not self._put_back(claimed, now) and self._lanes.add(claimed):
                self._open(lane_of(claimed))
        self._lanes.release(now)
        if self._upcoming is None:
            return TICK
        if self._upcoming <= now:
            return 0.0 if claims else TICK
        return min(TICK, (self._upcoming - now).total_seconds())

    async def _claim(self, now: datetime, session: Session) -> list[Claimed]:
        """Replies first; news in small lots, so that it is decided late whether it is still wanted.
        A channel that hangs keeps only its own chats waiting."""
        claims: list[Claimed] = []
        for priority in (REPLY, BROADCAST):
            room = CHATS[priority]
            free = [name for name in self._transports if self._lanes.open(name, priority) < room]
            if free:
                claims += await claim_due(
                    session, now=now, priority=priority, limit=LOTS[priority], channels=free
                )
        self._upcoming = await next_due_at(session)
        return claims

    def _open(self, lane: Lane) -> None:
        walker = asyncio.create_task(self._walk(lane), name=f"delivery to {lane[0]}")
        self._walkers.add(walker)
        walker.add_done_callback(self._walkers.discard)

    async def _walk(self, lane: Lane) -> None:
        try:
            while (claimed := self._lanes.take(lane)) is not None:
                await self._serve_one(claimed)
        except asyncio.CancelledError:
            for left in self._lanes.close(lane):
                self._outcomes.postponed(left, due_at=self._clock())
            raise
        finally:
            self.wake()

    async def _serve_one(self, claimed: Claimed) -> None:
        if self._put_back(claimed, self._clock()):
            return
        try:
            async with self._turn(claimed), self._locks.hold(chat_of(claimed)):
                if not self._put_back(claimed, self._clock()):
                    await self._deliver(claimed)
        except DeliveryError as refusal:
            self._refused(claimed, refusal)
        except asyncio.CancelledError:
            self._outcomes.postponed(claimed, due_at=self._clock())
            raise
        except Exception as error:  # noqa: BLE001  one message must not stop the others
            self._refused(claimed, DeliveryError(type(error).__name__, permanent=False))

    def _put_back(self, claimed: Claimed, now: datetime) -> bool:
        """What may not go waits in the outbox: its chat is held, or we are stopping. Asked first as
        of the claim: what was claimed a moment too early must not overtake what is held."""
        until = now if self._stopping else self._lanes.held_until(chat_of(claimed), now)
        if until is not None:
            self._outcomes.postponed(claimed, due_at=until)
        return until is not None

    def _turn(self, claimed: Claimed) -> AbstractAsyncContextManager[None]:
        limiter = self._limits.get(claimed.channel)
        if limiter is None:
            return nullcontext()
        return limiter.sending(claimed.chat_id, priority=claimed.priority)

    async def _deliver(self, claimed: Claimed) -> None:
        self._under_way.add(claimed.id)
        try:
            payload = await self._composed(claimed)
            if payload is None:
                return
            edits = payload.pop("edit", False)
            edit = await self._outcomes.message_of_card(claimed) if edits else None
            transport = self._transports[claimed.channel]
            message_id = await transport.send(payload, claimed.chat_id, edit=edit)
            self._outcomes.sent(claimed, message_id=message_id, now=self._clock())
        finally:
            self._under_way.discard(claimed.id)

    async def _composed(self, claimed: Claimed) -> dict[str, Any] | None:
        """Whether and what to send is decided now. None: no longer wanted, and noted so."""
        if "method" in claimed.payload:
            return dict(claimed.payload)
        composer = self._composers.get(claimed.kind)
        if composer is None:
            raise DeliveryError(f"nothing composes {claimed.kind}", permanent=True)
        return await self._writer.run(partial(_compose, composer, claimed))

    def _refused(self, claimed: Claimed, refusal: DeliveryError) -> None:
        """A flood wait is obeyed and no failed attempt; other failures back off, then give up."""
        now, error = self._clock(), str(refusal)[:ERROR_LENGTH]
        if refusal.retry_after is not None:
            until = now + timedelta(seconds=refusal.retry_after)
            self._lanes.hold(chat_of(claimed), until)
            self._outcomes.postponed(claimed, due_at=until, error=error)
            return
        delay = None if refusal.permanent else retry_delay(claimed.attempts)
        if delay is None:
            log.warning("notice_given_up", notice=claimed.id, attempts=claimed.attempts)
            self._outcomes.failed(claimed, error=error, blocked=refusal.blocked)
            return
        if holds_chat(delay):
            self._lanes.hold(chat_of(claimed), now + delay)
        self._outcomes.retried(claimed, due_at=now + delay, error=error)


async def _nothing(session: Session) -> None:
    del session


async def _compose(composer: Composer, claimed: Claimed, session: Session) -> dict[str, Any] | None:
    payload = await composer(session, claimed)
    if payload is None:
        await note_dropped(session, claimed)
    return payload
