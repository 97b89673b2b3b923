"""Long polling that never ends by itself and confirms to Telegram only what is on disk."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import structlog

from bot.channels.telegram_api import TelegramApi, TelegramError

log = structlog.get_logger()

HELD_SECONDS: Final = 25
MARGIN_SECONDS: Final = 10.0
KINDS: Final = ("message", "edited_message", "callback_query", "my_chat_member")
FOR_A_PERSON_TO_MEND: Final[dict[int, str]] = {
    HTTPStatus.UNAUTHORIZED: "telegram_token_refused",
    HTTPStatus.NOT_FOUND: "telegram_token_refused",
    HTTPStatus.CONFLICT: "telegram_polled_by_another_program",
}

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds between failures: doubled, with jitter; `slow` where only a person can help."""

    first: float = 1.0
    longest: float = 30.0
    slow: float = 15.0

    def after(self, error: Exception, failures: int) -> float:
        if isinstance(error, TelegramError):
            if error.retry_after is not None:
                return error.retry_after
            if error.status in FOR_A_PERSON_TO_MEND:
                return self.slow
        doubled = min(self.longest, self.first * 2.0 ** min(failures - 1, 10))
        return doubled * random.uniform(0.5, 1.0)  # noqa: S311  jitter is no secret


async def insist(work: Callable[[], Awaitable[None]], pauses: Pauses) -> None:
    """Until it has succeeded once; a channel in trouble never ends the process."""
    failures = 0
    while True:
        try:
            await work()
        except Exception as error:  # noqa: BLE001  whatever it was, the channel goes on
            failures += 1
            pause = pauses.after(error, failures)
            _say(error, failures, pause)
            await asyncio.sleep(pause)
        else:
            return


def _say(error: Exception, failures: int, pause: float) -> None:
    status = error.status if isinstance(error, TelegramError) else 0
    event = FOR_A_PERSON_TO_MEND.get(status, "telegram_intake_failed")
    kind = type(error).__name__
    log.warning(event, error=kind, status=status, failures=failures, pause=round(pause, 1))


class Polling:
    """`take` returns once the updates are stored; only then does the next poll confirm them."""

    def __init__(
        self, api: TelegramApi, take: Callable[[Sequence[Raw]], Awaitable[None]], pauses: Pauses
    ) -> None:
        self._api = api
        self._take = take
        self._pauses = pauses
        self._offset = 0

    async def run(self) -> None:
        """Until cancelled."""
        await insist(self._forget_webhook, self._pauses)
        while True:
            await insist(self._poll, self._pauses)

    async def _forget_webhook(self) -> None:
        await self._api.call("deleteWebhook", {})

    async def _poll(self) -> None:
        asked = {
            "offset": self._offset,
            "timeout": HELD_SECONDS,
            "allowed_updates": list(KINDS),
        }
        try:
            updates = await self._api.call(
                "getUpdates", asked, seconds=HELD_SECONDS + MARGIN_SECONDS
            )
        except TelegramError as refusal:
            if "webhook is active" in str(refusal):
                await self._forget_webhook()
            raise
        if updates:
            await self._take(updates)
            self._offset = max(update["update_id"] for update in updates) + 1
