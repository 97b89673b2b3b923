"""Messages that the bot did not understand: the coordinator's queue."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, case, false, func, insert, or_, select, update

from rules.model import EventState, RoleKind
from rules.tree import within
from storage.db import Session
from storage.tables import cards, events, notices, people, questions, roles, units

WAITING: Final = "question_waiting"
"""The kind of notice that says that a question has waited for long."""


@dataclass(frozen=True, slots=True)
class Question:
    """`name` is "" for a stranger, `unit_name` "" where nobody could tell. `answer` holds all that
    was answered, `answered_*` is who was first, or who settled it without a word."""

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
    answer: str
    answered_by: int | None
    answered_name: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Queue:
    """How many questions wait, and since when the oldest does."""

    count: int = 0
    oldest_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """A unit whose coordinators answer those who belong nowhere."""

    unit_id: int
    path: str
    officer: str
    timezone: str


_ANSWERER = people.alias("answerer")
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
    questions.c.answer,
    questions.c.answered_by,
    func.coalesce(_ANSWERER.c.name, "").label("answered_name"),
    questions.c.answered_at,
)
_FROM = (
    questions.outerjoin(people, people.c.id == questions.c.person_id)
    .outerjoin(units, units.c.id == questions.c.unit_id)
    .outerjoin(_ANSWERER, _ANSWERER.c.id == questions.c.answered_by)
)
_TOLD: Final = ("question", "answer")
_SETTLED = case((questions.c.state == "open", "expired"), else_=questions.c.state)
_HOSTS = (
    select(units.c.id, units.c.path, units.c.officer, units.c.timezone)
    .where(
        units.c.id.in_(select(events.c.host_unit_id).where(events.c.state == EventState.OPEN.value))
    )
    .order_by(func.length(units.c.path), units.c.id)
)
_COORDINATED = (
    select(units.c.id, units.c.path, units.c.officer, units.c.timezone)
    .where(
        units.c.id.in_(
            select(roles.c.unit_id).where(
                roles.c.kind == RoleKind.COORDINATOR.value, roles.c.ends_at.is_(None)
            )
        )
    )
    .order_by(func.length(units.c.path), units.c.id)
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


def _open(paths: Iterable[str], strangers: bool) -> ColumnElement[bool]:
    """Of these subtrees, and with `strangers` those that belong to no unit."""
    nowhere = questions.c.unit_id.is_(None) if strangers else false()
    below = (units.c.path.startswith(path) for path in paths)
    return and_(questions.c.state == "open", or_(nowhere, *below))


async def open_questions(
    session: Session, paths: Sequence[str], *, limit: int = 20
) -> list[Question]:
    """Of these subtrees and, where they answer strangers, of those; the oldest first."""
    strangers = await answers_strangers(session, paths)
    result = await session.execute(
        select(*_QUESTION)
        .select_from(_FROM)
        .where(_open(paths, strangers))
        .order_by(questions.c.asked_at, questions.c.id)
        .limit(limit)
    )
    return [Question(*row) for row in result]


async def queue_of(session: Session, paths: Sequence[str]) -> Queue:
    """What `open_questions` would list; three statements, for the board and the digests."""
    strangers = await answers_strangers(session, paths)
    result = await session.execute(
        select(func.count(), func.min(questions.c.asked_at))
        .select_from(questions.outerjoin(units, units.c.id == questions.c.unit_id))
        .where(_open(paths, strangers))
    )
    return Queue(*result.one())


async def questions_of(session: Session, channel: str, account_id: int) -> list[Question]:
    result = await session.execute(
        select(*_QUESTION)
        .select_from(_FROM)
        .where(questions.c.channel == channel, questions.c.account_id == account_id)
        .order_by(questions.c.id)
    )
    return [Question(*row) for row in result]


async def close_question(
    session: Session,
    question_id: int,
    *,
    state: str = "answered",
    answer: str = "",
    by: int | None,
    now: datetime,
) -> bool:
    """False when another coordinator has answered or dismissed it already."""
    result = await session.execute(
        update(questions)
        .where(questions.c.id == question_id, questions.c.state == "open")
        .values(state=state, answer=answer, answered_by=by, answered_at=now)
    )
    return result.rowcount == 1


async def reopen_question(session: Session, question_id: int, *, by: int | None) -> bool:
    """Whoever dismissed it takes that back. False when it is no longer as they left it."""
    result = await session.execute(
        update(questions)
        .where(
            questions.c.id == question_id,
            questions.c.state == "dismissed",
            questions.c.answered_by == by,
        )
        .values(state="open", answered_by=None, answered_at=None)
    )
    return result.rowcount == 1


async def add_answer(session: Session, question_id: int, answer: str) -> None:
    """One more; who was first stays."""
    more = case((questions.c.answer == "", answer), else_=questions.c.answer + f"\n{answer}")
    await session.execute(
        update(questions).where(questions.c.id == question_id).values(answer=more, state="answered")
    )


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


async def warned_since(session: Session, person_id: int, moment: datetime) -> bool:
    """Has this coordinator been told lately that questions wait?"""
    result = await session.execute(
        select(notices.c.id)
        .where(
            notices.c.person_id == person_id,
            notices.c.kind == WAITING,
            notices.c.state == "sent",
            notices.c.sent_at > moment,
        )
        .limit(1)
    )
    return result.first() is not None


async def desks_for_strangers(session: Session) -> list[Desk]:
    """Who answers somebody unknown: the topmost hosts of open days; while no day is open, or where
    nobody coordinates them, the topmost units that have a coordinator."""
    served = [Desk(*row) for row in await session.execute(_COORDINATED)]
    hosts = [Desk(*row) for row in await session.execute(_HOSTS)]
    answered = [host for host in hosts if any(within(host.path, each.path) for each in served)]
    return _topmost(answered or served)


async def answers_strangers(session: Session, paths: Sequence[str]) -> bool:
    """Does one of these units, or one below it, answer who belongs nowhere?"""
    desks = await desks_for_strangers(session)
    return any(within(desk.path, path) for desk in desks for path in paths)


def _topmost(desks: Iterable[Desk]) -> list[Desk]:
    """In the order of their depth."""
    kept: list[Desk] = []
    for desk in desks:
        if not any(within(desk.path, above.path) for above in kept):
            kept.append(desk)
    return kept


async def card_of_message(
    session: Session, channel: str, chat_id: int, message_id: int
) -> str | None:
    """The key of the card that this message is: what a reply to it is about."""
    result = await session.execute(
        select(cards.c.key).where(
            cards.c.channel == channel,
            cards.c.chat_id == chat_id,
            cards.c.message_id == message_id,
        )
    )
    key: str | None = result.scalar()
    return key


async def blank_strangers(
    session: Session, *, settled_before: datetime, asked_before: datetime
) -> int:
    """Take the words of people who gave no consent out of what was settled before the one moment,
    or asked before the other (then it is given up), and out of what was told of it (DESIGN 3.8).
    How many questions."""
    settled = and_(questions.c.state != "open", questions.c.answered_at < settled_before)
    result = await session.execute(
        update(questions)
        .where(
            questions.c.person_id.is_(None),
            questions.c.text != "",
            or_(settled, questions.c.asked_at < asked_before),
        )
        .values(text="", answer="", account_id=0, state=_SETTLED)
        .returning(questions.c.id)
    )
    blanked = list(result.scalars())
    told = [notices.c.key.startswith(f"{what}:{each}:") for each in blanked for what in _TOLD]
    if told:
        which = or_(*told)
        await session.execute(
            update(notices).where(which, notices.c.state == "due").values(state="dropped")
        )
        await session.execute(update(notices).where(which).values(payload={}))
    return len(blanked)
