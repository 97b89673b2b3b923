"""`aoxanh doctor`: what is wrong with this installation, in plain words.

Looks, and changes nothing but a probe in the photo store, which it takes away again.
"""

import asyncio
import fcntl
import hashlib
import os
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from bot.clock import Clock
from bot.doctor_telegram import agrees_on_time, telegram
from bot.finding import Finding, bad, good
from bot.settings import Settings
from bot.single import LOCK
from storage.db import sqlite_path
from storage.migrate import is_newer, newest, present, writable
from storage.photo_store import PhotoStore

SECONDS: Final = 10.0
LITTLE: Final = 200 * 1024**2
SCARCE: Final = 1024**3
MACHINE: Final = Clock()
PUBLIC: Final = "https://api.telegram.org"


Examination = Callable[[Settings, Clock], Awaitable[list[Finding]]]


async def examine(settings: Settings, *, clock: Clock = MACHINE) -> list[Finding]:
    """One part after another; a part that fails in a way nobody thought of is a finding too."""
    found: list[Finding] = []
    for part in (_settings, _database, _store, _disk, _redis, telegram, agrees_on_time):
        try:
            async with asyncio.timeout(3 * SECONDS):
                found += await part(settings, clock)
        except Exception as error:  # noqa: BLE001  a doctor does not faint
            found.append(bad(f"{part.__name__.strip('_')}: {type(error).__name__}, not examined"))
    return found


# --- settings -------------------------------------------------------------------------------------
async def _settings(settings: Settings, _clock: Clock) -> list[Finding]:
    found = [_channels(settings)]
    several = settings.redis_url is not None
    if several and settings.secret_key is None:
        found.append(bad(f"Settings: {NO_SHARED_KEY}"))
    if several and sqlite_path(settings.database_url) is not None:
        found.append(bad(f"Settings: {ONE_FILE}"))
    if _needs_https(settings):
        found.append(bad("Settings: AOXANH_PUBLIC_URL must begin with https:// for Telegram"))
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
        return good("Settings: no AOXANH_TELEGRAM_TOKEN, so there is the web chat alone")
    how = "webhooks" if settings.public_url else "polling (AOXANH_PUBLIC_URL is not set)"
    return good(f"Settings: the web chat, and Telegram by {how}")


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
        return [bad(f"Database: {_name(settings)} cannot be opened: {reason}")]
    found = [_migrated(at, _name(settings))]
    if not can_write:
        found.append(bad(f"Database: {_name(settings)} cannot be written"))
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
        return bad(f"Database: {path} does not exist, and {folder} cannot be written")
    return good(f"Database: {path} does not exist yet; the first start makes it")


def _migrated(at: str | None, name: str) -> Finding:
    target = newest()
    if at == target:
        return good(f"Database: {name}, newest schema ({target})")
    if at is None:
        return bad(f"Database: {name} is empty; `aoxanh migrate` or the next start fills it")
    if is_newer(at):
        return bad(
            f"Database: {name} has schema {at}, newer than this program's ({target}); install the "
            "newer program"
        )
    return bad(
        f"Database: {name} has schema {at}, this program needs {target}; run `aoxanh migrate`"
    )


def _running(settings: Settings) -> list[Finding]:
    lock = settings.data_dir / LOCK
    if sqlite_path(settings.database_url) is None or not lock.exists():
        return []
    with lock.open("r+") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return [good("Database: a bot is running on it; a second `aoxanh run` would refuse")]
    return [good("Database: no bot is running on it now")]


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
        return [bad(f"Photos: {settings.store_url} cannot be used: {reason}")]
    if not same:
        return [bad(f"Photos: {settings.store_url} gave back other bytes than it was given")]
    return [good(f"Photos: {settings.store_url} keeps, gives back and removes")]


async def _disk(settings: Settings, _clock: Clock) -> list[Finding]:
    folder = next(
        each for each in (settings.data_dir, *settings.data_dir.absolute().parents) if each.exists()
    )
    free = shutil.disk_usage(folder).free
    size = f"{free / 1024**3:.1f} GB free where {folder.absolute()} is"
    if free < LITTLE:
        return [bad(f"Disk: {size}; photos will soon be refused")]
    if free < SCARCE:
        return [bad(f"Disk: {size}; a Saturday of photos may not fit")]
    return [good(f"Disk: {size}")]


async def _redis(settings: Settings, _clock: Clock) -> list[Finding]:
    if settings.redis_url is None:
        return []
    from redis.asyncio import Redis  # one process needs none
    from redis.exceptions import RedisError

    client = Redis.from_url(settings.redis_url, socket_connect_timeout=SECONDS)
    try:
        await client.ping()
    except (RedisError, OSError) as error:
        return [bad(f"Redis: does not answer ({type(error).__name__}); see AOXANH_REDIS_URL")]
    finally:
        await client.aclose()
    return [good("Redis: answers")]
