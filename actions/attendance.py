"""Who was there: by the code at the place, ticked by the đội trưởng, or written down without an
account; and the figure that comes of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from actions.load import load_open_participation
from actions.sign_up import old_enough
from actions.submit_report import Entry, Reported, submit_report
from reading.fold import plain
from rules.model import Actor, EventState, Refused, RoleKind, SignUpState, Source
from rules.permissions import authorise, units_of
from rules.seats import TICKED_FOR, may_check_in, may_tick
from storage.attendance import Attendee, attended, attendees, tick, untick, walk_in
from storage.audit import note
from storage.db import Session
from storage.erasure import erase_person
from storage.invitations import claim_invitation
from storage.participations import Participation, candidates
from storage.people import add_person, grant_role
from storage.reports import Message
from storage.shifts import Shift, bind_leader, led_by, load_shift, shifts_of
from storage.signups import find_sign_up, load_day

ORAL_CONSENT: Final = "oral-1"
"""rendering/templates/consents/oral-1.j2: what the đội trưởng reads out before writing a name."""

VOLUNTEERS: Final = "volunteers"


@dataclass(frozen=True, slots=True)
class Roll:
    """The list of one shift; `changed`: how many lines the last act changed."""

    shift: Shift
    people: tuple[Attendee, ...]
    changed: int = 0

    @property
    def present(self) -> int:
        return sum(each.present for each in self.people)


@dataclass(frozen=True, slots=True)
class Figure:
    """What attendance says about a report: `count` people, while no other figure stands."""

    p: Participation
    count: int


async def roll(session: Session, actor: Actor, shift_id: int) -> Roll:
    """Refused: "shift_unknown", "shift_cancelled", to who neither leads it nor looks after it
    "for_reporters", "not_your_unit"."""
    return await _roll(session, await led_shift(session, actor, shift_id))


async def led_shift(session: Session, actor: Actor, shift_id: int) -> Shift:
    shift = await load_shift(session, shift_id)
    if shift is None:
        raise Refused("shift_unknown")
    if actor.person_id is None or shift.leader_id != actor.person_id:
        authorise(actor, "tick_attendance", shift.unit_path)
    if shift.event_state is EventState.CANCELLED or shift.cancelled_at is not None:
        raise Refused("shift_cancelled", shift=shift, zone=shift.zone)
    return shift


async def to_tick(session: Session, actor: Actor, *, now: datetime) -> list[Shift]:
    """Shifts whose list this person keeps, ahead or just over."""
    if actor.person_id is None:
        return []
    found = {
        each.id: each for each in await led_by(session, actor.person_id, since=now - TICKED_FOR)
    }
    own = [grant.unit_id for grant in units_of(actor, RoleKind.REPORTER)]
    for one in await candidates(session, own, now):
        if one.state is not EventState.CANCELLED:
            found |= {each.id: each for each in await shifts_of(session, one.id)}
    ahead = [each for each in found.values() if each.ends_at > now - TICKED_FOR]
    return sorted(ahead, key=lambda each: (each.starts_at, each.id))


async def tick_people(
    session: Session,
    actor: Actor,
    shift_id: int,
    sign_up_ids: Collection[int],
    *,
    now: datetime,
) -> Roll:
    """Twice is the same as once; lines of another list are left alone.

    Refused: as `roll`, "attendance_early", "attendance_closed"."""
    shift = await _open_roll(session, actor, shift_id, now)
    mine = {each.sign_up_id for each in await attendees(session, shift.id)}
    chosen = mine & set(sign_up_ids)
    changed = await tick(session, chosen, by=actor.person_id, now=now)
    await _note(session, actor, "tick", shift, now, sign_ups=sorted(chosen))
    return await _roll(session, shift, changed)


async def mark(
    session: Session, actor: Actor, sign_up_id: int, *, present: bool, now: datetime
) -> Roll:
    """One line, there or not. A name written down by hand is forgotten when it is taken off.

    Refused: as `tick_people`, "sign_up_unknown"."""
    day = await load_day(session, sign_up_id)
    if day is None:
        raise Refused("sign_up_unknown")
    if present:
        return await tick_people(session, actor, day.shift.id, [sign_up_id], now=now)
    shift = await _open_roll(session, actor, day.shift.id, now)
    lines = {each.sign_up_id: each for each in await attendees(session, shift.id)}
    changed = await untick(session, sign_up_id)
    line = lines.get(sign_up_id)
    if changed and line is not None and line.walk_in and not line.account:
        await erase_person(session, line.person_id, now=now)
    await _note(session, actor, "untick", shift, now, sign_ups=[sign_up_id])
    return await _roll(session, shift, int(changed))


async def write_down(
    session: Session, actor: Actor, shift_id: int, names: Sequence[str], *, now: datetime
) -> Roll:
    """People at the place who are on no list: by name only, with the consent that they gave to who
    writes them down. A name that is on the list is ticked there."""
    shift = await _open_roll(session, actor, shift_id, now)
    known = await attendees(session, shift.id, waiting=True)
    changed = 0
    for name in dict.fromkeys(names):
        changed += await _write_one(session, actor, shift, name, known, now)
    return await _roll(session, shift, changed)


async def _write_one(
    session: Session,
    actor: Actor,
    shift: Shift,
    name: str,
    known: Sequence[Attendee],
    now: datetime,
) -> bool:
    same = [each for each in known if plain(each.name) == plain(name)]
    if any(each.present for each in same):
        return False
    if len(same) == 1:
        return await _be_there(session, shift, same[0].person_id, actor, now)
    person_id = await add_person(session, name, consent_version=ORAL_CONSENT, now=now)
    await _note(session, actor, "write_down", shift, now, heard_consent_of=person_id)
    return await walk_in(session, shift.id, person_id, by=actor.person_id, now=now)


async def check_in(session: Session, actor: Actor, shift: Shift, *, now: datetime) -> bool:
    """By the code at the place. False for who has no seat here: `join_here` is on offer.

    Refused: "check_in_early", "check_in_over", "shift_cancelled"."""
    _at_the_place(shift, now)
    if actor.person_id is None:
        return False
    mine = await find_sign_up(session, shift.id, actor.person_id)
    if mine is None or mine.state in (SignUpState.CANCELLED, SignUpState.WAITING):
        return False
    if await tick(session, [mine.id], by=actor.person_id, now=now):
        await _note(session, actor, "check_in", shift, now, sign_ups=[mine.id])
    return True


async def join_here(
    session: Session, actor: Actor, shift: Shift, *, now: datetime, over_16: bool | None = None
) -> None:
    """Somebody who stands there and signed up for nothing. Refused: as `check_in`, "who_are_you",
    "under_16"."""
    _at_the_place(shift, now)
    person_id = await old_enough(session, actor, shift, over_16)
    if await check_in(session, actor, shift, now=now):
        return
    await walk_in(session, shift.id, person_id, by=person_id, now=now)
    await grant_role(
        session, person_id, shift.unit_id, RoleKind.VOLUNTEER, granted_by=None, now=now
    )
    await _note(session, actor, "walk_in", shift, now)


async def take_lead(
    session: Session, actor: Actor, code: str, shift: Shift, *, now: datetime
) -> None:
    """The list is kept by this person from now on. Refused: "code_used", "who_are_you"."""
    if actor.person_id is None:
        raise Refused("who_are_you")
    if shift.leader_id == actor.person_id:
        return
    if not await claim_invitation(session, code, actor.person_id, now=now):
        raise Refused("code_used")
    await bind_leader(session, shift.id, actor.person_id, actor.name)
    await _note(session, actor, "bind_leader", shift, now)


async def figure_on_offer(session: Session, p: Participation) -> int | None:
    """How many people were ticked, when the report may take it; None when nobody was, the event
    does not ask for it, or another figure stands there already."""
    asked = any(metric.key == VOLUNTEERS for metric in p.metrics)
    typed = p.sources.get(VOLUNTEERS) not in (None, Source.ATTENDANCE.value)
    if not asked or typed:
        return None
    count = await attended(session, p.id)
    return count if count and count != p.facts.values.get(VOLUNTEERS) else None


async def use_figure(
    session: Session,
    actor: Actor,
    participation_id: int,
    told: int,
    message: Message,
    *,
    now: datetime,
) -> Reported:
    """The figure that the person saw becomes the report's. Refused: "figure_stands" when one that
    was typed stands there or nobody is ticked, "figure_moved" when it is another by now."""
    found = await load_open_participation(session, actor, "submit_report", participation_id)
    count = await figure_on_offer(session, found)
    if count is None:
        raise Refused("figure_stands", p=found)
    if count != told:
        raise Refused("figure_moved", p=found, count=count)
    entry = Entry({VOLUNTEERS: count}, Source.ATTENDANCE, message)
    return await submit_report(session, actor, found, entry, now=now)


def _at_the_place(shift: Shift, now: datetime) -> None:
    if shift.event_state is EventState.CANCELLED or shift.cancelled_at is not None:
        raise Refused("shift_cancelled", shift=shift, zone=shift.zone)
    if not may_check_in(now, shift.gather_at, shift.ends_at):
        code = "check_in_early" if now < shift.gather_at else "check_in_over"
        raise Refused(code, shift=shift, zone=shift.zone)


async def _open_roll(session: Session, actor: Actor, shift_id: int, now: datetime) -> Shift:
    shift = await led_shift(session, actor, shift_id)
    if now < shift.gather_at and not may_tick(now, shift.gather_at, shift.ends_at):
        raise Refused("attendance_early", shift=shift, zone=shift.zone)
    if shift.event_state is not EventState.OPEN or now > shift.ends_at + TICKED_FOR:
        raise Refused("attendance_closed", shift=shift, zone=shift.zone)
    return shift


async def _roll(session: Session, shift: Shift, changed: int = 0) -> Roll:
    return Roll(shift, tuple(await attendees(session, shift.id)), changed)


async def _be_there(
    session: Session, shift: Shift, person_id: int, actor: Actor, now: datetime
) -> bool:
    mine = await find_sign_up(session, shift.id, person_id)
    if mine is not None and await tick(session, [mine.id], by=actor.person_id, now=now):
        return True
    return await walk_in(session, shift.id, person_id, by=actor.person_id, now=now)


async def _note(
    session: Session, actor: Actor, action: str, shift: Shift, now: datetime, **detail: object
) -> None:
    await note(
        session,
        actor,
        action,
        now=now,
        unit_id=shift.unit_id,
        event_id=shift.event_id,
        detail={"shift_id": shift.id, **detail},
    )
