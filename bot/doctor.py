"""`aoxanh doctor`: what is wrong with this installation, in plain words.

Looks, and changes nothing but a probe in the photo store, which it takes away again.
"""

import asyncio
import fcntl
import hashlib
import os
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import aiohttp

from bot.channels.telegram_api import TelegramApi, TelegramError
from bot.clock import Clock
from bot.settings import Settings
from bot.single import LOCK
from bot.web.hooks import TELEGRAM_PATH
from scheduler.delivery import DeliveryError
from storage.db import sqlite_path
from storage.migrate import newest, present, writable
from storage.photo_store import PhotoStore

SECONDS: Final = 10.0
SKEW: Final = 5.0
LITTLE: Final = 200 * 1024**2
SCARCE: Final = 1024**3
WAITING_LONG: Final = 100
MACHINE: Final = Clock()
REFUSED: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)
PUBLIC: Final = "https://api.telegram.org"


@dataclass(frozen=True, slots=True)
class Finding:
    """`good` False: a person should do something about it."""

    good: bool
    line: str


Examination = Callable[[Settings, Clock], Awaitable[list[Finding]]]


async def examine(settings: Settings, *, clock: Clock = MACHINE) -> list[Finding]:
    """One part after another; a part that fails in a way nobody thought of is a finding too."""
    found: list[Finding] = []
    for part in (_settings, _database, _store, _disk, _redis, _telegram, _time):
        try:
            async with asyncio.timeout(3 * SECONDS):
                found += await part(settings, clock)
        except Exception as error:  # noqa: BLE001  a doctor does not faint
            found.append(_bad(f"{part.__name__.strip('_')}: {type(error).__name__}, not examined"))
    return found


def _good(line: str) -> Finding:
    return Finding(good=True, line=f"ok   {line}")


def _bad(line: str) -> Finding:
    return Finding(good=False, line=f"BAD  {line}")


# --- settings -------------------------------------------------------------------------------------
async def _settings(settings: Settings, _clock: Clock) -> list[Finding]:
    found = [_channels(settings)]
    several = settings.redis_url is not None
    if several and settings.secret_key is None:
        found.append(_bad(f"Settings: {NO_SHARED_KEY}"))
    if several and sqlite_path(settings.database_url) is not None:
        found.append(_bad(f"Settings: {ONE_FILE}"))
    if _needs_https(settings):
        found.append(_bad("Settings: AOXANH_PUBLIC_URL must begin with https:// for Telegram"))
    return found


NO_SHARED_KEY: Final = (
    "AOXANH_REDIS_URL says that several processes run, but AOXANH_SECRET_KEY is not set: each "
    "would sign with a key of its own, and links made by one would fail in the other"
)
ONE_FILE: Final = (
    "AOXANH_REDIS_URL says that several processes run, but the database is one SQLite file; "
    "several need postgresql+psycopg://..."
)


def _channels(settings: Settings) -> Finding:
    if settings.telegram_token is None:
        return _good("Settings: no AOXANH_TELEGRAM_TOKEN, so there is the web chat alone")
    how = "webhooks" if settings.public_url else "polling (AOXANH_PUBLIC_URL is not set)"
    return _good(f"Settings: the web chat, and Telegram by {how}")


def _needs_https(settings: Settings) -> bool:
    public = settings.public_url or ""
    own = settings.telegram_api != PUBLIC
    return settings.telegram_token is not None and public.startswith("http://") and not own


# --- database -------------------------------------------------------------------------------------
async def _database(settings: Settings, _clock: Clock) -> list[Finding]:
    path = sqlite_path(settings.database_url)
    if path is not None and not path.exists():
        return [_new_file(path)]
    try:
        at = await asyncio.to_thread(present, settings.database_url)
        can_write = await asyncio.to_thread(writable, settings.database_url)
    except Exception as error:  # noqa: BLE001  whatever the driver raises
        reason = str(getattr(error, "orig", error)).strip().partition("\n")[0]
        return [_bad(f"Database: {_name(settings)} cannot be opened: {reason}")]
    found = [_migrated(at, _name(settings))]
    if not can_write:
        found.append(_bad(f"Database: {_name(settings)} cannot be written"))
    return [*found, *_running(settings)]


def _name(settings: Settings) -> str:
    """Without the password that a PostgreSQL address may hold."""
    path = sqlite_path(settings.database_url)
    return str(path) if path is not None else f"PostgreSQL at {_host(settings.database_url)}"


def _host(url: str) -> str:
    return url.partition("://")[2].rpartition("@")[2].partition("?")[0]


def _new_file(path: Path) -> Finding:
    folder = next(parent for parent in path.parents if parent.exists())
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return _bad(f"Database: {path} does not exist, and {folder} cannot be written")
    return _good(f"Database: {path} does not exist yet; the first start makes it")


def _migrated(at: str | None, name: str) -> Finding:
    target = newest()
    if at == target:
        return _good(f"Database: {name}, newest schema ({target})")
    if at is None:
        return _bad(f"Database: {name} is empty; `aoxanh migrate` or the next start fills it")
    return _bad(
        f"Database: {name} has schema {at}, this program needs {target}; run `aoxanh migrate` "
        "(if the schema is newer than the program, install the newer program)"
    )


