"""The coordinator's queue of messages that the bot did not understand: seen, answered, settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from actions.ask_question import card_key, paths_of
from actions.progress import queue_changed
from reading.names import given_name
from rendering.texts import words
from rules.model import Actor, Refused
from rules.permissions import authorise, may
from storage.audit import note
from storage.boards import watchers
from storage.db import Session
from storage.outbox import BROADCAST, REPLY, Notice, add_notice
from storage.questions import (
    Question,
    add_answer,
    close_question,
    desks_for_strangers,
    load_question,
    open_questions,
    reopen_question,
)

SHOWN: Final = 5
_MOST: Final = 100
ANSWERED: Final = "answered"


@dataclass(frozen=True, slots=True)
class Answered:
    """`sent` False: another coordinator was first, and this answer went to nobody."""

    question: Question
    sent: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """The oldest few, and how many there are."""

    shown: Sequence[Question]
    total: int


async def waiting_questions(session: Session, actor: Actor) -> Waiting:
    """Of everything that this coordinator runs. Refused: "for_coordinators", "who_are_you"."""
    paths = paths_of(actor)
    authorise(actor, "answer_question", paths[0] if paths else "")
    found = await open_questions(session, paths, limit=_MOST)
    return Waiting(found[:SHOWN], len(found))


async def question_for(session: Session, actor: Actor, question_id: int) -> Question:
    """For who may answer it. Refused: "question_unknown" and those of `authorise`."""
    question = await load_question(session, question_id)
    if question is None:
        raise Refused("question_unknown")
    places = await _places(session, question)
    if not any(may(actor, "answer_question", path) for path in places):
        authorise(actor, "answer_question", places[0] if places else "")
    if not question.text:
        raise Refused("question_unknown")
    return question


async def _places(session: Session, question: Question) -> list[str]:
    """Whose it is: the unit's or, of a stranger, that of those who answer strangers."""
    if question.unit_path:
        return [question.unit_path]
    return [desk.path for desk in await desks_for_strangers(session)]


async def answer_question(
    session: Session,
    actor: Actor,
    question_id: int,
    text: str,
    *,
    more: bool = False,
    now: datetime,
) -> Answered:
    """Of two coordinators the first one's answer is sent; the second reads it before they send
    theirs as well (`more`). Refused: "question_unknown" and those of `authorise`."""
    await question_for(session, actor, question_id)
    first = await close_question(
        session, question_id, state=ANSWERED, answer=text, by=actor.person_id, now=now
    )
    if not first and more:
        await add_answer(session, question_id, text)
    after = await question_for(session, actor, question_id)
    if not first and not more:
        return Answered(after, sent=False)
    await _reply(session, actor, after, text, now)
    await _settled(session, actor, after, "answer_question", now)
    return Answered(after, sent=True)


async def to_answer(
    session: Session, actor: Actor, question_id: int, *, more: bool = False
) -> Question:
    """The question that somebody sets out to answer. Refused besides: "question_answered", unless
    they want to add something."""
    question = await question_for(session, actor, question_id)
    if question.state != "open" and not more:
        raise Refused("question_answered", question=question)
    return question


async def _reply(
    session: Session, actor: Actor, question: Question, text: str, now: datetime
) -> None:
    said = words(
        "ask_question/answer",
        who=given_name(actor.name),
        question=question.text,
        answer=text,
    )
    # Each answer is one message: a redelivered update never gets as far as here.
    key = f"answer:{question.id}:{len(question.answer)}:{actor.person_id}"
    reply = Notice(
        key=key,
        channel=question.channel,
        chat_id=question.account_id,
        payload=said.payload(),
        due_at=now,
        kind="answer",
        priority=REPLY,
        person_id=question.person_id,
    )
    await add_notice(session, reply, now=now)


async def dismiss_question(
    session: Session, actor: Actor, question_id: int, *, now: datetime
) -> Question:
    """Settled outside the bot; nobody is written to.

    Refused: "question_unknown", "question_answered"."""
    before = await question_for(session, actor, question_id)
    if not await close_question(
        session, question_id, state="dismissed", by=actor.person_id, now=now
    ):
        raise Refused("question_answered", question=before)
    after = await question_for(session, actor, question_id)
    await _settled(session, actor, after, "dismiss_question", now)
    return after


async def take_back(session: Session, actor: Actor, question_id: int, *, now: datetime) -> Question:
    """It waits again. Refused: "question_answered" when somebody has answered it meanwhile."""
    before = await question_for(session, actor, question_id)
    if not await reopen_question(session, question_id, by=actor.person_id):
        raise Refused("question_answered", question=before)
    after = await question_for(session, actor, question_id)
    await _settled(session, actor, after, "reopen_question", now)
    return after


async def _settled(
    session: Session, actor: Actor, question: Question, action: str, now: datetime
) -> None:
    """The other coordinators see it where they were told of it, and on their boards."""
    said = words(
        "ask_question/news",
        question=question,
        who=question.name,
        unit=question.unit_name,
    )
    key = card_key(question.id)
    for each in await watchers(session, key):
        notice = Notice(
            key=f"{key}:{action}:{each.channel}:{each.chat_id}:{now.timestamp()}",
            channel=each.channel,
            chat_id=each.chat_id,
            payload={**said.payload(), "edit": True},
            due_at=now,
            kind="news",
            priority=BROADCAST,
            card=key,
        )
        await add_notice(session, notice, now=now)
    await note(
        session, actor, action, now=now, unit_id=question.unit_id, detail={"question": question.id}
    )
    await queue_changed(session, await _places(session, question), now=now)
