"""Commands as plain words: "tiến độ" does what /tiendo does."""

from aiogram.filters import Filter
from aiogram.types import Message, TelegramObject

from reading.fold import plain


class Said(Filter):
    """The whole message is one of these phrases; case, marks and a final mark do not matter."""

    def __init__(self, *phrases: str) -> None:
        self.phrases = frozenset(plain(phrase) for phrase in phrases)

    async def __call__(self, event: TelegramObject) -> bool:
        if not isinstance(event, Message) or not event.text:
            return False
        return plain(event.text).strip(" .!?,") in self.phrases
