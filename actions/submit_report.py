"""A unit's figures become a version of its report."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from actions.plausible import Heard
from actions.progress import board_changed
from actions.report_card import card_changed
from actions.tell import tell
from rendering.texts import words
from rules.completeness import edited_after_deadline
from rules.deadlines import effective_sent_at, minutes_late
from rules.model import Actor, EventState, Metric, Refused, RoleKind, Source
from rules.permissions import authorise, units_of
from rules.plausibility import Doubt, oddities, weighed
from storage.db import Session
from storage.participations import Corrections, Participation, load_participation, settle
from storage.people import reporters_of
from storage.reports import Message, Version, add_version, set_values

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry:
    """Figures by metric, how they were given, and the message that brought them. `removes` are
    taken out; `asks`: what is doubtful about them may be asked."""

    values: Mapping[str, int]
    source: Source
    message: Message
    on_behalf: bool = False
    author: str = ""
    reason: str = ""
    heard: Heard = field(default_factory=Heard)
    removes: frozenset[str] = frozenset()
    asks: bool = True

    @property
    def named(self) -> frozenset[str]:
        """All that it speaks of."""
        return self.removes | self.values.keys()

    @property
    def told_by_unit(self) -> bool:
        """In its own words or numbers, so that it can have been a slip."""
        return self.source in (Source.TYPED, Source.GUIDED)

    @property
    def corrects(self) -> bool:
        """A coordinator puts a number right: the unit has sent nothing by it."""
        return self.source is Source.CORRECTED


@dataclass(frozen=True, slots=True)
class Change:
    """One figure corrected."""

    metric: Metric
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Reported:
    """A stored version and what it did."""

    before: Participation
    after: Participation
    changes: tuple[Change, ...]
    sent_at: datetime
    edited_late: bool
    given: frozenset[str]
    doubtful: tuple[Metric, ...] = ()

    @property
    def first(self) -> bool:
        return self.before.version == 0

    @property
    def whole(self) -> bool:
        """A report from the beginning, not a correction: it names every required figure."""
        required = {metric.key for metric in self.after.metrics if metric.required}
        return len(self.given) > 1 and self.given >= required

    @property
    def added(self) -> tuple[Metric, ...]:
        """Figures that the report did not have before."""
        was = self.before.facts.values
        return tuple(metric for metric in self.after.reported if metric.key not in was)

    @property
    def removed(self) -> tuple[Metric, ...]:
        """Figures that the report has no more."""
        was = self.before.facts.values
        return tuple(metric for metric in self.after.unreported if metric.key in was)

    @property
    def minutes_late(self) -> int:
        """Of this message, whatever stood before it."""
        return minutes_late(self.sent_at, self.after.closes)

    @property
    def after_freeze(self) -> bool:
        return self.after.state is EventState.FROZEN


async def submit_report(
    session: Session, actor: Actor, participation: Participation, entry: Entry, *, now: datetime
) -> Reported:
    """Add a version. Figures that `entry` does not name stay as they were."""
    reported, version = await settled(session, actor, participation, entry)
    await add_version(session, reported.after.id, reported.after.version, version)
    await announce(session, actor, reported, now=now, quietly=entry.corrects)
    return reported


def unchanged(participation: Participation, entry: Entry) -> Reported:
    """What said nothing new made no version."""
    given = frozenset(entry.values)
    return Reported(participation, participation, (), _sent_at(entry), False, given)


async def submit_as(
    session: Session, actor: Actor, participation_id: int, entry: Entry, *, now: datetime
) -> Reported:
    """As `submit_report`, for a participation that a button or form names."""
    found = await found_participation(session, participation_id)
    return await submit_report(session, actor, found, entry, now=now)


async def submit_expected(
    session: Session, actor: Actor, participation_id: int, message: Message, *, now: datetime
) -> Reported:
    """ "Như đăng ký": the expected figures, marked as copied."""
    found = await found_participation(session, participation_id)
    authorise(actor, "submit_report", found.unit_path)
    if not found.expected:
        raise Refused("nothing_expected", unit=found.unit_name)
    entry = Entry(found.expected, Source.COPIED, message)
    return await submit_report(session, actor, found, entry, now=now)


async def found_participation(session: Session, participation_id: int) -> Participation:
    found = await load_participation(session, participation_id)
    if found is None:
        raise Refused("participation_gone")
    return found


async def settled(
    session: Session, actor: Actor, participation: Participation, entry: Entry
) -> tuple[Reported, Version]:
    """Win the next version number; decided again when somebody else came first."""
    before = participation
    authorise(actor, "submit_report", before.unit_path)
    while True:
        if before.state is EventState.CANCELLED:
            raise Refused("event_cancelled", **before.named)
        if before.dropped_at is not None:
            raise Refused("unit_dropped", unit=before.unit_name)
        version = _version(actor, before, entry)
        after = await settle(
            session,
            before,
            replace(
                before.facts,
                values=version.figures,
                has_submission=bool(version.figures),
                returned=before.facts.returned and entry.corrects,
                not_taking_part=False,
            ),
            sent_at=None if entry.corrects else _sent_at(entry),
            version=before.version + 1,
            edited_late=version.edited_late,
            **_told(actor, before, version),
        )
        if after is not None:
            reported = Reported(
                before,
                after,
                changed(before, after),
                _sent_at(entry),
                version.edited_late,
                frozenset(entry.values),
            )
            return reported, version
        before = await found_participation(session, before.id)


def _sent_at(entry: Entry) -> datetime:
    return effective_sent_at(entry.message.sent_at, entry.message.received_at)


def _version(actor: Actor, before: Participation, entry: Entry) -> Version:
    given = {key: _source(before, key, entry) for key in entry.values}
    figures = {**_without(before.facts.values, entry.removes), **entry.values}
    return Version(
        figures=figures,
        sources={**_without(before.sources, entry.removes), **given},
        message=entry.message,
        entered_by=actor.person_id,
        on_behalf=entry.on_behalf,
        edited_late=not entry.corrects
        and edited_after_deadline(_sent_at(entry), before.closes, before.facts.completed_at),
        after_freeze=before.state is EventState.FROZEN,
        author=entry.author or entry.message.author,
        reason=entry.reason,
        corrections=(corrections := _corrections(before, entry)),
        corrected_by=_corrected_by(actor, before, entry) if corrections else None,
        how={**_without(before.how, entry.named), **entry.heard.how},
        doubts=_doubts(before, entry, figures),
    )


def _without(told: Mapping[str, T], keys: Collection[str]) -> dict[str, T]:
    return {key: value for key, value in told.items() if key not in keys}


def _doubts(before: Participation, entry: Entry, figures: Mapping[str, int]) -> tuple[Doubt, ...]:
    """What the words leave open and what is hardly so; a correction leaves nothing."""
    odd: tuple[Doubt, ...] = ()
    if entry.told_by_unit:
        odd = oddities(figures, entry.values, members=before.members, usual=before.usual)
    fresh = (*entry.heard.doubts, *odd)
    if not fresh and not before.doubts:
        return ()
    asks = entry.asks and not entry.on_behalf
    return weighed(before.doubts, fresh, figures, entry.named, asks=asks)


def _corrections(before: Participation, entry: Entry) -> Corrections:
    """Those that stand after `entry`: a figure told anew is corrected no more."""
    left = _without(before.corrections, entry.named)
    if not entry.corrects:
        return left
    was = before.facts.values
    return left | {key: {"was": was.get(key), "why": entry.reason} for key in entry.values}


def _corrected_by(actor: Actor, before: Participation, entry: Entry) -> int | None:
    return actor.person_id if entry.corrects else before.corrected_by


def _told(actor: Actor, before: Participation, version: Version) -> dict[str, object]:
    """What the version says of itself."""
    mine = version.corrected_by == actor.person_id
    return {
        "sources": version.sources,
        "doubts": version.doubts,
        "corrections": version.corrections,
        "corrected_by": version.corrected_by,
        "corrector": actor.name if mine else before.corrector,
        "on_behalf": version.on_behalf,
        "author": version.author,
        "how": version.how,
    }


def _source(before: Participation, key: str, entry: Entry) -> str:
    edits = entry.source is Source.TYPED and key in before.facts.values
    return (Source.EDITED if edits else entry.source).value


def changed(before: Participation, after: Participation) -> tuple[Change, ...]:
    was, now_is = before.facts.values, after.facts.values
    return tuple(
        Change(metric, was[metric.key], now_is[metric.key])
        for metric in after.metrics
        if metric.key in was and was[metric.key] != now_is.get(metric.key, was[metric.key])
    )


async def announce(
    session: Session, actor: Actor, reported: Reported, *, now: datetime, quietly: bool = False
) -> None:
    """`quietly`: the unit's reporters are told in other words, so their card only changes."""
    await set_values(session, reported.after)
    await board_changed(session, reported.after.event_id, now=now)
    if quietly:
        await card_changed(session, reported.after, now=now)
    else:
        await show_others(session, actor, reported.after, now=now)


async def show_others(
    session: Session, actor: Actor, participation: Participation, *, now: datetime
) -> None:
    """Every other reporter of the unit sees the card and its changes (DESIGN 3.7)."""
    if participation.reporters <= _is_reporter(actor, participation):
        return
    reporters = await reporters_of(session, [participation.unit_id])
    others = [person for person in reporters[participation.unit_id] if person != actor.person_id]
    if not others:
        return
    await tell(
        session,
        others,
        words(
            "report/card",
            p=participation,
            by=actor.name,
            several=False,
            changes=(),
            zone=participation.zone,
        ),
        key=f"report:{participation.id}:{participation.revision}",
        now=now,
        card=f"report:{participation.id}",
        edit=True,
        event_id=participation.event_id,
        participation_id=participation.id,
    )


def _is_reporter(actor: Actor, participation: Participation) -> bool:
    own = units_of(actor, RoleKind.REPORTER)
    return any(grant.unit_id == participation.unit_id for grant in own)
