"""Taking a person out at once (DESIGN 3.8): reports stay, the person goes. A nameless row remains
that says only that somebody did it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Table, and_, delete, false, or_, select, update

from storage.board_doors import forget_doors
from storage.consents import withdraw_consents
from storage.conversation import forget_conversation
from storage.db import Session
from storage.inbox import forget_chat
from storage.outbox import forget_person
from storage.people import Account, addresses_of
from storage.tables import (
    addresses,
    cards,
    hand_overs,
    join_requests,
    notices,
    people,
    photos,
    questions,
    reentries,
    roles,
    shifts,
    submissions,
)
from storage.webchat import CHANNEL, forget_history


async def erase_person(session: Session, person_id: int, *, now: datetime) -> None:
    """Everything, on every channel. Sign-ups ahead are the caller's to cancel first."""
    accounts = [Account(a.channel, a.account_id) for a in await addresses_of(session, person_id)]
    await withdraw_consents(session, person_id, now=now)
    await _end_roles(session, person_id, now)
    await _leave_lead(session, person_id)
    await _forget_joins(session, person_id)
    await forget_doors(session, person_id)
    await _forget_questions(session, questions.c.person_id == person_id)
    await forget_person(session, person_id)
    for account in accounts:
        await erase_account(session, account)
    await _let_accounts_go(session, person_id)
    await session.execute(
        update(people)
        .where(people.c.id == person_id)
        .values(name="", phone=None, over_16=None, erased_at=now)
    )


async def erase_account(session: Session, account: Account) -> None:
    """What is kept of an account, also of one that never consented."""
    await forget_chat(session, account.channel, account.account_id)
    await forget_conversation(session, account.channel, account.account_id)
    await _forget_questions(
        session,
        and_(questions.c.channel == account.channel, questions.c.account_id == account.account_id),
    )
    await _forget_reentries(session, account)
    await _forget_notices(session, account)
    if account.channel == CHANNEL:
        await forget_history(session, [account.account_id])
    await _unlink_reports(session, account)


async def _leave_lead(session: Session, person_id: int) -> None:
    """Nobody else is named by it: the unit names another leader."""
    await session.execute(
        update(shifts).where(shifts.c.leader_id == person_id).values(leader_id=None, leader="")
    )


async def _end_roles(session: Session, person_id: int, now: datetime) -> None:
    await session.execute(
        update(roles)
        .where(roles.c.person_id == person_id, roles.c.ends_at.is_(None))
        .values(ends_at=now)
    )


async def _let_accounts_go(session: Session, person_id: int) -> None:
    """A chat in plain mode stays plain: that belongs to the screen, not to the person."""
    whose = addresses.c.person_id == person_id
    await session.execute(delete(addresses).where(whose, addresses.c.plain.is_(False)))
    await session.execute(update(addresses).where(whose).values(person_id=None, seen_at=None))


async def _forget_joins(session: Session, person_id: int) -> None:
    whose = join_requests.c.person_id == person_id
    asked = (await session.execute(select(join_requests.c.id).where(whose))).scalars().all()
    await _blank(session, [notices.c.key.startswith(f"join:{each}:") for each in asked])
    await session.execute(delete(join_requests).where(whose))


async def _forget_questions(session: Session, whose: ColumnElement[bool]) -> None:
    """The question, and what coordinators were told of it."""
    asked = (await session.execute(select(questions.c.id).where(whose))).scalars().all()
    await _blank(session, [notices.c.key.startswith(f"question:{asked_id}:") for asked_id in asked])
    await session.execute(delete(questions).where(whose))


async def _forget_reentries(session: Session, account: Account) -> None:
    whose = and_(
        reentries.c.channel == account.channel, reentries.c.account_id == account.account_id
    )
    asked = (await session.execute(select(reentries.c.id).where(whose))).scalars().all()
    await _blank(session, [notices.c.key.startswith(f"reentry:{each}:") for each in asked])
    await session.execute(delete(reentries).where(whose))


async def _blank(session: Session, told: Sequence[ColumnElement[bool]]) -> None:
    which = or_(false(), *told)
    await session.execute(
        update(notices).where(which, notices.c.state == "due").values(state="dropped")
    )
    await session.execute(update(notices).where(which).values(payload={}))


async def _forget_notices(session: Session, account: Account) -> None:
    await _blank(session, [_in_chat(notices, account)])
    await session.execute(
        update(notices)
        .where(_in_chat(notices, account), notices.c.state != "sending")
        .values(chat_id=0, person_id=None)
    )
    await session.execute(delete(cards).where(_in_chat(cards, account)))


def _in_chat(table: Table, account: Account) -> ColumnElement[bool]:
    return and_(table.c.channel == account.channel, table.c.chat_id == account.account_id)


async def _unlink_reports(session: Session, account: Account) -> None:
    """Figures and photos of a unit stay, without the chat they came from; photos that no unit has
    are the person's own and go."""
    await session.execute(
        update(submissions)
        .where(_in_chat(submissions, account))
        .values(channel=None, chat_id=None, message_id=None)
    )
    await session.execute(
        update(hand_overs)
        .where(_in_chat(hand_overs, account))
        .values(channel=None, chat_id=None, asked_by=None)
    )
    await session.execute(
        update(photos)
        .where(_in_chat(photos, account), photos.c.participation_id.is_(None))
        .values(state="removed", caption="")
    )
    await session.execute(
        update(photos).where(_in_chat(photos, account)).values(chat_id=-photos.c.id)
    )
