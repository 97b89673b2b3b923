"""Commands as plain words: "tiến độ" does what /tiendo does."""

from functools import lru_cache
from typing import Final

from aiogram.filters import Filter
from aiogram.types import Message, TelegramObject

from reading.fold import plain

LONGEST: Final = 64
"""What is longer is none of the phrases, however its marks are composed; most reports are."""


@lru_cache(maxsize=64)
def _bare(text: str) -> str:
    """Asked by every such filter on a message's way."""
    return plain(text).strip(" .!?,")


class Said(Filter):
    """The whole message is one of these phrases; case, marks and a final mark do not matter."""

    def __init__(self, *phrases: str) -> None:
        self.phrases = frozenset(plain(phrase) for phrase in phrases)

    async def __call__(self, event: TelegramObject) -> bool:
        return self.matches(event)

    def matches(self, event: TelegramObject) -> bool:
        return isinstance(event, Message) and self.is_said_in(event.text or "")

    def is_said_in(self, text: str) -> bool:
        return 0 < len(text) <= LONGEST and _bare(text) in self.phrases
