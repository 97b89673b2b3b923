"""A unit in an event: what it owes, how it stands, and the one way in which that changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, Select, and_, bindparam, case, exists, func, select, update

from rules import completeness, deadlines, plausibility
from rules.model import (
    EventState,
    Item,
    Metric,
    ParticipationFacts,
    Progress,
    RoleKind,
    Schedule,
)
from rules.plausibility import About, Doubt, Standing, Usual
from rules.targets import Reach, Target, reach
from storage.db import Session
from storage.metric_text import metrics_in, metrics_text
from storage.prepared import hot
from storage.remarks import Origins, doubts_in, how_in, usual_in
from storage.tables import (
    events,
    participations,
    people,
    roles,
    submissions,
    units,
)
from storage.target_text import targets_in, targets_text
from storage.timers import thank_later

LOOK_BACK: Final = timedelta(days=14)
"""How long after its deadline a day still takes messages that do not name it."""
CORRECTIONS_FIRST: Final = timedelta(seconds=60)
"""So long after a report became complete its unit is thanked, with the figures of then."""

Corrections = Mapping[str, Mapping[str, Any]]
"""By metric what a coordinator's correction replaced and why: {"was": 25, "why": "..."}."""


@dataclass(frozen=True, slots=True)
class Participation:
    """One expected unit of one event. `facts.values` are those of the current version, `sources`
    says where each came from; `revision` grows with every change of the row. `corrections` still
    stand among the values, the last of them made by `corrector`; `on_behalf` and `author` are of
    the current version. It stands for `covers` other units; `has_branches`: the day expects units
    right below it, whose figures its own hold or not."""

    id: int
    event_id: int
    unit_id: int
    unit_name: str
    unit_path: str
    title: str
    place: str
    state: EventState
    schedule: Schedule
    zone: str
    host_path: str
    host_name: str
    officer: str
    metrics: tuple[Metric, ...]
    facts: ParticipationFacts
    sources: Mapping[str, str]
    expected: Mapping[str, int]
    progress: Progress
    version: int
    revision: int
    reason: str
    return_reason: str
    last_sent_at: datetime | None
    edited_late: bool
    nudged_at: datetime | None
    reporters: int
    dropped_at: datetime | None = None
    also_required: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()
    covers: int = 0
    includes_branches: bool | None = None
    has_branches: bool = False
    corrections: Corrections = field(default_factory=dict)
    corrector: str = ""
    corrected_by: int | None = None
    on_behalf: bool = False
    author: str = ""
    how: Origins = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    members: int | None = None
    usual: Usual | None = None

    @property
    def question(self) -> tuple[int, Doubt] | None:
        """What is asked of its reporters now, and its place among the doubts."""
        asked = enumerate(self.doubts)
        return next((each for each in asked if each[1].standing is Standing.ASKED), None)

    @property
    def labels(self) -> dict[str, str]:
        """What each metric is called."""
        return {metric.key: metric.label for metric in self.metrics}

    @property
    def left_out(self) -> tuple[Doubt, ...]:
        """Numbers that are in no figure, because nobody knows what they are."""
        loose = plausibility.unsettled(self.doubts)
        return tuple(doubt for doubt in loose if doubt.about is About.LOOSE)

    @property
    def of_another(self) -> bool:
        """Whether the report bears another unit's name and nobody said whose it is."""
        open_ = plausibility.unsettled(self.doubts)
        return any(doubt.about is About.UNIT for doubt in open_)

    @property
    def unsure(self) -> frozenset[str]:
        """Keys of the figures that nobody has confirmed yet."""
        return frozenset(doubt.key for doubt in plausibility.unsettled(self.doubts) if doubt.key)

    @property
    def named(self) -> dict[str, object]:
        """The day, for a refusal."""
        return {"title": self.title, "day": self.schedule.starts_at, "zone": self.zone}

    @property
    def closes(self) -> datetime:
        return deadlines.closes(self.schedule, self.facts.extended_to)

    @property
    def missing(self) -> tuple[Item, ...]:
        return completeness.missing_items(self.facts)

    @property
    def goals(self) -> tuple[Reach, ...]:
        """How far it has come with the targets that are its own."""
        return tuple(reach(target, self.facts.values, self.metrics) for target in self.targets)

    def asks(self, key: str) -> bool:
        """Is the unit asked for this figure?"""
        return any(each.key == key for each in self.metrics)

    @property
    def required_alone(self) -> tuple[str, ...]:
        """Labels of the figures that are required of this unit beyond the others."""
        return tuple(each.label for each in self.metrics if each.key in self.also_required)

    @property
    def reported(self) -> tuple[Metric, ...]:
        return tuple(metric for metric in self.metrics if metric.key in self.facts.values)

    @property
    def unreported(self) -> tuple[Metric, ...]:
        return tuple(metric for metric in self.metrics if metric.key not in self.facts.values)

    @property
    def minutes_late(self) -> int:
        """Of the moment when it was complete; while it is not, of what came last."""
        moment = self.facts.completed_at or self.last_sent_at
        return 0 if moment is None else deadlines.minutes_late(moment, self.closes)

    @property
    def photos_missing(self) -> int:
        return completeness.missing_photos(self.facts)

    @property
    def timeliness(self) -> deadlines.Timeliness | None:
        return deadlines.timeliness(self.facts.completed_at, self.closes)

    @property
    def asks_branches(self) -> bool:
        """Nobody has said yet whether its figures hold those of its branches."""
        return self.has_branches and self.includes_branches is None

    @property
    def owes(self) -> bool:
        return self.state is EventState.OPEN and not self.dropped_at and bool(self.missing)


