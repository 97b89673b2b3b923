"""A coordinator looks a unit's report over: gives it back with what to mend, approves it, or puts a
number right. The unit is told each time; each is undone as easily."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from actions.load import load_open_participation
from actions.progress import board_changed
from actions.report_card import card_changed
from actions.resettle import resettle_unit
from actions.submit_report import Entry, Reported, found_participation, submit_report
from actions.take_back import note_deed, take_back
from actions.tell import tell
from rendering.texts import words
from rules.completeness import first_completed_at, progress
from rules.model import Actor, EventState, Refused, Source
from rules.permissions import authorise
from storage.audit import note, standing_deed
from storage.db import Session
from storage.participations import Participation
from storage.people import names_of, reporters_of
from storage.reports import Message
from storage.reviews import approval, approve, give_back, put_back, standing


async def reviewing(session: Session, actor: Actor, participation_id: int) -> Participation:
    """A report that can be reviewed. Refused: "event_closed", "nothing_to_review"."""
    found = await load_open_participation(session, actor, "review_report", participation_id)
    if not found.version:
        raise Refused("nothing_to_review", participation_id=found.id, unit=found.unit_name)
    return found


async def return_report(
    session: Session, actor: Actor, participation_id: int, reason: str, *, now: datetime
) -> Participation:
    """It owes again. Refused: "already_returned" (by whom) when somebody was quicker,
    "nothing_to_return" when the unit does not take part: it owes nothing."""
    while True:
        found = await reviewing(session, actor, participation_id)
        if found.facts.returned:
            await _refuse_returned(session, found)
        if found.facts.not_taking_part:
            raise Refused("nothing_to_return", participation_id=found.id, unit=found.unit_name)
        was = await standing(session, found.id)
        if await give_back(session, found, reason, at=now):
            break
    completed = was.completed_at and was.completed_at.isoformat()
    after = await _noted(
        session,
        actor,
        "return_report",
        found,
        {"version": found.version, "completed_at": completed},
        now=now,
    )
    await _tell(session, after, "review/returned", f"returned:{after.id}:{after.revision}", now=now)
    return after


async def _refuse_returned(session: Session, found: Participation) -> None:
    deed = await standing_deed(
        session, "return_report", unit_id=found.unit_id, event_id=found.event_id
    )
    by = (
        ""
        if deed is None
        else (await names_of(session, [deed.person_id or 0])).get(deed.person_id or 0, "")
    )
    raise Refused(
        "already_returned",
        participation_id=found.id,
        unit=found.unit_name,
        by=by,
        reason=found.return_reason,
    )


async def undo_return(
    session: Session, actor: Actor, participation_id: int, *, now: datetime
) -> Participation:
    """As if it had not been given back; what came meanwhile counts, and so does what was asked
    meanwhile. Refused: "not_returned"."""
    while True:
        found = await reviewing(session, actor, participation_id)
        deed = await standing_deed(
            session, "return_report", unit_id=found.unit_id, event_id=found.event_id
        )
        if not found.facts.returned or deed is None:
            raise Refused("not_returned", participation_id=found.id, unit=found.unit_name)
        facts = replace(found.facts, returned=False)
        before = deed.detail["completed_at"]
        completed = datetime.fromisoformat(before) if before else None
        if completed is None and found.last_sent_at is not None:
            completed = first_completed_at(None, facts, found.last_sent_at)
        was = await standing(session, found.id)
        was = replace(was, completed_at=completed, returned_at=None)
        if await put_back(session, found, was, progress(facts)):
            break
    await resettle_unit(session, found.id, now=now)
    after = await _noted(
        session, actor, "undo_return_report", found, {"version": found.version}, now=now
    )
    await _tell(session, after, "review/unreturned", f"kept:{after.id}:{after.revision}", now=now)
    return after


async def approve_report(
    session: Session, actor: Actor, participation_id: int, *, now: datetime
) -> tuple[Participation, str]:
    """The unit, and who had approved it before, when somebody was quicker."""
    while True:
        found = await reviewing(session, actor, participation_id)
        if found.facts.returned:
            await _refuse_returned(session, found)
        already = await approval(session, found.id)
        if already is not None:
            return found, already.by
        if await approve(session, found, by=actor.person_id, at=now):
            break
    await _approval(session, actor, found, "approve_report", approved=True, now=now)
    return found, ""


async def undo_approval(
    session: Session, actor: Actor, participation_id: int, *, now: datetime
) -> Participation:
    """Refused: "not_approved"."""
    while True:
        found = await reviewing(session, actor, participation_id)
        if await approval(session, found.id) is None:
            raise Refused("not_approved", participation_id=found.id, unit=found.unit_name)
        if await approve(session, found, by=None, at=None):
            break
    await _approval(session, actor, found, "undo_approve_report", approved=False, now=now)
    return found


async def _approval(
    session: Session,
    actor: Actor,
    found: Participation,
    deed: str,
    *,
    approved: bool,
    now: datetime,
) -> None:
    """One message about the approval, changed in its place when that is taken back."""
    after = await _noted(session, actor, deed, found, {"version": found.version}, now=now)
    key = f"approved:{after.id}"
    people = await _reporters(session, after)
    said = words("review/approved", p=after, approved=approved, by=actor.name, zone=after.zone)
    await tell(
        session,
        [person for person in people if person != actor.person_id],
        said,
        key=f"{key}:{after.revision}",
        now=now,
        card=key,
        edit=True,
        event_id=after.event_id,
        participation_id=after.id,
    )


async def correcting(session: Session, actor: Actor, participation_id: int) -> Participation:
    """A report with figures; also after chốt, as a later addition."""
    found = await found_participation(session, participation_id)
    authorise(actor, "review_report", found.unit_path)
    if found.state is EventState.CANCELLED:
        raise Refused("event_cancelled", **found.named)
    if not found.facts.values:
        raise Refused("nothing_to_review", participation_id=found.id, unit=found.unit_name)
    return found


async def correct_report(
    session: Session,
    actor: Actor,
    participation_id: int,
    figures: Mapping[str, int],
    reason: str,
    message: Message,
    *,
    now: datetime,
) -> Reported:
    """A version with the old value, the reason and who did it kept. Refused: "nothing_changed"."""
    found = await correcting(session, actor, participation_id)
    differing = {
        key: value for key, value in figures.items() if found.facts.values.get(key) != value
    }
    if not differing:
        raise Refused("nothing_changed", participation_id=found.id, unit=found.unit_name)
    units_own = replace(message, sent_at=found.last_sent_at or message.sent_at)
    entry = Entry(differing, Source.CORRECTED, units_own, reason=reason)
    reported = await submit_report(session, actor, found, entry, now=now)
    await note_deed(session, actor, "correct_report", reported, now=now)
    await _tell(
        session,
        reported.after,
        "review/corrected",
        f"corrected:{found.id}:{reported.after.version}",
        now=now,
        r=reported,
        by=actor.name,
        reason=reason,
        but=actor.person_id,
    )
    return reported


async def undo_entry(
    session: Session, actor: Actor, participation_id: int, version: int, *, now: datetime
) -> Reported:
    """Of a correction or a nhập hộ; who was told of a correction is told of its undoing."""
    reported, deed = await take_back(session, actor, participation_id, version, now=now)
    if deed == "correct_report":
        key = f"uncorrected:{participation_id}:{version}"
        await _tell(session, reported.after, "review/uncorrected", key, now=now, r=reported)
    return reported


async def resend(
    session: Session, actor: Actor, participation_id: int, message: Message, *, now: datetime
) -> Reported:
    """The answer to a return whose figures were right: the same ones again."""
    found = await load_open_participation(session, actor, "submit_report", participation_id)
    if not found.facts.returned:
        raise Refused("not_returned", participation_id=found.id, unit=found.unit_name)
    entry = Entry({}, Source.TYPED, message)
    return await submit_report(session, actor, found, entry, now=now)


async def _noted(
    session: Session,
    actor: Actor,
    deed: str,
    found: Participation,
    detail: Mapping[str, Any],
    *,
    now: datetime,
) -> Participation:
    """In the audit, on the boards and on the reporters' cards."""
    await note(
        session,
        actor,
        deed,
        now=now,
        unit_id=found.unit_id,
        event_id=found.event_id,
        detail=detail,
    )
    await board_changed(session, found.event_id, now=now)
    after = await found_participation(session, found.id)
    await card_changed(session, after, now=now)
    return after


async def _reporters(session: Session, found: Participation) -> list[int]:
    return (await reporters_of(session, [found.unit_id]))[found.unit_id]


async def _tell(
    session: Session,
    after: Participation,
    name: str,
    key: str,
    *,
    now: datetime,
    but: int | None = None,
    **values: object,
) -> None:
    people = [person for person in await _reporters(session, after) if person != but]
    if not people:
        return
    said = words(name, p=after, zone=after.zone, **values)
    await tell(
        session,
        people,
        said,
        key=key,
        now=now,
        event_id=after.event_id,
        participation_id=after.id,
    )
