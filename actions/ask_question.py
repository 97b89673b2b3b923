"""A message that the bot did not understand goes to the people who can answer it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from actions.tell import tell
from rendering.texts import words
from rules.model import Actor, Refused, RoleKind
from rules.permissions import authorise, units_of
from rules.reminders import next_allowed
from storage.audit import note
from storage.db import Session
from storage.outbox import REPLY, Notice, add_notice
from storage.people import Account, coordinators_above
from storage.questions import (
    Question,
    add_question,
    asked_since,
    close_question,
    load_question,
    unit_for_strangers,
)
from storage.units import Unit, unit

BURST: Final = timedelta(minutes=10)
"""Messages of one account closer than this are one burst: coordinators hear of it once."""

_NEAREST: Final = (RoleKind.REPORTER, RoleKind.VOLUNTEER, RoleKind.COORDINATOR, RoleKind.VIEWER)


@dataclass(frozen=True, slots=True)
class Kept:
    """`officer` is what the unit calls its officer; `told`: there is somebody to pass it to."""

    question_id: int
    officer: str
    told: bool


async def keep_question(
    session: Session, actor: Actor, account: Account, text: str, *, now: datetime
) -> Kept:
    """Kept whatever it is; coordinators of the sender's unit are told once per burst."""
    concerned = await _unit_of(session, actor)
    burst = await asked_since(session, account.channel, account.account_id, now - BURST)
    question_id = await add_question(
        session,
        text,
        channel=account.channel,
        account_id=account.account_id,
        person_id=actor.person_id,
        unit_id=concerned.id if concerned else None,
        now=now,
    )
    if concerned is None:
        return Kept(question_id, "", told=False)
    told = await _listeners(session, concerned, actor)
    if told and not burst:
        await _pass_on(session, concerned, actor, question_id, told, now)
    return Kept(question_id, concerned.officer, told=bool(told))


async def answer_question(
    session: Session, actor: Actor, question_id: int, text: str, *, now: datetime
) -> Question:
    """One answer each: of two coordinators the first one's is sent.

    Refused: "question_unknown", "question_answered" and those of `authorise`.
    """
    question = await question_for(session, actor, question_id)
    if not await close_question(session, question_id):
        raise Refused("question_answered")
    said = words("ask_question/answer", question=question.text, answer=text)
    reply = Notice(
        key=f"answer:{question_id}",
        channel=question.channel,
        chat_id=question.account_id,
        payload=said.payload(),
        due_at=now,
        kind="answer",
        priority=REPLY,
        person_id=question.person_id,
    )
    await add_notice(session, reply, now=now)
    await note(session, actor, "answer_question", now=now, unit_id=question.unit_id)
    return question


async def question_for(session: Session, actor: Actor, question_id: int) -> Question:
    """For who may answer it. Refused: "question_unknown" and those of `authorise`."""
    question = await load_question(session, question_id)
    if question is None:
        raise Refused("question_unknown")
    if question.unit_path or not units_of(actor, RoleKind.COORDINATOR):
        authorise(actor, "answer_question", question.unit_path)
    return question


async def _unit_of(session: Session, actor: Actor) -> Unit | None:
    """The unit that the sender serves, as close to the ground as possible."""
    for kind in _NEAREST:
        for grant in units_of(actor, kind):
            return await unit(session, grant.unit_id)
    root_id = await unit_for_strangers(session)
    return None if root_id is None else await unit(session, root_id)


async def _listeners(session: Session, concerned: Unit, actor: Actor) -> list[int]:
    above = await coordinators_above(session, concerned.path)
    return [person_id for person_id in above if person_id != actor.person_id]


async def _pass_on(
    session: Session,
    concerned: Unit,
    actor: Actor,
    question_id: int,
    listeners: list[int],
    now: datetime,
) -> None:
    question = await load_question(session, question_id)
    said = words("ask_question/news", question=question, who=actor.name, unit=concerned.name)
    await tell(
        session,
        listeners,
        said,
        key=f"question:{question_id}",
        now=now,
        due_at=next_allowed(now, concerned.timezone),
    )
