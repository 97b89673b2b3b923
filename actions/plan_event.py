"""A plan, or one line, becomes a day that is proposed; one confirmation opens it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from actions.open_event import Opened, Proposal, host_of, open_event, propose_day
from actions.plan_targets import aims
from actions.planned_day import PlannedDay, Usual, day_of, planned
from reading.plan import read_plan
from reading.plans.model import Plan, Window
from reading.proposal import PlanDay, propose_from_line, propose_from_plan
from reading.proposal import Proposal as Read
from rules.deadlines import local
from rules.model import Actor, Refused
from storage import events
from storage.audit import note
from storage.db import Session
from storage.expected import expect_only
from storage.targets import add_target
from storage.units import find_names

FEWEST_LETTERS: Final = 300
"""A message that is shorter is no plan that somebody pasted."""
_SOME_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)
_HEADS: Final = ("kế hoạch", "thông báo", "hướng dẫn", "chương trình", "công văn", "giấy mời")


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A proposal as it stands. `all_units`: how many the host has, `units`: how many of them
    the day would expect; `taken`: the host's day that begins just then already."""

    plan: PlannedDay
    host: str
    zone: str
    all_units: int
    units: int
    taken: int | None


def reads_as_plan(text: str) -> bool:
    """A long message of an officer: it says what it is at its head, with a number or a date."""
    if len(text) < FEWEST_LETTERS or not any(head in text.lower() for head in _HEADS):
        return False
    plan = read_plan(text, now=_SOME_DAY)
    dated = bool(plan.deadlines) or any(event.windows for event in plan.events)
    return plan.heading.doc_type is not None and (dated or plan.heading.number is not None)


async def plan_from_text(session: Session, actor: Actor, text: str, *, now: datetime) -> PlannedDay:
    """Refused: "plan_says_nothing"."""
    proposal = await propose_day(session, actor, now=now)
    names = await find_names(session, proposal.host.path)
    below = [each for each in names if each[0] != proposal.host.id]
    here = local(now, proposal.host.timezone)
    # A tenth of a second for ten pages, more for a large tree: nobody else waits for it.
    plan, read = await asyncio.to_thread(_read, text, below, here)
    if not (read.days or plan.deadlines or plan.assignments or plan.targets):
        raise Refused("plan_says_nothing")
    number = plan.heading.number_as_written or ""
    return planned(_blank(proposal, read, number=number), photos=read.min_photos, now=now)


def _read(text: str, names: Sequence[tuple[int, str]], now: datetime) -> tuple[Plan, Read]:
    plan = read_plan(text, now=now)
    return plan, propose_from_plan(plan, names, text=text)


async def plan_from_line(session: Session, actor: Actor, text: str, *, now: datetime) -> PlannedDay:
    """ "hạn đăng ký thứ 5, báo cáo 16h thứ 7, tối thiểu 3 ảnh". Refused: "plan_line_unclear"."""
    proposal = await propose_day(session, actor, now=now)
    read = propose_from_line(text, now=local(now, proposal.host.timezone))
    if not read.days and read.registration is None and read.min_photos is None:
        raise Refused("plan_line_unclear")
    blank = _blank(proposal, read, typed=True)
    if not read.days:
        blank = replace(blank, days=(_usual_day(proposal, read, text),))
    return planned(blank, photos=read.min_photos, now=now)


def _usual_day(proposal: Proposal, read: Read, text: str) -> PlanDay:
    """A line that names no day is about the next one."""
    begins = local(proposal.draft.schedule.starts_at, proposal.host.timezone)
    window = Window(begins, begins, "day")
    return PlanDay(None, window, text, inferred=True, registration=read.registration)


def _blank(proposal: Proposal, read: Read, *, number: str = "", typed: bool = False) -> PlannedDay:
    draft = proposal.draft
    usual = Usual(
        draft.title, draft.place, draft.min_photos, draft.schedule, proposal.host.timezone
    )
    return PlannedDay(
        usual,
        number,
        read.days,
        read.units,
        read.everyone,
        aims(read.targets, read.units),
        draft.title if read.days else (read.title or draft.title),
        draft.place,
        draft.min_photos,
        draft.schedule,
        typed=typed,
    )


async def plan_card(session: Session, actor: Actor, plan: PlannedDay) -> PlanCard:
    host = await host_of(session, actor)
    all_units = await events.expected_count(session, host, day_of(plan))
    units = len(plan.matched) if plan.only else all_units
    taken = await events.event_starting(session, host.id, plan.schedule.starts_at)
    return PlanCard(plan, host.name, host.timezone, all_units, units, taken)


async def open_planned(
    session: Session, actor: Actor, plan: PlannedDay, *, now: datetime
) -> Opened:
    """The day with its units and targets. A second tap gives the day of the first.

    Refused: "plan_not_confirmed" (something is still to be answered), and as `open_event`.
    """
    if plan.asks:
        raise Refused("plan_not_confirmed")
    opened = await open_event(session, actor, plan.draft, aims=bool(plan.aims), now=now)
    if not opened.new:
        return opened
    if plan.only:
        chosen = [each.unit_id for each in plan.matched if each.unit_id is not None]
        await expect_only(session, opened.event.id, chosen, now=now)
    for aim in plan.aims:
        await add_target(session, opened.event.id, aim.target)
    await note(
        session,
        actor,
        "plan_event",
        now=now,
        event_id=opened.event.id,
        detail={"number": plan.number, "units": len(plan.matched), "targets": len(plan.aims)},
    )
    return opened
