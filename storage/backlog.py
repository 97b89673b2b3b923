"""How much is waiting, for whoever watches the server."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select

from storage.db import Session
from storage.tables import DUE, NEW, SENDING, inbox, notices, photos


@dataclass(frozen=True, slots=True)
class Backlog:
    inbox: int
    notices: int
    given_up: int
    photos: int


async def backlog(session: Session) -> Backlog:
    counts = select(
        select(func.count()).where(inbox.c.state == NEW).scalar_subquery(),
        select(func.count())
        .where(or_(notices.c.state == DUE, notices.c.state == SENDING))
        .scalar_subquery(),
        select(func.count()).where(notices.c.state == "failed").scalar_subquery(),
        select(func.count()).where(photos.c.state == "waiting").scalar_subquery(),
    )
    return Backlog(*(await session.execute(counts)).one())
