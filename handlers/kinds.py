"""What kind of message it is.

aiogram 3.31 runs every filter that is no coroutine, `F` included, in a thread of its own: half a
millisecond for a look at one field. These are coroutines.
"""

from typing import Final

from aiogram.filters import Filter
from aiogram.types import Message, TelegramObject

LIGHT: Final = frozenset({"sticker", "animation", "dice"})
"""Friendly, and nothing to pass on."""


class Written(Filter):
    """Text that is no command."""

    async def __call__(self, event: TelegramObject) -> bool:
        return self.matches(event)

    def matches(self, event: TelegramObject) -> bool:
        text = event.text if isinstance(event, Message) else None
        return bool(text) and not (text or "").startswith("/")


class Pictured(Filter):
    """A photo, also one sent as a file."""

    async def __call__(self, event: TelegramObject) -> bool:
        return self.matches(event)

    def matches(self, event: TelegramObject) -> bool:
        return isinstance(event, Message) and bool(event.photo or event.document)


class Light(Filter):
    """A sticker, or its like."""

    async def __call__(self, event: TelegramObject) -> bool:
        return isinstance(event, Message) and event.content_type in LIGHT