_HOST = units.alias("host")
_CORRECTOR = people.alias("corrector")
_REPORTERS = (
    select(func.count())
    .where(
        roles.c.unit_id == participations.c.unit_id,
        roles.c.kind == RoleKind.REPORTER.value,
        roles.c.ends_at.is_(None),
    )
    .correlate(participations)
    .scalar_subquery()
)
_COVERING = participations.alias("covering")
_COVERED_AT = (
    select(_COVERING.c.completed_at)
    .where(
        _COVERING.c.id == participations.c.counted_by,
        _COVERING.c.progress == Progress.COMPLETE.value,
        _COVERING.c.dropped_at.is_(None),
    )
    .correlate(participations)
    .scalar_subquery()
)
_CHILD, _BRANCH = units.alias("child"), participations.alias("branch")
_BRANCH_IN_DAY = exists().where(
    _BRANCH.c.unit_id == _CHILD.c.id,
    _BRANCH.c.event_id == participations.c.event_id,
    _BRANCH.c.dropped_at.is_(None),
)
_HAS_BRANCHES = exists().where(
    _CHILD.c.parent_id == units.c.id, _BRANCH_IN_DAY.correlate(_CHILD, participations)
)
_FACTS = select(
    participations.c.id,
    participations.c.event_id,
    participations.c.unit_id,
    participations.c.progress,
    participations.c.registered_at,
    participations.c.expected,
    participations.c.not_taking_part,
    participations.c.reason,
    participations.c.extended_to,
    participations.c.returned_at,
    participations.c.return_reason,
    participations.c.version,
    participations.c.photo_count,
    participations.c.last_sent_at,
    participations.c.completed_at,
    participations.c.edited_late,
    participations.c.nudged_at,
    participations.c.revision,
    participations.c.dropped_at,
    participations.c.also_required,
    participations.c.covers,
    participations.c.usual,
    _COVERED_AT.label("covered_at"),
    units.c.includes_branches,
    units.c.members,
    _HAS_BRANCHES.correlate(units, participations).label("has_branches"),
    events.c.title,
    events.c.place,
    events.c.state,
    events.c.starts_at,
    events.c.ends_at,
    events.c.registration_closes_at,
    events.c.report_due_at,
    events.c.first_edition_at,
    events.c.second_edition_at,
    events.c.min_photos,
    events.c.grace_minutes,
    func.coalesce(participations.c.known_as, units.c.name).label("unit_name"),
    units.c.path.label("unit_path"),
    _HOST.c.timezone.label("zone"),
    _HOST.c.path.label("host_path"),
    _HOST.c.name.label("host_name"),
    _HOST.c.officer,
    submissions.c.figures,
    submissions.c.sources,
    submissions.c.corrections,
    submissions.c.corrected_by,
    submissions.c.on_behalf,
    submissions.c.author,
    submissions.c.remarks,
    _CORRECTOR.c.name.label("corrector"),
    _REPORTERS.label("reporters"),
).select_from(
    participations.join(events, events.c.id == participations.c.event_id)
    .join(units, units.c.id == participations.c.unit_id)
    .join(_HOST, _HOST.c.id == events.c.host_unit_id)
    .outerjoin(
        submissions,
        and_(
            submissions.c.participation_id == participations.c.id,
            submissions.c.version == participations.c.version,
        ),
    )
    .outerjoin(_CORRECTOR, _CORRECTOR.c.id == submissions.c.corrected_by)
)
_WITH_METRICS = _FACTS.add_columns(
    metrics_text(events.c.id, events),
    targets_text(events.c.id, participations.c.unit_id, events, participations),
)
_ONE = hot(_WITH_METRICS.where(participations.c.id == bindparam("participation_id")))
_OF_EVENT = (
    _FACTS.add_columns(
        metrics_text(bindparam("event_id")),
        targets_text(bindparam("event_id"), participations.c.unit_id, participations),
    )
    .where(
        participations.c.event_id == bindparam("event_id"), participations.c.dropped_at.is_(None)
    )
    .order_by(units.c.position, units.c.id)
)
_RECENT = _WITH_METRICS.where(
    participations.c.dropped_at.is_(None),
    participations.c.event_id.in_(
        select(events.c.id).where(
            events.c.report_due_at >= bindparam("since"),
            events.c.state.in_((EventState.OPEN.value, EventState.FROZEN.value)),
        )
    ),
).order_by(events.c.report_due_at, units.c.position, units.c.id)
_OF_ONE_UNIT = hot(_RECENT.where(participations.c.unit_id == bindparam("unit_id")))
_OF_UNITS = _RECENT.where(participations.c.unit_id.in_(bindparam("unit_ids", expanding=True)))
_SETTLE = hot(
    update(participations)
    .where(participations.c.id == bindparam("of"), participations.c.revision == bindparam("seen"))
    .values(
        revision=participations.c.revision + 1,
        version=bindparam("to_version"),
        photo_count=bindparam("photos"),
        progress=bindparam("stands"),
        completed_at=bindparam("complete_at"),
        last_sent_at=bindparam("latest"),
        edited_late=bindparam("late_edit"),
        doubts=bindparam("unsettled"),
        approved_at=case(
            (participations.c.version == bindparam("to_version"), participations.c.approved_at),
            else_=None,
        ),
        returned_at=case((bindparam("back"), participations.c.returned_at), else_=None),
        not_taking_part=bindparam("away"),
    )
)


