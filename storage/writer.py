"""Group commit: one writer applies many chats' changes in one transaction, each under a SAVEPOINT."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.db import Database, Session

T = TypeVar("T")
log = structlog.get_logger()

SAVE, KEEP, UNDO = text("SAVEPOINT job"), text("RELEASE SAVEPOINT job"), text("ROLLBACK TO SAVEPOINT job")
BATCH = 64


@dataclass(slots=True)
class _Job:
    work: Callable[[Session], Awaitable[Any]]
    done: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None


class Writer:
    """`await writer.run(work)`: `work(session)` may run twice (a lost connection), so all that it does is in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue: asyncio.Queue[_Job] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._serve(), name="writer")

    async def stop(self) -> None:
        """Finish what is queued, then stop."""
        await self._queue.join()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def run(self, work: Callable[[Session], Awaitable[T]]) -> T:
        """The result of `work`, once it is on disk; its exception, with nothing of it kept."""
        job = _Job(work, asyncio.get_running_loop().create_future())
        self._queue.put_nowait(job)
        result: T = await job.done
        return result

    async def _serve(self) -> None:
        while True:
            batch = [await self._queue.get()]
            while len(batch) < BATCH and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            try:
                await self._commit(batch)
            finally:
                for _ in batch:
                    self._queue.task_done()

    async def _commit(self, batch: list[_Job]) -> None:
        try:
            await self._apply(batch)
        except (DBAPIError, OSError) as broken:
            if len(batch) == 1:
                _settle(batch[0], broken)
                return
            log.warning("batch_split", jobs=len(batch), error=type(broken).__name__)
            for job in batch:
                await self._commit([job])
            return
        for job in batch:
            _settle(job, job.error)

    async def _apply(self, batch: list[_Job]) -> None:
        async with self._database.transaction() as session:
            for job in batch:
                await _attempt(job, session)


async def _attempt(job: _Job, session: Session) -> None:
    job.error = None
    await session.execute(SAVE)
    try:
        job.result = await job.work(session)
    except Exception as error:  # noqa: BLE001  handed to whoever waits for the job
        await session.execute(UNDO)
        job.error = error
    await session.execute(KEEP)


def _settle(job: _Job, error: BaseException | None) -> None:
    if job.done.cancelled():
        return
    if error is not None:
        job.done.set_exception(error)
    else:
        job.done.set_result(job.result)
