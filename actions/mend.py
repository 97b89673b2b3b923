"""A report that went to the wrong unit or day: what its last version brought is moved, as of when
it was sent. Nothing is overwritten, and the same tap backwards undoes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from actions.plausible import Heard
from actions.progress import board_changed
from actions.report_card import card_changed
from actions.restand import Came, ended_by, stand_again
from actions.submit_report import Entry, Reported, announce, found_participation, settled
from actions.tell import tell
from rendering.texts import words
from rules.model import Actor, EventState, Refused, RoleKind, Source
from rules.permissions import authorise, may, units_of
from rules.reschedule import only_corrects
from storage.audit import last_deed, note
from storage.db import Session
from storage.participations import Participation, candidates, settle
from storage.people import reporters_of
from storage.reports import (
    Kept,
    Message,
    Version,
    add_version,
    mark_moved,
    set_values,
    versions_of,
)


@dataclass(frozen=True, slots=True)
class Moved:
    """Both units as they stand now; what was moved was sent at `sent_at`."""

    source: Participation
    reported: Reported
    sent_at: datetime

    @property
    def target(self) -> Participation:
        return self.reported.after


@dataclass(frozen=True, slots=True)
class _Moving:
    """The version that leaves, the one that comes back, and what the last had brought."""

    last: Kept
    earlier: Kept | None
    brought: Mapping[str, int]


async def move_report(
    session: Session, actor: Actor, from_id: int, to_id: int, *, now: datetime
) -> Moved:
    """Refused: "report_gone", "report_corrected" (what came last is a coordinator's)."""
    return await _move(session, actor, from_id, to_id, None, now=now)


async def undo_move(
    session: Session,
    actor: Actor,
    from_id: int,
    to_id: int,
    versions: tuple[int, int],
    now: datetime,
) -> Moved:
    """Back from `to_id`, as long as nothing newer came to either. Refused: "newer_version"."""
    for each, version in zip((from_id, to_id), versions, strict=True):
        found = await found_participation(session, each)
        authorise(actor, "edit_report", found.unit_path)
        if found.version != version:
            raise Refused("moved_meanwhile", unit=found.unit_name)
    source = await found_participation(session, from_id)
    deed = await last_deed(
        session, ["move_report"], unit_id=source.unit_id, event_id=source.event_id
    )
    if deed is None or deed.detail["to"] != to_id:
        raise Refused("report_gone")
    return await _move(session, actor, to_id, from_id, deed.detail["figures"], now=now)


async def _move(
    session: Session,
    actor: Actor,
    from_id: int,
    to_id: int,
    brought: Mapping[str, int] | None,
    *,
    now: datetime,
) -> Moved:
    source = await movable(session, actor, from_id)
    target = await found_participation(session, to_id)
    authorise(actor, "submit_report", target.unit_path)
    moving = await _moving(session, source, brought)
    if from_id == to_id:
        raise Refused("report_gone")
    source = await _taken_back(session, actor, source, target, moving, now=now)
    reported = await _brought(session, actor, source, target, moving, now=now)
    moved = Moved(source, reported, moving.last.message.sent_at)
    await _note(session, actor, moved, moving.brought, now=now)
    await _tell(session, actor, moved, now=now)
    return moved


async def movable(session: Session, actor: Actor, participation_id: int) -> Participation:
    """From which, or to which, something may be moved. Refused: "event_cancelled"."""
    found = await found_participation(session, participation_id)
    authorise(actor, "edit_report", found.unit_path)
    if found.state is EventState.CANCELLED:
        raise Refused("event_cancelled", **found.named)
    return found


def standing_versions(versions: Sequence[Kept]) -> list[Kept]:
    """Those that are of this unit; the last is what its figures say now."""
    return [each for each in versions if each.moved_to is None]


async def _moving(
    session: Session, source: Participation, brought: Mapping[str, int] | None
) -> _Moving:
    own = standing_versions(await versions_of(session, source.id))
    if not own or not own[-1].figures:
        raise Refused("report_gone")
    last, earlier = own[-1], own[-2] if len(own) > 1 else None
    before = {} if earlier is None else earlier.figures
    changed = {key: value for key, value in last.figures.items() if before.get(key) != value}
    if only_corrects(before, last.figures, last.sources):
        raise Refused("report_corrected", unit=source.unit_name)
    return _Moving(last, earlier, brought or changed or last.figures)


async def _taken_back(
    session: Session,
    actor: Actor,
    source: Participation,
    target: Participation,
    moving: _Moving,
    *,
    now: datetime,
) -> Participation:
    """The version before comes again as one of its own; neither is weighed any more."""
    last, earlier = moving.last, moving.earlier
    again = Version(
        figures={} if earlier is None else earlier.figures,
        sources={} if earlier is None else earlier.sources,
        message=Message("", (earlier or last).message.sent_at, now),
        entered_by=actor.person_id,
        after_freeze=source.state is EventState.FROZEN,
        reason=words("mending/moved_to", p=target, version=last.version, zone=target.zone).text,
        corrections={} if earlier is None else earlier.corrections,
        corrected_by=None if earlier is None else earlier.corrected_by,
        how={} if earlier is None else earlier.how,
        doubts=() if earlier is None else earlier.doubts,
    )
    facts = replace(source.facts, values=again.figures, has_submission=bool(again.figures))
    number = source.version + 1
    settled_now = await settle(
        session, source, facts, version=number, sources=again.sources, doubts=again.doubts
    )
    if settled_now is None:
        raise Refused("moved_meanwhile", unit=source.unit_name)
    await add_version(session, source.id, number, again)
    await mark_moved(session, source.id, (last.version, number), target.id)
    left = await ended_by(session, source, last.message.sent_at)
    after = await stand_again(session, source.id, left)
    await set_values(session, after)
    await board_changed(session, after.event_id, now=now)
    await card_changed(session, after, now=now)
    return after


async def _brought(
    session: Session,
    actor: Actor,
    source: Participation,
    target: Participation,
    moving: _Moving,
    *,
    now: datetime,
) -> Reported:
    last = moving.last
    entry = Entry(
        moving.brought,
        _source(last, moving.brought),
        last.message,
        on_behalf=last.on_behalf,
        author=last.author,
        reason=words("mending/moved_from", p=source, zone=source.zone).text,
        heard=Heard(how=last.how, doubts=last.doubts),
        asks=False,
    )
    reported, version = await settled(session, actor, target, entry)
    version = replace(version, entered_by=last.entered_by)
    await add_version(session, target.id, reported.after.version, version)
    came = Came(reported.sent_at, last.message.received_at, moving.brought)
    after = await stand_again(session, target.id, came)
    reported = replace(reported, after=after, edited_late=after.edited_late)
    await announce(session, actor, reported, now=now, quietly=True)
    return reported


def _source(last: Kept, brought: Mapping[str, int]) -> Source:
    """How the figures were given, where all of them were given in one way."""
    ways = {last.sources.get(key) for key in brought}
    way = ways.pop() if len(ways) == 1 else None
    kept = {each.value for each in (Source.GUIDED, Source.COPIED)}
    return Source(way) if way in kept else Source.TYPED


async def _note(
    session: Session, actor: Actor, moved: Moved, brought: Mapping[str, int], *, now: datetime
) -> None:
    source, target = moved.source, moved.target
    detail = {
        "from": source.id,
        "to": target.id,
        "versions": [source.version, target.version],
        "figures": dict(brought),
    }
    await note(
        session,
        actor,
        "move_report",
        now=now,
        unit_id=source.unit_id,
        event_id=source.event_id,
        detail=detail,
    )


async def _tell(session: Session, actor: Actor, moved: Moved, *, now: datetime) -> None:
    await tell_of_move(
        session,
        actor,
        moved.source,
        moved.target,
        what="report",
        sent_at=moved.sent_at,
        key=f"moved:{moved.source.id}:{moved.source.version}",
        now=now,
    )


async def tell_of_move(  # noqa: PLR0913  each is said in the message
    session: Session,
    actor: Actor,
    source: Participation,
    target: Participation,
    *,
    what: str,
    sent_at: datetime,
    key: str,
    now: datetime,
    count: int = 1,
) -> None:
    """The reporters of both units hear of it, but not who did it."""
    reporters = await reporters_of(session, {source.unit_id, target.unit_id})
    others = {person for people in reporters.values() for person in people} - {actor.person_id}
    said = words(
        "mending/news",
        source=source,
        target=target,
        who=actor.name,
        what=what,
        count=count,
        sent_at=sent_at,
        you="đ/c",
        zone=source.zone,
    )
    await tell(session, sorted(filter(None, others)), said, key=key, now=now)


async def elsewhere(
    session: Session, actor: Actor, participation_id: int, *, now: datetime
) -> tuple[Participation, list[Participation]]:
    """The participation, and where something of it could be moved by one tap: the sender's other
    units and days; for a coordinator the other days of this unit."""
    here = await movable(session, actor, participation_id)
    own = [grant.unit_id for grant in units_of(actor, RoleKind.REPORTER)]
    found = await candidates(session, own or [here.unit_id], now)
    return here, [one for one in found if one.id != participation_id]


def names_units(actor: Actor, here: Participation) -> bool:
    """May this person move it to any unit of the subtree, by typing its name?"""
    return may(actor, "enter_for_unit", here.unit_path)
