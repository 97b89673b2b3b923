"""What a coordinator did to a unit's figures by one tap is undone by another: the version before
comes again as a new one, and everything stands as it stood."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from actions.submit_report import Reported, announce, changed, found_participation
from rendering.texts import words
from rules.completeness import is_complete, progress
from rules.model import Actor, EventState, Refused
from rules.permissions import authorise
from storage.audit import AuditEntry, last_deed, note
from storage.db import Session
from storage.participations import Participation, settle
from storage.reports import Message, Version, add_version, mark_moved, versions_of
from storage.reviews import Standing, put_back

DEEDS: Final = ("enter_for_unit", "correct_report")


async def note_deed(
    session: Session, actor: Actor, deed: str, reported: Reported, *, now: datetime
) -> None:
    """With what its undoing needs: how everything stood before."""
    before = reported.before
    detail = {
        "version": reported.after.version,
        "from": before.version,
        "completed_at": _iso(before.facts.completed_at),
        "last_sent_at": _iso(before.last_sent_at),
        "edited_late": before.edited_late,
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


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


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
        message=Message("", before.last_sent_at or now, now),
        entered_by=actor.person_id,
        after_freeze=before.state is EventState.FROZEN,
        reason=words("review/undone", version=before.version).text,
        corrections={} if earlier is None else earlier.corrections,
        corrected_by=None if earlier is None else earlier.corrected_by,
    )
    facts = replace(
        before.facts, values=again.figures, has_submission=bool(again.figures), completed_at=None
    )
    settled = await settle(
        session, before, facts, version=before.version + 1, sources=again.sources
    )
    if settled is None:
        raise Refused("newer_version", participation_id=before.id, unit=before.unit_name)
    await add_version(session, settled.id, settled.version, again)
    await mark_moved(session, before.id, (before.version, settled.version), before.id)
    was = _standing(before, deed.detail, now=now)
    facts = replace(
        facts, returned=was.returned_at is not None, not_taking_part=was.not_taking_part
    )
    if before.last_sent_at != kept[-1].message.sent_at:  # something came since: its time stays
        was = replace(was, last_sent_at=before.last_sent_at)
    if was.completed_at is None and is_complete(facts):
        was = replace(was, completed_at=before.facts.completed_at)
    await put_back(session, settled, was, progress(facts))
    return await found_participation(session, before.id)


def _standing(before: Participation, detail: Mapping[str, Any], *, now: datetime) -> Standing:
    """What the deed had ended stands again; a return, or a "không tổ chức", that came after it
    stands as it is."""
    returned = detail["returned"] or before.facts.returned
    return Standing(
        completed_at=None if returned else _moment(detail["completed_at"]),
        last_sent_at=_moment(detail["last_sent_at"]),
        edited_late=detail["edited_late"],
        returned_at=now if returned else None,
        not_taking_part=detail["away"] or before.facts.not_taking_part,
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
