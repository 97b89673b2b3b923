"""What a person owes next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from rules.model import Actor, Item, RoleKind
from rules.permissions import units_of
from storage.db import Session
from storage.participations import Participation, candidates, owed
from storage.registrations import last_registration

FEW: Final = 5
"""Units of which one message tells what they are asked for."""


@dataclass(frozen=True, slots=True)
class NextTask:
    """The nearest thing: `item`, until `closes`. `again`: the unit registered before, so "như lần
    trước" is on offer."""

    participation: Participation
    item: Item
    closes: datetime
    again: bool


async def next_task(session: Session, actor: Actor, *, now: datetime) -> NextTask | None:
    """Registration while it is open and the day has not begun, then figures, then photos."""
    tasks = [_task(one, now) for one in await owed_by(session, actor, now=now)]
    if not tasks:
        return None
    first = min(tasks, key=lambda task: task.closes < now)
    return await _with_again(session, first)


async def owed_by(session: Session, actor: Actor, *, now: datetime) -> list[Participation]:
    """All that this reporter's units still miss, by deadline."""
    own = [grant.unit_id for grant in units_of(actor, RoleKind.REPORTER)]
    return await owed(session, own, now)


async def asked_of(session: Session, actor: Actor, *, now: datetime) -> list[Participation]:
    """Their units on the nearest day, for who only reports; a coordinator decides what is asked."""
    if units_of(actor, RoleKind.COORDINATOR):
        return []
    own = [grant.unit_id for grant in units_of(actor, RoleKind.REPORTER)]
    found = await candidates(session, own, now)
    ahead = [each for each in found if each.closes >= now] or found[-1:]
    return [each for each in ahead if each.event_id == ahead[0].event_id][:FEW]


def _task(one: Participation, now: datetime) -> NextTask:
    schedule = one.schedule
    if Item.REGISTRATION in one.missing and now < schedule.starts_at:
        return NextTask(one, Item.REGISTRATION, schedule.registration_closes_at, again=False)
    item = Item.FIGURES if Item.FIGURES in one.missing else one.missing[-1]
    return NextTask(one, item, one.closes, again=False)


async def _with_again(session: Session, task: NextTask) -> NextTask:
    if task.item is not Item.REGISTRATION:
        return task
    before = await last_registration(session, task.participation.unit_id, task.participation.id)
    return NextTask(task.participation, task.item, task.closes, again=before is not None)
