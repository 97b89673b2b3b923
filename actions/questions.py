"""The coordinator's queue of messages that the bot did not understand."""

from datetime import datetime
from typing import Final

from actions.ask_question import question_for
from actions.open_event import host_of
from rules.model import Actor, Refused
from storage.audit import note
from storage.db import Session
from storage.questions import Question, close_question, open_questions

SHOWN: Final = 5
_MOST: Final = 100


async def waiting_questions(session: Session, actor: Actor) -> tuple[list[Question], int]:
    """The oldest few of the coordinator's subtree, and how many there are."""
    host = await host_of(session, actor)
    found = await open_questions(session, host.path, limit=_MOST)
    return found[:SHOWN], len(found)


async def dismiss_question(
    session: Session, actor: Actor, question_id: int, *, now: datetime
) -> None:
    """Settled outside the bot. Refused: "question_unknown", "question_answered"."""
    question = await question_for(session, actor, question_id)
    if not await close_question(session, question_id, state="dismissed"):
        raise Refused("question_answered")
    await note(session, actor, "dismiss_question", now=now, unit_id=question.unit_id)
