"""Bring a database to the newest schema; a SQLite file is copied first."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from storage.db import sqlite_path, sync_engine

MIGRATIONS: Final = Path(__file__).parent / "migrations"
ONE_AT_A_TIME: Final = "SELECT pg_advisory_xact_lock(1097818456)"


class NewerDatabaseError(Exception):
    """A newer program has been there: this one does not know the revision `at`."""

    def __init__(self, at: str) -> None:
        super().__init__(at)
        self.at = at


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def newest() -> str | None:
    return _scripts().get_current_head()


def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config)


def present(url: str) -> str | None:
    """The revision that the database is at; None for an empty one."""
    engine = sync_engine(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def writable(url: str) -> bool:
    """Whether a write transaction can begin; one that waits for another's end counts as able."""
    engine = sync_engine(url)
    try:
        with engine.connect() as connection:
            if connection.dialect.name != "sqlite":
                setting = connection.exec_driver_sql("SHOW transaction_read_only").scalar_one()
                return bool(setting == "off")
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            except OperationalError as error:
                return "locked" in str(error)
            connection.exec_driver_sql("ROLLBACK")
            return True
    finally:
        engine.dispose()


def is_newer(at: str | None) -> bool:
    """Whether this is a revision of a program newer than this one."""
    known = {script.revision for script in _scripts().walk_revisions()}
    return at is not None and at not in known


def migrate(url: str) -> bool:
    """True when something was changed. The copy lies beside the file as NAME.before-REVISION.
    Raises NewerDatabaseError."""
    at, target = present(url), newest()
    if at == target:
        return False
    if at is not None and is_newer(at):
        raise NewerDatabaseError(at)
    path = sqlite_path(url)
    if path is not None and at is not None:
        copy_database(path, path.with_name(f"{path.name}.before-{target}"))
    engine = sync_engine(url)
    try:
        with engine.connect() as connection:
            _upgrade(connection)
    finally:
        engine.dispose()
    return True


def _upgrade(connection: Connection) -> None:
    """On SQLite foreign keys are off while tables are rebuilt (a rebuild would delete the child
    rows), and checked before the commit. On PostgreSQL a second process waits, and then finds
    nothing to do."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(ONE_AT_A_TIME)
        command.upgrade(_config(connection), "head")
        connection.commit()
        return
    connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        command.upgrade(_config(connection), "head")
        _check_parents(connection)
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")
    connection.exec_driver_sql("PRAGMA foreign_keys=ON")


def _check_parents(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise RuntimeError(f"migration leaves {len(broken)} rows without their parents")


def copy_database(source: Path, target: Path) -> None:
    """A consistent copy of a SQLite file, also while it is in use."""
    partial = target.with_name(target.name + ".part")
    partial.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(partial)) as there:
            here.backup(there)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def restore_database(source: Path, target: Path) -> None:
    """Puts a copy in the place of a database that nobody uses. Raises sqlite3.Error, and changes
    nothing, when `source` is no whole database of ours."""
    beside = target.with_name(target.name + ".restored")
    try:
        copy_database(source, beside)
        _check(beside)
        for suffix in ("-wal", "-shm"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _check(file: Path) -> None:
    with closing(sqlite3.connect(file)) as copy:
        (said,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        if said != "ok":
            raise sqlite3.DatabaseError(said)
        copy.execute("SELECT version_num FROM alembic_version").fetchone()
