"""When to try again what could not be sent."""

from datetime import timedelta
from typing import Final

DELAYS: Final = tuple(
    timedelta(seconds=seconds) for seconds in (2, 8, 30, 2 * 60, 10 * 60, 30 * 60, 60 * 60)
)
ATTEMPTS: Final = len(DELAYS) + 1
ORDER_KEPT: Final = timedelta(seconds=30)


def retry_delay(attempts: int) -> timedelta | None:
    """After `attempts` failures; None when it is time to give up (after 1 h 43 min in all)."""
    return DELAYS[attempts - 1] if attempts < ATTEMPTS else None


def holds_chat(delay: timedelta) -> bool:
    """A chat waits for what failed, so that its messages stay in order, but not for minutes: one
    message that can never be sent must not silence the chat."""
    return delay <= ORDER_KEPT
