"""Where a chat's conversation stands; saved in the same commit as the facts, so it survives a restart."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from storage.db import Session, upsert
from storage.tables import conversations


@dataclass(slots=True)
class Conversation:
    """State and data of aiogram's FSM, and the numbered choices last offered on a channel without buttons."""

    channel: str
    chat_id: int
    account_id: int
    state: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    menu: list[dict[str, Any]] = field(default_factory=list)


async def load_conversation(
    session: Session, channel: str, chat_id: int, account_id: int
) -> Conversation:
    result = await session.execute(
        select(conversations.c.state, conversations.c.data, conversations.c.menu).where(
            conversations.c.channel == channel,
            conversations.c.chat_id == chat_id,
            conversations.c.account_id == account_id,
        )
    )
    row = result.first()
    if row is None:
        return Conversation(channel, chat_id, account_id)
    return Conversation(channel, chat_id, account_id, row.state, dict(row.data), list(row.menu))


async def save_conversation(session: Session, conversation: Conversation, *, now: datetime) -> None:
    key = {
        "channel": conversation.channel,
        "chat_id": conversation.chat_id,
        "account_id": conversation.account_id,
    }
    facts = {
        "state": conversation.state,
        "data": conversation.data,
        "menu": conversation.menu,
        "updated_at": now,
    }
    insertion = upsert(session, conversations)
    await session.execute(
        insertion.on_conflict_do_update(
            index_elements=list(key), set_={name: insertion.excluded[name] for name in facts}
        ),
        {**key, **facts},
    )


async def forget_conversation(session: Session, channel: str, account_id: int) -> None:
    await session.execute(
        delete(conversations).where(
            conversations.c.channel == channel, conversations.c.account_id == account_id
        )
    )
