"""Limits and locks of several processes, on a real Redis; each client here stands for a process."""

import asyncio
from bisect import bisect_left
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import pytest
from redis.asyncio import Redis

from scheduler.chat_locks import ChatLocks, LocalChatLocks
from scheduler.limits import Quota, Rules
from scheduler.shared import SharedChatLocks, SharedLimits
from storage.outbox import BROADCAST, REPLY
from tests.redis_server import redis_server

CHAT = ("telegram", 5)


@pytest.fixture(scope="module")
def socket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_server(tmp_path_factory.mktemp("redis")) as path:
        yield path


@pytest.fixture
async def redis(socket: str) -> AsyncIterator[Redis]:
    client = Redis(unix_socket_path=socket)
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture
async def processes(redis: Redis, socket: str) -> AsyncIterator[list[Redis]]:
    async with AsyncExitStack() as stack:
        others = [await stack.enter_async_context(Redis(unix_socket_path=socket)) for _ in range(2)]
        yield [redis, *others]


def most_in(moments: list[float], seconds: float) -> int:
    moments = sorted(moments)
    return max(bisect_left(moments, start + seconds) - i for i, start in enumerate(moments))


async def _send(limits: SharedLimits, chat_id: int, priority: int, sent: list[float]) -> float:
    loop = asyncio.get_running_loop()
    asked = loop.time()
    async with limits.sending(chat_id, priority=priority):
        sent.append(loop.time())
        await asyncio.sleep(0.01)
    return loop.time() - asked


@pytest.mark.parametrize("priority", [REPLY, BROADCAST])
async def test_processes_together_never_pass_the_bots_limit(
    processes: list[Redis], priority: int
) -> None:
    rules = Rules(bot=Quota(8, 0.3), news=Quota(10, 0.3))
    sent: list[float] = []
    each = [SharedLimits(redis, "7", rules) for redis in processes]
    await asyncio.gather(*(_send(each[n % 3], n, priority, sent) for n in range(40)))
    assert len(sent) == 40
    assert most_in(sent, 0.3) <= 8


async def test_a_reply_goes_before_the_news_of_another_process(processes: list[Redis]) -> None:
    here, there = (SharedLimits(redis, "7") for redis in processes[:2])
    news: list[float] = []
    burst = [asyncio.create_task(_send(here, n, BROADCAST, news)) for n in range(100, 160)]
    await asyncio.sleep(0.5)
    replies: list[float] = []
    took = await asyncio.gather(*(_send(there, n, REPLY, replies) for n in range(1, 16)))
    assert max(took) < 1
    await asyncio.gather(*burst)
    assert most_in(news + replies, 1.0) <= 30
    assert most_in(news, 1.0) <= 28


async def test_two_bots_have_each_their_own_limit(processes: list[Redis]) -> None:
    rules = Rules(bot=Quota(1, 5.0))
    sent: list[float] = []
    each = [SharedLimits(redis, str(n), rules) for n, redis in enumerate(processes)]
    async with asyncio.timeout(1):
        await asyncio.gather(*(_send(limits, 1, REPLY, sent) for limits in each))


async def test_a_group_has_its_own_window(redis: Redis) -> None:
    limits = SharedLimits(redis, "7", Rules(group=Quota(2, 0.5)))
    sent: list[float] = []
    await asyncio.gather(*(_send(limits, -100, REPLY, sent) for _ in range(5)))
    assert most_in(sent, 0.5) == 2


@pytest.fixture(params=["one process", "several"])
def locks(request: pytest.FixtureRequest) -> list[ChatLocks]:
    if request.param == "one process":
        alone = LocalChatLocks()
        return [alone, alone]
    processes: list[Redis] = request.getfixturevalue("processes")
    return [SharedChatLocks(redis) for redis in processes]


async def test_one_at_a_time_in_a_chat(locks: list[ChatLocks]) -> None:
    inside = 0
    most = 0

    async def visit(own: ChatLocks) -> None:
        nonlocal inside, most
        async with own.hold(CHAT):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.002)
            inside -= 1

    await asyncio.gather(*(visit(own) for own in locks * 10))
    assert most == 1


async def test_other_chats_are_free_meanwhile(locks: list[ChatLocks]) -> None:
    async with locks[0].hold(CHAT), asyncio.timeout(1), locks[-1].hold(("telegram", 6)):
        pass


async def test_who_came_first_enters_first(locks: list[ChatLocks]) -> None:
    order: list[int] = []

    async def visit(number: int) -> None:
        async with locks[0].hold(CHAT):
            order.append(number)

    await asyncio.gather(*(visit(number) for number in range(20)))
    assert order == list(range(20))


async def test_a_chat_is_free_again_after_a_failure(locks: list[ChatLocks]) -> None:
    with pytest.raises(KeyError):
        async with locks[0].hold(CHAT):
            raise KeyError
    async with asyncio.timeout(1), locks[-1].hold(CHAT):
        pass
