"""What units sent and when, for judging it again once the demands have changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select, update

from rules.completeness import edited_after_deadline
from rules.deadlines import effective_sent_at
from rules.reschedule import History, Sending, only_corrects
from storage.db import Session
from storage.participations import Participation
from storage.photos import COUNTED
from storage.tables import audit, participations, photos, submissions

RETURNED: Final = "return_report"
"""What the audit calls the return of a report."""


@dataclass(frozen=True, slots=True)
class _Version:
    id: int
    sending: Sending
    edited_late: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """The history of one unit, and the ids and marks of its versions."""

    history: History
    versions: tuple[_Version, ...]


_VERSIONS = (
    select(
        submissions.c.id,
        submissions.c.participation_id,
        submissions.c.sent_at,
        submissions.c.received_at,
        submissions.c.figures,
        submissions.c.sources,
        submissions.c.moved_to,
        submissions.c.edited_late,
    )
    .join(participations, participations.c.id == submissions.c.participation_id)
    .order_by(submissions.c.participation_id, submissions.c.version)
)
_PHOTOS = (
    select(photos.c.participation_id, photos.c.sent_at, photos.c.received_at)
    .join(participations, participations.c.id == photos.c.participation_id)
    .where(photos.c.state.in_(COUNTED))
)
_RETURNS = (
    select(audit.c.unit_id, audit.c.action, audit.c.at)
    .where(
        audit.c.action.in_((RETURNED, f"undo_{RETURNED}")),
        audit.c.event_id == bindparam("event_id"),
    )
    .order_by(audit.c.id)
)
_MARK = (
    update(submissions)
    .where(submissions.c.id == bindparam("b_id"))
    .values(edited_late=bindparam("b_late"))
)


async def histories(
    session: Session, event_id: int, units: Sequence[Participation]
) -> dict[int, Sent]:
    """By participation; three statements, whatever their number."""
    only = participations.c.event_id == event_id
    if len(units) == 1:
        only = participations.c.id == units[0].id
    versions: dict[int, list[_Version]] = {}
    before: dict[int, Mapping[str, int]] = {}
    for row in await session.execute(_VERSIONS.where(only)):
        was = before.get(row.participation_id, {})
        before[row.participation_id] = row.figures
        if row.moved_to is not None:
            continue
        sending = Sending(
            effective_sent_at(row.sent_at, row.received_at),
            row.received_at,
            row.figures,
            answers=not only_corrects(was, row.figures, row.sources),
        )
        versions.setdefault(row.participation_id, []).append(
            _Version(row.id, sending, row.edited_late)
        )
    pictures: dict[int, list[datetime]] = {}
    for row in await session.execute(_PHOTOS.where(only)):
        sent_at = effective_sent_at(row.sent_at, row.received_at)
        pictures.setdefault(row.participation_id, []).append(sent_at)
    returns = await _returns(session, event_id)
    return {each.id: _sent(each, versions, pictures, returns) for each in units}


async def _returns(session: Session, event_id: int) -> dict[int, datetime]:
    """When a unit's report was last given back and not taken back."""
    found: dict[int, list[datetime]] = {}
    for row in await session.execute(_RETURNS, {"event_id": event_id}):
        of_unit = found.setdefault(row.unit_id, [])
        if row.action == RETURNED:
            of_unit.append(row.at)
        elif of_unit:
            of_unit.pop()
    return {unit_id: moments[-1] for unit_id, moments in found.items() if moments}


def _sent(
    unit: Participation,
    versions: Mapping[int, Sequence[_Version]],
    pictures: Mapping[int, Sequence[datetime]],
    returns: Mapping[int, datetime],
) -> Sent:
    own = tuple(versions.get(unit.id, ()))
    history = History(
        [each.sending for each in own], pictures.get(unit.id, ()), returns.get(unit.unit_id)
    )
    return Sent(history, own)


async def mark_edits(session: Session, unit: Participation, sent: Sent) -> bool:
    """ "Sửa sau hạn" by the deadline and the completion that stand now. Whether any mark moved."""
    late = {
        each.id: edited_after_deadline(each.sending.sent_at, unit.closes, unit.facts.completed_at)
        for each in sent.versions
    }
    moved = [
        {"b_id": each.id, "b_late": late[each.id]}
        for each in sent.versions
        if each.edited_late is not late[each.id]
    ]
    if moved:
        await session.execute(_MARK, moved)
    edited = any(late.values())
    if edited is not unit.edited_late:
        await session.execute(
            update(participations)
            .where(participations.c.id == unit.id)
            .values(edited_late=edited, revision=participations.c.revision + 1)
        )
    return bool(moved) or edited is not unit.edited_late