async def load_participation(session: Session, participation_id: int) -> Participation | None:
    found = await _load(session, _ONE, {"participation_id": participation_id})
    return found[0] if found else None


async def participations_of(session: Session, event_id: int) -> list[Participation]:
    """Every expected unit of the event, in the host's order."""
    return await _load(session, _OF_EVENT, {"event_id": event_id})


async def candidates(
    session: Session, unit_ids: Iterable[int], now: datetime
) -> list[Participation]:
    """What a message of these units can be about: their open and frozen days, by deadline."""
    wanted = list(unit_ids)
    since = now - LOOK_BACK
    if len(wanted) == 1:
        return await _load(session, _OF_ONE_UNIT, {"unit_id": wanted[0], "since": since})
    return await _load(session, _OF_UNITS, {"unit_ids": wanted, "since": since}) if wanted else []


async def owed(session: Session, unit_ids: Iterable[int], now: datetime) -> list[Participation]:
    """Those of open events that still miss something, by deadline."""
    return [found for found in await candidates(session, unit_ids, now) if found.owes]


async def _load(
    session: Session, statement: Select[Any], parameters: Mapping[str, Any]
) -> list[Participation]:
    return [_participation(row) for row in await session.execute(statement, parameters)]


def _participation(row: Row[Any]) -> Participation:
    also = tuple(row.also_required or ())
    metrics = metrics_in(row.metrics, also)
    return Participation(
        id=row.id,
        event_id=row.event_id,
        unit_id=row.unit_id,
        unit_name=row.unit_name,
        unit_path=row.unit_path,
        title=row.title,
        place=row.place,
        state=EventState(row.state),
        schedule=_schedule(row),
        zone=row.zone,
        host_path=row.host_path,
        host_name=row.host_name,
        officer=row.officer,
        metrics=metrics,
        facts=_facts(row, metrics),
        sources=row.sources or {},
        expected=row.expected or {},
        progress=Progress(row.progress),
        version=row.version,
        revision=row.revision,
        reason=row.reason,
        return_reason=row.return_reason,
        last_sent_at=row.last_sent_at,
        edited_late=row.edited_late,
        nudged_at=row.nudged_at,
        reporters=row.reporters,
        dropped_at=row.dropped_at,
        also_required=also,
        targets=targets_in(row.targets),
        covers=row.covers,
        includes_branches=row.includes_branches,
        has_branches=bool(row.has_branches),
        corrections=row.corrections or {},
        corrector=row.corrector or "",
        corrected_by=row.corrected_by,
        on_behalf=bool(row.on_behalf),
        author=row.author or "",
        how=how_in(row.remarks),
        doubts=_doubts(row, metrics),
        members=row.members,
        usual=usual_in(row.usual),
    )


def _doubts(row: Row[Any], metrics: Sequence[Metric]) -> tuple[Doubt, ...]:
    doubts = doubts_in(row.remarks)
    return doubts and plausibility.asked_about(doubts, {metric.key for metric in metrics})


def _schedule(row: Row[Any]) -> Schedule:
    return Schedule(
        row.starts_at,
        row.ends_at,
        row.registration_closes_at,
        row.report_due_at,
        row.first_edition_at,
        row.second_edition_at,
        row.grace_minutes,
    )


