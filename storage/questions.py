"""Messages that the bot did not understand: the coordinator's queue."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, or_, select, update

from rules.model import EventState
from storage.db import Session
from storage.tables import events, people, questions, units


@dataclass(frozen=True, slots=True)
class Question:
    """`name` is "" for a stranger, `unit_name` "" where nobody could tell."""

    id: int
    channel: str
    account_id: int
    person_id: int | None
    name: str
    unit_id: int | None
    unit_name: str
    unit_path: str
    text: str
    state: str
    asked_at: datetime


_QUESTION = (
    questions.c.id,
    questions.c.channel,
    questions.c.account_id,
    questions.c.person_id,
    func.coalesce(people.c.name, "").label("name"),
    questions.c.unit_id,
    func.coalesce(units.c.name, "").label("unit_name"),
    func.coalesce(units.c.path, "").label("unit_path"),
    questions.c.text,
    questions.c.state,
    questions.c.asked_at,
)
_FROM = questions.outerjoin(people, people.c.id == questions.c.person_id).outerjoin(
    units, units.c.id == questions.c.unit_id
)


async def add_question(
    session: Session,
    text: str,
    *,
    channel: str,
    account_id: int,
    person_id: int | None,
    unit_id: int | None,
    now: datetime,
) -> int:
    row = {
        "channel": channel,
        "account_id": account_id,
        "person_id": person_id,
        "unit_id": unit_id,
        "text": text,
        "asked_at": now,
    }
    result = await session.execute(insert(questions).returning(questions.c.id), row)
    question_id: int = result.scalar_one()
    return question_id


async def load_question(session: Session, question_id: int) -> Question | None:
    result = await session.execute(
        select(*_QUESTION).select_from(_FROM).where(questions.c.id == question_id)
    )
    row = result.first()
    return None if row is None else Question(*row)


async def open_questions(session: Session, unit_path: str, *, limit: int = 20) -> list[Question]:
    """Of the unit's subtree, oldest first. One that belongs nowhere is everybody's, so that it is
    not lost."""
    result = await session.execute(
        select(*_QUESTION)
        .select_from(_FROM)
        .where(
            questions.c.state == "open",
            or_(
                questions.c.unit_id.is_(None),
                units.c.path.startswith(unit_path),
            ),
        )
        .order_by(questions.c.asked_at, questions.c.id)
        .limit(limit)
    )
    return [Question(*row) for row in result]


async def questions_of(session: Session, channel: str, account_id: int) -> list[Question]:
    result = await session.execute(
        select(*_QUESTION)
        .select_from(_FROM)
        .where(questions.c.channel == channel, questions.c.account_id == account_id)
        .order_by(questions.c.id)
    )
    return [Question(*row) for row in result]


async def close_question(session: Session, question_id: int, *, state: str = "answered") -> bool:
    """False when another coordinator has answered it already."""
    result = await session.execute(
        update(questions)
        .where(questions.c.id == question_id, questions.c.state == "open")
        .values(state=state)
    )
    return result.rowcount == 1


async def asked_since(session: Session, channel: str, account_id: int, moment: datetime) -> bool:
    """Is this account in the middle of a burst?"""
    result = await session.execute(
        select(questions.c.id)
        .where(
            questions.c.channel == channel,
            questions.c.account_id == account_id,
            questions.c.asked_at > moment,
        )
        .limit(1)
    )
    return result.first() is not None


async def unit_for_strangers(session: Session) -> int | None:
    """Who answers somebody unknown: the host of the nearest open event, else the root unit."""
    result = await session.execute(
        select(events.c.host_unit_id)
        .where(events.c.state == EventState.OPEN.value)
        .order_by(events.c.report_due_at, events.c.id)
        .limit(1)
    )
    host: int | None = result.scalar()
    if host is not None:
        return host
    result = await session.execute(
        select(units.c.id).where(units.c.parent_id.is_(None)).order_by(units.c.id).limit(1)
    )
    root: int | None = result.scalar()
    return root
