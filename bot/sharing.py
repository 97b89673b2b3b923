"""What several processes share when there is a Redis: a bot's pace, and who is in a chat."""

from typing import TYPE_CHECKING

from scheduler.chat_locks import ChatLocks, LocalChatLocks
from scheduler.delivery import Limiter
from scheduler.limits import BotLimits, Rules

if TYPE_CHECKING:
    from redis.asyncio import Redis


class Sharing:
    """One process alone keeps both to itself. While Redis is away nothing is sent: it waits in the
    outbox, as for any failure that will be mended."""

    def __init__(self, redis_url: str | None) -> None:
        self._redis = None if redis_url is None else _client(redis_url)

    def limiter(self, bot: str, rules: Rules | None) -> Limiter:
        if self._redis is None:
            return BotLimits(rules)
        from scheduler.shared import SharedLimits

        return SharedLimits(self._redis, bot, rules)

    def locks(self) -> ChatLocks:
        if self._redis is None:
            return LocalChatLocks()
        from scheduler.shared import SharedChatLocks

        return SharedChatLocks(self._redis)

    async def close(self) -> None:
        if self._redis is not None:
            await self._redis.aclose()


def _client(url: str) -> "Redis":
    from redis.asyncio import Redis  # one process needs none

    return Redis.from_url(url)
