"""Whose figures are in whose, told in words: done at once, or the coordinator confirms it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from actions.count_once import (
    Counted,
    count_at,
    counting_of,
    line_of,
    may_say,
    still_open,
)
from actions.load import events_for, load_event
from actions.submit_report import found_participation
from actions.tell import tell
from actions.which_unit import fitting
from reading.covering import Cover, named_units
from reading.names import given_name
from rendering.texts import words
from rules.count_once import may_count
from rules.model import Actor, Refused, RoleKind
from rules.permissions import authorise, may, units_of
from rules.rollup import Why
from storage.audit import note
from storage.days_of_units import rows_of_units
from storage.db import Session
from storage.events import Event
from storage.participations import Participation
from storage.people import coordinators_above, reporters_of
from storage.unit_lines import unit_lines
from storage.units import find_names


@dataclass(frozen=True, slots=True)
class Unclear:
    """Words that no unit of the day, or more than one, goes by."""

    text: str
    names: tuple[str, ...]


@dataclass(slots=True)
class Told:
    """What came of a message about whose figures are in whose: done at once, or the coordinator is
    being asked; `which` while only the sender knows which of their units they mean."""

    done: list[Counted] = field(default_factory=list)
    asked: list[Counted] = field(default_factory=list)
    unclear: list[Unclear] = field(default_factory=list)
    which: tuple[Participation, ...] = ()


async def tell_cover(
    session: Session,
    actor: Actor,
    cover: Cover,
    *,
    own_id: int | None = None,
    sent_at: datetime,
    now: datetime,
) -> Told:
    """A message, in words. `own_id` is the unit of a reporter who has chosen it. Refused as
    `count_at`, and "name_the_unit"."""
    told = Told()
    own = await _own(session, actor, own_id, sent_at, now)
    named = bool(cover.holder and cover.names)
    if not named and len(own) != 1:
        if not own:
            raise Refused("name_the_unit")
        told.which = own
        return told
    event = await _day(session, actor, own, now)
    names = await find_names(session, event.host_path)
    holders = await _meant(session, event.id, cover.holder, names, told) if cover.holder else own
    members = await _meant(session, event.id, cover.names, names, told) if cover.names else own
    if len(holders) == 1:
        how = Why.JOINT if cover.joint else Why.CLUSTER
        for each in members:
            if each.id != holders[0].id:
                await _say(session, actor, Counted(each, holders[0], how), told, now)
    return told


async def chosen_unit(session: Session, actor: Actor, participation_id: int) -> Participation:
    """A reporter's own, to say whose figures its report holds. Refused: "event_closed"."""
    found = await found_participation(session, participation_id)
    authorise(actor, "say_covered", found.unit_path)
    return still_open(found)


async def _own(
    session: Session, actor: Actor, own_id: int | None, sent_at: datetime, now: datetime
) -> tuple[Participation, ...]:
    if own_id is not None:
        return (await chosen_unit(session, actor, own_id),)
    if not units_of(actor, RoleKind.REPORTER):
        return ()
    return await fitting(session, actor, sent_at=sent_at, now=now)


async def _day(
    session: Session, actor: Actor, own: Sequence[Participation], now: datetime
) -> Event:
    """That of the reporter's unit; of a coordinator's days the nearest."""
    if own:
        return await load_event(session, own[0].event_id)
    days = await events_for(session, actor, "count_once", now=now)
    if not days:
        raise Refused("nothing_open")
    return days[0]


async def covering_of(
    session: Session, p: Participation, text: str
) -> tuple[tuple[Participation, ...], tuple[Unclear, ...]]:
    """The units of the day that `text` names, and the words that name none or several."""
    event = await load_event(session, p.event_id)
    told = Told()
    names = await find_names(session, event.host_path)
    found = await _meant(session, event.id, text, names, told)
    return found, tuple(told.unclear)


async def _meant(
    session: Session,
    event_id: int,
    text: str,
    names: Sequence[tuple[int, str]],
    told: Told,
) -> tuple[Participation, ...]:
    """Expected units by their names; what is not clear is noted in `told`."""
    found: list[Participation] = []
    for each in named_units(text, names):
        ids = [match.unit_id for match in each.matches]
        rows = await rows_of_units(session, event_id, ids)
        if len(rows) == 1:
            found.append(await found_participation(session, next(iter(rows.values()))))
        else:
            names_of = tuple(match.name for match in each.matches if match.unit_id in rows)
            told.unclear.append(Unclear(each.text, names_of))
    return tuple(found)


async def _say(session: Session, actor: Actor, wanted: Counted, told: Told, now: datetime) -> None:
    if may_say(actor, wanted.p, wanted.at):
        told.done.append(
            await count_at(session, actor, wanted.p.id, wanted.at.id, wanted.how, now=now)
        )
    elif any(may(actor, "say_covered", each.unit_path) for each in (wanted.p, wanted.at)):
        await _ask(session, actor, wanted, now)
        told.asked.append(wanted)
    else:
        authorise(actor, "count_once", wanted.p.unit_path)
        authorise(actor, "count_once", wanted.at.unit_path)


async def _ask(session: Session, actor: Actor, wanted: Counted, now: datetime) -> None:
    """The coordinators of the host confirm what crosses the tree; once for each version."""
    still_open(wanted.p)
    lines = {line.participation_id: line for line in await unit_lines(session, wanted.p.event_id)}
    may_count(line_of(lines, wanted.p), line_of(lines, wanted.at), lines.values())
    people = await coordinators_above(session, wanted.p.host_path)
    said = words("counting/request", wanted=wanted, by=given_name(actor.name))
    key = f"count?:{wanted.p.id}:{wanted.at.id}:{wanted.at.version}"
    await tell(session, people, said, key=key, now=now, event_id=wanted.p.event_id)


async def decline(
    session: Session, actor: Actor, of_id: int, at_id: int, how: Why, *, now: datetime
) -> Counted:
    """The coordinator does not confirm it; the reporters who asked hear so once."""
    p = await counting_of(session, actor, of_id)
    at = await counting_of(session, actor, at_id)
    await note(session, actor, "decline_count", now=now, unit_id=p.unit_id, event_id=p.event_id)
    asker = at if how is Why.CLUSTER else p
    reporters = (await reporters_of(session, [asker.unit_id]))[asker.unit_id]
    wanted = Counted(p, at, how)
    said = words("counting/declined_news", wanted=wanted, by=given_name(actor.name))
    key = f"count!:{p.id}:{at.id}:{at.version}"
    await tell(session, reporters, said, key=key, now=now, event_id=p.event_id)
    return wanted
