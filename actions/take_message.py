"""A reporter's free message: whose it is, what it states, and the version that comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from actions.clarify import Answered, answer_doubt, answer_in
from actions.mend_photos import authorise_for_sender
from actions.plausible import heard
from actions.progress import board_changed
from actions.submit_report import (
    Entry,
    Reported,
    announce,
    found_participation,
    settled,
    submit_report,
    unchanged,
)
from actions.which_unit import other_unit, whose
from reading.edits import read_edit
from reading.fold import plain
from reading.matching import Fit, fit_of
from reading.orders import taken_out
from reading.report import Loose, Value, read_report
from rules.deadlines import effective_sent_at
from rules.model import Actor, Refused, RoleKind, Source
from rules.permissions import units_of
from rules.plausibility import About, Doubt
from storage.db import Session
from storage.participations import Participation, candidates
from storage.reports import (
    Kept,
    Message,
    Version,
    give,
    hold,
    load_kept,
    version_of,
)


@dataclass(frozen=True, slots=True)
class Held:
    """A report kept without a unit: its sender is asked which of `fits` it is of."""

    submission_id: int
    fits: tuple[Participation, ...]


async def take_message(
    session: Session, actor: Actor, message: Message, *, now: datetime, caption: bool = False
) -> Reported | Held | Answered | None:
    """A free message of a reporter, or the caption of their photo. None when it states no figures;
    a caption that says what the report says already, or only speaks of its picture, is None too."""
    own = [grant.unit_id for grant in units_of(actor, RoleKind.REPORTER)]
    found = await candidates(session, own, now)
    if not found:
        return None
    sent_at = effective_sent_at(message.sent_at, message.received_at)
    names = tuple(dict.fromkeys(one.unit_name for one in found))
    fits = whose(found, sent_at=sent_at)
    read = read_report(message.text, metrics=fits[0].metrics, unit_names=names)
    fits = whose(found, sent_at=sent_at, unit=_unit(read.unit, found))
    if caption:
        values = _captioned(read.values, fits[0]) if read.is_report else ()
    else:
        values = read.values if read.is_report else _edit(message.text, fits)
    if values:
        entry = _entry(message, values, read.loose, fits[0])
        if len(fits) > 1:
            return await _held(session, actor, entry, fits, now=now)
        entry = await _with_unit(session, entry, read.unit, found, fits[0])
        return await _reported(session, actor, fits[0], entry, caption=caption, now=now)
    if caption or len(fits) > 1:
        return None
    return await _ordered(session, actor, fits[0], message, now=now)


def _unit(named: str | None, found: Sequence[Participation]) -> str | None:
    """The sender's own unit that the text names, where they have several."""
    units = {one.unit_id: one.unit_name for one in found}
    if named is None or len(units) == 1 or named in units.values():
        return named
    fit = fit_of(named, tuple(units.items()))
    return units[fit.matches[0].unit_id] if fit.fit is Fit.CERTAIN else named


def _captioned(values: Sequence[Value], fit: Participation) -> Sequence[Value]:
    """One number beside a picture may be of what it shows: it never changes a figure."""
    alone = len(values) == 1 and values[0].key in fit.facts.values
    return () if alone else values


def _edit(text: str, fits: Sequence[Participation]) -> tuple[Value, ...]:
    """Only a report that is there can be corrected."""
    return read_edit(text, fits[0].metrics) if any(one.version for one in fits) else ()


def _entry(
    message: Message, values: Sequence[Value], loose: Sequence[Loose], fit: Participation
) -> Entry:
    told = heard(values, loose, fit.metrics, there=fit.facts.values)
    figures = {value.key: value.value for value in values}
    return Entry(figures, Source.TYPED, message, heard=told)


async def _with_unit(
    session: Session,
    entry: Entry,
    named: str | None,
    found: Sequence[Participation],
    fit: Participation,
) -> Entry:
    """It counts for the sender's unit; that the text bears the name of another is asked about."""
    if named in {one.unit_name for one in found}:
        return entry
    other = await other_unit(session, named, fit)
    if not other:
        return entry
    asked = Doubt(About.UNIT, quote=other)
    return replace(entry, heard=replace(entry.heard, doubts=(asked, *entry.heard.doubts)))


async def _reported(
    session: Session,
    actor: Actor,
    fit: Participation,
    entry: Entry,
    *,
    caption: bool,
    now: datetime,
) -> Reported | None:
    if await _is_repeated(session, fit, entry, caption=caption):
        return None if caption else unchanged(fit, entry)
    return await submit_report(session, actor, fit, entry, now=now)


async def _is_repeated(
    session: Session, fit: Participation, entry: Entry, *, caption: bool
) -> bool:
    """The same figures once more, by a caption or in the very words of the version that stands."""
    facts = fit.facts
    same = all(facts.values.get(key) == value for key, value in entry.values.items())
    if not fit.version or not same or facts.returned or facts.not_taking_part:
        return False
    if caption:
        return True
    stands = await version_of(session, fit.id, fit.version)
    return stands is not None and plain(stands.message.text) == plain(entry.message.text)


async def _ordered(
    session: Session, actor: Actor, fit: Participation, message: Message, *, now: datetime
) -> Reported | Answered | None:
    """No figures: a figure to take out, or the answer to what was asked, in words."""
    if not fit.version:
        return None
    out = taken_out(message.text, fit.metrics, fit.facts.values)
    if out:
        entry = Entry({}, Source.TYPED, message, removes=out)
        return await submit_report(session, actor, fit, entry, now=now)
    said = answer_in(message.text, fit)
    if said is None:
        return None
    place, answer = said
    return await answer_doubt(session, actor, fit.id, fit.version, place, answer, now=now)


async def _held(
    session: Session,
    actor: Actor,
    entry: Entry,
    fits: tuple[Participation, ...],
    *,
    now: datetime,
) -> Held:
    """Until it is answered the coordinators see that it waits."""
    sources = dict.fromkeys(entry.values, entry.source.value)
    version = Version(
        entry.values,
        sources,
        entry.message,
        actor.person_id,
        author=entry.message.author,
    )
    held = Held(await hold(session, version), fits)
    for event_id in {one.event_id for one in fits}:
        await board_changed(session, event_id, now=now)
    return held


async def assign_report(
    session: Session, actor: Actor, submission_id: int, participation_id: int, *, now: datetime
) -> Reported:
    """The answer of its sender, or of their coordinator: the held report becomes this unit's, as of
    when it was sent."""
    held = await load_kept(session, submission_id)
    if held is None or held.entered_by is None:
        raise Refused("report_gone")
    if held.entered_by != actor.person_id:
        await authorise_for_sender(session, actor, held.entered_by, "report_gone")
    if held.participation_id is not None:
        raise Refused("report_assigned")
    found = await found_participation(session, participation_id)
    entry = _read_again(held, found)
    reported, version = await settled(session, actor, found, entry)
    if not await give(session, submission_id, found.id, reported.after.version, version):
        raise Refused("report_assigned")
    await announce(session, actor, reported, now=now)
    return reported


def _read_again(held: Kept, found: Participation) -> Entry:
    """By the figures that this day asks for; what else was read when it came is kept, in no sum."""
    read = read_report(held.message.text, metrics=found.metrics)
    if read.values:
        entry = _entry(held.message, read.values, read.loose, found)
        asked = {metric.key for metric in found.metrics}
        kept = {key: value for key, value in held.figures.items() if key not in asked}
        return replace(entry, values={**kept, **entry.values})
    return Entry(held.figures, Source.TYPED, held.message)
