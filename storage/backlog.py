"""How much is waiting, for whoever watches the server."""

from dataclasses import dataclass

from sqlalchemy import func, select

from storage.db import Session
from storage.tables import inbox, notices, photos


@dataclass(frozen=True, slots=True)
class Backlog:
    inbox: int
    notices: int
    given_up: int
    photos: int


async def backlog(session: Session) -> Backlog:
    counts = select(
        select(func.count()).where(inbox.c.state == "new").scalar_subquery(),
        select(func.count()).where(notices.c.state.in_(("due", "sending"))).scalar_subquery(),
        select(func.count()).where(notices.c.state == "failed").scalar_subquery(),
        select(func.count()).where(photos.c.state == "waiting").scalar_subquery(),
    )
    return Backlog(*(await session.execute(counts)).one())
