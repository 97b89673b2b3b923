"""What became of claimed notices, noted together in the next write transaction."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import TypeVar

from storage.db import Session
from storage.outbox import (
    Claimed,
    Sent,
    card_message,
    note_all_sent,
    note_failed,
    note_retry,
    postpone,
)
from storage.people import BLOCKED, note_address_state
from storage.writer import Writer

T = TypeVar("T")
Outcome = Callable[[Session], Awaitable[None]]


class Outcomes:
    """`write` notes all that is known so far before it runs `work`, in one job of the writer."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._sent: list[Sent] = []
        self._others: list[Outcome] = []

    def sent(self, claimed: Claimed, *, message_id: int | None, now: datetime) -> None:
        self._sent.append(Sent(claimed, message_id, now))

    def retried(self, claimed: Claimed, *, due_at: datetime, error: str) -> None:
        self._others.append(partial(_retried, claimed, due_at, error))

    def postponed(self, claimed: Claimed, *, due_at: datetime, error: str = "") -> None:
        """Not counted as an attempt."""
        self._others.append(partial(_postponed, claimed, due_at, error))

    def failed(self, claimed: Claimed, *, error: str, blocked: bool) -> None:
        self._others.append(partial(_failed, claimed, error, blocked))

    async def message_of_card(self, claimed: Claimed) -> int | None:
        """Read after all that was sent has been noted: the card may have gone out a moment ago."""
        key = claimed.card
        if key is None:
            return None
        find = partial(card_message, channel=claimed.channel, chat_id=claimed.chat_id, key=key)
        return await self.write(find)

    async def write(self, work: Callable[[Session], Awaitable[T]]) -> T:
        sent, self._sent = self._sent, []
        others, self._others = self._others, []

        async def job(session: Session) -> T:
            await note_all_sent(session, sent)
            for outcome in others:
                await outcome(session)
            return await work(session)

        try:
            return await self._writer.run(job)
        except BaseException:
            self._sent[:0] = sent
            self._others[:0] = others
            raise


async def _retried(claimed: Claimed, due_at: datetime, error: str, session: Session) -> None:
    await note_retry(session, claimed, due_at=due_at, error=error)


async def _postponed(claimed: Claimed, due_at: datetime, error: str, session: Session) -> None:
    await postpone(session, claimed, due_at=due_at, error=error)


async def _failed(claimed: Claimed, error: str, blocked: bool, session: Session) -> None:
    await note_failed(session, claimed, error=error)
    if blocked:
        await note_address_state(session, claimed.channel, claimed.chat_id, BLOCKED)
