"""One chat with one bot: the transcript as the people in it see it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import TypeVar

from rehearsal.telegram_model import Button, Raw, Seen

Found = TypeVar("Found")


def buttons_in(markup: object) -> tuple[tuple[Button, ...], ...]:
    if not isinstance(markup, dict):
        return ()
    if "inline_keyboard" in markup:
        return tuple(
            tuple(Button(b["text"], b.get("callback_data"), b.get("url")) for b in row)
            for row in markup["inline_keyboard"]
        )
    return tuple(
        tuple(Button(key if isinstance(key, str) else key["text"]) for key in row)
        for row in markup.get("keyboard", ())
    )


def described(messages: list[Seen]) -> str:
    lines = [f"#{m.id} {m.text!r} {m.labels}" for m in messages]
    return "\n".join(lines) or "(nothing)"


class Chat:
    """`messages` is the whole visible talk, both sides, oldest first; deleted ones are gone."""

    def __init__(self, api: Raw, *, reachable: bool = True) -> None:
        self.id: int = api["id"]
        self.api = api
        self.blocked = False
        self.reachable = reachable
        self.revision = 0
        self.own_numbers = count(1)
        self._messages: dict[int, Seen] = {}
        self._changed = asyncio.Condition()

    @property
    def private(self) -> bool:
        return self.id > 0

    @property
    def messages(self) -> list[Seen]:
        return list(self._messages.values())

    @property
    def from_bot(self) -> list[Seen]:
        return [message for message in self._messages.values() if message.from_bot]

    def find(self, message_id: int) -> Seen | None:
        return self._messages.get(message_id)

    def record(self, *messages: Seen) -> None:
        self.revision += 1
        for message in messages:
            self._messages[message.id] = replace(message, revision=self.revision)

    def remove(self, message_id: int) -> None:
        self.revision += 1
        del self._messages[message_id]

    async def announce(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def until(
        self, look: Callable[[], Found | None], *, seconds: float, wanted: object
    ) -> Found:
        """The first thing `look` finds, now or after a change; AssertionError when time is up."""
        try:
            async with asyncio.timeout(seconds), self._changed:
                while (found := look()) is None:
                    await self._changed.wait()
                return found
        except TimeoutError:
            seen = described(self.messages[-8:])
            raise AssertionError(
                f"{wanted!r} did not appear in {seconds} s; seen:\n{seen}"
            ) from None