def _running(settings: Settings) -> list[Finding]:
    lock = settings.data_dir / LOCK
    if sqlite_path(settings.database_url) is None or not lock.exists():
        return []
    with lock.open("r+") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return [_good("Database: a bot is running on it; a second `aoxanh run` would refuse")]
    return [_good("Database: no bot is running on it now")]


# --- store and disk -------------------------------------------------------------------------------
async def _store(settings: Settings, clock: Clock) -> list[Finding]:
    content = f"aoxanh doctor {clock().isoformat()}".encode()
    try:
        store = PhotoStore(settings.store_url)
        key = await store.put(content, hashlib.sha256(content).hexdigest())
        same = await store.get(key) == content
        await store.remove(key)
    except Exception as error:  # noqa: BLE001  whatever the store raises
        reason = str(error).strip().partition("\n")[0]
        return [_bad(f"Photos: {settings.store_url} cannot be used: {reason}")]
    if not same:
        return [_bad(f"Photos: {settings.store_url} gave back other bytes than it was given")]
    return [_good(f"Photos: {settings.store_url} keeps, gives back and removes")]


async def _disk(settings: Settings, _clock: Clock) -> list[Finding]:
    folder = next(each for each in (settings.data_dir, *settings.data_dir.absolute().parents) if each.exists())
    free = shutil.disk_usage(folder).free
    size = f"{free / 1024**3:.1f} GB free where {folder.absolute()} is"
    if free < LITTLE:
        return [_bad(f"Disk: {size}; photos will soon be refused")]
    if free < SCARCE:
        return [_bad(f"Disk: {size}; a Saturday of photos may not fit")]
    return [_good(f"Disk: {size}")]


async def _redis(settings: Settings, _clock: Clock) -> list[Finding]:
    if settings.redis_url is None:
        return []
    from redis.asyncio import Redis  # one process needs none
    from redis.exceptions import RedisError

    client = Redis.from_url(settings.redis_url, socket_connect_timeout=SECONDS)
    try:
        await client.ping()
    except (RedisError, OSError) as error:
        return [_bad(f"Redis: does not answer ({type(error).__name__}); see AOXANH_REDIS_URL")]
    finally:
        await client.aclose()
    return [_good("Redis: answers")]


# --- Telegram -------------------------------------------------------------------------------------
async def _telegram(settings: Settings, _clock: Clock) -> list[Finding]:
    if settings.telegram_token is None:
        return []
    api = TelegramApi(settings.telegram_token.get_secret_value(), settings.telegram_api)
    try:
        me = await api.call("getMe", {}, seconds=SECONDS)
        hook = await api.call("getWebhookInfo", {}, seconds=SECONDS)
    except DeliveryError as error:
        return [_bad(_refusal(error, settings.telegram_api))]
    finally:
        await api.close()
    return [_good(f"Telegram: this is @{me.get('username')}"), *_webhook(settings, hook)]


def _refusal(error: DeliveryError, api: str) -> str:
    if isinstance(error, TelegramError) and error.status in REFUSED:
        return "Telegram: refuses AOXANH_TELEGRAM_TOKEN; copy it again from @BotFather"
    if isinstance(error, TelegramError):
        return f"Telegram: {api} answers {error}"
    return f"Telegram: {api} cannot be reached ({error}); is this machine on the internet?"


def _webhook(settings: Settings, hook: dict[str, Any]) -> list[Finding]:
    url, pending = str(hook.get("url") or ""), int(hook.get("pending_update_count") or 0)
    found = [_address(settings, url)]
    if url and hook.get("last_error_message"):
        told = hook["last_error_message"]
        found.append(_bad(f"Webhook: Telegram's last delivery failed: {told}"))
    if pending >= WAITING_LONG:
        found.append(_bad(f"Webhook: {pending} updates wait at Telegram; is the bot running?"))
    elif pending:
        found.append(_good(f"Webhook: {pending} updates wait at Telegram"))
    return found


def _address(settings: Settings, url: str) -> Finding:
    if settings.public_url is None:
        if url:
            return _bad(
                f"Webhook: AOXANH_PUBLIC_URL is not set, so this bot would poll, but Telegram "
                f"sends its updates to {url}: another installation uses this token"
            )
        return _good("Webhook: none is set, as polling needs it")
    wanted = f"{settings.public_url}{TELEGRAM_PATH}"
    if url == wanted:
        return _good(f"Webhook: set to {url}")
    if not url:
        return _bad("Webhook: not set yet; `aoxanh run` sets it when it starts")
    return _bad(
        f"Webhook: Telegram sends to {url}, AOXANH_PUBLIC_URL says {wanted}; `aoxanh run` sets "
        "it when it starts"
    )


async def _time(settings: Settings, clock: Clock) -> list[Finding]:
    """Lateness is judged by two clocks: Telegram's stamps and ours."""
    if settings.telegram_token is None:
        return []
    limit = aiohttp.ClientTimeout(total=SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit) as http,
            http.get(settings.telegram_api, allow_redirects=False) as answer,
        ):
            theirs, ours = answer.headers.get("Date"), clock()
    except (aiohttp.ClientError, TimeoutError):
        return []  # said already
    if theirs is None:
        return []
    skew = (ours - parsedate_to_datetime(theirs)).total_seconds()
    if abs(skew) > SKEW:
        way = "ahead of" if skew > 0 else "behind"
        return [_bad(f"Clock: {abs(skew):.0f} s {way} Telegram's; switch on NTP (timedatectl)")]
    return [_good("Clock: agrees with Telegram's")]
