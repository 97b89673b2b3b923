"""A reporter's free message: whose it is, what it states, and the version that comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from actions.progress import board_changed
from actions.submit_report import (
    Entry,
    Reported,
    announce,
    found_participation,
    settled,
    submit_as,
    submit_report,
)
from actions.which_unit import whose
from reading.edits import read_edit
from reading.report import Value, read_report
from rules.deadlines import effective_sent_at
from rules.model import Actor, Metric, Refused, RoleKind, Source
from rules.permissions import authorise, units_of
from storage.db import Session
from storage.participations import Participation, candidates, settle
from storage.reports import (
    Message,
    Version,
    add_version,
    give,
    hold,
    load_kept,
    set_values,
    versions_of,
)


@dataclass(frozen=True, slots=True)
class Held:
    """A report kept without a unit: its sender is asked which of `fits` it is of."""

    submission_id: int
    fits: tuple[Participation, ...]


async def take_message(
    session: Session, actor: Actor, message: Message, *, now: datetime
) -> Reported | Held | None:
    """A free message of a reporter. None when it states no figures."""
    own = [grant.unit_id for grant in units_of(actor, RoleKind.REPORTER)]
    found = await candidates(session, own, now)
    if not found:
        return None
    sent_at = effective_sent_at(message.sent_at, message.received_at)
    names = tuple(dict.fromkeys(one.unit_name for one in found))
    fits = whose(found, sent_at=sent_at)
    read = read_report(message.text, metrics=fits[0].metrics, unit_names=names)
    fits = whose(found, sent_at=sent_at, unit=read.unit)
    values = read.values if read.is_report else _edit(message.text, fits)
    if not values:
        return None
    entry = Entry({value.key: value.value for value in values}, Source.TYPED, message)
    if len(fits) > 1:
        return await _held(session, actor, entry, fits)
    reported = await submit_report(session, actor, fits[0], entry, now=now)
    return replace(reported, doubtful=_doubtful(values, fits[0].metrics))


def _edit(text: str, fits: Sequence[Participation]) -> tuple[Value, ...]:
    """Only a report that is there can be corrected."""
    return read_edit(text, fits[0].metrics) if any(one.version for one in fits) else ()


def _doubtful(values: Sequence[Value], metrics: Sequence[Metric]) -> tuple[Metric, ...]:
    keys = {value.key for value in values if value.doubtful}
    return tuple(metric for metric in metrics if metric.key in keys)


async def _held(
    session: Session, actor: Actor, entry: Entry, fits: tuple[Participation, ...]
) -> Held:
    sources = dict.fromkeys(entry.values, entry.source.value)
    version = Version(entry.values, sources, entry.message, actor.person_id)
    return Held(await hold(session, version), fits)


async def assign_report(
    session: Session, actor: Actor, submission_id: int, participation_id: int, *, now: datetime
) -> Reported:
    """The sender's answer: the held report becomes this unit's, as of when it was sent."""
    held = await load_kept(session, submission_id)
    if held is None or held.entered_by != actor.person_id:
        raise Refused("report_gone")
    if held.participation_id is not None:
        raise Refused("report_assigned")
    found = await found_participation(session, participation_id)
    entry = Entry(held.figures, Source.TYPED, held.message)
    reported, version = await settled(session, actor, found, entry)
    if not await give(session, submission_id, found.id, reported.after.version, version):
        raise Refused("report_assigned")
    await announce(session, actor, reported, now=now)
    return reported


async def move_report(
    session: Session, actor: Actor, from_id: int, to_id: int, *, now: datetime
) -> Reported:
    """What the last version brought belongs to another unit or day. The first goes back to the
    version before, as a version of its own; the other takes the figures as of their sending."""
    before = await found_participation(session, from_id)
    authorise(actor, "edit_report", before.unit_path)
    versions = await versions_of(session, from_id)
    if not versions or from_id == to_id:
        raise Refused("report_gone")
    last = versions[-1]
    kept: Mapping[str, int] = versions[-2].figures if len(versions) > 1 else {}
    sources: Mapping[str, str] = versions[-2].sources if len(versions) > 1 else {}
    moved = {key: value for key, value in last.figures.items() if kept.get(key) != value}
    await _take_back(session, before, Version(kept, sources, last.message, actor.person_id))
    await board_changed(session, before.event_id, now=now)
    entry = Entry(moved or last.figures, Source.TYPED, last.message)
    return await submit_as(session, actor, to_id, entry, now=now)


async def _take_back(session: Session, before: Participation, version: Version) -> None:
    facts = replace(
        before.facts,
        values=version.figures,
        has_submission=bool(version.figures),
        completed_at=None,
    )
    after = await settle(
        session, before, facts, version=before.version + 1, sources=version.sources
    )
    if after is None:
        raise Refused("report_gone")
    await add_version(session, after.id, after.version, version)
    await set_values(session, after)


async def elsewhere(
    session: Session, actor: Actor, participation_id: int, *, now: datetime
) -> tuple[Participation, list[Participation]]:
    """The participation, and the sender's other units and days that a message could be moved to."""
    here = await found_participation(session, participation_id)
    authorise(actor, "edit_report", here.unit_path)
    own = [grant.unit_id for grant in units_of(actor, RoleKind.REPORTER)]
    found = await candidates(session, own, now)
    return here, [one for one in found if one.id != participation_id]
