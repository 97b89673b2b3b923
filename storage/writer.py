"""Group commit: one writer applies many chats' changes in one transaction, a SAVEPOINT each."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import structlog
from sqlalchemy import text

from storage.db import CommitUnknownError, Database, Session, database_failed, mark

T = TypeVar("T")
log = structlog.get_logger()

SAVE, KEEP = text("SAVEPOINT job"), text("RELEASE SAVEPOINT job")
UNDO = text("ROLLBACK TO SAVEPOINT job")
BATCH = 64
PAUSES: Final = (0.02, 0.2, 1.0)


@dataclass(slots=True)
class _Job:
    work: Callable[[Session], Awaitable[Any]]
    done: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None


class Writer:
    """`await writer.run(work)`: `work(session)` may run twice (a lost connection, a deadlock),
    so all that it does is in the database; what it wrote is there once."""

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
        """What a broken transaction did is done again; if it goes on breaking, job by job, so that
        one which breaks it every time does so alone."""
        broken = await self._insist(batch)
        if broken is None or len(batch) == 1 or isinstance(broken, CommitUnknownError):
            for job in batch:
                _settle(job, broken or job.error)
            return
        log.warning("batch_split", jobs=len(batch), error=type(broken).__name__)
        for job in batch:
            _settle(job, await self._tried([job]) or job.error)

    async def _insist(self, batch: list[_Job]) -> Exception | None:
        for pause in PAUSES:
            broken = await self._tried(batch)
            if broken is None or isinstance(broken, CommitUnknownError):
                return broken
            log.warning("batch_retried", jobs=len(batch), error=type(broken).__name__)
            await asyncio.sleep(pause)
        return await self._tried(batch)

    async def _tried(self, batch: list[_Job]) -> Exception | None:
        """What broke the transaction, if something did: then nothing of any job is kept."""
        try:
            async with self._database.transaction() as session:
                for job in batch:
                    await _attempt(job, session)
        except Exception as broken:  # noqa: BLE001  whatever it was, the writer goes on
            return broken
        return None


async def _attempt(job: _Job, session: Session) -> None:
    """A job's own error undoes that job; one of connection or transaction breaks them all."""
    job.error = None
    await mark(session, SAVE)
    try:
        job.result = await job.work(session)
    except Exception as error:
        if database_failed(error):
            raise
        await mark(session, UNDO)
        job.error = error
    await mark(session, KEEP)


def _settle(job: _Job, error: BaseException | None) -> None:
    if job.done.cancelled():
        return
    if error is not None:
        job.done.set_exception(error)
    else:
        job.done.set_result(job.result)
