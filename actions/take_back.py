"""What a coordinator did to a unit's figures by one tap is undone by another: the version before
comes again as a new one, and everything stands as it stood."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from actions.restand import Left, stand_again
from actions.submit_report import Reported, announce, changed, found_participation
from rendering.texts import words
from rules.model import Actor, EventState, Refused
from rules.permissions import authorise
from storage.audit import AuditEntry, last_deed, note
from storage.db import Session
from storage.participations import Participation, settle
from storage.reports import Message, Version, add_version, mark_moved, versions_of

DEEDS: Final = ("enter_for_unit", "correct_report")


async def note_deed(
    session: Session, actor: Actor, deed: str, reported: Reported, *, now: datetime
) -> None:
    """With what its undoing needs: what it ended."""
    before = reported.before
    detail = {
        "version": reported.after.version,
        "from": before.version,
        "returned": before.facts.returned,
        "away": before.facts.not_taking_part,
        "changes": [[each.metric.key, each.before, each.after] for each in reported.changes],
    }
    await note(
        session,
        actor,
        deed,
        now=now,
        unit_id=before.unit_id,
        event_id=before.event_id,
        detail=detail,
    )


async def take_back(
    session: Session, actor: Actor, participation_id: int, version: int, *, now: datetime
) -> tuple[Reported, str]:
    """What changed by it, and which deed it was. Refused: "newer_version" when something came
    since."""
    before = await found_participation(session, participation_id)
    authorise(actor, "review_report", before.unit_path)
    if before.state is EventState.CANCELLED:
        raise Refused("event_cancelled", **before.named)
    deed = await last_deed(session, DEEDS, unit_id=before.unit_id, event_id=before.event_id)
    if deed is None or deed.detail["version"] != version or before.version != version:
        raise Refused("newer_version", participation_id=before.id, unit=before.unit_name)
    after = await _restored(session, actor, before, deed, now=now)
    reported = Reported(
        before, after, changed(before, after), now, edited_late=False, given=frozenset()
    )
    detail = {"version": version}
    await note(
        session,
        actor,
        f"undo_{deed.action}",
        now=now,
        unit_id=before.unit_id,
        event_id=before.event_id,
        detail=detail,
    )
    quietly = deed.action == "correct_report"
    await announce(session, actor, reported, now=now, quietly=quietly)
    return reported, deed.action


async def _restored(
    session: Session, actor: Actor, before: Participation, deed: AuditEntry, *, now: datetime
) -> Participation:
    kept = await versions_of(session, before.id)
    stood = deed.detail.get("from", before.version - 1)
    earlier = next((each for each in kept if each.version == stood), None)
    again = Version(
        figures={} if earlier is None else earlier.figures,
        sources={} if earlier is None else earlier.sources,
        message=Message("", kept[-1].message.sent_at, now),
        entered_by=actor.person_id,
        after_freeze=before.state is EventState.FROZEN,
        reason=words("review/undone", version=before.version).text,
        corrections={} if earlier is None else earlier.corrections,
        corrected_by=None if earlier is None else earlier.corrected_by,
        how={} if earlier is None else earlier.how,
        doubts=() if earlier is None else earlier.doubts,
    )
    facts = replace(before.facts, values=again.figures, has_submission=bool(again.figures))
    number = before.version + 1
    settled = await settle(
        session, before, facts, version=number, sources=again.sources, doubts=again.doubts
    )
    if settled is None:
        raise Refused("newer_version", participation_id=before.id, unit=before.unit_name)
    await add_version(session, settled.id, settled.version, again)
    taken = [each for each in kept if each.version > stood]
    numbers = [*(each.version for each in taken), settled.version]
    await mark_moved(session, before.id, numbers, before.id)
    returned_at = now if deed.detail["returned"] else None
    first = min(each.message.sent_at for each in taken)
    return await stand_again(session, before.id, Left(first, returned_at, deed.detail["away"]))
