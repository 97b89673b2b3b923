"""Long polling against the double of Telegram: what is not stored is asked for again."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime

import pytest

from bot.channels.polling import Pauses
from bot.channels.telegram import TelegramChannel, WebhookAddress
from bot.channels.telegram_api import TelegramError
from rehearsal.telegram import TelegramDouble
from rehearsal.telegram_people import TelegramPerson
from storage.inbox import Arrival

TOKEN = "7000000001:secret"  # noqa: S105  opens only the double
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
QUICK = Pauses(first=0.02, longest=0.05, slow=0.05)


class NoFiles:
    async def read(self, reference: str) -> bytes:
        raise FileNotFoundError(reference)


class Inbox:
    """Stores arrivals as the real one does; `down` times it fails first."""

    def __init__(self, *, down: int = 0) -> None:
        self.keys: list[str] = []
        self.down = down

    async def accept(self, arrivals: Sequence[Arrival]) -> None:
        if self.down:
            self.down -= 1
            raise OSError("disk full")
        self.keys += [arrival.key for arrival in arrivals if arrival.key not in self.keys]


async def until(wanted: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not wanted():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramDouble]:
    async with TelegramDouble(tokens=[TOKEN]) as double:
        yield double


@pytest.fixture
def lan(telegram: TelegramDouble) -> TelegramPerson:
    return telegram.user(id=7_900_000_123, name="Lan")


def made(
    telegram: TelegramDouble, *, token: str = TOKEN, webhook: WebhookAddress | None = None
) -> TelegramChannel:
    return TelegramChannel(
        token,
        telegram.base_url,
        files=NoFiles(),
        clock=lambda: NOON,
        webhook=webhook,
        pauses=QUICK,
    )


@pytest.fixture
async def channel(telegram: TelegramDouble) -> AsyncIterator[TelegramChannel]:
    polling = made(telegram)
    yield polling
    await polling.stop()
    await polling.close()


def calls(telegram: TelegramDouble, method: str) -> int:
    return sum(call.method.lower() == method.lower() for call in telegram.calls)


async def test_what_people_write_is_stored_in_order(
    telegram: TelegramDouble, channel: TelegramChannel, lan: TelegramPerson
) -> None:
    inbox = Inbox()
    await lan.says("trước khi bot chạy")
    await channel.start(inbox.accept)
    await lan.says("hai")
    await lan.says("ba")
    await telegram.delivered()
    assert inbox.keys == [str(number) for number in lan.update_ids]


async def test_an_update_that_could_not_be_stored_is_polled_again(
    telegram: TelegramDouble, channel: TelegramChannel, lan: TelegramPerson
) -> None:
    inbox = Inbox(down=2)
    await lan.says("xin chào")
    await channel.start(inbox.accept)
    await telegram.delivered()
    assert inbox.keys == [str(lan.update_ids[0])]
    assert inbox.down == 0


async def test_nothing_is_confirmed_before_it_is_stored(
    telegram: TelegramDouble, channel: TelegramChannel, lan: TelegramPerson
) -> None:
    disk = asyncio.Event()
    asked = asyncio.Event()

    async def accept(arrivals: Sequence[Arrival]) -> None:
        del arrivals
        asked.set()
        await disk.wait()

    await lan.says("xin chào")
    await channel.start(accept)
    await asked.wait()
    with pytest.raises(TimeoutError):
        await telegram.delivered(timeout=0.1)
    disk.set()
    await telegram.delivered()


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook", "getUpdates"])
@pytest.mark.parametrize("status", [502, 401, 429])
async def test_no_bad_answer_ends_it(
    telegram: TelegramDouble,
    channel: TelegramChannel,
    lan: TelegramPerson,
    method: str,
    status: int,
) -> None:
    telegram.breaks(status=status, times=3, method=method)
    inbox = Inbox()
    await lan.says("xin chào")
    await channel.start(inbox.accept)
    await telegram.delivered()
    assert len(inbox.keys) == 1


async def test_a_wait_that_telegram_asks_for_is_obeyed(
    telegram: TelegramDouble, channel: TelegramChannel, lan: TelegramPerson
) -> None:
    telegram.flood(retry_after=1, method="getUpdates")
    await lan.says("xin chào")
    started = asyncio.get_running_loop().time()
    await channel.start(Inbox().accept)
    await telegram.delivered()
    assert asyncio.get_running_loop().time() - started >= 1


async def test_two_programs_on_one_token_lose_nothing(
    telegram: TelegramDouble, channel: TelegramChannel, lan: TelegramPerson
) -> None:
    inbox = Inbox()
    other = made(telegram)
    await channel.start(inbox.accept)
    await other.start(inbox.accept)
    for number in range(5):
        await lan.says(str(number))
    await telegram.delivered()
    await other.stop()
    await other.close()
    assert sorted(inbox.keys) == [str(number) for number in lan.update_ids]


async def test_a_webhook_set_by_somebody_is_taken_away(
    telegram: TelegramDouble, channel: TelegramChannel, lan: TelegramPerson
) -> None:
    inbox = Inbox()
    await channel.start(inbox.accept)
    await lan.says("đang chạy")
    await telegram.delivered()
    await channel.api.call("setWebhook", {"url": "http://127.0.0.1:9/nowhere"})
    await lan.says("xin chào")
    await telegram.delivered()
    assert len(inbox.keys) == 2


async def test_a_wrong_token_is_tried_on_quietly(telegram: TelegramDouble) -> None:
    channel = made(telegram, token="7000000009:wrong")  # noqa: S106
    await channel.start(Inbox().accept)
    await asyncio.sleep(0.3)
    assert channel.username == ""
    await channel.stop()
    await channel.close()


async def test_a_started_webhook_is_set_with_its_secret(telegram: TelegramDouble) -> None:
    channel = made(telegram, webhook=WebhookAddress("https://example.vn/webhook/telegram", "s3"))
    await channel.start(Inbox().accept)
    await until(lambda: calls(telegram, "setWebhook") == 1)
    await channel.stop()
    info = await channel.api.call("getWebhookInfo", {})
    await channel.close()
    assert info["url"] == "https://example.vn/webhook/telegram"
    assert set(info["allowed_updates"]) == {
        "callback_query",
        "edited_message",
        "message",
        "my_chat_member",
    }


def test_pauses_grow_but_not_for_ever() -> None:
    pauses = Pauses()
    assert all(0.5 <= pauses.after(OSError(), 1) <= 1 for _ in range(50))
    assert all(15 <= pauses.after(OSError(), 500) <= 30 for _ in range(50))
    assert pauses.after(TelegramError(429, "", 7.0), 1) == 7
    assert pauses.after(TelegramError(409, "Conflict"), 1) == 15
