"""Who agreed to what wording, when, and who took it back (DESIGN 3.8): rows are added or closed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from storage.db import Session
from storage.tables import consents


@dataclass(frozen=True, slots=True)
class Consent:
    version: str
    given_at: datetime
    withdrawn_at: datetime | None


async def consents_of(session: Session, person_id: int) -> list[Consent]:
    """Oldest first."""
    rows = await session.execute(
        select(consents.c.version, consents.c.given_at, consents.c.withdrawn_at)
        .where(consents.c.person_id == person_id)
        .order_by(consents.c.id)
    )
    return [Consent(*row) for row in rows]


async def has_consent(session: Session, person_id: int) -> bool:
    result = await session.execute(
        select(consents.c.id)
        .where(consents.c.person_id == person_id, consents.c.withdrawn_at.is_(None))
        .limit(1)
    )
    return result.first() is not None


async def give_consent(session: Session, person_id: int, version: str, *, now: datetime) -> None:
    await session.execute(
        insert(consents), {"person_id": person_id, "version": version, "given_at": now}
    )


async def withdraw_consents(session: Session, person_id: int, *, now: datetime) -> bool:
    """False when nothing was given or all was taken back already."""
    result = await session.execute(
        update(consents)
        .where(consents.c.person_id == person_id, consents.c.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )
    return result.rowcount > 0
