"""Engines, and the one type of session that the rest of the code sees."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, Protocol, cast

import orjson
from sqlalchemy import (
    Connection,
    CursorResult,
    Dialect,
    Engine,
    Executable,
    Table,
    TextClause,
    create_engine,
    event,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError, PendingRollbackError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.prepared import PreparedResult, Shelf

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None
Insert = sqlite.Insert | postgresql.Insert


NUMBER: Final = text("SELECT CAST(pg_current_xact_id() AS text)")
FATE: Final = text("SELECT pg_xact_status(CAST(:number AS xid8))")
FATE_KNOWN: Final = 30
PATIENCE_MS: Final = 5000
FATE_PAUSE: Final = 0.5


class CommitUnknownError(Exception):
    """The connection broke in the middle of a commit, and the database stays away: what was written
    may be there or not. Only who would notice doing it twice may do it again."""


def database_failed(error: BaseException) -> bool:
    """The connection or the transaction broke (lost, deadlocked, no space): no fault of the
    statement, nothing of it is kept, and the whole may be tried again."""
    if isinstance(error, PendingRollbackError | CommitUnknownError):
        return True
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        code: int = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        return isinstance(cause, sqlite3.OperationalError) and code != sqlite3.SQLITE_ERROR
    if not isinstance(error, DBAPIError):
        return False
    return error.connection_invalidated or isinstance(error, OperationalError)


class Session(Protocol):
    """What storage functions take first. They never commit. An AsyncConnection is one."""

    @property
    def dialect(self) -> Dialect: ...

    async def execute(
        self, statement: Executable, parameters: Parameters = None, /
    ) -> CursorResult[*tuple[Any, ...]]: ...


class InlineSession:
    """A session on SQLite whose statements run in the loop itself.

    A cached Core statement takes about 30 us here and 700 us through a driver thread
    (benchmarks/statements.py), less than the hand-over to another thread. What waits for a lock or
    a disk (BEGIN, COMMIT) never runs inline.
    """

    def __init__(self, connection: Connection, shelf: Shelf) -> None:
        self.connection = connection
        self._shelf = shelf
        driver = connection.connection.driver_connection
        self.driver = driver if isinstance(driver, sqlite3.Connection) else None

    @property
    def dialect(self) -> Dialect:
        return self.connection.dialect

    async def execute(
        self, statement: Executable, parameters: Parameters = None, /
    ) -> CursorResult[*tuple[Any, ...]]:
        result = self._quickly(statement, parameters)
        if result is None:
            return self.connection.execute(statement, parameters)
        return cast("CursorResult[*tuple[Any, ...]]", result)

    def _quickly(self, statement: Executable, parameters: Parameters) -> PreparedResult | None:
        """None: SQLAlchemy shall run it, also to say in its own words what is wrong with it."""
        rows = [parameters] if isinstance(parameters, Mapping) else parameters or [{}]
        prepared = self._shelf.find(statement, rows[0])
        if prepared is None or self.driver is None:
            return None
        try:
            if len(rows) == 1:
                return prepared.run(self.driver, rows[0])
            return prepared.run_many(self.driver, rows)
        except (sqlite3.Error, KeyError):
            return None


async def mark(session: Session, statement: TextClause) -> None:
    """SAVEPOINT, RELEASE, ROLLBACK TO: twice for every update, so past everything that can be
    passed.
    """
    if isinstance(session, InlineSession) and session.driver is not None:
        session.driver.execute(statement.text)
    else:
        await session.execute(statement)


def upsert(session: Session, table: Table) -> Insert:
    """An INSERT that knows ON CONFLICT; both dialects spell it alike."""
    if session.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def compact_json(value: object) -> str:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()


def is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def sqlite_path(url: str) -> Path | None:
    """The file of a SQLite URL; None for another database."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    return Path(parsed.database)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _pragmas(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={PATIENCE_MS}",
            "cache_size=-32000",
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


def sync_engine(url: str) -> Engine:
    """For migrations, the command line, and the writer on SQLite."""
    if not is_sqlite(url):
        return create_engine(url, json_serializer=compact_json, json_deserializer=orjson.loads)
    path = sqlite_path(url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        make_url(url).set(drivername="sqlite+pysqlite"),
        isolation_level="AUTOCOMMIT",
        connect_args={"check_same_thread": False},
        json_serializer=compact_json,
        json_deserializer=orjson.loads,
    )
    _prepare_sqlite(engine)
    return engine


