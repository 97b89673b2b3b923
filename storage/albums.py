"""One acknowledgement for an album: queued once, put off by each further photo."""

from datetime import datetime
from typing import Any, Final

from storage.db import Session
from storage.outbox import Notice
from storage.statements import in_both_dialects
from storage.tables import notices

_PUT_OFF: Final = in_both_dialects(
    notices,
    lambda insertion: insertion.on_conflict_do_update(
        index_elements=["key"],
        set_={"due_at": insertion.excluded.due_at, "state": "due"},
        where=notices.c.state != "sending",
    ).returning(notices.c.id),
)


async def acknowledge_later(session: Session, notice: Notice, *, now: datetime) -> None:
    """Queue `notice`, or put the one under its key off until `notice.due_at`. One that went out
    already is owed again and edits its card; while one is on its way, another follows it."""
    statement = _PUT_OFF[session.dialect.name]
    if (await session.execute(statement, _row(notice, notice.key, now))).first() is None:
        key = f"{notice.key}:{notice.payload['photo']}"
        await session.execute(statement, _row(notice, key, now))


def _row(notice: Notice, key: str, now: datetime) -> dict[str, Any]:
    return {
        "key": key,
        "channel": notice.channel,
        "chat_id": notice.chat_id,
        "person_id": notice.person_id,
        "kind": notice.kind,
        "priority": notice.priority,
        "payload": dict(notice.payload),
        "card": notice.card,
        "due_at": notice.due_at,
        "created_at": now,
    }
