"""What several processes share through Redis: a bot's pace, and who is in a chat."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from uuid import uuid4

import structlog
from redis.asyncio import Redis
from redis.exceptions import LockError

from scheduler.chat_locks import Chat, LocalChatLocks
from scheduler.limits import Quota, Rules
from storage.outbox import REPLY

UNDER_WAY_MS: Final = 60_000
LONGEST_SLEEP: Final = 0.05
LOCK_SECONDS: Final = 60.0
LOCK_POLL: Final = 0.005

log = structlog.get_logger()

# Three windows (bot, chat, chat's news) as sorted sets. A member is a send; its score the moment,
# in ms of Redis's clock (which all share), at which it leaves the window. News also waits for its
# even pace (KEYS[4]) and while a reply finds the bot's window full (KEYS[5]).
BEGIN: Final = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local reply = ARGV[2] == '1'
local wait = 0
for i = 1, reply and 2 or 3 do
  redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now)
  local over = redis.call('ZCARD', KEYS[i]) - ARGV[4 + i]
  if over >= 0 then
    wait = math.max(wait, redis.call('ZRANGE', KEYS[i], over, over, 'WITHSCORES')[2] - now)
  end
end
if not reply then
  wait = math.max(wait, (redis.call('GET', KEYS[4]) or 0) - now, redis.call('PTTL', KEYS[5]))
elseif wait > 0 then
  redis.call('SET', KEYS[5], 1, 'PX', 100)
end
if wait > 0 then return wait end
for i = 1, 3 do
  redis.call('ZADD', KEYS[i], now + ARGV[3], ARGV[1])
  redis.call('PEXPIRE', KEYS[i], ARGV[3] * 2)
end
if not reply then redis.call('SET', KEYS[4], now + ARGV[4], 'PX', 10000) end
return 0
"""
END: Final = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.ceil(time[2] / 1000)
for i = 1, 3 do redis.call('ZADD', KEYS[i], 'XX', now + ARGV[1 + i], ARGV[1]) end
"""


class SharedLimits:
    """scheduler.limits.BotLimits for several processes. A process that dies while sending keeps its
    places for a minute."""

    def __init__(self, redis: Redis, bot: str, rules: Rules | None = None) -> None:
        self._rules = rules or Rules()
        self._prefix = f"aoxanh:{{{bot}}}"
        self._begin = redis.register_script(BEGIN)
        self._end = redis.register_script(END)

    @asynccontextmanager
    async def sending(self, chat_id: int, *, priority: int) -> AsyncIterator[None]:
        """Enter when one message may go to this chat; leave when its answer is there."""
        send, keys, quotas = uuid4().hex, self._keys(chat_id), self._quotas(chat_id)
        spacing = round(1000 * self._rules.news.seconds / self._rules.news.most)
        is_reply = int(priority == REPLY)
        asked: list[str | int] = [send, is_reply, UNDER_WAY_MS, spacing, *(q.most for q in quotas)]
        while wait := int(await self._begin(keys=keys, args=asked)):  # noqa: ASYNC110  not our event
            await asyncio.sleep(min(wait / 1000, LONGEST_SLEEP))
        try:
            yield
        finally:
            spans = [round(1000 * quota.seconds) for quota in quotas]
            await self._end(keys=keys[:3], args=[send, *spans])

    def _keys(self, chat_id: int) -> list[str]:
        parts = ("bot", f"chat:{chat_id}", f"news:{chat_id}", "pace", "replies")
        return [f"{self._prefix}:{part}" for part in parts]

    def _quotas(self, chat_id: int) -> list[Quota]:
        rules = self._rules
        return [rules.bot, rules.group if chat_id < 0 else rules.chat, rules.chat_news]


class SharedChatLocks:
    """scheduler.chat_locks.ChatLocks across processes: in order within each, no order between them.
    A process that dies in a chat leaves it after a minute."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._local = LocalChatLocks()

    @asynccontextmanager
    async def hold(self, chat: Chat) -> AsyncIterator[None]:
        async with self._local.hold(chat):
            name = f"aoxanh:in:{chat[0]}:{chat[1]}"
            lock = self._redis.lock(name, timeout=LOCK_SECONDS, sleep=LOCK_POLL)
            await lock.acquire()
            try:
                yield
            finally:
                try:
                    await lock.release()
                except LockError:
                    log.warning("chat_lock_expired", channel=chat[0])
