"""What a person has read in a chat, and what they wait to read."""

from __future__ import annotations

from collections.abc import Callable

from rehearsal.telegram_chats import Chat
from rehearsal.telegram_model import Alert, Button, Seen

Wanted = str | Callable[[Seen], bool]


def matching(message: Seen, wanted: str) -> Button | None:
    """An exact label, then exact data, then a label that contains the words."""
    buttons = [button for row in message.buttons for button in row]
    exact = [b for b in buttons if b.label == wanted] or [b for b in buttons if b.data == wanted]
    near = [b for b in buttons if wanted.casefold() in b.label.casefold()]
    return next(iter(exact or near), None)


class Eyes:
    """Unread is what came or changed after the message looked at before the last act.

    So acts done without looking in between miss no early answer, and an answer waited for once is
    not taken for the answer to the next act.
    """

    def __init__(self, chat: Chat) -> None:
        self.alerts: list[Alert] = []
        self._chat = chat
        self._unread_from = 0
        self._looked_at = 0
        self._heard = 0

    def acts(self) -> None:
        self._unread_from = self._looked_at
        self._heard = len(self.alerts)

    def looks_at(self, message: Seen) -> None:
        self._looked_at = max(self._looked_at, message.revision)

    def reads_all(self) -> None:
        self._unread_from = self._looked_at = self._chat.revision

    async def finds(self, wanted: Wanted, seconds: float) -> Seen:
        fits = (lambda message: wanted in message.text) if isinstance(wanted, str) else wanted

        def look() -> Seen | None:
            unread = (m for m in self._chat.from_bot if m.revision > self._unread_from)
            return next((m for m in unread if fits(m)), None)

        found = await self._chat.until(look, seconds=seconds, wanted=wanted)
        self.looks_at(found)
        return found

    async def hears(self, wanted: str, seconds: float) -> Alert:
        def look() -> Alert | None:
            return next((a for a in self.alerts[self._heard :] if wanted in a.text), None)

        return await self._chat.until(look, seconds=seconds, wanted=wanted)
