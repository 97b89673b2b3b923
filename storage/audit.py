"""Who did what to whom, when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from rules.model import Actor
from storage.db import Session
from storage.tables import audit

_INSERT = insert(audit)
_ENTRY = select(
    audit.c.at,
    audit.c.person_id,
    audit.c.action,
    audit.c.unit_id,
    audit.c.event_id,
    audit.c.detail,
)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    at: datetime
    person_id: int | None
    action: str
    unit_id: int | None
    event_id: int | None
    detail: dict[str, Any]


async def note(
    session: Session,
    actor: Actor,
    action: str,
    *,
    now: datetime,
    unit_id: int | None = None,
    event_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """`detail` is JSON-able and holds ids and figures, no phones and no message text."""
    await session.execute(
        _INSERT,
        {
            "at": now,
            "person_id": actor.person_id,
            "action": action,
            "unit_id": unit_id,
            "event_id": event_id,
            "detail": dict(detail or {}),
        },
    )


async def entries(session: Session, *, event_id: int) -> list[AuditEntry]:
    rows = await session.execute(_ENTRY.where(audit.c.event_id == event_id).order_by(audit.c.id))
    return [AuditEntry(*row) for row in rows]


async def last_detail(session: Session, action: str, unit_id: int) -> Mapping[str, Any]:
    """Of the newest such deed upon this unit, whatever the day; empty when there is none."""
    result = await session.execute(
        select(audit.c.detail)
        .where(audit.c.action == action, audit.c.unit_id == unit_id)
        .order_by(audit.c.id.desc())
        .limit(1)
    )
    return result.scalar() or {}


async def last_deed(
    session: Session, actions: Iterable[str], *, unit_id: int, event_id: int
) -> AuditEntry | None:
    """The newest of these deeds upon this unit on this day."""
    row = (
        await session.execute(
            _ENTRY.where(
                audit.c.action.in_(list(actions)),
                audit.c.unit_id == unit_id,
                audit.c.event_id == event_id,
            )
            .order_by(audit.c.id.desc())
            .limit(1)
        )
    ).first()
    return None if row is None else AuditEntry(*row)


async def standing_deed(
    session: Session, action: str, *, unit_id: int, event_id: int
) -> AuditEntry | None:
    """The newest of one kind upon this unit on this day that was not undone; each "undo_..." takes
    back the one before it."""
    rows = await session.execute(
        _ENTRY.where(
            audit.c.action.in_((action, f"undo_{action}")),
            audit.c.unit_id == unit_id,
            audit.c.event_id == event_id,
        ).order_by(audit.c.id)
    )
    standing: list[AuditEntry] = []
    for deed in (AuditEntry(*row) for row in rows):
        if deed.action == action:
            standing.append(deed)
        elif standing:
            standing.pop()
    return standing[-1] if standing else None


async def deeds_of(session: Session, action: str, event_id: int) -> list[AuditEntry]:
    """Those of one kind on this day, oldest first."""
    rows = await session.execute(
        _ENTRY.where(audit.c.action == action, audit.c.event_id == event_id).order_by(audit.c.id)
    )
    return [AuditEntry(*row) for row in rows]
