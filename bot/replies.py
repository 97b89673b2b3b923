"""What a handler returned, as notices: stored with the facts, sent after the commit."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from aiogram.methods import TelegramMethod

from bot.channels.menus import offer_turn
from handlers.turn import Card, Replies, Reply, Spoken
from storage.conversation import Conversation
from storage.outbox import REPLY, Notice


def listed(replies: object) -> Iterator[Reply]:
    """A handler's return value, flat. aiogram's UNHANDLED and None are no replies."""
    if isinstance(replies, Spoken | Card | TelegramMethod):
        yield replies
    elif isinstance(replies, list):
        for reply in replies:
            yield from listed(reply)


def payload(reply: Reply) -> dict[str, Any]:
    """The method as JSON. `edit` asks delivery to edit the card in place."""
    if isinstance(reply, Spoken):
        return reply.words.payload()
    if isinstance(reply, Card):
        fields = reply.said.words.payload()
        return fields if reply.fresh else {**fields, "edit": True}
    fields = reply.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    fields.pop("chat_id", None)
    return {**fields, "method": type(reply).__name__}


def notices(
    replies: Replies,
    conversation: Conversation,
    *,
    update: int,
    person_id: int | None,
    plain: bool,
    now: datetime,
) -> Iterable[Notice]:
    """One notice a reply, in order. On a plain channel its choices become the chat's menu, in the
    same commit.
    """
    given = list(listed(replies))
    payloads = [payload(reply) for reply in given]
    if plain:
        payloads, conversation.menu = offer_turn(payloads, conversation.menu)
    for position, (reply, fields) in enumerate(zip(given, payloads, strict=True)):
        yield Notice(
            key=f"in:{update}:{position}",
            channel=conversation.channel,
            chat_id=conversation.chat_id,
            payload=fields,
            due_at=now,
            priority=REPLY,
            card=reply.key if isinstance(reply, Card) else None,
            person_id=person_id,
        )
