"""A bot's updates: they wait here until a poll confirms them or its webhook accepts them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count, islice

from rehearsal.telegram_model import ApiError, Raw

UNASKED_KINDS = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
WEBHOOK_IS_SET = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)


@dataclass(frozen=True, slots=True)
class Letter:
    """`lane` is the chat whose order is kept; letters of one `batch` go out at the same time."""

    id: int
    lane: int
    batch: int
    update: Raw = field(repr=False)


class Mailbox:
    def __init__(self, first_id: int) -> None:
        self.pending: dict[int, Letter] = {}
        self.accepted: dict[int, Letter] = {}
        self.allowed: frozenset[str] = frozenset()
        self.closed = False
        self._lanes: dict[int, dict[int, Letter]] = {}
        self._again: list[Letter] = []
        self._ids = count(first_id)
        self._batches = count(1)
        self._poller = 0
        self._ended_by = OTHER_POLLER
        self._changed = asyncio.Condition()

    def wants(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in UNASKED_KINDS

    def add(self, contents: Iterable[tuple[str, Raw]], *, lane: int) -> list[int]:
        batch = next(self._batches)
        letters = [
            Letter(number := next(self._ids), lane, batch, {"update_id": number, kind: body})
            for kind, body in contents
            if self.wants(kind)
        ]
        for letter in letters:
            self.pending[letter.id] = letter
            self._lanes.setdefault(lane, {})[letter.id] = letter
        return [letter.id for letter in letters]

    def next_batch(self, lane: int) -> list[Letter]:
        waiting = iter(self._lanes.get(lane, {}).values())
        first = next(waiting, None)
        if first is None:
            return []
        batch = [first]
        for letter in waiting:
            if letter.batch != first.batch:
                break
            batch.append(letter)
        return batch

    @property
    def lanes(self) -> list[int]:
        return list(self._lanes)

    async def accept(self, ids: Sequence[int]) -> None:
        for number in ids:
            letter = self.pending.pop(number, None)
            if letter is None:
                continue
            self.accepted[number] = letter
            lane = self._lanes[letter.lane]
            del lane[number]
            if not lane:
                del self._lanes[letter.lane]
        await self.announce()

    async def drop_pending(self) -> None:
        self.pending.clear()
        self._lanes.clear()
        await self.announce()

    async def announce(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def poll_again(self, letter: Letter) -> None:
        """Hand out an accepted update once more, as after a poll whose confirmation was lost."""
        self._again.append(letter)
        await self.announce()

    async def end_polls(self, reason: str) -> None:
        self._poller += 1
        self._ended_by = reason
        await self.announce()

    async def close(self) -> None:
        self.closed = True
        await self.announce()

    async def emptied(self, seconds: float) -> None:
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(lambda: not self.pending)

    async def poll(self, *, offset: int, limit: int, seconds: float) -> list[Raw]:
        await self.end_polls(OTHER_POLLER)
        mine = self._poller
        await self._confirm(offset)
        await self._wait_for_letters(mine, seconds)
        if self._poller != mine:
            raise ApiError(409, self._ended_by)
        again, self._again = self._again[:limit], self._again[limit:]
        letters = [*again, *islice(self.pending.values(), limit - len(again))]
        return [letter.update for letter in letters]

    async def _wait_for_letters(self, mine: int, seconds: float) -> None:
        def over() -> bool:
            return bool(self.pending or self._again or self._poller != mine or self.closed)

        if over() or seconds <= 0:
            return
        try:
            async with asyncio.timeout(seconds), self._changed:
                await self._changed.wait_for(over)
        except TimeoutError:
            return

    async def _confirm(self, offset: int) -> None:
        """Below the offset is confirmed; a negative one keeps only that many from the end."""
        if offset < 0:
            offset = min(list(self.pending)[offset:], default=0)
        done: list[int] = []
        for number in self.pending:
            if number >= offset:
                break
            done.append(number)
        if done:
            await self.accept(done)
