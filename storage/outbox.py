"""Messages owed to addresses: queued with the facts, claimed, sent, noted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import Integer, Update, bindparam, func, select, update

from storage.db import Session
from storage.prepared import hot
from storage.statements import in_both_dialects
from storage.tables import DUE, SENDING, cards, notices

REPLY: Final = 0
BROADCAST: Final = 1


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to queue. `payload` is rendering's `Words.payload()` or a dumped aiogram method
    ("method" names it); without "method" it holds facts from which `scheduler.composers[kind]`
    writes it just before sending."""

    key: str
    channel: str
    chat_id: int
    payload: Mapping[str, Any]
    due_at: datetime
    kind: str = "reply"
    priority: int = BROADCAST
    card: str | None = None
    person_id: int | None = None
    event_id: int | None = None
    participation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice that this process is sending now. `edits` is the message of its card, if one was
    delivered.
    """

    id: int
    channel: str
    chat_id: int
    payload: dict[str, Any]
    kind: str
    priority: int
    card: str | None
    attempts: int
    person_id: int | None
    event_id: int | None
    participation_id: int | None
    created_at: datetime


_CLAIMED = (
    notices.c.id,
    notices.c.channel,
    notices.c.chat_id,
    notices.c.payload,
    notices.c.kind,
    notices.c.priority,
    notices.c.card,
    notices.c.attempts,
    notices.c.person_id,
    notices.c.event_id,
    notices.c.participation_id,
    notices.c.created_at,
)


_SENT = hot(
    update(notices)
    .where(notices.c.id == bindparam("notice_id"))
    .values(state="sent", error="", sent_at=bindparam("at"), message_id=bindparam("message"))
)


_ADD = in_both_dialects(
    notices, lambda insertion: insertion.on_conflict_do_nothing().returning(notices.c.id)
)
_ADD_ONE = in_both_dialects(
    notices,
    lambda insertion: insertion.on_conflict_do_nothing().execution_options(preserve_rowcount=True),
)
_SUPERSEDE = (
    update(notices)
    .where(
        notices.c.state == DUE,
        notices.c.channel == bindparam("of_channel"),
        notices.c.chat_id == bindparam("of_chat"),
        notices.c.card == bindparam("of_card"),
        notices.c.key != bindparam("but_key"),
        notices.c.edits.is_(True),
    )
    .values(state="dropped")
)
_NOTE_CARD = in_both_dialects(
    cards,
    lambda insertion: insertion.on_conflict_do_update(
        index_elements=["channel", "chat_id", "key"],
        set_={"message_id": insertion.excluded.message_id},
    ),
)
_CARD = select(cards.c.message_id).where(
    cards.c.channel == bindparam("channel"),
    cards.c.chat_id == bindparam("chat_id"),
    cards.c.key == bindparam("key"),
)


@cache
def _claim(channels: tuple[str, ...]) -> Update:
    """One statement for each set of channels, so that it too is compiled once."""
    due = (
        select(notices.c.id)
        .where(
            notices.c.state == DUE,
            notices.c.due_at <= bindparam("by", type_=notices.c.due_at.type),
            notices.c.priority == bindparam("of_priority"),
            notices.c.channel.in_(channels),
        )
        .order_by(notices.c.due_at, notices.c.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
    )
    return hot(
        update(notices)
        .where(notices.c.id.in_(due.scalar_subquery()), notices.c.state == DUE)
        .values(state="sending", attempts=notices.c.attempts + 1)
        .returning(*_CLAIMED)
    )


_NEXT_DUE = hot(select(func.min(notices.c.due_at)).where(notices.c.state == DUE))


async def add_notice(session: Session, notice: Notice, *, now: datetime) -> bool:
    """Queue it; False when its key is there already (a restart, a second process, a redelivery)."""
    if notice.card is not None and notice.payload.get("edit"):
        await _supersede(session, notice)
    result = await session.execute(_ADD_ONE[session.dialect.name], _row(notice, now))
    return result.rowcount == 1


async def add_notices(session: Session, new: Sequence[Notice], *, now: datetime) -> int:
    """Many that stand for no card, in one go: the reminders of a rung. How many were new."""
    if not new:
        return 0
    rows = [_row(notice, now) for notice in new]
    result = await session.execute(_ADD[session.dialect.name], rows)
    return len(result.all())


async def _supersede(session: Session, notice: Notice) -> None:
    """A newer state of one card makes an edit that still waits pointless; an answer never is."""
    await session.execute(
        _SUPERSEDE,
        {
            "of_channel": notice.channel,
            "of_chat": notice.chat_id,
            "of_card": notice.card,
            "but_key": notice.key,
        },
    )


def _row(notice: Notice, now: datetime) -> dict[str, Any]:
    return {
        "key": notice.key,
        "channel": notice.channel,
        "chat_id": notice.chat_id,
        "person_id": notice.person_id,
        "event_id": notice.event_id,
        "participation_id": notice.participation_id,
        "kind": notice.kind,
        "priority": notice.priority,
        "payload": dict(notice.payload),
        "card": notice.card,
        "edits": bool(notice.payload.get("edit")),
        "due_at": notice.due_at,
        "created_at": now,
    }


async def claim_due(
    session: Session, *, now: datetime, priority: int, limit: int, channels: Sequence[str]
) -> list[Claimed]:
    """Take up to `limit` notices of this priority whose time has come, oldest first, for
    sending.
    """
    asked = {
        "by": now,
        "of_priority": priority,
        "most": limit,
    }
    rows = [Claimed(*row) for row in await session.execute(_claim(tuple(channels)), asked)]
    return sorted(rows, key=lambda claimed: claimed.id)


async def next_due_at(session: Session) -> datetime | None:
    """When the next queued notice falls due."""
    result = await session.execute(_NEXT_DUE)
    moment: datetime | None = result.scalar()
    return moment


@dataclass(frozen=True, slots=True)
class Sent:
    """`message_id`: the message that shows it, where the channel has ids."""

    claimed: Claimed
    message_id: int | None
    at: datetime


async def note_sent(
    session: Session, claimed: Claimed, *, message_id: int | None, now: datetime
) -> None:
    await note_all_sent(session, [Sent(claimed, message_id, now)])


async def note_all_sent(session: Session, sent: Sequence[Sent]) -> None:
    """Also the cards that they are, in this order. A hot path: one statement for many."""
    if not sent:
        return
    rows = [{"notice_id": one.claimed.id, "at": one.at, "message": one.message_id} for one in sent]
    await session.execute(_SENT, rows)
    shown = {
        (one.claimed.channel, one.claimed.chat_id, one.claimed.card): one.message_id
        for one in sent
        if one.claimed.card is not None and one.message_id is not None
    }
    if shown:
        names = ("channel", "chat_id", "key", "message_id")
        cards_shown = [dict(zip(names, (*key, shown[key]), strict=True)) for key in shown]
        await session.execute(_NOTE_CARD[session.dialect.name], cards_shown)


async def card_message(session: Session, channel: str, chat_id: int, key: str) -> int | None:
    """The message last delivered under this card's key."""
    result = await session.execute(_CARD, {"channel": channel, "chat_id": chat_id, "key": key})
    message_id: int | None = result.scalar()
    return message_id


