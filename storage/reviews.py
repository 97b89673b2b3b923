"""What a coordinator decided about a unit's report: returned, approved, put back as it was."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, select, update

from rules.model import Progress
from storage.db import Session
from storage.participations import Participation, settle_covered
from storage.tables import participations, people


@dataclass(frozen=True, slots=True)
class Approval:
    """`by` is empty once that person has left."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What a deed upon a report can change, and its undoing puts back."""

    completed_at: datetime | None
    last_sent_at: datetime | None
    edited_late: bool
    returned_at: datetime | None
    not_taking_part: bool


_STANDING: Final = select(
    participations.c.completed_at,
    participations.c.last_sent_at,
    participations.c.edited_late,
    participations.c.returned_at,
    participations.c.not_taking_part,
).where(participations.c.id == bindparam("of"))
_SEEN: Final = (participations.c.id == bindparam("of")) & (
    participations.c.revision == bindparam("seen")
)
_NEXT: Final = participations.c.revision + 1
_APPROVAL: Final = (
    select(participations.c.approved_at, people.c.name)
    .select_from(participations.outerjoin(people, people.c.id == participations.c.approved_by))
    .where(participations.c.id == bindparam("of"), participations.c.approved_at.is_not(None))
)
_APPROVE: Final = (
    update(participations)
    .where(_SEEN)
    .values(approved_at=bindparam("at"), approved_by=bindparam("by"), revision=_NEXT)
)
_RETURN: Final = (
    update(participations)
    .where(_SEEN)
    .values(
        returned_at=bindparam("at"),
        return_reason=bindparam("why"),
        completed_at=None,
        progress=Progress.RETURNED.value,
        approved_at=None,
        approved_by=None,
        revision=_NEXT,
    )
)
_PUT_BACK: Final = (
    update(participations)
    .where(_SEEN)
    .values(
        completed_at=bindparam("complete_at"),
        last_sent_at=bindparam("latest"),
        edited_late=bindparam("late_edit"),
        returned_at=bindparam("back_at"),
        not_taking_part=bindparam("away"),
        progress=bindparam("stands"),
        revision=_NEXT,
    )
)


async def approval(session: Session, participation_id: int) -> Approval | None:
    row = (await session.execute(_APPROVAL, {"of": participation_id})).first()
    return None if row is None else Approval(row.approved_at, row.name or "")


async def standing(session: Session, participation_id: int) -> Standing:
    return Standing(*(await session.execute(_STANDING, {"of": participation_id})).one())


async def approve(
    session: Session, before: Participation, *, by: int | None, at: datetime | None
) -> bool:
    """`at` None takes it back. False when the participation has changed since it was read."""
    seen = {"of": before.id, "seen": before.revision}
    result = await session.execute(_APPROVE, {**seen, "by": by, "at": at})
    return result.rowcount == 1


async def give_back(session: Session, before: Participation, reason: str, *, at: datetime) -> bool:
    """The unit owes again. False when the participation has changed since it was read."""
    seen = {"of": before.id, "seen": before.revision}
    result = await session.execute(_RETURN, {**seen, "at": at, "why": reason})
    if result.rowcount == 1 and before.covers:
        await settle_covered(session, before.id)
    return result.rowcount == 1


async def put_back(
    session: Session, before: Participation, was: Standing, stands: Progress
) -> bool:
    """As it stood before. False when the participation has changed since it was read."""
    values: dict[str, Any] = {
        "of": before.id,
        "seen": before.revision,
        "complete_at": was.completed_at,
        "latest": was.last_sent_at,
        "late_edit": was.edited_late,
        "back_at": was.returned_at,
        "away": was.not_taking_part,
        "stands": stands.value,
    }
    result = await session.execute(_PUT_BACK, values)
    if result.rowcount == 1 and before.covers:
        await settle_covered(session, before.id)
    return result.rowcount == 1
