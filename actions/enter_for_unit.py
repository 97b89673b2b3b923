"""Nhập hộ: a coordinator enters what a unit told by telephone or in another chat. It counts at once
and stays marked; who told it, and when, may be said afterwards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from actions.keep_photo import keep_for
from actions.mend_photos import assign_photos
from actions.progress import board_changed
from actions.report_card import card_changed
from actions.submit_report import (
    Entry,
    Reported,
    changed,
    found_participation,
    submit_report,
)
from actions.take_back import note_deed
from actions.unit_page import units_of_day
from reading.claim import Claim
from reading.edits import read_edit
from reading.report import Value, read_report
from rules.completeness import edited_after_deadline
from rules.deadlines import latest_at
from rules.model import Actor, EventState, Refused, Source
from rules.permissions import authorise
from storage.audit import note
from storage.db import Session
from storage.on_behalf import Sent, mark_photos, retell_photo, retell_version, sent_to
from storage.participations import Participation, participations_of
from storage.photos import NewPhoto, Photo, with_album
from storage.reports import Message
from storage.reviews import put_back, standing


@dataclass(frozen=True, slots=True)
class Told:
    """What one unit told: its figures and the words that held them, who told it and when.
    `at` None: when it was entered."""

    participation_id: int
    figures: Mapping[str, int]
    text: str = ""
    author: str = ""
    at: datetime | None = None
    source: Source = Source.TYPED
    doubtful: frozenset[str] = field(default=frozenset())


async def enter_for_unit(
    session: Session, actor: Actor, entries: Sequence[Told], message: Message, *, now: datetime
) -> list[Reported]:
    """Each becomes a version of its unit's report, marked nhập hộ; one refused refuses all.
    `message` is the one by which they were entered. Those of one unit right after each other are
    one deed: what they did together is told once and undone at once."""
    return [
        await _enter_unit(session, actor, list(of_unit), message, now=now)
        for _, of_unit in groupby(entries, key=lambda told: told.participation_id)
    ]


async def _enter_unit(
    session: Session, actor: Actor, entries: Sequence[Told], message: Message, *, now: datetime
) -> Reported:
    each = [await _enter(session, actor, told, message, now=now) for told in entries]
    first, last = each[0], each[-1]
    whole = last
    if first is not last:
        doubtful = {metric.key: metric for done in each for metric in done.doubtful}
        whole = replace(
            last,
            before=first.before,
            changes=changed(first.before, last.after),
            edited_late=any(done.edited_late for done in each),
            given=frozenset().union(*(done.given for done in each)),
            doubtful=tuple(doubtful.values()),
        )
    await note_deed(session, actor, "enter_for_unit", whole, now=now)
    return whole


async def _enter(
    session: Session, actor: Actor, told: Told, message: Message, *, now: datetime
) -> Reported:
    found = await entering(session, actor, told.participation_id)
    sent_at = min(told.at or message.sent_at, message.received_at)
    entry = Entry(
        told.figures,
        told.source,
        replace(message, text=told.text, sent_at=sent_at),
        on_behalf=True,
        author=told.author,
    )
    reported = await submit_report(session, actor, found, entry, now=now)
    doubtful = tuple(metric for metric in found.metrics if metric.key in told.doubtful)
    return replace(reported, doubtful=doubtful)


async def entering(session: Session, actor: Actor, participation_id: int) -> Participation:
    """The unit, when this person may enter something for it now."""
    found = await found_participation(session, participation_id)
    authorise(actor, "enter_for_unit", found.unit_path)
    if found.state is EventState.CANCELLED:
        raise Refused("event_cancelled", **found.named)
    return found


def read_for(participation: Participation, text: str) -> Told | None:
    """None when it states no figures; a correction only of a report that is there."""
    read = read_report(text, metrics=participation.metrics)
    values = read.values if read.is_report else ()
    if not values and participation.version:
        values = read_edit(text, participation.metrics)
    if not values:
        return None
    return _told(participation.id, text, values)


async def named_in(
    session: Session, actor: Actor, event_id: int, text: str
) -> tuple[Participation, Told] | None:
    """The one unit of the day that a report names, and what it tells."""
    units = await participations_of(session, event_id)
    if not units:
        return None
    names = [each.unit_name for each in units]
    read = read_report(text, metrics=units[0].metrics, unit_names=names)
    if not read.is_report or not read.unit:
        return None
    named = [each for each in units if each.unit_name == read.unit]
    if not named:
        found = await units_of_day(session, actor, event_id, read.unit, action="enter_for_unit")
        wanted = {each.participation_id for each in found[:1]} if len(found) == 1 else set()
        named = [each for each in units if each.id in wanted]
    if len(named) != 1:
        return None
    return named[0], _told(named[0].id, text, read.values)


def _told(participation_id: int, text: str, values: Iterable[Value]) -> Told:
    kept = tuple(values)
    return Told(
        participation_id,
        {value.key: value.value for value in kept},
        text,
        doubtful=frozenset(value.key for value in kept if value.doubtful),
    )


async def enter_photo(
    session: Session, actor: Actor, participation_id: int, photo: NewPhoto, *, now: datetime
) -> tuple[int | None, Participation, bool]:
    """The photo's id, the unit, and whether its album is acknowledged later."""
    found = await entering(session, actor, participation_id)
    kept = await keep_for(session, actor, replace(photo, on_behalf=True), found, now=now)
    return kept.photo_id, kept.fits[0], kept.later


