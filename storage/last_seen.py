"""Who speaks for a unit, and when they last used the bot."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func, select

from rules.model import RoleKind
from storage.db import Session
from storage.people import ACTIVE
from storage.tables import addresses, people, roles


@dataclass(frozen=True, slots=True)
class LastSeen:
    """`seen_at` None: nothing of theirs reaches them now."""

    person_id: int
    name: str
    seen_at: datetime | None
    until: datetime | None = None


_REPORTERS: Final = (
    select(
        roles.c.person_id,
        people.c.name,
        func.max(addresses.c.seen_at).label("seen_at"),
        func.max(roles.c.until).label("until"),
    )
    .select_from(
        roles.join(people, people.c.id == roles.c.person_id).outerjoin(
            addresses,
            (addresses.c.person_id == roles.c.person_id) & (addresses.c.state == ACTIVE),
        )
    )
    .where(
        roles.c.unit_id == bindparam("unit_id"),
        roles.c.kind == RoleKind.REPORTER.value,
        roles.c.ends_at.is_(None),
    )
    .group_by(roles.c.person_id, people.c.name)
    .order_by(func.min(roles.c.id))
)


async def reporters_seen(session: Session, unit_id: int) -> list[LastSeen]:
    rows = await session.execute(_REPORTERS, {"unit_id": unit_id})
    return [LastSeen(*row) for row in rows]
