"""Where a chat's conversation stands; saved in the same commit as the facts, so it survives a
restart.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select

from storage.db import Session
from storage.prepared import hot
from storage.statements import in_both_dialects
from storage.tables import conversations


@dataclass(slots=True)
class Conversation:
    """State and data of aiogram's FSM, and the numbered choices last offered on a channel without
    buttons.
    """

    channel: str
    chat_id: int
    account_id: int
    state: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    menu: list[dict[str, Any]] = field(default_factory=list)


_LOAD = hot(
    select(conversations.c.state, conversations.c.data, conversations.c.menu).where(
        conversations.c.channel == bindparam("channel"),
        conversations.c.chat_id == bindparam("chat_id"),
        conversations.c.account_id == bindparam("account_id"),
    )
)
_DROP = delete(conversations).where(
    conversations.c.channel == bindparam("of_channel"),
    conversations.c.chat_id == bindparam("of_chat"),
    conversations.c.account_id == bindparam("of_account"),
)
_FACTS = ("state", "data", "menu", "updated_at")
_SAVE = in_both_dialects(
    conversations,
    lambda insertion: insertion.on_conflict_do_update(
        index_elements=["channel", "chat_id", "account_id"],
        set_={name: insertion.excluded[name] for name in _FACTS},
    ),
)


async def load_conversation(
    session: Session, channel: str, chat_id: int, account_id: int
) -> Conversation:
    whose = {"channel": channel, "chat_id": chat_id, "account_id": account_id}
    result = await session.execute(_LOAD, whose)
    row = result.first()
    if row is None:
        return Conversation(channel, chat_id, account_id)
    return Conversation(channel, chat_id, account_id, row.state, dict(row.data), list(row.menu))


async def save_conversation(session: Session, conversation: Conversation, *, now: datetime) -> None:
    """One that stands nowhere is no row: of who has been erased nothing comes back."""
    if conversation.state is None and not conversation.data and not conversation.menu:
        await session.execute(
            _DROP,
            {
                "of_channel": conversation.channel,
                "of_chat": conversation.chat_id,
                "of_account": conversation.account_id,
            },
        )
        return
    await session.execute(
        _SAVE[session.dialect.name],
        {
            "channel": conversation.channel,
            "chat_id": conversation.chat_id,
            "account_id": conversation.account_id,
            "state": conversation.state,
            "data": conversation.data,
            "menu": conversation.menu,
            "updated_at": now,
        },
    )


async def forget_conversation(session: Session, channel: str, account_id: int) -> None:
    await session.execute(
        delete(conversations).where(
            conversations.c.channel == channel, conversations.c.account_id == account_id
        )
    )