def _facts(row: Row[Any], metrics: Sequence[Metric]) -> ParticipationFacts:
    return ParticipationFacts(
        registered=row.registered_at is not None,
        not_taking_part=row.not_taking_part,
        returned=row.returned_at is not None,
        values=row.figures or {},
        photos=row.photo_count,
        min_photos=row.min_photos,
        required=tuple(metric.key for metric in metrics if metric.required),
        has_submission=bool(row.figures),
        completed_at=row.completed_at,
        extended_to=row.extended_to,
        covered_at=row.covered_at,
    )


async def settle(
    session: Session,
    before: Participation,
    facts: ParticipationFacts,
    *,
    sent_at: datetime | None = None,
    version: int | None = None,
    edited_late: bool = False,
    **told: Any,  # noqa: ANN401  fields of Participation
) -> Participation | None:
    """Store what `facts` mean for the participation. None when it has changed since `before` was
    read: then read it again and decide again. A report that answers a return comes with `returned`
    False; without `completed_at`, when it was complete is worked out anew. `told`: what the version
    says of itself (its sources, doubts, corrections), as it will be read."""
    latest = max((moment for moment in (before.last_sent_at, sent_at) if moment), default=None)
    completed_at = _completed_at(before, facts, latest)
    if completed_at != facts.completed_at:
        facts = replace(facts, completed_at=completed_at)
    after = replace(
        before,
        facts=facts,
        progress=completeness.progress(facts),
        version=before.version if version is None else version,
        revision=before.revision + 1,
        last_sent_at=latest,
        edited_late=before.edited_late or edited_late,
        **told,
    )
    changed = await session.execute(_SETTLE, _standing(before, after))
    if changed.rowcount != 1:
        return None
    if after.covers:
        await settle_covered(session, after.id)
    await _thank(session, before, after)
    return after


async def _thank(session: Session, before: Participation, after: Participation) -> None:
    """The one place that sees every report become complete, whoever or whatever completed it."""
    was, now_is = before.progress, after.progress
    at = after.facts.completed_at
    if now_is is Progress.COMPLETE and was is not Progress.COMPLETE and at and after.facts.values:
        await thank_later(session, after.event_id, after.id, at + CORRECTIONS_FIRST)


def _completed_at(
    before: Participation, facts: ParticipationFacts, latest: datetime | None
) -> datetime | None:
    if completeness.is_covered(facts):
        return facts.covered_at
    answers_return = before.facts.returned and not facts.returned
    was_covered = completeness.is_covered(before.facts)
    previous = None if answers_return or was_covered else facts.completed_at
    if latest is None:
        return previous
    return completeness.first_completed_at(previous, facts, latest)


def _standing(before: Participation, after: Participation) -> dict[str, Any]:
    return {
        "of": before.id,
        "seen": before.revision,
        "to_version": after.version,
        "photos": after.facts.photos,
        "stands": after.progress.value,
        "complete_at": after.facts.completed_at,
        "latest": after.last_sent_at,
        "late_edit": after.edited_late,
        "unsettled": _unsettled(after),
        "back": after.facts.returned,
        "away": after.facts.not_taking_part,
    }


def _unsettled(after: Participation) -> int:
    """How many doubts show "?": none about a figure that the unit is not asked for any more."""
    if not after.doubts:
        return 0
    asked = {metric.key for metric in after.metrics}
    return len(plausibility.unsettled(plausibility.asked_about(after.doubts, asked)))


async def refresh(session: Session, participation_id: int) -> Participation | None:
    """Work out again how it stands, after a fact about it or its event was changed."""
    while before := await load_participation(session, participation_id):
        after = await settle(session, before, before.facts)
        if after is not None:
            return after
    return None


async def settle_covered(session: Session, participation_id: int) -> None:
    """Whoever this unit's report stands for, once it has changed. `settle` does it by itself."""
    covered = select(participations.c.id).where(participations.c.counted_by == participation_id)
    for each in (await session.execute(covered)).scalars().all():
        await settle_counted(session, each)


async def is_counted(session: Session, participation_id: int) -> bool:
    """Whether its figures were said to be in another unit's."""
    found = select(participations.c.counted_by).where(participations.c.id == participation_id)
    return (await session.execute(found)).scalar() is not None


async def settle_counted(session: Session, participation_id: int) -> Participation | None:
    """As `refresh`, of a unit whose figures were said to be in another's, or no longer: without
    figures of its own it is complete when that one is, and not a moment longer."""
    while before := await load_participation(session, participation_id):
        facts = before.facts
        if not facts.values:
            facts = replace(facts, completed_at=None)
        after = await settle(session, before, facts)
        if after is not None:
            return after
    return None
