"""Hot statements: what SQLAlchemy itself would have written and read."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Text, bindparam, cast, insert, select, update
from sqlalchemy.exc import IntegrityError, StatementError

from storage.db import Database, InlineSession, Session
from storage.prepared import hot
from storage.statements import in_both_dialects
from storage.tables import conversations, units

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
_ADD = insert(conversations)
_HOT_ADD = hot(insert(conversations))
_ALL = select(conversations).order_by(conversations.c.chat_id)
_HOT_ALL = hot(select(conversations).order_by(conversations.c.chat_id))
_HOT_MOVE = hot(
    update(conversations).where(conversations.c.chat_id == bindparam("of")).values(state="moved")
)
_NEW = insert(units)
_HOT_NEW = hot(insert(units))
_HOT_UNIT = hot(insert(units).returning(units.c.id, units.c.timezone))


def _row(chat_id: int) -> dict[str, object]:
    return {
        "channel": "telegram",
        "chat_id": chat_id,
        "account_id": 7,
        "state": None,
        "data": {"tên": "Lan", "số": [1, 2]},
        "menu": [],
        "updated_at": NOW,
    }


async def test_a_hot_statement_writes_and_reads_what_a_cold_one_does(session: Session) -> None:
    await session.execute(_HOT_ADD, _row(1))
    await session.execute(_ADD, _row(2))
    hot_rows = [tuple(row) for row in await session.execute(_HOT_ALL)]
    cold_rows = [tuple(row) for row in await session.execute(_ALL)]
    assert hot_rows == cold_rows
    assert [row[4:] for row in hot_rows] == [({"tên": "Lan", "số": [1, 2]}, [], NOW)] * 2


async def test_nothing_and_truths_are_written_as_a_cold_statement_writes_them(
    session: Session,
) -> None:
    await session.execute(_HOT_ADD, {**_row(1), "data": None, "menu": True})
    await session.execute(_ADD, {**_row(2), "data": None, "menu": True})
    for code, statement in (("A", _HOT_NEW), ("B", _NEW)):
        told = {"path": "1/", "code": code, "name": "Đoàn phường", "position": 3}
        await session.execute(statement, {**told, "minors": True, "includes_branches": None})
    as_text = [cast(column, Text) for column in (conversations.c.data, conversations.c.menu)]
    kept = [tuple(row) for row in await session.execute(select(*as_text))]
    assert kept == [("null", "true")] * 2
    truths = [cast(column, Text) for column in (units.c.minors, units.c.includes_branches)]
    first, second = [tuple(row) for row in await session.execute(select(*truths))]
    assert first == second


async def test_a_hot_result_has_names_and_the_number_of_rows(session: Session) -> None:
    await session.execute(_HOT_ADD, [_row(1), _row(2)])
    first = (await session.execute(_HOT_ALL)).first()
    assert first is not None
    assert (first.chat_id, first.updated_at) == (1, NOW)
    assert (await session.execute(_HOT_MOVE, {"of": 2})).rowcount == 1
    assert (await session.execute(_HOT_MOVE, {"of": 9})).rowcount == 0


async def test_a_hot_insert_returns_what_the_database_filled_in(session: Session) -> None:
    new = {"path": "1/", "code": "A", "name": "Đoàn phường"}
    row = (await session.execute(_HOT_UNIT, new)).one()
    assert row.timezone == "Asia/Ho_Chi_Minh"
    assert row.id > 0


async def test_a_hot_insert_of_many_returns_the_row_of_each(session: Session) -> None:
    new = [{"path": f"{code}/", "code": code, "name": code} for code in ("B", "A", "C")]
    result = await session.execute(_HOT_UNIT, new)
    rows = result.all()
    assert [row.timezone for row in rows] == ["Asia/Ho_Chi_Minh"] * 3
    assert len({row.id for row in rows}) == 3


async def test_a_hot_insert_of_many_leaves_out_what_is_there(session: Session) -> None:
    again = in_both_dialects(
        units, lambda insertion: insertion.on_conflict_do_nothing().returning(units.c.code)
    )[session.dialect.name]
    new = [{"path": f"{code}/", "code": code, "name": code} for code in ("B", "A", "B", "C")]
    result = await session.execute(again, new)
    assert sorted(result.scalars().all()) == ["A", "B", "C"]


async def test_a_statements_own_values_do_not_outlive_an_execution(session: Session) -> None:
    for chat_id in (1, 2):
        await session.execute(_HOT_ADD, _row(chat_id))
        await session.execute(_HOT_MOVE, {"of": chat_id})
    states = [row.state for row in await session.execute(_HOT_ALL)]
    assert states == ["moved", "moved"]


async def test_a_hot_statement_is_refused_in_sqlalchemys_own_words(database: Database) -> None:
    async def twice() -> None:
        async with database.transaction() as session:
            await session.execute(_HOT_ADD, _row(1))
            await session.execute(_HOT_ADD, _row(1))

    with pytest.raises(IntegrityError):
        await twice()


async def test_the_sqlite_writer_really_takes_the_short_way(database: Database) -> None:
    async with database.transaction() as session:
        if not isinstance(session, InlineSession):
            return
        assert session._quickly(_HOT_ADD, _row(3)) is not None
        assert session._quickly(_ADD, _row(4)) is None


async def test_a_hot_result_without_rows_answers_whatever_is_asked(session: Session) -> None:
    assert (await session.execute(_HOT_ALL)).first() is None
    assert (await session.execute(_HOT_ALL)).scalar() is None
    assert (await session.execute(_HOT_ALL)).scalars().all() == []
    assert (await session.execute(_HOT_ALL)).mappings().all() == []


async def test_a_hot_result_answers_as_mappings_and_scalars_too(session: Session) -> None:
    await session.execute(_HOT_ADD, _row(1))
    assert (await session.execute(_HOT_ALL)).scalars().all() == ["telegram"]
    assert (await session.execute(_HOT_ALL)).mappings().one()["updated_at"] == NOW


async def test_moments_of_any_zone_are_kept_as_utc_and_naive_ones_are_refused(
    database: Database,
) -> None:
    async def keep(moment: datetime) -> datetime:
        async with database.transaction() as session:
            await session.execute(_HOT_ADD, {**_row(1), "updated_at": moment})
            row = (await session.execute(_ALL)).first()
            assert row is not None
            kept: datetime = row.updated_at
            return kept

    with pytest.raises((ValueError, StatementError)):
        await keep(NOW.replace(tzinfo=None))
    assert await keep(NOW.astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))) == NOW
