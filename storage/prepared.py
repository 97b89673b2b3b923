"""A statement compiled once and run on SQLite's own driver: what SQLAlchemy does anew at every
execution (contexts, parameters, result metadata) costs several times what the database does.
"""

import json
import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final, TypeVar, cast

from sqlalchemy import JSON, Boolean, Dialect, Executable
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import ExpandedState, SQLCompiler
from sqlalchemy.types import TypeEngine

from storage.tables import UtcDateTime

Processor = Callable[[Any], Any]
S = TypeVar("S", bound=Executable)

WITHOUT_ZONE: Final = len("2026-11-21 16:00:00.000000")

_HOT: dict[int, Executable] = {}


def hot(statement: S) -> S:
    """Marks a module's own statement as one of those that run for every update."""
    _HOT[id(statement)] = statement
    return statement


class PreparedResult:
    """Rows that were all fetched, as SQLAlchemy's result gives them, and how many were touched.
    What is asked of it once in a while, its whole machinery answers."""

    __slots__ = ("_fields", "_rows", "rowcount")

    def __init__(self, rows: Sequence[Any], rowcount: int, fields: Sequence[str] = ()) -> None:
        self._rows = rows
        self._fields = fields
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> Sequence[Any]:
        return self._rows

    def first(self) -> Any:  # noqa: ANN401  a row
        return self._rows[0] if self._rows else None

    def scalar(self) -> Any:  # noqa: ANN401
        return self._rows[0][0] if self._rows else None

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        whole: IteratorResult[Any] = IteratorResult(
            SimpleResultMetaData(self._fields), iter(self._rows)
        )
        return getattr(whole, name)


class Prepared:
    """Binds and reads as the column types say. Raises sqlite3.Error as the driver does."""

    def __init__(self, compiled: SQLCompiler, dialect: Dialect, sample: Mapping[str, Any]) -> None:
        """`sample`: parameters as they will come. Lists that belong to the statement itself are
        spelled out."""
        given = compiled.construct_params(dict(sample))
        spelled = compiled._process_parameters_for_postcompile(given)
        self.sql = spelled.statement
        own = {**compiled.params, **spelled.additional_parameters}
        binders = _binders(compiled, spelled, dialect)
        names = spelled.positiontup or ()
        told = [name for name in names if name in sample]
        self._take = _taker(told)
        self._binders = [(at, binders[name]) for at, name in enumerate(told) if name in binders]
        self._own = [
            (at, binders[name](own[name]) if name in binders else own[name])
            for at, name in enumerate(names)
            if name not in sample
        ]
        columns = compiled._result_columns
        read = [_reader(column.type, dialect) for column in columns]
        self._readers = tuple((at, reader) for at, reader in enumerate(read) if reader)
        self._names = [column.keyname for column in columns]
        self._row = _row(self._names)

    def run(self, connection: sqlite3.Connection, parameters: Mapping[str, Any]) -> PreparedResult:
        cursor = connection.execute(self.sql, self._bound(parameters))
        rows = [self._converted(row) for row in cursor.fetchall()] if self.returns_rows else ()
        return PreparedResult(rows, cursor.rowcount, self._names)

    def run_many(
        self, connection: sqlite3.Connection, parameters: Sequence[Mapping[str, Any]]
    ) -> PreparedResult:
        """SQLite's driver gives back the rows of single executions only."""
        if self.returns_rows:
            ran = [self.run(connection, one) for one in parameters]
            rows = [row for result in ran for row in result]
            return PreparedResult(rows, sum(result.rowcount for result in ran), self._names)
        cursor = connection.executemany(self.sql, [self._bound(one) for one in parameters])
        return PreparedResult((), cursor.rowcount)

    @property
    def returns_rows(self) -> bool:
        return self._row is not None

    def _bound(self, parameters: Mapping[str, Any]) -> list[Any]:
        """The statement's own values are bound already."""
        values = self._take(parameters)
        for at, bind in self._binders:
            values[at] = bind(values[at])
        for at, value in self._own:
            values.insert(at, value)
        return values

    def _converted(self, row: tuple[Any, ...]) -> Any:  # noqa: ANN401  a named tuple
        values = list(row)
        for at, reader in self._readers:
            value = values[at]
            if value is not None:
                values[at] = reader(value)
        return self._row._make(values) if self._row is not None else values


def _taker(names: Sequence[str]) -> Callable[[Mapping[str, Any]], list[Any]]:
    """The values of these parameters, in this order."""
    if len(names) > 1:
        take = itemgetter(*names)
        return lambda parameters: list(take(parameters))
    return lambda parameters: [parameters[name] for name in names]


def _row(names: Sequence[str]) -> Any:  # noqa: ANN401  a named tuple's class
    """None for a statement that gives none back."""
    return namedtuple("Row", names, rename=True) if names else None


def _binders(
    compiled: SQLCompiler, spelled: ExpandedState, dialect: Dialect
) -> dict[str, Processor]:
    """By parameter what makes its value the driver's. Of JSON only values come, never SQL's NULL;
    truths are written as numbers by the driver itself."""
    binders = cast("dict[str, Processor]", {**compiled._bind_processors, **spelled.processors})
    for name, bind in compiled.binds.items():
        if isinstance(bind.type, UtcDateTime):
            binders[name] = utc_text
        elif isinstance(bind.type, JSON):
            binders[name] = dialect._json_serializer or json.dumps
        elif isinstance(bind.type, Boolean):
            binders.pop(name, None)
    return binders


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Processor | None:
    if isinstance(kind, UtcDateTime):
        return utc_moment
    reader: Processor | None = kind._cached_result_processor(dialect, None)
    return reader


@lru_cache(maxsize=1024)
def utc_text(moment: datetime | None) -> str | None:
    """As SQLAlchemy writes a UtcDateTime on SQLite, at a fifth of its cost. One moment goes into
    several rows of an update."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError("naive datetime")
    return moment.astimezone(UTC).isoformat(" ", "microseconds")[:WITHOUT_ZONE]


@lru_cache(maxsize=4096)
def utc_moment(text: str) -> datetime:
    """The times of a day are read for every update of that day."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


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
