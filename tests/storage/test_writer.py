"""The group-commit writer, on both databases: each job once or not at all, whatever breaks."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.db import Database, Session
from storage.tables import outside_ids
from storage.writer import BATCH, Writer

Work = Callable[[Session], Awaitable[Any]]


async def keeps(session: Session, name: str) -> str:
    await session.execute(insert(outside_ids), {"channel": "test", "external_id": name})
    return name


async def kept(database: Database) -> list[str]:
    async with database.reading() as session:
        rows = await session.execute(select(outside_ids.c.external_id).order_by(outside_ids.c.id))
        return list(rows.scalars())


async def in_one_batch(writer: Writer, *works: Work) -> list[Any]:
    """Queued in one go, so that they share a transaction."""
    return await asyncio.gather(*(writer.run(work) for work in works), return_exceptions=True)


class Breaking:
    """A job that keeps `name`, and meets `trouble` in the middle the first `times` times."""

    def __init__(self, name: str, trouble: Work, *, times: int = 1) -> None:
        self.name = name
        self.trouble = trouble
        self.left = times
        self.runs = 0

    async def __call__(self, session: Session) -> str:
        self.runs += 1
        await keeps(session, self.name)
        if self.left:
            self.left -= 1
            await self.trouble(session)
        return self.name


def lost(writer_database: Database) -> Work:
    """The connection goes away under a running job."""

    async def terminated(session: Session) -> None:
        number = (await session.execute(text("SELECT pg_backend_pid()"))).scalar_one()
        await terminate(writer_database, number)
        await session.execute(text("SELECT 1"))

    async def no_space(session: Session) -> None:
        """SQLite has no connection to lose; a full disk breaks its transaction alike."""
        await session.execute(text("ROLLBACK"))
        raise full_disk()

    return no_space if writer_database.sqlite else terminated


def full_disk() -> OperationalError:
    cause = sqlite3.OperationalError("database or disk is full")
    cause.sqlite_errorcode = sqlite3.SQLITE_FULL
    return OperationalError("INSERT", {}, cause)


async def terminate(database: Database, number: int) -> None:
    async with database.reading() as other:
        await other.execute(text("SELECT pg_terminate_backend(:number, 5000)"), {"number": number})


async def fails(_session: Session) -> None:
    raise ValueError("its own fault")


async def test_jobs_of_one_batch_are_kept_in_their_order(
    database: Database, writer: Writer
) -> None:
    names = [f"job {number}" for number in range(BATCH + 3)]
    assert await in_one_batch(writer, *(partial(keeps, name=name) for name in names)) == names
    assert await kept(database) == names


async def test_a_job_that_fails_undoes_only_itself(database: Database, writer: Writer) -> None:
    broken = Breaking("mine", fails)
    results = await in_one_batch(
        writer, partial(keeps, name="before"), broken, partial(keeps, name="after")
    )
    assert isinstance(results[1], ValueError)
    assert await kept(database) == ["before", "after"]


async def test_a_row_that_is_there_already_is_the_jobs_own_error_and_not_tried_again(
    database: Database, writer: Writer
) -> None:
    await writer.run(partial(keeps, name="taken"))
    twice = Breaking("taken", fails)
    results = await in_one_batch(writer, twice, partial(keeps, name="other"))
    assert isinstance(results[0], IntegrityError)
    assert twice.runs == 1
    assert await kept(database) == ["taken", "other"]


async def test_a_connection_lost_inside_a_job_is_nobodys_error(
    database: Database, writer: Writer
) -> None:
    unlucky = Breaking("unlucky", lost(database))
    works = (partial(keeps, name="before"), unlucky, partial(keeps, name="after"))
    assert await in_one_batch(writer, *works) == ["before", "unlucky", "after"]
    assert unlucky.runs == 2
    assert await kept(database) == ["before", "unlucky", "after"]


async def test_a_lone_job_whose_connection_is_lost_is_done_again(
    database: Database, writer: Writer
) -> None:
    unlucky = Breaking("unlucky", lost(database))
    assert await writer.run(unlucky) == "unlucky"
    assert await kept(database) == ["unlucky"]


async def test_a_job_that_hides_the_loss_of_its_connection_is_done_again_too(
    database: Database, writer: Writer
) -> None:
    trouble = lost(database)

    async def hidden(session: Session) -> None:
        with suppress(OperationalError):
            await trouble(session)

    assert await writer.run(Breaking("mine", hidden)) == "mine"
    assert await kept(database) == ["mine"]


async def test_a_job_that_breaks_the_transaction_every_time_does_so_alone(
    database: Database, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.writer.PAUSES", (0.0, 0.0))
    poison = Breaking("poison", lost(database), times=99)
    works = (partial(keeps, name="before"), poison, partial(keeps, name="after"))
    results = await in_one_batch(writer, *works)
    assert isinstance(results[1], OperationalError)
    assert await kept(database) == ["before", "after"]


async def test_a_job_nobody_waits_for_any_more_is_still_done(
    database: Database, writer: Writer
) -> None:
    gone = asyncio.create_task(writer.run(partial(keeps, name="asked")))
    await asyncio.sleep(0)
    gone.cancel()
    assert await writer.run(partial(keeps, name="next")) == "next"
    assert await kept(database) == ["asked", "next"]


@pytest.mark.parametrize("made", [True, False], ids=["made", "not made"])
async def test_a_commit_whose_answer_was_lost_is_made_once(
    postgresql: tuple[Database, Writer], monkeypatch: pytest.MonkeyPatch, *, made: bool
) -> None:
    database, writer = postgresql
    commit = AsyncConnection.commit

    async def cut(connection: AsyncConnection) -> None:
        monkeypatch.undo()
        number = (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
        if made:
            await commit(connection)
        await terminate(database, number)
        await connection.execute(text("SELECT 1"))

    monkeypatch.setattr(AsyncConnection, "commit", cut)
    job = Breaking("once", fails, times=0)
    assert await in_one_batch(writer, job, partial(keeps, name="too")) == ["once", "too"]
    assert job.runs == (1 if made else 2)
    assert await kept(database) == ["once", "too"]


async def test_a_deadlock_with_another_process_is_nobodys_error(
    postgresql: tuple[Database, Writer],
) -> None:
    """Each holds the row that the other one wants: PostgreSQL ends the one that looks first."""
    database, writer = postgresql
    await in_one_batch(writer, *(partial(keeps, name=name) for name in ("first", "second")))
    ours, theirs = asyncio.Event(), asyncio.Event()
    runs = 0

    async def we(session: Session) -> None:
        nonlocal runs
        runs += 1
        await renames(session, "first", looks_after="10ms")
        ours.set()
        await theirs.wait()
        await renames(session, "second", looks_after="10ms")

    async def they() -> None:
        async with database.transaction() as session:
            await renames(session, "second", looks_after="20s")
            await ours.wait()
            theirs.set()
            await renames(session, "first", looks_after="20s")

    await asyncio.gather(writer.run(we), they())
    assert runs == 2
    assert await kept(database) == ["first!!", "second!!"]


async def renames(session: Session, name: str, *, looks_after: str) -> None:
    await session.execute(text(f"SET LOCAL deadlock_timeout = '{looks_after}'"))
    named = outside_ids.c.external_id
    await session.execute(
        update(outside_ids).where(named.startswith(name)).values(external_id=named + "!")
    )


@pytest.fixture
async def postgresql(fresh_postgresql_url: str) -> AsyncIterator[tuple[Database, Writer]]:
    database = Database(fresh_postgresql_url)
    writer = Writer(database)
    writer.start()
    yield database, writer
    await writer.stop()
    await database.close()
