"""What the doctor says of an installation, against the double of Telegram and a real database."""

import shutil
import sqlite3
from collections import namedtuple
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.clock import Clock, MovableClock
from bot.doctor import examine
from bot.settings import load_settings
from bot.single import only_one
from rehearsal.telegram import TelegramDouble
from storage.migrate import migrate
from tests.databases import migrated_sqlite

TOKEN = "7000000001:test"  # noqa: S105  of our own double
PUBLIC = "https://aoxanh.example.org"
HOOK = f"{PUBLIC}/webhook/telegram"


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramDouble]:
    async with TelegramDouble(tokens=[TOKEN]) as double:
        yield double


@pytest.fixture
def installed(tmp_path: Path) -> dict[str, Any]:
    given: dict[str, Any] = {
        "database_url": f"sqlite:///{tmp_path}/aoxanh.db",
        "store_url": str(tmp_path / "photos"),
        "_env_file": None,
    }
    (tmp_path / "aoxanh.db").write_bytes(migrated_sqlite())
    return given


async def _bad(clock: Clock | None = None, **given: Any) -> list[str]:  # noqa: ANN401  settings
    """The lines that a person should do something about."""
    found = await examine(load_settings(**given), clock=clock or Clock())
    return [finding.line for finding in found if not finding.good]


async def _on_telegram(
    telegram: TelegramDouble,
    clock: Clock | None = None,
    **given: Any,  # noqa: ANN401
) -> list[str]:
    asked = {"telegram_token": TOKEN, "telegram_api": telegram.base_url, **given}
    return await _bad(clock, **asked)


async def _set_webhook(telegram: TelegramDouble, url: str) -> None:
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{telegram.base_url}/bot{TOKEN}/setWebhook", json={"url": url}) as answer,
    ):
        answer.raise_for_status()


async def test_nothing_is_wrong_with_a_bot_that_polls(
    telegram: TelegramDouble, installed: dict[str, Any]
) -> None:
    assert await _on_telegram(telegram, **installed) == []


async def test_nothing_is_wrong_with_a_webhook_that_is_set_to_us(
    telegram: TelegramDouble, installed: dict[str, Any]
) -> None:
    await _set_webhook(telegram, HOOK)
    assert await _on_telegram(telegram, public_url=PUBLIC, **installed) == []


async def test_a_refused_token_is_told_from_a_server_that_is_not_there(
    telegram: TelegramDouble, installed: dict[str, Any]
) -> None:
    (line,) = await _on_telegram(telegram, **{**installed, "telegram_token": "1:other"})
    assert "refuses AOXANH_TELEGRAM_TOKEN" in line
    (line,) = await _on_telegram(telegram, **{**installed, "telegram_api": "http://127.0.0.1:9"})
    assert "http://127.0.0.1:9 cannot be reached" in line


async def test_polling_while_a_webhook_is_set_is_named_with_where_updates_go(
    telegram: TelegramDouble, installed: dict[str, Any]
) -> None:
    await _set_webhook(telegram, "https://other.example.org/hook")
    (line,) = await _on_telegram(telegram, **installed)
    assert "https://other.example.org/hook: another installation uses this token" in line


@pytest.mark.parametrize(
    ("url", "complaint"),
    [("", "not set yet"), ("https://old.example.org/x", "sends to https://old.example.org/x")],
)
async def test_a_webhook_that_is_not_ours_is_a_finding(
    telegram: TelegramDouble, installed: dict[str, Any], url: str, complaint: str
) -> None:
    if url:
        await _set_webhook(telegram, url)
    (line,) = await _on_telegram(telegram, public_url=PUBLIC, **installed)
    assert complaint in line


async def test_what_telegram_could_not_deliver_is_repeated(
    telegram: TelegramDouble, installed: dict[str, Any]
) -> None:
    await _set_webhook(telegram, "http://127.0.0.1:9/webhook/telegram")
    lan = telegram.user(id=7_900_000_001, name="Lan")
    for _ in range(100):
        await lan.says("có ai không")
    lines = await _on_telegram(telegram, public_url="http://127.0.0.1:9", **installed)
    assert any("last delivery failed: Connection failed" in line for line in lines)
    assert any("100 updates wait at Telegram" in line for line in lines)


