"""The days to come learn from the reports of one that is over."""

from storage.db import Session
from storage.usual import later_days, note_usual


async def learn_usual(session: Session, event_id: int) -> None:
    for later, starts_at in await later_days(session, event_id):
        await note_usual(session, later, starts_at=starts_at)
