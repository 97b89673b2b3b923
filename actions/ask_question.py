"""A message that the bot did not understand goes to the people who can answer it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from actions.progress import queue_changed
from actions.tell import tell
from rendering.texts import words
from rules.deadlines import DEFAULT_ZONE, local
from rules.model import Actor, RoleKind
from rules.permissions import units_of
from rules.reminders import in_quiet_hours, next_allowed
from storage.db import Session
from storage.outbox import BROADCAST, Claimed, Notice, add_notice
from storage.people import Account, load_actor, nearest_coordinators, reachable
from storage.questions import (
    WAITING,
    add_question,
    asked_since,
    close_question,
    desks_for_strangers,
    load_question,
    queue_of,
    warned_since,
)
from storage.units import Unit, unit

BURST: Final = timedelta(minutes=10)
"""Messages of one account closer than this are one burst: coordinators hear of it once."""

PATIENCE: Final = timedelta(minutes=30)
"""A question that has waited so long in waking hours is brought up once more."""

APART: Final = timedelta(minutes=15)
"""One word about what waits counts everything, so the next comes no sooner."""

_NEAREST: Final = (RoleKind.REPORTER, RoleKind.VOLUNTEER, RoleKind.COORDINATOR, RoleKind.VIEWER)


@dataclass(frozen=True, slots=True)
class Kept:
    """`officer` is what the unit calls its officer; `told`: there is somebody to pass it to."""

    question_id: int
    officer: str
    told: bool


@dataclass(frozen=True, slots=True)
class _Concern:
    """Whose question it is: a unit's, or (no id) that of those who answer strangers."""

    unit_id: int | None
    name: str
    officer: str
    zone: str
    listeners: tuple[int, ...]
    paths: tuple[str, ...]


def card_key(question_id: int) -> str:
    return f"question:{question_id}"


def question_of(card: str | None) -> int | None:
    """The question that a card stands for."""
    kind, _, number = (card or "").partition(":")
    return int(number) if kind == "question" and number.isdigit() else None


async def keep_question(
    session: Session, actor: Actor, account: Account, text: str, *, now: datetime
) -> Kept:
    """Kept whatever it is; the nearest coordinators are told once per burst, and once more when it
    has waited for half an hour of their day."""
    concern = await _concern(session, actor)
    burst = await asked_since(session, account.channel, account.account_id, now - BURST)
    question_id = await add_question(
        session,
        text,
        channel=account.channel,
        account_id=account.account_id,
        person_id=actor.person_id,
        unit_id=concern.unit_id,
        now=now,
    )
    if not concern.listeners and units_of(actor, RoleKind.COORDINATOR):
        # Kept, but it waits for nobody: the sender's own queue is not the place for it.
        await close_question(session, question_id, state="unaddressed", by=None, now=now)
    if concern.listeners and not burst:
        await _pass_on(session, concern, actor, question_id, now)
        await _ask_again_later(session, concern, question_id, now)
    await queue_changed(session, concern.paths, now=now)
    return Kept(question_id, concern.officer, told=bool(concern.listeners))


async def pass_photos_on(
    session: Session, actor: Actor, account: Account, *, now: datetime
) -> None:
    """Photos of somebody for whom no day is open: one entry in the queue for a burst of them."""
    if await asked_since(session, account.channel, account.account_id, now - BURST):
        return
    mark = words("common/wordless", kind="photo").text
    await keep_question(session, actor, account, mark, now=now)


async def _concern(session: Session, actor: Actor) -> _Concern:
    """The unit that the sender serves, as close to the ground as possible; a stranger is answered
    by the topmost hosts of open days."""
    served = await _unit_of(session, actor)
    if served is not None:
        people = await nearest_coordinators(session, served.path, but=actor.person_id)
        named = (served.id, served.name, served.officer, served.timezone)
        return _Concern(*named, tuple(people), (served.path,))
    desks = await desks_for_strangers(session)
    listeners = [
        person
        for desk in desks
        for person in await nearest_coordinators(session, desk.path, but=actor.person_id)
    ]
    first = desks[0] if desks else None
    officer, zone = (first.officer, first.timezone) if first else ("", DEFAULT_ZONE)
    paths = tuple(desk.path for desk in desks)
    return _Concern(None, "", officer, zone, tuple(dict.fromkeys(listeners)), paths)


async def _unit_of(session: Session, actor: Actor) -> Unit | None:
    for kind in _NEAREST:
        for grant in units_of(actor, kind):
            return await unit(session, grant.unit_id)
    return None


async def _pass_on(
    session: Session, concern: _Concern, actor: Actor, question_id: int, now: datetime
) -> None:
    question = await load_question(session, question_id)
    said = words("ask_question/news", question=question, who=actor.name, unit=concern.name)
    await tell(
        session,
        concern.listeners,
        said,
        key=card_key(question_id),
        now=now,
        due_at=next_allowed(now, concern.zone),
        card=card_key(question_id),
    )


async def _ask_again_later(
    session: Session, concern: _Concern, question_id: int, now: datetime
) -> None:
    """A notice that is written when its moment comes, or not at all."""
    moment = next_allowed(next_allowed(now, concern.zone) + PATIENCE, concern.zone)
    for address in await reachable(session, concern.listeners):
        later = Notice(
            key=f"waiting:{question_id}:{address.person_id}",
            channel=address.channel,
            chat_id=address.account_id,
            payload={"question_id": question_id, "zone": concern.zone},
            due_at=moment,
            kind=WAITING,
            priority=BROADCAST,
            person_id=address.person_id,
        )
        await add_notice(session, later, now=now)


async def compose_waiting(
    session: Session, claimed: Claimed, *, now: datetime
) -> dict[str, Any] | None:
    """How many wait for this coordinator and how long. None once it is settled, when they were told
    a moment ago, or when the hour has become quiet."""
    question = await load_question(session, int(claimed.payload["question_id"]))
    zone = str(claimed.payload["zone"])
    if question is None or question.state != "open" or claimed.person_id is None:
        return None
    if in_quiet_hours(local(now, zone).time()):
        return None
    if await warned_since(session, claimed.person_id, now - APART):
        return None
    queue = await queue_of(session, paths_of(await load_actor(session, claimed.person_id)))
    if not queue.count:
        return None
    return words("ask_question/waiting", queue=queue, question=question, now=now).payload()


def paths_of(actor: Actor) -> list[str]:
    return [grant.path for grant in units_of(actor, RoleKind.COORDINATOR)]
