"""Twenty SIGKILLs of a real bot: an accepted update is one fact, and everybody is answered."""

import asyncio
import json
import random
import signal
import socket
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.clock import MovableClock
from rehearsal.telegram import TelegramDouble
from tests.builders import MONDAY
from tests.kills.bots import Bot, Nursery, nursery
from tests.kills.scene import QUESTIONS, Ledger, Scene, scene

pytestmark = pytest.mark.asyncio(loop_scope="module")

TOKEN = "7000000001:test"  # noqa: S105  of our own double
BOUNDARIES = {
    "before it is stored": 2,
    "stored, Telegram not told": 2,
    "stored, not handled": 5,
    "in a download": 2,
    "bytes kept, photo not": 2,
    "handled, not committed": 5,
    "committed, not sent": 5,
    "about to send": 5,
    "sent, not noted": 4,
}
"""Of tests.kills.boundaries, with how often a round crosses it at least."""
ALBUM = ("sent, not noted", "stored, not handled")
Message = tuple[int, str]


def deaths(seed: str) -> list[tuple[str, int]]:
    """Ten: every boundary, the one that may send twice once more, each at a crossing of its own."""
    chance = random.Random(seed)  # noqa: S311  the same deaths in every run
    order = [*BOUNDARIES, "sent, not noted"]
    chance.shuffle(order)
    return [(boundary, chance.randint(1, BOUNDARIES[boundary])) for boundary in order]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bots(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Nursery]:
    async with nursery(tmp_path_factory.mktemp("nursery") / "log") as opened:
        yield opened


class Life:
    """One bot after another on one database, one address and one clock."""

    def __init__(self, bots: Nursery, settings: Mapping[str, Any], ledger: Ledger) -> None:
        self.clock = MovableClock(MONDAY)
        self.ledger = ledger
        self.flying: Counter[Message] = Counter()
        self._bots = bots
        self._settings = dict(settings)

    async def born(self, dies: tuple[str, int]) -> Bot:
        return await self._bots.bot(self._settings, self.clock(), dies)

    async def dies(self, bot: Bot) -> None:
        """At the planned crossing. What was being sent then may arrive once more."""
        assert await bot.dies() == signal.SIGKILL
        being_sent = "SELECT chat_id, payload FROM notices WHERE state = 'sending'"
        self.flying += Counter(written(row) for row in self.ledger.rows(being_sent))

    async def settled(self, telegram: TelegramDouble) -> None:
        await telegram.delivered()
        async with asyncio.timeout(10):
            while self.ledger.owes():  # noqa: ASYNC110  another process's work
                await asyncio.sleep(0.02)


@pytest.mark.parametrize("intake", ["polling", "webhook"])
async def test_a_bot_killed_ten_times_loses_nothing_and_doubles_nothing(
    intake: str, bots: Nursery, tmp_path: Path
) -> None:
    path = tmp_path / "aoxanh.db"
    life = Life(bots, {}, Ledger(path))
    telegram = TelegramDouble(tokens=[TOKEN], now=lambda: life.clock().timestamp())
    async with telegram, scene(f"sqlite:///{path}", telegram) as people:
        life = Life(bots, settings(tmp_path, telegram, intake), Ledger(path))
        plan = deaths(intake)
        bot = await life.born(plan[0])
        await people.begins()
        for number, (boundary, _) in enumerate(plan, 1):
            await bot.arm()
            async with asyncio.TaskGroup() as together:
                together.create_task(people.round(album=boundary in ALBUM))
                await life.dies(bot)
                bot = await life.born(plan[number % len(plan)])
            await life.settled(telegram)
        while people.answered < len(QUESTIONS):
            await people.answers()
        await life.settled(telegram)
        await bot.ends()
        shows_each_fact_once(people, life.ledger, tmp_path / "photos")
        answers_every_update(people, life.ledger)
        repeats_only_what_was_flying(people, life)


def settings(folder: Path, telegram: TelegramDouble, intake: str) -> dict[str, Any]:
    given: dict[str, Any] = {
        "database_url": f"sqlite:///{folder}/aoxanh.db",
        "store_url": str(folder / "photos"),
        "telegram_api": telegram.base_url,
        "telegram_token": TOKEN,
        "port": 0,
    }
    if intake == "webhook":
        port = free_port()
        given |= {"port": port, "public_url": f"http://127.0.0.1:{port}"}
    return given


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def shows_each_fact_once(people: Scene, ledger: Ledger, store: Path) -> None:
    told = ledger.rows("SELECT text FROM submissions ORDER BY version")
    assert [text for (text,) in told] == people.reports
    versions = ledger.rows("SELECT version FROM submissions ORDER BY version")
    assert [version for (version,) in versions] == list(range(1, len(people.reports) + 1))

    kept = ledger.rows("SELECT chat_id, message_id, state, store_key FROM photos")
    assert sorted(row[:2] for row in kept) == sorted(people.photos)
    for chat_id, message_id, state, key in kept:
        assert state == "stored"
        assert (store / key).read_bytes() == people.photos[chat_id, message_id]
    assert ledger.rows("SELECT SUM(photo_count) FROM participations") == [(len(people.photos),)]

    seats = ledger.rows(
        "SELECT name FROM sign_ups JOIN people ON people.id = person_id WHERE state = 'going'"
    )
    assert sorted(name for (name,) in seats) == sorted(v.name for v in people.volunteers)
    shift = "SELECT SUM(taken) FROM shifts WHERE place LIKE 'Trung tâm hành chính công Tân Lộc'"
    assert ledger.rows(shift) == [(len(people.volunteers),)]

    registered = "SELECT content, partners, notes FROM participations WHERE content <> ''"
    assert ledger.rows(registered) == [("Hỗ trợ dịch vụ công", "Công an phường", "mang theo nước")]


def answers_every_update(people: Scene, ledger: Ledger) -> None:
    sent = [str(number) for person in people.people for number in person.update_ids]
    accepted = ledger.rows("SELECT update_key FROM inbox")
    assert sorted(key for (key,) in accepted) == sorted(sent)
    assert ledger.rows("SELECT DISTINCT state FROM inbox") == [("done",)]
    unanswered = ledger.rows(
        "SELECT id FROM inbox WHERE NOT EXISTS (SELECT 1 FROM notices WHERE state = 'sent' "
        "AND notices.chat_id = inbox.chat_id "
        "AND (key LIKE 'in:' || inbox.id || ':%' OR key LIKE 'album:%'))"
    )
    assert unanswered == []


def repeats_only_what_was_flying(people: Scene, life: Life) -> None:
    """Counted by who received it: the log of the double against what the bot meant to send."""
    meant = Counter(
        written(row)
        for row in life.ledger.rows("SELECT chat_id, payload FROM notices WHERE state = 'sent'")
    )
    got = Counter(
        (call.chat_id or 0, said(call.params))
        for call in people.telegram.calls
        if call.status == 200 and call.method in {"sendMessage", "sendDocument", "editMessageText"}
    )
    assert meant - got == Counter()
    assert got - meant <= life.flying
    assert got - meant, "no kill between sending and noting it has shown"


def written(row: tuple[Any, ...]) -> Message:
    chat_id, payload = row
    return chat_id, said(json.loads(payload))


def said(message: Mapping[str, Any]) -> str:
    """An album's acknowledgement is written just before it is sent, so its words do not count."""
    text = str(message.get("text", "document"))
    return "album" if "photo" in message or "đã nhận 2 ảnh" in text else text
