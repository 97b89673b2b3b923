"""A unit's figures become a version of its report."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from actions.progress import board_changed
from actions.tell import tell
from rendering.texts import words
from rules.completeness import edited_after_deadline
from rules.deadlines import effective_sent_at, minutes_late
from rules.model import Actor, EventState, Metric, Refused, RoleKind, Source
from rules.permissions import authorise, units_of
from storage.db import Session
from storage.participations import Participation, load_participation, settle
from storage.people import reporters_of
from storage.reports import Message, Version, add_version, set_values


@dataclass(frozen=True, slots=True)
class Entry:
    """Figures by metric, how they were given, and the message that brought them."""

    values: Mapping[str, int]
    source: Source
    message: Message
    on_behalf: bool = False


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
    await announce(session, actor, reported, now=now)
    return reported


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
        version = _version(actor, before, entry)
        after = await settle(
            session,
            before,
            replace(
                before.facts,
                values=version.figures,
                has_submission=True,
                returned=False,
                not_taking_part=False,
            ),
            sent_at=_sent_at(entry),
            version=before.version + 1,
            sources=version.sources,
            edited_late=version.edited_late,
        )
        if after is not None:
            reported = Reported(
                before,
                after,
                _changes(before, after),
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
    return Version(
        figures={**before.facts.values, **entry.values},
        sources={**before.sources, **given},
        message=entry.message,
        entered_by=actor.person_id,
        on_behalf=entry.on_behalf,
        edited_late=edited_after_deadline(
            _sent_at(entry), before.closes, before.facts.completed_at
        ),
        after_freeze=before.state is EventState.FROZEN,
    )


def _source(before: Participation, key: str, entry: Entry) -> str:
    edits = entry.source is Source.TYPED and key in before.facts.values
    return (Source.EDITED if edits else entry.source).value


def _changes(before: Participation, after: Participation) -> tuple[Change, ...]:
    was, now_is = before.facts.values, after.facts.values
    return tuple(
        Change(metric, was[metric.key], now_is[metric.key])
        for metric in after.metrics
        if metric.key in was and was[metric.key] != now_is.get(metric.key)
    )


async def announce(session: Session, actor: Actor, reported: Reported, *, now: datetime) -> None:
    await set_values(session, reported.after)
    await board_changed(session, reported.after.event_id, now=now)
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
            several=False,
            doubtful=(),
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
