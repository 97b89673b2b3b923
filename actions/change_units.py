"""A unit gets another name, or is merged into another: the past stays as it was, its names and
people find the new one, and it can be undone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from actions.find_unit import units_called
from actions.progress import board_changed
from actions.tell import tell
from reading.fold import plain
from rendering.texts import words
from rules.deadlines import at_local, local
from rules.model import Actor, Refused, RoleKind
from rules.permissions import authorise, units_of
from rules.reminders import next_allowed
from storage import unit_changes as stored
from storage.audit import note
from storage.db import Session
from storage.events import expect_units, load_event
from storage.expected import set_dropped
from storage.participations import LOOK_BACK
from storage.people import PersonName, end_role, grant_role, role_holders
from storage.timer_plan import plan_timers
from storage.unit_changes import MERGED, RENAMED, UNDONE, UnitChange
from storage.units import Unit, add_aliases, find_by_name, unit


@dataclass(frozen=True, slots=True)
class Merger:
    """`old` goes into `into` from `on` on. `reporters` are those of `old`. `kept` are its open days
    in which something was done already: it stays expected there."""

    old: Unit
    into: Unit
    on: date
    reporters: tuple[PersonName, ...]
    kept: tuple[stored.OpenDay, ...]


async def units_to_change(session: Session, actor: Actor, typed: str) -> list[Unit]:
    """Open units of this coordinator that may be meant, best first.

    Refused: "for_coordinators", "who_are_you"."""
    grants = units_of(actor, RoleKind.COORDINATOR)
    authorise(actor, "change_units", grants[0].path if grants else "")
    found: dict[int, Unit] = {}
    for grant in grants:
        for each in await units_called(session, typed, below=grant.path):
            if each.closed_on is None:
                found.setdefault(each.id, each)
    return list(found.values())


async def unit_to_change(session: Session, actor: Actor, unit_id: int) -> Unit:
    """Refused: "unit_unknown", "unit_closed" and those of `authorise`."""
    found = await unit(session, unit_id)
    if found is None:
        raise Refused("unit_unknown")
    authorise(actor, "change_units", found.path)
    if found.closed_on is not None:
        raise Refused("unit_closed", unit=found.name)
    return found


async def rename_unit(
    session: Session, actor: Actor, unit_id: int, name: str, *, now: datetime
) -> Unit:
    """Days before today keep the name that the unit bore; both names find it.

    Refused: "unit_name_taken", "unit_closed".
    """
    before = await unit_to_change(session, actor, unit_id)
    same = [each for each in await find_by_name(session, plain(name)) if each.id != unit_id]
    if any(each.parent_id == before.parent_id for each in same):
        raise Refused("unit_name_taken", name=name)
    if name == before.name:
        return before
    if not await stored.rename(session, unit_id, before=before.name, after=name):
        raise Refused("unit_changed_meanwhile", unit=before.name)
    today = local(now, before.timezone).date()
    midnight = at_local(today, 0, 0, before.timezone)
    await stored.keep_name(session, unit_id, before.name, until=midnight)
    names = {plain(before.name): before.name, plain(name): name}
    await add_aliases(session, {unit_id: names})
    detail = {"before": before.name, "after": name}
    await note(session, actor, RENAMED, now=now, unit_id=unit_id, detail=detail)
    return await unit_to_change(session, actor, unit_id)


async def merging(
    session: Session, actor: Actor, old_id: int, into_id: int, *, now: datetime
) -> Merger:
    """What a merger would mean. Refused: "merge_itself", "merge_has_branches" and those of
    `unit_to_change`."""
    old = await unit_to_change(session, actor, old_id)
    into = await unit_to_change(session, actor, into_id)
    if old.id == into.id or into.path.startswith(old.path):
        raise Refused("merge_itself")
    below = await stored.branches(session, old.id)
    if below:
        raise Refused("merge_has_branches", unit=old.name, count=below)
    reporters = tuple(await role_holders(session, old.id, RoleKind.REPORTER))
    kept = tuple(day for day in await stored.open_days(session, old.id) if _stays(day, now))
    return Merger(old, into, local(now, old.timezone).date(), reporters, kept)


def _stays(day: stored.OpenDay, now: datetime) -> bool:
    """A day under way, and one for which something was done."""
    return day.begun or day.starts_at <= now


async def merge_units(
    session: Session,
    actor: Actor,
    old_id: int,
    into_id: int,
    *,
    move_people: bool,
    now: datetime,
) -> Merger:
    """Refused: "unit_changed_meanwhile" and those of `merging`."""
    merger = await merging(session, actor, old_id, into_id, now=now)
    if not await stored.merge(session, old_id, into_id, on=merger.on):
        raise Refused("unit_changed_meanwhile", unit=merger.old.name)
    detail: dict[str, Any] = {
        "into": into_id,
        "before": merger.old.name,
        "after": merger.into.name,
        "moved": [],
        "codes": [],
        "dropped": await _leave_days(session, merger, now=now),
    }
    if move_people:
        detail["moved"] = await _move_people(session, actor, merger, now=now)
        detail["codes"] = await stored.move_codes(session, old_id, into_id, now=now)
    await note(session, actor, MERGED, now=now, unit_id=old_id, detail=detail)
    if move_people:
        await _tell_people(session, actor, merger, "units/merged_news", now=now)
    return merger


async def _leave_days(session: Session, merger: Merger, *, now: datetime) -> list[int]:
    """Open days ahead for which it has done nothing yet expect the other unit instead."""
    left = []
    for day in await stored.open_days(session, merger.old.id):
        if not _stays(day, now) and await set_dropped(session, day.participation_id, now):
            left.append(day.participation_id)
            await _expects(session, day.event_id, now)
    return left


async def _expects(session: Session, event_id: int, now: datetime) -> None:
    event = await load_event(session, event_id)
    if event is not None:
        await expect_units(session, event)
        await plan_timers(session, event, now=now)
        await board_changed(session, event_id, now=now)


async def _move_people(
    session: Session, actor: Actor, merger: Merger, *, now: datetime
) -> list[int]:
    """Who reports for the old unit does so for the other; for the old one only as long as a day of
    it can still be reported. Those whose role at the other is new."""
    new = [
        each.id
        for each in merger.reporters
        if await grant_role(
            session,
            each.id,
            merger.into.id,
            RoleKind.REPORTER,
            granted_by=actor.person_id,
            now=now,
        )
    ]
    last = max((day.report_due_at + LOOK_BACK for day in merger.kept), default=now)
    people = [each.id for each in merger.reporters]
    await stored.end_roles(session, merger.old.id, people, at=last, now=now)
    return new


async def _tell_people(
    session: Session, actor: Actor, merger: Merger, name: str, *, now: datetime
) -> None:
    said = words(name, old=merger.old.name, into=merger.into.name, you="đ/c")
    zone = merger.old.timezone
    await tell(
        session,
        [each.id for each in merger.reporters if each.id != actor.person_id],
        said,
        key=f"{name}:{merger.old.id}:{int(now.timestamp() * 1000)}",
        now=now,
        due_at=next_allowed(now + timedelta(minutes=1), zone),
    )


async def changes(session: Session, actor: Actor) -> list[UnitChange]:
    """What stands and could be undone, the latest first."""
    grants = units_of(actor, RoleKind.COORDINATOR)
    authorise(actor, "change_units", grants[0].path if grants else "")
    found = {
        each.id: each
        for grant in grants
        for each in await stored.changes_below(session, grant.path)
    }
    return sorted(found.values(), key=lambda change: -change.id)


async def undo_change(session: Session, actor: Actor, unit_id: int, *, now: datetime) -> UnitChange:
    """The unit's latest change that stands. Refused: "unit_nothing_to_undo"."""
    whose = await unit(session, unit_id)
    if whose is None:
        raise Refused("unit_unknown")
    authorise(actor, "change_units", whose.path)
    mine = [
        each for each in await stored.changes_below(session, whose.path) if each.unit_id == unit_id
    ]
    if not mine:
        raise Refused("unit_nothing_to_undo", unit=whose.name)
    last, detail = mine[0], mine[0].detail
    if last.action == RENAMED:
        undone = await stored.rename(
            session, unit_id, before=detail["after"], after=detail["before"]
        )
        await stored.forget_name(session, unit_id, detail["before"])
    else:
        undone = await _unmerge(session, actor, whose, detail, now=now)
    if not undone:
        raise Refused("unit_changed_meanwhile", unit=whose.name)
    await note(session, actor, UNDONE, now=now, unit_id=unit_id, detail={"of": last.id})
    return last


async def _unmerge(
    session: Session, actor: Actor, old: Unit, detail: dict[str, Any], *, now: datetime
) -> bool:
    if not await stored.unmerge(session, old.id, detail["into"]):
        return False
    into = await unit(session, detail["into"])
    moved: list[int] = detail["moved"]
    for person in moved:
        await end_role(session, person, detail["into"], RoleKind.REPORTER, now=now)
        await grant_role(
            session, person, old.id, RoleKind.REPORTER, granted_by=actor.person_id, now=now
        )
    await stored.last_for_good(session, old.id, moved)
    await stored.move_codes(session, detail["into"], old.id, now=now, only=detail["codes"])
    for participation_id in detail["dropped"]:
        await set_dropped(session, participation_id, None)
    for day in await stored.open_days(session, old.id):
        await _expects(session, day.event_id, now)
    if moved and into is not None:
        people = tuple(
            each
            for each in await role_holders(session, old.id, RoleKind.REPORTER)
            if each.id in moved
        )
        merger = Merger(old, into, local(now, old.timezone).date(), people, ())
        await _tell_people(session, actor, merger, "units/unmerged_news", now=now)
    return True
