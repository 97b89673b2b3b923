"""What units reported: every version is kept, the current figures stand beside them for sums."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, delete, insert, select, update

from rules.deadlines import effective_sent_at
from rules.model import METRICS
from rules.plausibility import Doubt
from storage.db import Insert, Session
from storage.participations import Corrections, Participation
from storage.prepared import hot
from storage.remarks import Origins, doubts_in, how_in, remarks_json
from storage.statements import in_both_dialects
from storage.tables import extra_values, people, report_values, submissions

_STANDARD: Final = tuple(metric.key for metric in METRICS)


@dataclass(frozen=True, slots=True)
class Message:
    """What brought a report. `sent_at` is its sender's time, never later than its receipt; who
    forwards a message is its sender, who wrote it and when is its `author` and `written_at`."""

    text: str
    sent_at: datetime
    received_at: datetime
    channel: str | None = None
    chat_id: int | None = None
    message_id: int | None = None
    author: str = ""
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a unit's report. `figures` are all its values, not only those that changed."""

    figures: Mapping[str, int]
    sources: Mapping[str, str]
    message: Message
    entered_by: int | None
    on_behalf: bool = False
    edited_late: bool = False
    after_freeze: bool = False
    author: str = ""
    reason: str = ""
    corrections: Corrections = field(default_factory=dict)
    corrected_by: int | None = None
    how: Origins = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept(Version):
    """A stored version; no participation (version 0) while its sender is asked which unit.
    `moved_to`: of no weight here, for it turned out to be that one's, or its own when a coordinator
    took it back."""

    id: int = 0
    participation_id: int | None = None
    version: int = 0
    moved_to: int | None = None


def _replacing(insertion: Insert) -> Insert:
    return insertion.on_conflict_do_update(
        index_elements=["participation_id"],
        set_={key: insertion.excluded[key] for key in _STANDARD},
    )


_SET_VALUES: Final = in_both_dialects(report_values, _replacing)
_ADD = hot(insert(submissions))
_KEPT = select(
    submissions.c.id,
    submissions.c.participation_id,
    submissions.c.version,
    submissions.c.figures,
    submissions.c.sources,
    submissions.c.text,
    submissions.c.sent_at,
    submissions.c.received_at,
    submissions.c.channel,
    submissions.c.chat_id,
    submissions.c.message_id,
    submissions.c.entered_by,
    submissions.c.on_behalf,
    submissions.c.edited_late,
    submissions.c.after_freeze,
    submissions.c.author,
    submissions.c.reason,
    submissions.c.corrections,
    submissions.c.corrected_by,
    submissions.c.moved_to,
    submissions.c.written_at,
    submissions.c.remarks,
)
_VERSIONS = _KEPT.where(submissions.c.participation_id == bindparam("of")).order_by(
    submissions.c.version
)
_CLEAR = delete(extra_values).where(extra_values.c.participation_id == bindparam("of"))
_GIVE = (
    update(submissions)
    .where(submissions.c.id == bindparam("submission_id"), submissions.c.participation_id.is_(None))
    .values(
        participation_id=bindparam("of"),
        version=bindparam("becomes"),
        figures=bindparam("all_figures"),
        sources=bindparam("all_sources"),
        edited_late=bindparam("late_edit"),
        after_freeze=bindparam("frozen"),
        remarks=bindparam("said_of_it"),
    )
)


async def add_version(
    session: Session, participation_id: int, number: int, version: Version
) -> None:
    """`number` is the one that `participations.settle` has won; two versions never share it."""
    await session.execute(_ADD, _row(participation_id, number, version))


async def hold(session: Session, version: Version) -> int:
    """Keep a report whose unit is not known yet."""
    result = await session.execute(_ADD.returning(submissions.c.id), _row(None, 0, version))
    held: int = result.scalar_one()
    return held


async def give(
    session: Session, submission_id: int, participation_id: int, number: int, version: Version
) -> bool:
    """A held report becomes a unit's version. False when it has its unit already."""
    result = await session.execute(
        _GIVE,
        {
            "submission_id": submission_id,
            "of": participation_id,
            "becomes": number,
            "all_figures": dict(version.figures),
            "all_sources": dict(version.sources),
            "late_edit": version.edited_late,
            "frozen": version.after_freeze,
            "said_of_it": remarks_json(version.how, version.doubts),
        },
    )
    return result.rowcount == 1


async def load_kept(session: Session, submission_id: int) -> Kept | None:
    row = (await session.execute(_KEPT.where(submissions.c.id == submission_id))).first()
    return None if row is None else _kept(row)


async def versions_of(session: Session, participation_id: int) -> list[Kept]:
    """Oldest first; the last is the current one."""
    return [_kept(row) for row in await session.execute(_VERSIONS, {"of": participation_id})]


async def version_of(session: Session, participation_id: int, version: int) -> Kept | None:
    rows = await session.execute(
        _VERSIONS.where(submissions.c.version == version), {"of": participation_id}
    )
    row = rows.first()
    return None if row is None else _kept(row)


