"""The limiter in a loop whose clock leaps over every wait, so that minutes take milliseconds."""

import asyncio
import random
import selectors
from bisect import bisect_left
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

import pytest

from scheduler.limits import BotLimits, Quota, Rules
from storage.outbox import BROADCAST, REPLY

T = TypeVar("T")


class _Leaping(selectors.DefaultSelector):
    """Instead of waiting for a timeout, moves the time on by it."""

    leapt = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        self.leapt += timeout or 0.0
        return super().select(0)


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.selector = _Leaping()
        super().__init__(self.selector)

    def time(self) -> float:
        return self.selector.leapt


def run(scenario: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(scenario)


def most_in(moments: list[float], seconds: float) -> int:
    """The fullest window [t, t + seconds) of all."""
    moments = sorted(moments)
    return max(bisect_left(moments, start + seconds) - i for i, start in enumerate(moments))


class Server:
    """Notes when a message arrived: somewhere in the `latency` after which its answer is back."""

    def __init__(self, limits: BotLimits, *, latency: tuple[float, float] = (0.01, 0.2)) -> None:
        self.arrived: list[float] = []
        self.limits = limits
        self._latency = latency
        self._random = random.Random(7)  # noqa: S311  the same delays in every run

    async def send(self, chat_id: int, priority: int) -> float:
        """How long it was on its way, waiting included."""
        loop = asyncio.get_running_loop()
        asked = loop.time()
        async with self.limits.sending(chat_id, priority=priority):
            seconds = self._random.uniform(*self._latency)
            there = self._random.uniform(0, seconds)
            await asyncio.sleep(there)
            self.arrived.append(loop.time())
            await asyncio.sleep(seconds - there)
        return loop.time() - asked


async def _burst(server: Server, priority: int, count: int) -> None:
    await asyncio.gather(*(server.send(1000 + n, priority) for n in range(count)))


@pytest.mark.parametrize("latency", [(0.0, 0.001), (0.01, 0.2), (0.2, 1.5)])
@pytest.mark.parametrize("priority", [REPLY, BROADCAST])
def test_never_more_than_thirty_arrive_in_any_second(
    priority: int, latency: tuple[float, float]
) -> None:
    server = Server(BotLimits(), latency=latency)
    run(_burst(server, priority, 168))
    assert len(server.arrived) == 168
    assert most_in(server.arrived, 1.0) <= 30


def test_168_reminders_are_out_within_seven_seconds() -> None:
    server = Server(BotLimits())
    run(_burst(server, BROADCAST, 168))
    assert max(server.arrived) < 7


def test_a_reply_during_a_burst_goes_within_a_second() -> None:
    server = Server(BotLimits())

    async def scenario() -> list[float]:
        burst = asyncio.create_task(_burst(server, BROADCAST, 168))
        await asyncio.sleep(2)
        took = await asyncio.gather(*(server.send(n, REPLY) for n in range(1, 21)))
        await burst
        return took

    assert max(run(scenario())) < 1
    assert most_in(server.arrived, 1.0) <= 30


def test_a_group_gets_at_most_twenty_a_minute() -> None:
    server = Server(BotLimits())

    async def scenario() -> None:
        await asyncio.gather(*(server.send(-100, REPLY) for _ in range(50)))

    run(scenario())
    assert most_in(server.arrived, 60.0) == 20


def test_news_to_one_chat_comes_once_a_second_on_average() -> None:
    server = Server(BotLimits(), latency=(0.01, 0.02))

    async def scenario() -> None:
        for _ in range(12):
            await server.send(5, BROADCAST)

    run(scenario())
    assert most_in(server.arrived, 3.0) == 3
    assert max(server.arrived) < 12


def test_a_person_who_taps_quickly_is_answered_at_once_up_to_twenty_times() -> None:
    server = Server(BotLimits(), latency=(0.01, 0.02))

    async def scenario() -> list[float]:
        return [await server.send(5, REPLY) for _ in range(21)]

    *quick, late = run(scenario())
    assert max(quick) < 0.05
    assert late > 10


def test_who_stops_waiting_takes_no_place() -> None:
    server = Server(BotLimits(Rules(bot=Quota(1, 10.0))))

    async def scenario() -> float:
        await server.send(1, REPLY)
        impatient = [asyncio.create_task(server.send(n, REPLY)) for n in range(2, 5)]
        await asyncio.sleep(1)
        for task in impatient:
            task.cancel()
        await asyncio.gather(*impatient, return_exceptions=True)
        return await server.send(9, REPLY)

    assert run(scenario()) < 10


def test_a_failed_send_gives_its_place_back() -> None:
    limits = BotLimits(Rules(bot=Quota(1, 1.0)))

    async def scenario() -> float:
        for _ in range(3):
            with suppress(ConnectionError):
                async with limits.sending(1, priority=REPLY):
                    raise ConnectionError
        return asyncio.get_running_loop().time()

    assert run(scenario()) == pytest.approx(2, abs=0.01)