async def test_a_clock_that_is_wrong_by_more_than_five_seconds_is_a_finding(
    telegram: TelegramDouble, installed: dict[str, Any]
) -> None:
    ahead = MovableClock(Clock()() + timedelta(minutes=1))
    (line,) = await _on_telegram(telegram, ahead, **installed)
    assert "ahead of Telegram's" in line
    behind = MovableClock(Clock()() - timedelta(minutes=1))
    (line,) = await _on_telegram(telegram, behind, **installed)
    assert "behind Telegram's" in line


async def test_an_older_schema_asks_for_migrate(installed: dict[str, Any], tmp_path: Path) -> None:
    empty = {**installed, "database_url": f"sqlite:///{tmp_path}/empty.db"}
    (tmp_path / "empty.db").touch()
    (line,) = await _bad(**empty)
    assert "`aoxanh migrate`" in line


async def test_a_newer_schema_asks_for_the_newer_program(
    installed: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "newer.db"
    migrate(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
    (line,) = await _bad(**{**installed, "database_url": f"sqlite:///{path}"})
    assert "has schema 9999" in line
    assert "install the newer program" in line


async def test_a_file_that_is_no_database_is_said_to_be_none(
    installed: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "notes.db").write_text("chào các bạn " * 100, encoding="utf-8")
    (line,) = await _bad(**{**installed, "database_url": f"sqlite:///{tmp_path}/notes.db"})
    assert "notes.db cannot be opened: file is not a database" in line


async def test_a_postgresql_that_is_away_is_named_without_its_password(
    installed: dict[str, Any],
) -> None:
    url = "postgresql+psycopg://minh:bi-mat@127.0.0.1:9/aoxanh"
    (line,) = await _bad(**{**installed, "database_url": url})
    assert "PostgreSQL at 127.0.0.1:9/aoxanh cannot be opened" in line
    assert "bi-mat" not in line


async def test_postgresql_is_examined_like_sqlite(
    installed: dict[str, Any], fresh_postgresql_url: str
) -> None:
    (line,) = await _bad(**{**installed, "database_url": fresh_postgresql_url})
    assert "is empty" in line


async def test_a_running_bot_is_seen_and_is_no_fault(
    installed: dict[str, Any], tmp_path: Path
) -> None:
    with only_one(tmp_path):
        found = await examine(load_settings(**installed))
    assert any("a bot is running on it" in finding.line for finding in found)
    assert all(finding.good for finding in found)


async def test_a_store_that_cannot_keep_is_a_finding(
    installed: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    (line,) = await _bad(**{**installed, "store_url": str(tmp_path / "file" / "photos")})
    assert "cannot be used" in line


async def test_the_probe_of_the_store_is_taken_away_again(
    installed: dict[str, Any], tmp_path: Path
) -> None:
    assert await _bad(**installed) == []
    assert [path for path in (tmp_path / "photos").rglob("*") if path.is_file()] == []


async def test_a_full_disk_is_a_finding(
    installed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(9, 9, 100 * 1024**2))
    (line,) = await _bad(**installed)
    assert "0.1 GB free" in line


async def test_several_processes_need_one_key_and_a_database_for_many(
    installed: dict[str, Any],
) -> None:
    lines = await _bad(**installed, redis_url="redis://127.0.0.1:9")
    assert any("AOXANH_SECRET_KEY is not set" in line for line in lines)
    assert any("one SQLite file" in line for line in lines)
    assert any(line.startswith("BAD  Redis: does not answer") for line in lines)


async def test_telegram_takes_only_https(
    installed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = "http://127.0.0.1:9"
    monkeypatch.setattr("bot.doctor.PUBLIC", nowhere)
    asked = {"telegram_token": TOKEN, "public_url": "http://aoxanh.example.org", **installed}
    found = await _bad(**asked, telegram_api=nowhere)
    assert any("must begin with https://" in line for line in found)
