"""The web chat's own memory: who opened it, what was said, what the browser has shown.

Every change takes the chat's next revision in the same statement that locks the chat, so revisions
appear in order and a page that asks for "all after n" misses nothing, whichever process it asks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, delete, select, update

from storage.db import Session, upsert
from storage.prepared import hot
from storage.statements import in_both_dialects
from storage.tables import addresses, outside_ids, webchat_chats, webchat_messages

CHANNEL: Final = "webchat"
NEWEST: Final = 2**63 - 1
"""Above every message's id."""


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a chat. `body` is what bot/channels/webchat keeps in it."""

    id: int
    client_id: str | None
    outgoing: bool
    body: dict[str, Any]
    revision: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Position:
    """Where a chat stands: a page that has another `cleared` starts over."""

    revision: int
    cleared: int


_LINE = (
    webchat_messages.c.id,
    webchat_messages.c.client_id,
    webchat_messages.c.outgoing,
    webchat_messages.c.body,
    webchat_messages.c.revision,
    webchat_messages.c.created_at,
)
_ONE = (
    webchat_messages.c.chat_id == bindparam("chat"),
    webchat_messages.c.id == bindparam("message"),
)
_NEXT = hot(
    update(webchat_chats)
    .where(webchat_chats.c.chat_id == bindparam("chat"))
    .values(revision=webchat_chats.c.revision + 1)
    .returning(webchat_chats.c.revision)
)
_POSITION = hot(
    select(webchat_chats.c.revision, webchat_chats.c.cleared).where(
        webchat_chats.c.chat_id == bindparam("chat")
    )
)
_CHAT = hot(
    select(outside_ids.c.id).where(
        outside_ids.c.channel == CHANNEL, outside_ids.c.external_id == bindparam("external_id")
    )
)
_PLAIN = hot(
    select(addresses.c.plain).where(
        addresses.c.channel == CHANNEL, addresses.c.account_id == bindparam("chat")
    )
)
_CONFIRM = hot(
    update(webchat_messages)
    .where(
        webchat_messages.c.chat_id == bindparam("chat"),
        webchat_messages.c.id <= bindparam("upto"),
        webchat_messages.c.outgoing,
        webchat_messages.c.confirmed_at.is_(None),
    )
    .values(confirmed_at=bindparam("now"))
)
_SEEN = hot(
    update(addresses)
    .where(addresses.c.channel == CHANNEL, addresses.c.account_id == bindparam("chat"))
    .values(seen_at=bindparam("now"))
)
_ADD = in_both_dialects(
    webchat_messages, lambda insert: insert.on_conflict_do_nothing().returning(*_LINE)
)
_AFTER = hot(
    select(*_LINE)
    .where(
        webchat_messages.c.chat_id == bindparam("chat"),
        webchat_messages.c.revision > bindparam("after"),
    )
    .order_by(webchat_messages.c.revision)
    .limit(bindparam("most"))
)
_BEFORE = hot(
    select(*_LINE)
    .where(
        webchat_messages.c.chat_id == bindparam("chat"),
        webchat_messages.c.id < bindparam("before"),
    )
    .order_by(webchat_messages.c.id.desc())
    .limit(bindparam("most"))
)


async def open_chat(session: Session, external_id: str, *, now: datetime) -> int:
    """The chat (and account) id of a browser's identity; made at its first visit."""
    statement = upsert(session, outside_ids).on_conflict_do_nothing()
    await session.execute(statement, {"channel": CHANNEL, "external_id": external_id})
    chat_id = await find_chat(session, external_id)
    if chat_id is None:
        raise LookupError("an identity that was just stored is gone")
    row = {"chat_id": chat_id, "revision": 0, "cleared": 0, "created_at": now}
    await session.execute(upsert(session, webchat_chats).on_conflict_do_nothing(), row)
    return chat_id


async def find_chat(session: Session, external_id: str) -> int | None:
    chat_id: int | None = (await session.execute(_CHAT, {"external_id": external_id})).scalar()
    return chat_id


async def is_plain(session: Session, chat_id: int) -> bool:
    return bool((await session.execute(_PLAIN, {"chat": chat_id})).scalar())


