"""Accepted updates: stored before they are answered, handled in order, blanked within a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    bindparam,
    cast,
    null,
    or_,
    select,
    update,
)

from storage.db import Session
from storage.prepared import hot
from storage.statements import in_both_dialects
from storage.tables import NEW, inbox


@dataclass(frozen=True, slots=True)
class Arrival:
    """One update as its channel delivered it. `key` makes a redelivery a no-op."""

    channel: str
    key: str
    chat_id: int
    payload: dict[str, Any]
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Accepted:
    """An arrival that is on disk."""

    id: int
    channel: str
    chat_id: int
    payload: dict[str, Any]
    received_at: datetime
    attempts: int


_COLUMNS = (
    inbox.c.id,
    inbox.c.channel,
    inbox.c.chat_id,
    inbox.c.payload,
    inbox.c.received_at,
    inbox.c.attempts,
)
_KINDS = ("message", "edited_message", "callback_query")
_ACCEPT = in_both_dialects(
    inbox,
    lambda insertion: insertion.on_conflict_do_nothing().returning(
        inbox.c.id, inbox.c.channel, inbox.c.update_key
    ),
)
_AGAIN = select(*_COLUMNS).where(
    inbox.c.channel == bindparam("of_channel"),
    inbox.c.update_key == bindparam("of_key"),
    inbox.c.state == NEW,
)
_FINISH = hot(
    update(inbox)
    .where(inbox.c.id == bindparam("inbox_id"), inbox.c.state == NEW)
    .values(state=bindparam("becomes"), done_at=bindparam("now"))
)


async def accept(session: Session, arrivals: Sequence[Arrival]) -> list[Accepted]:
    """Those of `arrivals` that are not finished, in their order: as a rule, that were not here."""
    if not arrivals:
        return []
    rows = [_row(arrival) for arrival in arrivals]
    new = {(row.channel, row.update_key): row.id for row in await _insert(session, rows)}
    accepted: list[Accepted] = []
    for arrival in arrivals:
        inbox_id = new.pop((arrival.channel, arrival.key), None)
        stored = await _left(session, arrival) if inbox_id is None else _new(inbox_id, arrival)
        if stored is not None:
            accepted.append(stored)
    return accepted


async def _insert(session: Session, rows: list[dict[str, Any]]) -> Sequence[Row[Any]]:
    statement = _ACCEPT[session.dialect.name]
    return (await session.execute(statement, rows if len(rows) > 1 else rows[0])).all()


async def _left(session: Session, arrival: Arrival) -> Accepted | None:
    key = {"of_channel": arrival.channel, "of_key": arrival.key}
    row = (await session.execute(_AGAIN, key)).first()
    return None if row is None else Accepted(*row)


def _new(inbox_id: int, arrival: Arrival) -> Accepted:
    """As it was stored: nothing is read back."""
    return Accepted(
        inbox_id,
        arrival.channel,
        arrival.chat_id,
        arrival.payload,
        arrival.received_at,
        attempts=0,
    )


def _row(arrival: Arrival) -> dict[str, Any]:
    return {
        "channel": arrival.channel,
        "update_key": arrival.key,
        "chat_id": arrival.chat_id,
        "payload": arrival.payload,
        "received_at": arrival.received_at,
    }


async def unfinished(session: Session) -> list[Accepted]:
    """What an earlier process accepted and did not finish, oldest first."""
    statement = select(*_COLUMNS).where(inbox.c.state == NEW).order_by(inbox.c.id)
    return [Accepted(*row) for row in await session.execute(statement)]


async def finish(
    session: Session, accepted: Accepted, *, now: datetime, state: str = "done"
) -> bool:
    """False when somebody else has finished it already: then nothing of this run may stay."""
    result = await session.execute(_FINISH, {"inbox_id": accepted.id, "becomes": state, "now": now})
    return result.rowcount == 1


async def blank_before(session: Session, moment: datetime) -> int:
    """Take the personal fields out of rows handled before `moment` (DESIGN 3.8). How many rows."""
    result = await session.execute(
        update(inbox)
        .where(inbox.c.state != "new", inbox.c.done_at < moment, inbox.c.payload.is_not(None))
        .values(payload=null())
    )
    return result.rowcount


async def forget_chat(session: Session, channel: str, chat_id: int) -> None:
    """Erase what a person sent, here and in groups, also before it is a day old."""
    await session.execute(
        update(inbox)
        .where(inbox.c.channel == channel, _wrote(chat_id), inbox.c.state != "new")
        .values(payload=null())
    )


def _wrote(account_id: int) -> ColumnElement[bool]:
    """In the private chat, which has the account's id, or in a group, where the update tells."""
    senders = (inbox.c.payload[(kind, "from", "id")].as_string() for kind in _KINDS)
    return or_(
        inbox.c.chat_id == account_id,
        *(cast(sender, BigInteger) == account_id for sender in senders),
    )
