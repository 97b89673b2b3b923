"""Files owed for an edition or a moment: queued with the book they are drawn from, made once,
kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import exists, func, insert, select, update

from rules.day_book import DayBook
from storage.book_packing import FileMade, packed
from storage.db import Session
from storage.tables import editions, hand_over_files, hand_overs

LEASE: Final = timedelta(minutes=5)
"""So long one process may take; then it is thought dead and another makes the files."""
TRIES: Final = 3


BOARD: Final = "board"
"""The channel of a wish made on the board: who made it finds the files there."""


class Making(StrEnum):
    DUE = "due"
    MAKING = "making"
    MADE = "made"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants figures of a moment, and in which chat the files are owed."""

    person_id: int | None
    channel: str
    chat_id: int


@dataclass(frozen=True, slots=True)
class HandOver:
    """`edition`: its number, None for figures of a moment that one person asked for."""

    id: int
    event_id: int
    edition: int | None
    asked: Asked | None


async def owe(
    session: Session,
    book: DayBook,
    *,
    edition: int | None = None,
    asked: Asked | None = None,
    now: datetime,
) -> int:
    """Queue the files of this book; their id."""
    kept_edition = (
        select(editions.c.id)
        .where(editions.c.event_id == book.event_id, editions.c.number == edition)
        .scalar_subquery()
    )
    result = await session.execute(
        insert(hand_overs)
        .values(
            event_id=book.event_id,
            edition_id=None if edition is None else kept_edition,
            asked_by=asked.person_id if asked else None,
            channel=asked.channel if asked else None,
            chat_id=asked.chat_id if asked else None,
            book=packed(book),
            state=Making.DUE.value,
            owed_at=now,
        )
        .returning(hand_overs.c.id)
    )
    return int(result.scalar_one())


async def is_asked(session: Session, event_id: int, asked: Asked) -> bool:
    """Whether this person's wish for files of a moment is still being met."""
    statement = select(
        exists().where(
            hand_overs.c.event_id == event_id,
            hand_overs.c.edition_id.is_(None),
            hand_overs.c.channel == asked.channel,
            hand_overs.c.chat_id == asked.chat_id,
            hand_overs.c.state.in_((Making.DUE.value, Making.MAKING.value)),
        )
    )
    return bool((await session.execute(statement)).scalar())


async def claim(session: Session, *, now: datetime) -> tuple[HandOver, bytes] | None:
    """The oldest that waits, or whose maker seems dead, with its packed book; nobody else gets it
    meanwhile."""
    waiting = (
        select(hand_overs.c.id)
        .where(
            hand_overs.c.state.in_((Making.DUE.value, Making.MAKING.value)),
            (hand_overs.c.state == Making.DUE.value) | (hand_overs.c.claimed_at <= now - LEASE),
        )
        .order_by(hand_overs.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    taken = await session.execute(
        update(hand_overs)
        .where(hand_overs.c.id == waiting.scalar_subquery())
        .values(state=Making.MAKING.value, claimed_at=now, attempts=hand_overs.c.attempts + 1)
        .returning(hand_overs.c.id, hand_overs.c.book)
    )
    row = taken.first()
    if row is None:
        return None
    found = await load_hand_over(session, row.id)
    return None if found is None else (found, row.book)


async def load_hand_over(session: Session, hand_over_id: int) -> HandOver | None:
    row = (
        await session.execute(
            select(
                hand_overs.c.id,
                hand_overs.c.event_id,
                editions.c.number,
                hand_overs.c.asked_by,
                hand_overs.c.channel,
                hand_overs.c.chat_id,
            )
            .select_from(hand_overs.outerjoin(editions, editions.c.id == hand_overs.c.edition_id))
            .where(hand_overs.c.id == hand_over_id)
        )
    ).first()
    if row is None:
        return None
    asked = None if row.channel is None else Asked(row.asked_by, row.channel, row.chat_id)
    return HandOver(row.id, row.event_id, row.number, asked)


async def release_making(session: Session) -> int:
    """At the start of the only process: what an earlier one was making is made again."""
    result = await session.execute(
        update(hand_overs)
        .where(hand_overs.c.state == Making.MAKING.value)
        .values(state=Making.DUE.value)
    )
    return result.rowcount


async def note_made(
    session: Session, hand_over_id: int, files: Sequence[FileMade], *, now: datetime
) -> bool:
    """False when another process was first. The book has done its work and goes."""
    result = await session.execute(
        update(hand_overs)
        .where(hand_overs.c.id == hand_over_id, hand_overs.c.state == Making.MAKING.value)
        .values(state=Making.MADE.value, made_at=now, book=None)
    )
    if result.rowcount != 1:
        return False
    rows = [
        {
            "hand_over_id": hand_over_id,
            "position": position,
            "kind": file.kind,
            "name": file.name,
            "store_key": file.store_key,
            "size": file.size,
        }
        for position, file in enumerate(files)
    ]
    if rows:
        await session.execute(insert(hand_over_files), rows)
    return True


async def note_unmade(session: Session, hand_over_id: int) -> bool:
    """It is tried again, at most `TRIES` times; True when that was the last."""
    last = hand_overs.c.attempts >= TRIES
    result = await session.execute(
        update(hand_overs)
        .where(hand_overs.c.id == hand_over_id, last)
        .values(state=Making.FAILED.value)
    )
    if result.rowcount:
        return True
    await session.execute(
        update(hand_overs).where(hand_overs.c.id == hand_over_id).values(state=Making.DUE.value)
    )
    return False


async def files_of_edition(session: Session, event_id: int, number: int) -> list[FileMade]:
    """Those that were handed over with it, in their order."""
    rows = await session.execute(
        _FILES.join(hand_overs, hand_overs.c.id == hand_over_files.c.hand_over_id)
        .join(editions, editions.c.id == hand_overs.c.edition_id)
        .where(editions.c.event_id == event_id, editions.c.number == number)
    )
    return [FileMade(*row) for row in rows]


async def files_of(session: Session, hand_over_id: int) -> list[FileMade]:
    rows = await session.execute(_FILES.where(hand_over_files.c.hand_over_id == hand_over_id))
    return [FileMade(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one; `edition` None: figures of the moment `owed_at`."""

    id: int
    edition: int | None
    state: Making
    owed_at: datetime
    files: tuple[FileMade, ...]


async def hand_overs_of(session: Session, event_id: int, *, most: int = 12) -> list[Kept]:
    """The day's latest, the newest first."""
    rows = (
        await session.execute(
            select(hand_overs.c.id, editions.c.number, hand_overs.c.state, hand_overs.c.owed_at)
            .select_from(hand_overs.outerjoin(editions, editions.c.id == hand_overs.c.edition_id))
            .where(hand_overs.c.event_id == event_id)
            .order_by(hand_overs.c.id.desc())
            .limit(most)
        )
    ).all()
    return [
        Kept(
            row.id,
            row.number,
            Making(row.state),
            row.owed_at,
            tuple(await files_of(session, row.id)),
        )
        for row in rows
    ]


async def waiting_hand_overs(session: Session) -> int:
    """How many have files still to come."""
    result = await session.execute(
        select(func.count())
        .select_from(hand_overs)
        .where(hand_overs.c.state.in_((Making.DUE.value, Making.MAKING.value)))
    )
    return int(result.scalar_one())


_FILES: Final = select(
    hand_over_files.c.kind,
    hand_over_files.c.name,
    hand_over_files.c.store_key,
    hand_over_files.c.size,
).order_by(hand_over_files.c.hand_over_id, hand_over_files.c.position)