async def note_dropped(session: Session, claimed: Claimed) -> None:
    """Decided just before sending that it is no longer wanted."""
    await session.execute(update(notices).where(notices.c.id == claimed.id).values(state="dropped"))


async def note_retry(session: Session, claimed: Claimed, *, due_at: datetime, error: str) -> None:
    await session.execute(
        update(notices)
        .where(notices.c.id == claimed.id)
        .values(state="due", due_at=due_at, error=error)
    )


async def postpone(
    session: Session, claimed: Claimed, *, due_at: datetime, error: str = ""
) -> None:
    """Back in the queue untried, or told to wait: not counted as an attempt."""
    await session.execute(
        update(notices)
        .where(notices.c.id == claimed.id, notices.c.state == SENDING)
        .values(state="due", due_at=due_at, attempts=notices.c.attempts - 1, error=error)
    )


async def note_failed(session: Session, claimed: Claimed, *, error: str) -> None:
    """Given up, visibly: the coordinator's board shows who could not be reached."""
    await session.execute(
        update(notices).where(notices.c.id == claimed.id).values(state="failed", error=error)
    )


async def release_claims(session: Session, channels: Sequence[str]) -> int:
    """After a crash: what was being sent is owed again (it may arrive twice; the one in flight
    only).
    """
    result = await session.execute(
        update(notices)
        .where(notices.c.state == SENDING, notices.c.channel.in_(channels))
        .values(state="due")
    )
    return result.rowcount


async def forget_person(session: Session, person_id: int) -> None:
    """Blank what was written to a person who asked to be erased; drop what is still owed to
    them.
    """
    await session.execute(
        update(notices)
        .where(notices.c.person_id == person_id, notices.c.state == DUE)
        .values(state="dropped")
    )
    await session.execute(
        update(notices).where(notices.c.person_id == person_id).values(payload={}, person_id=None)
    )


async def owed_now(session: Session, *, now: datetime, channels: Sequence[str]) -> bool:
    """Whether anything is due or on its way."""
    result = await session.execute(
        select(notices.c.id)
        .where(
            notices.c.channel.in_(channels),
            (notices.c.state == SENDING) | ((notices.c.state == DUE) & (notices.c.due_at <= now)),
        )
        .limit(1)
    )
    return result.first() is not None
