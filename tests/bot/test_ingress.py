"""The durable inbox and its ordered workers, on both databases."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import pytest

from bot.ingress import Ingress
from storage.inbox import Accepted, Arrival, accept, finish
from storage.writer import Writer
from tests.builders import MONDAY

LAN, MINH = 7_900_000_001, 7_900_000_002
Open = Callable[[], Ingress]


class Desk:
    """Finishes what it handles, in `handled`. Texts in `held` wait until they are let go."""

    def __init__(self, writer: Writer) -> None:
        self.handled: list[str] = []
        self.held: dict[str, asyncio.Event] = {}
        self.begun: dict[str, asyncio.Event] = {}
        self._writer = writer

    def hold(self, text: str) -> None:
        self.held[text] = asyncio.Event()
        self.begun[text] = asyncio.Event()

    async def __call__(self, accepted: Accepted) -> None:
        text = accepted.payload["text"]
        if text in self.held:
            self.begun[text].set()
            await self.held[text].wait()
        if text == "lỗi":
            raise ValueError(text)
        if await self._writer.run(partial(finish, accepted=accepted, now=MONDAY)):
            self.handled.append(text)


def arrivals(*texts: str, chat: int = LAN) -> list[Arrival]:
    return [Arrival("telegram", text, chat, {"text": text}, MONDAY) for text in texts]


@pytest.fixture
def desk(writer: Writer) -> Desk:
    return Desk(writer)


@pytest.fixture
def ingress(writer: Writer, desk: Desk) -> Ingress:
    return Ingress(writer, desk)


async def test_an_update_delivered_again_is_handled_once(ingress: Ingress, desk: Desk) -> None:
    await ingress.accept(arrivals("một"))
    await ingress.drain()
    await ingress.accept(arrivals("một", "hai"))
    await ingress.drain()
    assert desk.handled == ["một", "hai"]


async def test_an_update_delivered_again_while_it_is_handled_is_handled_once(
    ingress: Ingress, desk: Desk
) -> None:
    desk.hold("một")
    await ingress.accept(arrivals("một"))
    await desk.begun["một"].wait()
    await ingress.accept(arrivals("một"))
    desk.held["một"].set()
    await ingress.drain()
    assert desk.handled == ["một"]


async def test_an_update_stored_without_our_hearing_of_it_is_handled_when_it_comes_again(
    ingress: Ingress, desk: Desk, writer: Writer
) -> None:
    """The answer to its commit was lost, so the platform was told nothing and delivers again."""
    await writer.run(partial(accept, arrivals=arrivals("một")))
    await ingress.accept(arrivals("một"))
    await ingress.drain()
    assert desk.handled == ["một"]


async def test_a_chat_keeps_its_order_and_keeps_nobody_else_waiting(
    ingress: Ingress, desk: Desk
) -> None:
    desk.hold("ảnh")
    await ingress.accept(arrivals("ảnh", "báo cáo"))
    await ingress.accept(arrivals("người khác", chat=MINH))
    await desk.begun["ảnh"].wait()
    while "người khác" not in desk.handled:  # noqa: ASYNC110  the other chat's own worker
        await asyncio.sleep(0)
    assert desk.handled == ["người khác"]
    desk.held["ảnh"].set()
    await ingress.drain()
    assert desk.handled == ["người khác", "ảnh", "báo cáo"]


async def test_an_update_that_cannot_be_handled_does_not_stop_its_chat(
    ingress: Ingress, desk: Desk
) -> None:
    await ingress.accept(arrivals("lỗi", "sau"))
    await ingress.drain()
    assert desk.handled == ["sau"]


async def test_what_an_earlier_process_left_is_handled_at_the_start_in_its_order(
    ingress: Ingress, desk: Desk, writer: Writer
) -> None:
    done, *_ = await writer.run(partial(accept, arrivals=arrivals("xong", "một", "hai")))
    await writer.run(partial(finish, accepted=done, now=MONDAY))
    assert await ingress.recover() == 2
    await ingress.drain()
    assert desk.handled == ["một", "hai"]


async def test_stopping_finishes_what_is_begun_and_leaves_the_rest_for_the_next_start(
    ingress: Ingress, desk: Desk, writer: Writer
) -> None:
    desk.hold("một")
    await ingress.accept(arrivals("một", "hai", "ba"))
    await desk.begun["một"].wait()
    stopping = asyncio.create_task(ingress.stop())
    await asyncio.sleep(0)
    desk.held["một"].set()
    await stopping
    assert desk.handled == ["một"]
    await handled_by(Ingress(writer, desk).recover, desk, ["một", "hai", "ba"])


async def test_stopping_waits_for_nothing_that_does_not_end(
    ingress: Ingress, desk: Desk, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.ingress.FAREWELL", 0.01)
    desk.hold("một")
    await ingress.accept(arrivals("một"))
    await desk.begun["một"].wait()
    await ingress.stop()
    assert desk.handled == []
    desk.held["một"].set()
    await handled_by(Ingress(writer, desk).recover, desk, ["một"])


async def handled_by(
    recover: Callable[[], Awaitable[int]], desk: Desk, wanted: Sequence[str]
) -> None:
    await recover()
    async with asyncio.timeout(5):
        while desk.handled != list(wanted):  # noqa: ASYNC110  another ingress's workers
            await asyncio.sleep(0)
