"""A statement compiled once and run on SQLite's own driver: what SQLAlchemy does anew at every
execution (contexts, parameters, result metadata) costs several times what the database does.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import Dialect, Executable
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

Processor = Callable[[Any], Any]
S = TypeVar("S", bound=Executable)

_HOT: dict[int, Executable] = {}


def hot(statement: S) -> S:
    """Marks a module's own statement as one of those that run for every update."""
    _HOT[id(statement)] = statement
    return statement


class PreparedResult(IteratorResult[Any]):
    """Rows that were all fetched, with the number of rows that were touched."""

    def __init__(
        self, metadata: SimpleResultMetaData, rows: Iterable[Sequence[Any]], rowcount: int
    ) -> None:
        super().__init__(metadata, iter(rows))
        self.rowcount = rowcount


class Prepared:
    """Binds and reads as the column types say. Raises sqlite3.Error as the driver does."""

    def __init__(self, compiled: SQLCompiler, dialect: Dialect, sample: Mapping[str, Any]) -> None:
        """`sample`: parameters as they will come. Lists that belong to the statement itself are
        spelled out."""
        given = compiled.construct_params(dict(sample))
        spelled = compiled._process_parameters_for_postcompile(given)
        self.sql = spelled.statement
        self._defaults = {**compiled.params, **spelled.additional_parameters}
        self._order = tuple(spelled.positiontup or ())
        self._binders = cast(
            "Mapping[str, Processor]", {**compiled._bind_processors, **spelled.processors}
        )
        columns = compiled._result_columns
        self._metadata = SimpleResultMetaData([column.keyname for column in columns])
        read = [column.type._cached_result_processor(dialect, None) for column in columns]
        self._readers = tuple((at, reader) for at, reader in enumerate(read) if reader)
        self.returns_rows = bool(columns)

    def run(self, connection: sqlite3.Connection, parameters: Mapping[str, Any]) -> PreparedResult:
        cursor = connection.execute(self.sql, self._bound(parameters))
        rows = cursor.fetchall() if self.returns_rows else ()
        result = PreparedResult(self._metadata, self._read(rows), cursor.rowcount)
        cursor.close()
        return result

    def run_many(
        self, connection: sqlite3.Connection, parameters: Sequence[Mapping[str, Any]]
    ) -> PreparedResult:
        cursor = connection.executemany(self.sql, [self._bound(one) for one in parameters])
        result = PreparedResult(self._metadata, (), cursor.rowcount)
        cursor.close()
        return result

    def _bound(self, parameters: Mapping[str, Any]) -> list[Any]:
        values = {**self._defaults, **parameters}
        binders = self._binders
        return [
            binders[name](values[name]) if name in binders else values[name] for name in self._order
        ]

    def _read(self, rows: Iterable[Sequence[Any]]) -> Iterable[Sequence[Any]]:
        if not self._readers:
            return rows
        return [self._converted(row) for row in rows]

    def _converted(self, row: Sequence[Any]) -> Sequence[Any]:
        values = list(row)
        for at, reader in self._readers:
            values[at] = reader(values[at])
        return tuple(values)


class Shelf:
    """The hot statements of one database, by the names of the parameters that they are given."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._kept: dict[tuple[int, tuple[str, ...]], Prepared | None] = {}

    def find(self, statement: Executable, sample: Mapping[str, Any]) -> Prepared | None:
        """None where SQLAlchemy itself shall run it."""
        if id(statement) not in _HOT:
            return None
        key = (id(statement), tuple(sample))
        if key not in self._kept:
            self._kept[key] = _prepared(statement, sample, self._dialect)
        return self._kept[key]


def _prepared(
    statement: Executable, sample: Mapping[str, Any], dialect: Dialect
) -> Prepared | None:
    if not isinstance(statement, ClauseElement):
        return None
    compiled = statement.compile(dialect=dialect, column_keys=list(sample) or None)
    if not isinstance(compiled, SQLCompiler):
        return None
    if any(parameter.required for parameter in compiled.post_compile_params):
        return None  # a list whose length changes from one execution to the next
    return Prepared(compiled, dialect, sample)
