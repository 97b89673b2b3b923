"""Databases for tests, made once and copied: few tests are about how they come to be."""

import tempfile
from functools import cache
from itertools import count
from pathlib import Path
from typing import Final

from sqlalchemy import make_url, text

from storage.db import Session, sync_engine
from storage.migrate import migrate
from storage.tables import metadata

_numbers = count(1)
_TO_ONE: Final = text(
    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false) FROM pg_sequences"
)


def with_tables(url: str) -> str:
    engine = sync_engine(url)
    metadata.create_all(engine)
    engine.dispose()
    return url


@cache
def sqlite_with_tables() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        with_tables(f"sqlite:///{folder}/aoxanh.db")
        return Path(folder, "aoxanh.db").read_bytes()


@cache
def migrated_sqlite() -> bytes:
    """As a bot's first start leaves it."""
    with tempfile.TemporaryDirectory() as folder:
        migrate(f"sqlite:///{folder}/aoxanh.db")
        return Path(folder, "aoxanh.db").read_bytes()


def spare_the_disk(url: str) -> None:
    """Nobody pulls this server's plug: it need not wait for the disk."""
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        _order(url, f"ALTER SYSTEM SET {setting} = off")
    _order(url, "SELECT pg_reload_conf()")


def named(url: str, name: str = "") -> str:
    """A new database on that server."""
    return _made(url, name or f"t{next(_numbers)}", "")


def copied(url: str) -> str:
    """Another one just like it."""
    return _made(url, f"t{next(_numbers)}", f" TEMPLATE {make_url(url).database}")


def _made(url: str, name: str, like: str) -> str:
    server = make_url(url).set(database="postgres")
    _order(server.render_as_string(hide_password=False), f"CREATE DATABASE {name}{like}")
    return server.set(database=name).render_as_string(hide_password=False)


def _order(url: str, statement: str) -> None:
    engine = sync_engine(url).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


async def count_from_one(session: Session) -> None:
    """PostgreSQL's numbers go on after what was undone."""
    if session.dialect.name == "postgresql":
        await session.execute(_TO_ONE)
