"""What the command line does to the database by itself, beside a running bot."""

import asyncio
import html
import re
import sqlite3
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from actions.import_units import Imported, found_units, import_roster
from actions.invite import new_code
from actions.roster_file import rows_of
from bot.clock import Clock
from bot.problems import BadSettings
from bot.settings import Settings
from bot.single import only_one
from reading.roster import Roster, read_roster
from rendering.texts import refusal
from rules.model import Refused
from storage.db import Database, Session, sqlite_path
from storage.invitations import InvitationKind
from storage.migrate import copy_database, restore_database
from storage.units import roots, unit_by_code

T = TypeVar("T")
MACHINE: Final = Clock()


def unmarked(text: str) -> str:
    """A bot text as a terminal shows it."""
    return html.unescape(re.sub(r"<[^>]+>", "", text))


async def in_one_transaction(settings: Settings, work: Callable[[Session], Awaitable[T]]) -> T:
    database = Database(settings.database_url)
    try:
        async with database.transaction() as session:
            return await work(session)
    except Refused as refused:
        said = refusal(refused.code, {"you": "đ/c", **refused.values})
        raise BadSettings(unmarked(said.text)) from None
    finally:
        await database.close()


async def import_roster_file(
    settings: Settings, file: Path, host: str, *, clock: Clock = MACHINE
) -> str:
    """Into `host` (a code); by default the only body there is, or the one that the roster itself
    begins with."""
    content = await asyncio.to_thread(file.read_bytes)

    async def work(session: Session) -> Imported:
        roster = read_roster(rows_of(content))
        return await _imported(session, roster, host, settings, clock())

    done = await in_one_transaction(settings, work)
    codes = "\n".join(f"{unit.code}\t{unit.name}" for unit in (done.host, *done.added))
    return f"{codes}\n{len(done.added)} added, {len(done.updated)} updated under {done.host.code}"


async def _imported(
    session: Session, roster: Roster, host: str, settings: Settings, now: datetime
) -> Imported:
    tops = await roots(session)
    if not tops and not host:
        return await found_units(session, roster, zone=settings.timezone, now=now)
    named = await unit_by_code(session, host) if host else None
    if named is None and (host or len(tops) != 1):
        known = ", ".join(top.code for top in tops) or "none yet"
        raise BadSettings(f"--host {host or '(not given)'}: name one of: {known}")
    return await import_roster(session, named or tops[0], roster, now=now)


async def new_invitation(
    settings: Settings, role: str, unit: str, *, clock: Clock = MACHINE
) -> str:
    """A code for one person, used up by the first who says yes."""
    kinds = {kind.value: kind for kind in InvitationKind if kind is not InvitationKind.SHIFT}
    if role not in kinds:
        raise BadSettings(f"invite {role}: there is {', '.join(kinds)}")

    async def work(session: Session) -> str:
        found = await unit_by_code(session, unit)
        if found is None:
            raise BadSettings(f"--unit {unit}: no unit has this code; see `aoxanh units import`")
        invited = await new_code(session, found, kinds[role], created_by=None, now=clock())
        return invited.code

    code = await in_one_transaction(settings, work)
    base = settings.public_url or f"http://{settings.host}:{settings.port}"
    return f"{code}\nweb chat: {base}/?start={code}\nor send the code to the bot"


def back_up(settings: Settings, file: Path) -> str:
    path = _sqlite(settings)
    if not path.exists():
        raise BadSettings(f"{path} does not exist: there is nothing to back up yet")
    try:
        copy_database(path, file)
    except (sqlite3.Error, OSError) as error:
        raise BadSettings(f"{file}: the copy cannot be written ({error})") from None
    return f"The database is copied into {file}; photos are in {settings.store_url}."


def restore(settings: Settings, file: Path) -> str:
    path = _sqlite(settings)
    with only_one(settings.data_dir):
        try:
            restore_database(file, path)
        except (sqlite3.Error, OSError) as error:
            raise BadSettings(f"{file}: is no backup of this bot ({error})") from None
    return f"{path} is as it was in {file}."


def _sqlite(settings: Settings) -> Path:
    path = sqlite_path(settings.database_url)
    if path is None:
        raise BadSettings("AOXANH_DATABASE_URL: PostgreSQL is copied by pg_dump and pg_restore")
    return path