async def set_plain(session: Session, chat_id: int, *, plain: bool, now: datetime) -> None:
    """No buttons and no edits in this chat, also before anybody has consented in it."""
    if not plain:
        await session.execute(update(addresses).where(*_address(chat_id)).values(plain=False))
        return
    insertion = upsert(session, addresses)
    await session.execute(
        insertion.on_conflict_do_update(
            index_elements=["channel", "account_id"], set_={"plain": True}
        ),
        {"channel": CHANNEL, "account_id": chat_id, "plain": True, "created_at": now},
    )


async def position(session: Session, chat_id: int) -> Position | None:
    row = (await session.execute(_POSITION, {"chat": chat_id})).first()
    return None if row is None else Position(*row)


async def add_line(
    session: Session,
    chat_id: int,
    body: Mapping[str, Any],
    *,
    outgoing: bool,
    client_id: str | None = None,
    now: datetime,
) -> Line:
    """The new message; or, when this client id was stored before, that one as it is.

    Raises LookupError for a chat that does not exist.
    """
    row = {
        "chat_id": chat_id,
        "client_id": client_id,
        "outgoing": outgoing,
        "body": dict(body),
        "revision": await _next_revision(session, chat_id),
        "created_at": now,
    }
    added = (await session.execute(_ADD[session.dialect.name], row)).first()
    return Line(*added) if added is not None else await _sent_before(session, chat_id, client_id)


async def _sent_before(session: Session, chat_id: int, client_id: str | None) -> Line:
    result = await session.execute(
        select(*_LINE).where(
            webchat_messages.c.chat_id == chat_id, webchat_messages.c.client_id == client_id
        )
    )
    return Line(*result.one())


async def change_line(
    session: Session, chat_id: int, message_id: int, changes: Mapping[str, Any]
) -> bool:
    """Replace these parts of a message that we sent. False when it is not there."""
    revision = await _next_revision(session, chat_id)
    found = select(webchat_messages.c.body).where(*_ONE, webchat_messages.c.outgoing)
    body = (await session.execute(found, {"chat": chat_id, "message": message_id})).scalar()
    if body is None:
        return False
    await session.execute(
        update(webchat_messages)
        .where(webchat_messages.c.chat_id == chat_id, webchat_messages.c.id == message_id)
        .values(body={**body, **changes}, revision=revision)
    )
    return True


async def _next_revision(session: Session, chat_id: int) -> int:
    revision: int | None = (await session.execute(_NEXT, {"chat": chat_id})).scalar()
    if revision is None:
        raise LookupError("no such web chat")
    return revision


async def lines_after(session: Session, chat_id: int, revision: int, *, most: int) -> list[Line]:
    """What is new or changed since `revision`, in the order of the changes."""
    given = {"chat": chat_id, "after": revision, "most": most}
    return [Line(*row) for row in await session.execute(_AFTER, given)]


async def lines_before(
    session: Session, chat_id: int, message_id: int | None, *, most: int
) -> list[Line]:
    """The newest `most` messages before this one (or of all), oldest first."""
    before = NEWEST if message_id is None else message_id
    given = {"chat": chat_id, "before": before, "most": most}
    return [Line(*row) for row in await session.execute(_BEFORE, given)][::-1]


async def confirm(session: Session, chat_id: int, upto: int, *, now: datetime) -> None:
    """The browser has shown all up to this message: it is delivered and seen."""
    await session.execute(_CONFIRM, {"chat": chat_id, "upto": upto, "now": now})
    await session.execute(_SEEN, {"chat": chat_id, "now": now})


async def forget_history(session: Session, chat_ids: Sequence[int]) -> None:
    """Erase what was said, also on pages that are open."""
    await session.execute(delete(webchat_messages).where(webchat_messages.c.chat_id.in_(chat_ids)))
    await session.execute(
        update(webchat_chats)
        .where(webchat_chats.c.chat_id.in_(chat_ids))
        .values(cleared=webchat_chats.c.cleared + 1, revision=webchat_chats.c.revision + 1)
    )


def _address(chat_id: int) -> tuple[Any, ...]:
    return (addresses.c.channel == CHANNEL, addresses.c.account_id == chat_id)
