"""The webhook's door, and Telegram's double knocking at it."""

import io
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.web.hooks import SIZE_LIMIT, TELEGRAM_HEADER, TELEGRAM_PATH, Hook
from rehearsal.telegram import TelegramDouble

SECRET = "s3cret"  # noqa: S105  opens only the test
TOKEN = "7000000001:secret"  # noqa: S105
RIGHT = {TELEGRAM_HEADER: SECRET}
Client = TestClient[web.Request, web.Application]


class Inbox:
    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.down = 0

    async def take(self, updates: Sequence[dict[str, Any]]) -> None:
        if self.down:
            self.down -= 1
            raise OSError("disk full")
        self.taken += updates


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
async def client(inbox: Inbox) -> AsyncIterator[Client]:
    app = web.Application(client_max_size=SIZE_LIMIT)
    app.add_routes(Hook(TELEGRAM_PATH, TELEGRAM_HEADER, SECRET, inbox.take).routes())
    async with TestClient(TestServer(app)) as opened:
        yield opened


async def test_an_update_is_taken_once_it_is_stored(client: Client, inbox: Inbox) -> None:
    answer = await client.post(TELEGRAM_PATH, json={"update_id": 1}, headers=RIGHT)
    assert answer.status == 200
    assert inbox.taken == [{"update_id": 1}]


@pytest.mark.parametrize("headers", [{}, {TELEGRAM_HEADER: ""}, {TELEGRAM_HEADER: "s3cre"}])
async def test_without_the_secret_nothing_is_read(
    client: Client, inbox: Inbox, headers: dict[str, str]
) -> None:
    answer = await client.post(TELEGRAM_PATH, json={"update_id": 1}, headers=headers)
    assert answer.status == 403
    assert inbox.taken == []


async def test_a_secret_with_strange_letters_is_just_wrong(client: Client) -> None:
    answer = await client.post(TELEGRAM_PATH, json={}, headers={TELEGRAM_HEADER: "mật"})
    assert answer.status == 403


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"\xff\xfe", b'"x"'])
async def test_what_is_no_object_is_refused(client: Client, inbox: Inbox, body: bytes) -> None:
    answer = await client.post(TELEGRAM_PATH, data=body, headers=RIGHT)
    assert answer.status == 400
    assert inbox.taken == []


async def test_a_body_that_is_too_large_is_refused(client: Client, inbox: Inbox) -> None:
    large = io.BytesIO(b" " * (SIZE_LIMIT + 1))
    answer = await client.post(TELEGRAM_PATH, data=large, headers=RIGHT)
    assert answer.status == 413
    assert inbox.taken == []


async def test_an_update_that_could_not_be_stored_is_delivered_again(
    client: Client, inbox: Inbox
) -> None:
    inbox.down = 2
    url = str(client.make_url(TELEGRAM_PATH))
    async with TelegramDouble(tokens=[TOKEN]) as telegram:
        telegram.bot(TOKEN).pusher.set(url, secret=SECRET, max_connections=10)
        lan = telegram.user(id=7_900_000_123, name="Lan")
        await lan.says("xin chào")
        await telegram.delivered()
        assert [push.status for push in telegram.pushes()] == [503, 503, 200]
    assert [update["update_id"] for update in inbox.taken] == lan.update_ids
