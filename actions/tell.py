"""Queue a message to people, wherever they can be reached."""

from collections.abc import Iterable
from datetime import datetime

from rendering.texts import Words
from storage.db import Session
from storage.outbox import BROADCAST, Notice, add_notice
from storage.people import reachable


async def tell(  # noqa: PLR0913  each is a column of the notice
    session: Session,
    person_ids: Iterable[int],
    said: Words,
    *,
    key: str,
    now: datetime,
    due_at: datetime | None = None,
    kind: str = "news",
    card: str | None = None,
    edit: bool = False,
    event_id: int | None = None,
    participation_id: int | None = None,
) -> int:
    """One notice a person, on the address they used last; `key` is made unique by the person.

    `edit` changes the card in place where the channel can. How many were new."""
    payload = {**said.payload(), "edit": True} if edit else said.payload()
    queued = 0
    for address in await reachable(session, list(person_ids)):
        notice = Notice(
            key=f"{key}:{address.person_id}",
            channel=address.channel,
            chat_id=address.account_id,
            payload=payload,
            due_at=due_at or now,
            kind=kind,
            priority=BROADCAST,
            card=card,
            person_id=address.person_id,
            event_id=event_id,
            participation_id=participation_id,
        )
        queued += await add_notice(session, notice, now=now)
    return queued