async def set_remarks(session: Session, participation: Participation) -> None:
    """Of its current version, once `participations.settle` has won."""
    await session.execute(
        update(submissions)
        .where(
            submissions.c.participation_id == participation.id,
            submissions.c.version == participation.version,
        )
        .values(remarks=remarks_json(participation.how, participation.doubts))
    )


async def sender_of(session: Session, participation_id: int, number: int) -> tuple[int, str] | None:
    """Who entered a version, while they have not left."""
    result = await session.execute(
        select(people.c.id, people.c.name)
        .join(submissions, submissions.c.entered_by == people.c.id)
        .where(
            submissions.c.participation_id == participation_id,
            submissions.c.version == number,
            people.c.erased_at.is_(None),
        )
    )
    row = result.first()
    return None if row is None else (row.id, row.name)


async def mark_moved(
    session: Session, participation_id: int, numbers: Iterable[int], to_id: int
) -> None:
    """These versions are of no weight here any more: they belong to `to_id`."""
    await session.execute(
        update(submissions)
        .where(
            submissions.c.participation_id == participation_id,
            submissions.c.version.in_(list(numbers)),
        )
        .values(moved_to=to_id)
    )


async def set_values(session: Session, participation: Participation) -> None:
    """The current version's figures, where SQL can sum them."""
    figures = _shown(participation)
    await session.execute(_SET_VALUES[session.dialect.name], _current(participation, figures))
    own = [metric.key for metric in participation.metrics if metric.key not in _STANDARD]
    if own:
        await _set_extras(
            session, participation.id, {key: figures[key] for key in own if key in figures}
        )


def _shown(participation: Participation) -> dict[str, int]:
    """Without figures that the unit is not asked for any more: they are kept in its versions."""
    figures = participation.facts.values
    asked = (metric.key for metric in participation.metrics)
    return {key: figures[key] for key in asked if key in figures}


def _current(participation: Participation, figures: Mapping[str, int]) -> dict[str, Any]:
    row = {"participation_id": participation.id, "event_id": participation.event_id}
    return {**row, **{key: figures.get(key) for key in _STANDARD}}


async def set_values_of(session: Session, reported: Iterable[Participation]) -> None:
    """The same for many units whose day asks other figures now: three statements."""
    shown = [(each, _shown(each)) for each in reported if each.version]
    if not shown:
        return
    await session.execute(
        _SET_VALUES[session.dialect.name], [_current(each, figures) for each, figures in shown]
    )
    await session.execute(_CLEAR, [{"of": each.id} for each, _ in shown])
    rows = [
        {"participation_id": each.id, "key": key, "value": value}
        for each, figures in shown
        for key, value in figures.items()
        if key not in _STANDARD
    ]
    if rows:
        await session.execute(insert(extra_values), rows)


async def _set_extras(session: Session, participation_id: int, figures: Mapping[str, int]) -> None:
    await session.execute(_CLEAR, {"of": participation_id})
    rows = [
        {"participation_id": participation_id, "key": key, "value": value}
        for key, value in figures.items()
    ]
    if rows:
        await session.execute(insert(extra_values), rows)


def _row(participation_id: int | None, number: int, version: Version) -> dict[str, Any]:
    message = version.message
    return {
        "participation_id": participation_id,
        "version": number,
        "text": message.text,
        "figures": dict(version.figures),
        "sources": dict(version.sources),
        "sent_at": message.sent_at,
        "received_at": message.received_at,
        "channel": message.channel,
        "chat_id": message.chat_id,
        "message_id": message.message_id,
        "entered_by": version.entered_by,
        "on_behalf": version.on_behalf,
        "edited_late": version.edited_late,
        "after_freeze": version.after_freeze,
        "author": version.author,
        "reason": version.reason,
        "corrections": dict(version.corrections) or None,
        "corrected_by": version.corrected_by,
        "written_at": message.written_at,
        "remarks": remarks_json(version.how, version.doubts),
    }


def _kept(row: Any) -> Kept:  # noqa: ANN401  a row of _KEPT
    message = Message(
        row.text,
        effective_sent_at(row.sent_at, row.received_at),
        row.received_at,
        row.channel,
        row.chat_id,
        row.message_id,
        row.author,
        row.written_at,
    )
    return Kept(
        figures=row.figures,
        sources=row.sources,
        message=message,
        entered_by=row.entered_by,
        on_behalf=row.on_behalf,
        edited_late=row.edited_late,
        after_freeze=row.after_freeze,
        author=row.author,
        reason=row.reason,
        corrections=row.corrections or {},
        corrected_by=row.corrected_by,
        how=how_in(row.remarks),
        doubts=doubts_in(row.remarks),
        id=row.id,
        participation_id=row.participation_id,
        version=row.version,
        moved_to=row.moved_to,
    )
