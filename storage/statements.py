"""INSERT ... ON CONFLICT, built once for both databases: building costs as much as running."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

from storage.db import Insert
from storage.prepared import hot

S = TypeVar("S", bound=Executable)


def in_both_dialects(table: Table, build: Callable[[Insert], S]) -> Mapping[str, S]:
    """What `build` makes of each database's insertion into `table`, by `session.dialect.name`."""
    return {
        "sqlite": hot(build(sqlite.insert(table))),
        "postgresql": build(postgresql.insert(table)),
    }