def async_engine(url: str) -> AsyncEngine:
    """For readers, and the writer on PostgreSQL."""
    if not is_sqlite(url):
        return create_async_engine(
            url, json_serializer=compact_json, json_deserializer=orjson.loads, pool_size=10
        )
    engine = create_async_engine(
        make_url(url).set(drivername="sqlite+aiosqlite"),
        isolation_level="AUTOCOMMIT",
        json_serializer=compact_json,
        json_deserializer=orjson.loads,
    )
    _prepare_sqlite(engine.sync_engine)
    return engine


async def _begin(connection: Connection) -> None:
    """As a rule nobody else writes, and it is done at once; else it is waited for in a thread."""
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError:
        await asyncio.to_thread(_begin_patiently, connection)


def _begin_patiently(connection: Connection) -> None:
    connection.exec_driver_sql(f"PRAGMA busy_timeout={PATIENCE_MS}")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        connection.exec_driver_sql("PRAGMA busy_timeout=0")


def _roll_back(connection: Connection) -> None:
    """SQLite has done it itself when the disk is full, also in the middle of a commit."""
    driver = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection) and driver.in_transaction:
        connection.exec_driver_sql("ROLLBACK")


class Database:
    """Reading off the loop, writing through one transaction at a time."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sqlite = is_sqlite(url)
        self._readers = async_engine(url)
        self._sync = sync_engine(url) if self.sqlite else None
        self._shelf = Shelf(self._readers.dialect if self._sync is None else self._sync.dialect)
        self._inline: Connection | None = None
        self._glances: Connection | None = None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A consistent snapshot on a connection of its own, for pages, digests and the command
        line.
        """
        async with self._readers.connect() as connection:
            if self.sqlite:
                await connection.exec_driver_sql("BEGIN")
            else:
                await connection.execution_options(isolation_level="REPEATABLE READ")
            try:
                yield connection
            finally:
                if self.sqlite:
                    await connection.exec_driver_sql("ROLLBACK")
                else:
                    await connection.rollback()

    @asynccontextmanager
    async def glance(self) -> AsyncIterator[Session]:
        """For one small indexed read on the path of an update; what it says may change before the
        write.
        """
        if self._sync is None:
            async with self._readers.connect() as connection:
                yield connection
            return
        if self._glances is None:  # connected without a pause: many may glance at once
            self._glances = self._sync.connect()
        yield InlineSession(self._glances, self._shelf)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Session]:
        """One write transaction; the writer is its only user while the bot runs."""
        if self._sync is not None:
            async with self._sqlite_transaction(self._sync) as session:
                yield session
            return
        async with self._readers.connect() as connection:
            number = (await connection.execute(NUMBER)).scalar_one()
            yield connection
            try:
                await connection.commit()
            except DBAPIError:
                if not await self._is_committed(number):
                    raise

    async def _is_committed(self, number: str) -> bool:
        """A commit whose answer was lost may have been made: the server remembers."""
        for _ in range(FATE_KNOWN):
            try:
                async with self._readers.connect() as connection:
                    fate = (await connection.execute(FATE, {"number": number})).scalar()
            except DBAPIError:
                fate = None
            if fate in {"committed", "aborted"}:
                return bool(fate == "committed")
            await asyncio.sleep(FATE_PAUSE)
        raise CommitUnknownError(number)

    @asynccontextmanager
    async def _sqlite_transaction(self, engine: Engine) -> AsyncIterator[Session]:
        if self._inline is None:
            self._inline = await asyncio.to_thread(engine.connect)
            self._inline.exec_driver_sql("PRAGMA busy_timeout=0")
        connection = self._inline
        await _begin(connection)
        try:
            yield InlineSession(connection, self._shelf)
            await asyncio.to_thread(connection.exec_driver_sql, "COMMIT")
        except BaseException:
            _roll_back(connection)
            raise

    async def close(self) -> None:
        for connection in (self._inline, self._glances):
            if connection is not None:
                connection.close()
        if self._sync is not None:
            self._sync.dispose()
        await self._readers.dispose()