async def enter_kept_photos(
    session: Session, actor: Actor, photo_id: int, participation_id: int, *, now: datetime
) -> tuple[Participation, int]:
    """Photos that came before anybody said of which unit they are."""
    found = await entering(session, actor, participation_id)
    album = await _own(session, actor, photo_id)
    after, count = await assign_photos(session, actor, photo_id, participation_id, now=now)
    await mark_photos(session, [photo.id for photo in album])
    detail = {"photos": count}
    await note(
        session,
        actor,
        "enter_photos_for_unit",
        now=now,
        unit_id=found.unit_id,
        event_id=found.event_id,
        detail=detail,
    )
    return after, count


async def _own(session: Session, actor: Actor, photo_id: int) -> list[Photo]:
    album = await with_album(session, photo_id)
    if not album or album[0].sent_by != actor.person_id:
        raise Refused("photo_gone")
    return album


async def say_who(
    session: Session,
    actor: Actor,
    participation_id: int,
    claim: Claim,
    *,
    since: datetime,
    now: datetime,
) -> Participation:
    """Who told what this person has entered for the unit since then, and at what time of day."""
    while True:
        found = await entering(session, actor, participation_id)
        sent = await sent_to(session, found.id, actor.person_id or 0)
        mine = [each for each in sent if each.mine and each.received_at >= since]
        if not mine:
            raise Refused("nothing_entered")
        retold = _retold(mine, claim, found.zone)
        if await _stands(session, found, sent, retold):
            break
    for each in mine:
        await _retell(session, each, claim, retold, found)
    await board_changed(session, found.event_id, now=now)
    after = await found_participation(session, found.id)
    await card_changed(session, after, now=now)
    return after


def _retold(mine: Sequence[Sent], claim: Claim, zone: str) -> dict[tuple[bool, int], datetime]:
    """When each was told: never later than it was received."""
    if claim.clock is None:
        return {}
    return {(each.photo, each.id): latest_at(claim.clock, zone, each.received_at) for each in mine}


async def _stands(
    session: Session,
    found: Participation,
    sent: Sequence[Sent],
    retold: Mapping[tuple[bool, int], datetime],
) -> bool:
    """What the told times mean for the unit. False when it has changed meanwhile."""
    if not retold:
        return True
    told = [replace(each, sent_at=retold.get((each.photo, each.id), each.sent_at)) for each in sent]
    was = await standing(session, found.id)
    latest = max(each.sent_at for each in told)
    completed = _completed(found, sent, told)
    late = any(
        _edited_late(found, each, completed)
        if (each.photo, each.id) in retold
        else before.edited_late
        for each, before in zip(told, sent, strict=True)
        if not each.photo
    )
    now_is = replace(was, completed_at=completed, last_sent_at=latest, edited_late=late)
    return await put_back(session, found, now_is, found.progress)


def _completed(found: Participation, sent: Sequence[Sent], told: Sequence[Sent]) -> datetime | None:
    """What was complete by a message is complete since that was told."""
    completed = found.facts.completed_at
    by = [each for each in sent if each.mine and each.sent_at == completed]
    if completed is None or not by:
        return completed
    received = max(each.received_at for each in by)
    return max(each.sent_at for each in told if each.received_at <= received)


def _edited_late(found: Participation, each: Sent, completed: datetime | None) -> bool:
    return edited_after_deadline(each.sent_at, found.closes, completed)


async def _retell(
    session: Session,
    each: Sent,
    claim: Claim,
    retold: Mapping[tuple[bool, int], datetime],
    found: Participation,
) -> None:
    sent_at = retold.get((each.photo, each.id), each.sent_at)
    author = claim.author or each.author
    if each.photo:
        await retell_photo(session, each.id, author, sent_at)
        return
    after = replace(each, sent_at=sent_at)
    late = _edited_late(found, after, found.facts.completed_at) if retold else each.edited_late
    await retell_version(session, each.id, author, sent_at, edited_late=late)
