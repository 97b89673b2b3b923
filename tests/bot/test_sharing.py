"""With a Redis, processes share a bot's pace and its chats; alone, one keeps both to itself."""

import asyncio
from collections.abc import Iterator

import pytest

from bot.sharing import Sharing
from scheduler.limits import Quota, Rules
from storage.outbox import REPLY
from tests.redis_server import redis_server

CHAT = ("telegram", 5)
ONE_A_MINUTE = Rules(chat=Quota(1, 60.0))


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_server(tmp_path_factory.mktemp("redis")) as path:
        yield f"unix://{path}"


async def _send(sharing: Sharing) -> None:
    async with sharing.limiter("7", ONE_A_MINUTE).sending(CHAT[1], priority=REPLY):
        pass


async def test_processes_with_a_redis_keep_one_pace(redis_url: str) -> None:
    here, there = Sharing(redis_url), Sharing(redis_url)
    await _send(here)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(_send(there), 0.2)
    await here.close()
    await there.close()


async def test_in_a_chat_there_is_one_process_at_a_time(redis_url: str) -> None:
    here, there = Sharing(redis_url), Sharing(redis_url)
    entered = asyncio.Event()

    async def enter() -> None:
        async with there.locks().hold(CHAT):
            entered.set()

    async with here.locks().hold(CHAT):
        waiting = asyncio.create_task(enter())
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(entered.wait()), 0.1)
    await waiting
    await here.close()
    await there.close()


async def test_without_a_redis_a_process_keeps_to_itself() -> None:
    here, there = Sharing(None), Sharing(None)
    async with here.locks().hold(CHAT), there.locks().hold(CHAT):
        await here.close()
