"""No figure twice: who says that figures are in another unit's, and what comes of it (DESIGN
3.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from actions.progress import board_changed
from actions.submit_report import found_participation, show_others
from actions.tell import tell
from reading.names import given_name
from rendering.texts import words
from rules.count_once import branches, may_count
from rules.model import Actor, EventState, Refused
from rules.permissions import authorise, may
from rules.rollup import UnitLine, Why
from rules.tree import within
from storage import counting
from storage.audit import note
from storage.counting import CountedAt
from storage.db import Session
from storage.participations import Participation, settle_counted
from storage.people import reporters_of
from storage.unit_lines import unit_lines


@dataclass(frozen=True, slots=True)
class Branches:
    """What a unit says of its branches, of which the day expects `names`; `was` the moment
    before."""

    p: Participation
    says: bool | None
    names: tuple[str, ...]
    was: bool | None = None


async def asking_branches(session: Session, actor: Actor, participation_id: int) -> Branches:
    """What has been said so far. Nothing is stored yet."""
    found = await found_participation(session, participation_id)
    authorise(actor, "say_branches", found.unit_path)
    below = branches(await unit_lines(session, found.event_id), found.unit_path)
    says = await counting.includes_branches(session, found.unit_id)
    return Branches(found, says, tuple(line.name for line in below), says)


async def say_branches(
    session: Session, actor: Actor, participation_id: int, says: bool | None, *, now: datetime
) -> Branches:
    """ "Số này đã gồm các đơn vị trực thuộc chưa?": asked once a unit and remembered. `says` None
    takes the answer back. Refused: "event_cancelled"."""
    shown = await asking_branches(session, actor, participation_id)
    if shown.p.state is EventState.CANCELLED:
        raise Refused("event_cancelled", **shown.p.named)
    if says is not shown.was:
        await counting.set_includes_branches(session, shown.p.unit_id, says)
        await counting.touch(session, shown.p.id)
        detail = {"was": shown.was, "is": says}
        await _done(session, actor, shown.p, "say_branches", detail, now)
    after = await found_participation(session, participation_id)
    await show_others(session, actor, after, now=now)
    return Branches(after, says, shown.names, shown.was)


async def _done(
    session: Session,
    actor: Actor,
    p: Participation,
    deed: str,
    detail: Mapping[str, object],
    now: datetime,
) -> None:
    where = {"unit_id": p.unit_id, "event_id": p.event_id}
    await note(session, actor, deed, now=now, detail=detail, **where)
    await board_changed(session, p.event_id, now=now)


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures of `p` are in those of `at`; `was` is where they were said to be before."""

    p: Participation
    at: Participation
    how: Why
    was: CountedAt | None = None


async def counting_of(session: Session, actor: Actor, participation_id: int) -> Participation:
    """May this coordinator say where the unit's figures are? Nothing is stored yet.

    Refused: "event_closed"."""
    found = await found_participation(session, participation_id)
    authorise(actor, "count_once", found.unit_path)
    return still_open(found)


def still_open(found: Participation) -> Participation:
    if found.state is not EventState.OPEN:
        raise Refused("event_closed", **found.named)
    return found


async def count_at(
    session: Session, actor: Actor, of_id: int, at_id: int, how: Why, *, now: datetime
) -> Counted:
    """A coordinator of both says so, or the reporter of `at` for units below it. Refused: see
    `rules.count_once.may_count`, and "event_closed"."""
    p = still_open(await found_participation(session, of_id))
    at = await found_participation(session, at_id)
    if not may_say(actor, p, at):
        for each in (p, at):
            authorise(actor, "count_once", each.unit_path)
    lines = {line.participation_id: line for line in await unit_lines(session, p.event_id)}
    was = await counting.counted_at(session, p.id)
    done = Counted(p, at, how, was)
    if was == CountedAt(at.id, how):
        return done
    may_count(line_of(lines, p), line_of(lines, at), lines.values())
    if not await counting.count_at(session, p.id, at.id, how):
        raise Refused("counted_itself", unit=at.unit_name)
    after = await settle_counted(session, p.id)
    detail = {"at": at.unit_id, "how": how.value}
    await _done(session, actor, p, "count_once", detail, now)
    await _tell_both(session, actor, done, after.revision if after else 0, now)
    return done


def line_of(lines: dict[int, UnitLine], p: Participation) -> UnitLine:
    if p.id not in lines:
        raise Refused("participation_gone")
    return lines[p.id]


def may_say(actor: Actor, p: Participation, at: Participation) -> bool:
    """Otherwise the coordinator confirms it."""
    own = may(actor, "say_covered", at.unit_path) and within(p.unit_path, at.unit_path)
    return own or all(may(actor, "count_once", each.unit_path) for each in (p, at))


async def _tell_both(
    session: Session, actor: Actor, done: Counted, revision: int, now: datetime
) -> None:
    """The reporters of both units hear it once, not who said it."""
    reporters = await reporters_of(session, [done.p.unit_id, done.at.unit_id])
    people = [*reporters[done.p.unit_id], *reporters[done.at.unit_id]]
    others = [person for person in dict.fromkeys(people) if person != actor.person_id]
    said = words("counting/news", done=done, by=given_name(actor.name))
    key = f"counted:{done.p.id}:{revision}"
    await tell(session, others, said, key=key, now=now, event_id=done.p.event_id)


async def count_itself(
    session: Session, actor: Actor, of_id: int, *, now: datetime
) -> Participation:
    """Its own figures count again, by whoever may have said otherwise. Refused: "event_closed",
    "counts_already"."""
    p = still_open(await found_participation(session, of_id))
    was = await counting.counted_at(session, p.id)
    at = p if was is None else await found_participation(session, was.participation_id)
    if not may_say(actor, p, at):
        authorise(actor, "count_once", p.unit_path)
    if not await counting.count_itself(session, p.id):
        raise Refused("counts_already", unit=p.unit_name)
    after = await settle_counted(session, p.id) or p
    await _done(session, actor, p, "count_itself", {"was": at.unit_id}, now)
    reporters = (await reporters_of(session, [p.unit_id]))[p.unit_id]
    others = [person for person in reporters if person != actor.person_id]
    said = words("counting/itself_news", p=after, by=given_name(actor.name), zone=p.zone)
    key = f"counts_itself:{p.id}:{after.revision}"
    await tell(session, others, said, key=key, now=now, event_id=p.event_id)
    return after
