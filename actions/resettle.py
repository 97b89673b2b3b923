"""How reports stand once the demands on them have changed; the rules are in rules/reschedule.py."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from actions.progress import board_changed, draw_again
from rules.completeness import is_complete, is_covered, progress
from rules.reschedule import completed_under, completion
from storage.completions import Sent, histories, mark_edits
from storage.db import Session
from storage.participations import (
    Participation,
    load_participation,
    participations_of,
    settle,
)


async def resettle_event(session: Session, event_id: int, *, now: datetime) -> int:
    """Call it after the minimum of photos, the required figures or the deadline has changed: every
    unit that has sent something is judged again. How many stand otherwise than before."""
    units = [
        each
        for each in await participations_of(session, event_id)
        if each.version or each.facts.photos
    ]
    changed = await _resettle(session, event_id, units, now)
    await board_changed(session, event_id, now=now)
    return changed


async def resettle_unit(session: Session, participation_id: int, *, now: datetime) -> bool:
    """The same for one unit: its own deadline was moved, or it is expected again."""
    found = await load_participation(session, participation_id)
    if found is None:
        return False
    changed = await _resettle(session, found.event_id, [found], now)
    await board_changed(session, found.event_id, now=now)
    return bool(changed)


async def _resettle(
    session: Session, event_id: int, units: Sequence[Participation], now: datetime
) -> int:
    sent = await histories(session, event_id, units)
    return sum([await _judge(session, each, sent[each.id], now) for each in units])


async def _judge(session: Session, unit: Participation, sent: Sent, now: datetime) -> bool:
    """Again, if somebody's message came in between."""
    before = unit
    after: Participation | None = before
    while (completed_at := _completed_at(before, sent, now)) != before.facts.completed_at or (
        progress(before.facts) is not before.progress
    ):
        facts = replace(before.facts, completed_at=completed_at)
        after = await settle(session, before, facts)
        if after is not None:
            break
        again = await load_participation(session, before.id)
        if again is None:
            return False
        before = after = again
        sent = (await histories(session, before.event_id, [before]))[before.id]
    if after is None:
        return False
    marked = await mark_edits(session, after, sent)
    moved = marked or (after.facts.completed_at, after.progress) != (
        unit.facts.completed_at,
        unit.progress,
    )
    if moved and after.version:
        await draw_again(
            session,
            f"report:{after.id}",
            "report_card",
            {"participation_id": after.id},
            event_id=after.event_id,
            now=now,
        )
    return moved


def _completed_at(unit: Participation, sent: Sent, now: datetime) -> datetime | None:
    facts = unit.facts
    if facts.returned or facts.not_taking_part or is_covered(facts):
        return facts.completed_at
    if not is_complete(facts):
        return completion(facts.completed_at, None, closes=unit.closes, now=now)
    under = completed_under(sent.history, facts.required, facts.min_photos)
    if under is None:
        return facts.completed_at
    return completion(facts.completed_at, under, closes=unit.closes, now=now)
