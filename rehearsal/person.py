"""What a person can do on any channel; see telegram_people and webchat."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Protocol

from rehearsal.telegram_model import Button, Seen


class Person(Protocol):
    """`waits` is about the bot's messages that came or changed since this person last acted."""

    name: str

    async def says(self, text: str) -> object: ...
    async def opens(self, code: str) -> object: ...
    async def taps(self, wanted: str) -> Button: ...
    async def sends_photo(self, content: bytes) -> object: ...
    async def sends_album(self, contents: Sequence[bytes]) -> object: ...

    def waits(
        self, wanted: str | Callable[[Seen], bool], *, timeout: float = 5.0
    ) -> Coroutine[Any, Any, Seen]: ...

    @property
    def sees(self) -> list[Seen]: ...


def offers(label: str) -> Callable[[Seen], bool]:
    """A message with a button that says so."""
    return lambda seen: any(label in each for each in seen.labels)
