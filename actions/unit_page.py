"""One unit on one day, as its coordinator sees it: how it stands, what it sent, who speaks for it,
and what can be done about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.find_unit import units_called
from actions.load import load_event
from actions.look_at_photo import named_for
from actions.submit_report import found_participation
from reading.report import Value, read_report
from rules.model import Actor, EventState, Metric, Refused, Source
from rules.permissions import ACTIONS, authorise, may
from rules.plausibility import Standing
from rules.tree import within
from storage.counting import CountedIn, counted_in
from storage.days_of_units import rows_of_units
from storage.db import Session
from storage.doubts import Doubt, likenesses_of_unit
from storage.events import Event
from storage.last_seen import LastSeen, reporters_seen
from storage.participations import Participation
from storage.people import names_of
from storage.reports import Kept, versions_of
from storage.reviews import Approval, approval


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of a version against the version before; None: it was not there."""

    metric: Metric
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class PastVersion:
    """`by`: who entered it, empty once they have left."""

    kept: Kept
    by: str
    differences: tuple[Difference, ...]
    corrected: bool


@dataclass(frozen=True, slots=True)
class UnitPage:
    """`acts`: the reader may also change things here; `sees_day`: the board is theirs too."""

    p: Participation
    versions: tuple[PastVersion, ...]
    doubtful: frozenset[str]
    reporters: tuple[LastSeen, ...]
    approval: Approval | None
    acts: bool
    sees_day: bool
    at: datetime
    counted: CountedIn | None = None
    likenesses: tuple[Doubt, ...] = ()

    @property
    def last(self) -> PastVersion | None:
        return self.versions[-1] if self.versions else None

    @property
    def is_open(self) -> bool:
        return self.p.state is EventState.OPEN


async def unit_page(
    session: Session, actor: Actor, participation_id: int, *, now: datetime
) -> UnitPage:
    """Refused unless the unit lies in the subtree of who asks."""
    found = await found_participation(session, participation_id)
    authorise(actor, "see_unit_page", found.unit_path)
    kept = await versions_of(session, found.id)
    by = await names_of(session, (each.entered_by for each in kept if each.entered_by))
    return UnitPage(
        p=found,
        versions=past(kept, found.metrics, by),
        doubtful=doubtful_keys(kept, found.metrics) - settled_keys(found) | found.unsure,
        reporters=tuple(await reporters_seen(session, found.unit_id)),
        approval=await approval(session, found.id),
        counted=await counted_in(session, found.id),
        likenesses=tuple(named_for(actor, await likenesses_of_unit(session, found.id))),
        acts=may(actor, "review_report", found.unit_path),
        sees_day=may(actor, "see_board", found.host_path),
        at=now,
    )


@dataclass(frozen=True, slots=True)
class Found:
    """A unit of a day, by what somebody typed."""

    participation_id: int
    name: str


async def units_of_day(
    session: Session,
    actor: Actor,
    event_id: int,
    typed: str,
    *,
    action: str = "see_unit_page",
    sure: bool = False,
) -> list[Found]:
    """Expected units that may be meant and in which the actor may do `action`, best first; exactly
    one when there is no doubt. `sure`: only those whose very name it is."""
    event = await load_event(session, event_id)
    units = await units_called(session, typed, below=event.host_path, sure=sure)
    rows = await rows_of_units(session, event.id, (unit.id for unit in units))
    return [
        Found(rows[unit.id], unit.name)
        for unit in units
        if unit.id in rows and may(actor, action, unit.path)
    ]


async def day_at(session: Session, actor: Actor, event_id: int, action: str) -> Event:
    """The day, for who may do `action` to some unit of it."""
    event = await load_event(session, event_id)
    mine = (grant for grant in actor.grants if grant.kind in ACTIONS[action])
    if not any(_meet(grant.path, event.host_path) for grant in mine):
        authorise(actor, action, event.host_path)
        raise Refused("not_your_unit")
    return event


def _meet(path: str, other: str) -> bool:
    return within(path, other) or within(other, path)


def past(
    kept: Sequence[Kept], metrics: Sequence[Metric], names: Mapping[int, str]
) -> tuple[PastVersion, ...]:
    """Oldest first, each with what it changed."""
    befores: Sequence[Mapping[str, int]] = [{}, *(each.figures for each in kept)]
    return tuple(
        PastVersion(
            each,
            names.get(each.entered_by or 0, ""),
            _differences(before, each.figures, metrics),
            Source.CORRECTED.value in each.sources.values() and bool(each.reason),
        )
        for before, each in zip(befores, kept, strict=False)
    )


def _differences(
    before: Mapping[str, int], after: Mapping[str, int], metrics: Sequence[Metric]
) -> tuple[Difference, ...]:
    return tuple(
        Difference(metric, before.get(metric.key), after.get(metric.key))
        for metric in metrics
        if before.get(metric.key) != after.get(metric.key)
    )


def doubtful_keys(kept: Sequence[Kept], metrics: Sequence[Metric]) -> frozenset[str]:
    """Current figures that the reader was not sure of, read again from the words that brought
    them."""
    doubtful: set[str] = set()
    for each in kept:
        read = {value.key: value for value in _read(each, metrics)}
        doubtful -= {key for key, value in read.items() if not value.doubtful}
        doubtful |= {key for key, value in read.items() if value.doubtful}
    if not kept:
        return frozenset()
    certain = {Source.GUIDED.value, Source.CORRECTED.value, Source.COPIED.value}
    last = kept[-1]
    return frozenset(
        key for key in doubtful if key in last.figures and last.sources.get(key) not in certain
    )


def settled_keys(found: Participation) -> frozenset[str]:
    """Figures that somebody has said to be right."""
    settled = (doubt.key for doubt in found.doubts if doubt.standing is Standing.SETTLED)
    return frozenset(settled)


def _read(version: Kept, metrics: Sequence[Metric]) -> tuple[Value, ...]:
    return read_report(version.message.text, metrics=metrics).values
