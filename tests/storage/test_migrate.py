"""Migrations reach the tables as the code declares them, and lose nothing on the way."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, insert, inspect, select, text

from storage import migrate as subject
from storage.db import sync_engine
from storage.migrate import (
    NewerDatabaseError,
    copy_database,
    migrate,
    newest,
    present,
    restore_database,
)
from storage.tables import metadata, units
from tests.databases import migrated_sqlite

BODY = {"id": 1, "path": "1/", "code": "a", "name": "Quận Đoàn A"}
MADE_UP = '''"""made up."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    {body}
'''
REBUILD = """with op.batch_alter_table("units", recreate="always") as units:
        units.add_column(sa.Column("motto", sa.Text()))"""
ORPHAN = """op.execute("UPDATE unit_aliases SET unit_id = 77")"""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/aoxanh.db"
    url: str = request.getfixturevalue("fresh_postgresql_url")
    engine = sync_engine(url)
    metadata.drop_all(engine)
    engine.dispose()
    return url


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": False}
    )
    return list(compare_metadata(context, metadata))


def test_migrations_reach_the_declared_tables(empty_url: str) -> None:
    assert migrate(empty_url)
    engine = sync_engine(empty_url)
    with engine.connect() as connection:
        assert _differences(connection) == []
        assert _checks(connection) == {"ck_shifts_seats"}
        assert _conditions(connection) == _declared_conditions()
    engine.dispose()
    assert present(empty_url) == newest()
    assert not migrate(empty_url)


def _checks(connection: Connection) -> set[str | None]:
    """Alembic compares no check constraints."""
    return {each["name"] for each in inspect(connection).get_check_constraints("shifts")}


def _conditions(connection: Connection) -> set[str]:
    """Names of the partial indexes: alembic does not compare their conditions."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'"
    else:
        query = "SELECT indexname FROM pg_indexes WHERE indexdef LIKE '% WHERE %'"
    return {row[0] for row in connection.execute(text(query))}


def _declared_conditions() -> set[str]:
    return {
        str(index.name)
        for table in metadata.tables.values()
        for index in table.indexes
        if index.dialect_options["sqlite"]["where"] is not None
    }


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A database at the newest revision, with a unit and one of its names."""
    path = tmp_path / "aoxanh.db"
    path.write_bytes(migrated_sqlite())
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(
            "INSERT INTO units (id, path, code, name) VALUES (1, '1/', 'a', 'Quận Đoàn A')"
        )
        file.execute("INSERT INTO unit_aliases (unit_id, alias, folded) VALUES (1, 'A', 'a')")
    return path


def _one_more(folder: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """A revision after the newest, as a later version of the program would bring."""
    script = MADE_UP.format(before=newest(), body=body)
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True)
    for each in subject.MIGRATIONS.glob("versions/*.py"):
        (versions / each.name).write_bytes(each.read_bytes())
    for name in ("env.py", "script.py.mako"):
        (versions.parent / name).write_bytes((subject.MIGRATIONS / name).read_bytes())
    (versions / "9999_made_up.py").write_text(script, encoding="utf-8")
    monkeypatch.setattr(subject, "MIGRATIONS", versions.parent)


def _names(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as file:
        return file.execute(
            "SELECT name, alias FROM units JOIN unit_aliases ON unit_id = units.id"
        ).fetchall()


def test_an_older_database_is_copied_before_it_is_migrated(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = present(f"sqlite:///{filled}")
    _one_more(filled.parent, monkeypatch, REBUILD)
    assert migrate(f"sqlite:///{filled}")
    copy = filled.with_name("aoxanh.db.before-9999")
    assert (present(f"sqlite:///{copy}"), present(f"sqlite:///{filled}")) == (before, "9999")
    assert _names(copy) == _names(filled) == [("Quận Đoàn A", "A")]


def test_a_database_of_a_newer_program_is_left_alone(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as later:
        _one_more(filled.parent, later, REBUILD)
        migrate(f"sqlite:///{filled}")
    with pytest.raises(NewerDatabaseError) as refused:
        migrate(f"sqlite:///{filled}")
    assert refused.value.at == "9999"
    assert present(f"sqlite:///{filled}") == "9999"


def test_two_processes_that_migrate_one_postgresql_at_once_both_come_through(
    request: pytest.FixtureRequest,
) -> None:
    url: str = request.getfixturevalue("fresh_postgresql_url")
    engine = sync_engine(url)
    metadata.drop_all(engine)
    engine.dispose()
    together = Barrier(3)

    def bring_up() -> bool:
        together.wait()
        return migrate(url)

    with ThreadPoolExecutor(3) as pool:
        done = [pool.submit(bring_up) for _ in range(3)]
    assert sum(each.result() for each in done) >= 1
    assert present(url) == newest()


def test_a_new_database_has_nothing_to_copy(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path}/aoxanh.db")
    assert list(tmp_path.glob("*.before-*")) == []


def test_a_migration_that_orphans_a_row_is_undone_whole(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = present(f"sqlite:///{filled}")
    _one_more(filled.parent, monkeypatch, ORPHAN)
    with pytest.raises(RuntimeError, match="1 rows without their parents"):
        migrate(f"sqlite:///{filled}")
    assert present(f"sqlite:///{filled}") == before
    assert _names(filled) == [("Quận Đoàn A", "A")]


def test_a_copy_of_a_database_in_use_holds_what_was_committed(filled: Path) -> None:
    engine = sync_engine(f"sqlite:///{filled}")
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.execute(insert(units), {**BODY, "id": 2, "path": "2/", "code": "b"})
        copy = filled.with_name("copy.db")
        copy_database(filled, copy)
        connection.exec_driver_sql("ROLLBACK")
    engine.dispose()
    assert _codes(copy) == ["a"]


def test_a_restored_copy_replaces_what_came_after_it(filled: Path) -> None:
    copy = filled.with_name("copy.db")
    copy_database(filled, copy)
    with closing(sqlite3.connect(filled)) as file, file:
        file.execute("UPDATE units SET code = 'changed'")
    restore_database(copy, filled)
    assert _codes(filled) == ["a"]


def _codes(path: Path) -> list[str]:
    engine = sync_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        found = list(connection.execute(select(units.c.code)).scalars())
    engine.dispose()
    return found
