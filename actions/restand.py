"""A unit from which something was moved, or to which, stands as if it had been so all along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from actions.submit_report import found_participation
from rules.completeness import is_complete, is_covered, progress
from rules.model import ParticipationFacts
from rules.reschedule import History, Sending, completed_under, only_corrects
from storage.audit import AuditEntry, last_deed, standing_deed
from storage.completions import RETURNED, histories, mark_edits
from storage.db import Session
from storage.participations import Participation, is_counted, settle_counted
from storage.reports import Kept, versions_of
from storage.reviews import Standing, put_back, standing


@dataclass(frozen=True, slots=True)
class Left:
    """Something sent at `sent_at` left the unit; what it had ended is as before it came."""

    sent_at: datetime
    returned_at: datetime | None = None
    away: bool = False


@dataclass(frozen=True, slots=True)
class Came:
    """Something sent at `sent_at` came to the unit, with these figures."""

    sent_at: datetime
    received_at: datetime
    figures: Mapping[str, int]


async def stand_again(
    session: Session, participation_id: int, change: Left | Came
) -> Participation:
    """After the facts have changed. Read again when somebody came in between."""
    while True:
        found = await found_participation(session, participation_id)
        sent = (await histories(session, found.event_id, [found]))[found.id]
        was = await standing(session, found.id)
        facts, now_is = _after(found.facts, was, sent.history, change)
        if await put_back(session, found, now_is, progress(facts)):
            break
    if not facts.values and await is_counted(session, found.id):
        await settle_counted(session, found.id)
    await mark_edits(session, await found_participation(session, found.id), sent)
    return await found_participation(session, found.id)


def _after(
    facts: ParticipationFacts, was: Standing, history: History, change: Left | Came
) -> tuple[ParticipationFacts, Standing]:
    back, away = was.returned_at, was.not_taking_part
    if isinstance(change, Left):
        back, away = back or change.returned_at, away or change.away
    after = replace(facts, returned=back is not None, not_taking_part=away)
    moments = [*(each.sent_at for each in history.versions), *history.photos]
    return after, replace(
        was,
        completed_at=_completed(after, was, history, change),
        last_sent_at=max(moments, default=None),
        returned_at=back,
        not_taking_part=away,
    )


def _completed(
    facts: ParticipationFacts, was: Standing, history: History, change: Left | Came
) -> datetime | None:
    if is_covered(facts):
        return facts.covered_at
    if facts.returned:
        return None
    before = was.completed_at
    if isinstance(change, Left) and before is not None and before < change.sent_at:
        return before
    if not is_complete(facts):
        return before if isinstance(change, Came) else None
    under = completed_under(history, facts.required, facts.min_photos)
    if isinstance(change, Left):
        return under or before
    alone = Sending(change.sent_at, change.received_at, change.figures)
    by_itself = completed_under(
        replace(history, versions=[alone]), facts.required, facts.min_photos
    )
    return min((each for each in (before, under, by_itself) if each), default=None)


_AWAY: Final = ("opt_out", "take_part_again", "register_unit")


async def ended_by(session: Session, found: Participation, at: datetime) -> Left:
    """What a version, sent `at` and of no weight here any more, ended when it came: a return that
    nothing else has answered, or a "không tổ chức"."""
    own = await versions_of(session, found.id)
    standing_ones = [
        (each, before)
        for before, each in zip((None, *own), own, strict=False)
        if each.moved_to is None
    ]
    answers = [each.version for each, before in standing_ones if not _corrects(each, before)]
    own_deeds = {"unit_id": found.unit_id, "event_id": found.event_id}
    back = await standing_deed(session, RETURNED, **own_deeds)
    away = await last_deed(session, _AWAY, **own_deeds)
    if away is not None and away.action != _AWAY[0]:
        away = None
    returned_at = _unanswered(back, answers)
    left_at = _unanswered(away, [each.version for each, _ in standing_ones])
    return Left(at, returned_at, left_at is not None)


def _unanswered(deed: AuditEntry | None, versions: Sequence[int]) -> datetime | None:
    """When it was done, if no version came since."""
    if deed is None or "version" not in deed.detail:
        return None
    return None if any(each > deed.detail["version"] for each in versions) else deed.at


def _corrects(version: Kept, before: Kept | None) -> bool:
    was = {} if before is None else before.figures
    return only_corrects(was, version.figures, version.sources)
