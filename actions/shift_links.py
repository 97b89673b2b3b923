"""Codes of one shift: to sign up, to check in at the place, to tick attendance, to give a seat on.
Each is known at this moment only; the database keeps its hash."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from actions.invite import draw_code, peek
from actions.shifts import own_place, places
from rules.model import Actor, Refused
from storage.audit import note
from storage.db import Session
from storage.invitations import Invitation, InvitationKind, NewInvitation, add_invitation
from storage.shifts import Shift, load_shift

LATE: Final = timedelta(days=2)
"""So long after the shift a code of it still says that it is over, instead of being unknown."""


@dataclass(frozen=True, slots=True)
class ShiftCodes:
    """What is printed for one place."""

    shift_id: int
    sign_up: str
    check_in: str


@dataclass(frozen=True, slots=True)
class Sheets:
    unit_name: str
    codes: tuple[ShiftCodes, ...]
    first: Shift


async def sheets_of_unit(
    session: Session, actor: Actor, participation_id: int, *, now: datetime
) -> Sheets:
    """One sheet a place that is still ahead or under way. Refused: "no_shifts_to_print"."""
    found = await places(session, actor, participation_id)
    ahead = [each for each in found.shifts if each.cancelled_at is None and each.ends_at > now]
    if not ahead:
        raise Refused("no_shifts_to_print", participation_id=participation_id)
    return await _sheets(session, actor, ahead, now)


async def sheet_of_shift(session: Session, actor: Actor, shift_id: int, *, now: datetime) -> Sheets:
    return await _sheets(session, actor, [await _ahead(session, actor, shift_id, now)], now)


async def sign_up_code(
    session: Session, actor: Actor, shift_id: int, *, now: datetime
) -> tuple[Shift, str]:
    shift = await _ahead(session, actor, shift_id, now)
    return shift, await new_code(session, shift, InvitationKind.SHIFT, actor, now=now)


async def leader_code(
    session: Session, actor: Actor, shift_id: int, *, now: datetime
) -> tuple[Shift, str]:
    """For one person, who ticks this shift's attendance from then on."""
    shift = await _ahead(session, actor, shift_id, now)
    code = await new_code(session, shift, InvitationKind.LEADER, actor, now=now, uses_left=1)
    return shift, code


async def new_code(
    session: Session,
    shift: Shift,
    kind: InvitationKind,
    actor: Actor,
    *,
    now: datetime,
    uses_left: int | None = None,
    sign_up_id: int | None = None,
) -> str:
    """Its opener is told of a shift that is over as long as `LATE`; a sign-up ends with it."""
    late = timedelta() if kind is InvitationKind.SHIFT else LATE
    new = NewInvitation(
        kind,
        shift.unit_id,
        shift.ends_at + late,
        uses_left=uses_left,
        event_id=shift.event_id,
        shift_id=shift.id,
        sign_up_id=sign_up_id,
    )
    while True:
        code = draw_code()
        if await add_invitation(session, code, new, created_by=actor.person_id, now=now):
            return code


async def behind(
    session: Session, actor: Actor, code: str, kind: InvitationKind, *, now: datetime
) -> tuple[Invitation, Shift]:
    """What a code of this kind is about. Refused: "code_used"."""
    found = await peek(session, code, now=now, actor=actor)
    shift = None if found.shift_id is None else await load_shift(session, found.shift_id)
    if found.kind is not kind or shift is None:
        raise Refused("code_used")
    return found, shift


async def _ahead(session: Session, actor: Actor, shift_id: int, now: datetime) -> Shift:
    shift = await own_place(session, actor, shift_id)
    if shift.cancelled_at is not None:
        raise Refused("shift_cancelled", shift=shift, zone=shift.zone)
    if shift.ends_at <= now:
        raise Refused("shift_over", shift=shift, zone=shift.zone)
    return shift


async def _sheets(session: Session, actor: Actor, shifts: list[Shift], now: datetime) -> Sheets:
    codes = tuple(
        [
            ShiftCodes(
                each.id,
                await new_code(session, each, InvitationKind.SHIFT, actor, now=now),
                await new_code(session, each, InvitationKind.CHECKIN, actor, now=now),
            )
            for each in shifts
        ]
    )
    first = shifts[0]
    await note(
        session,
        actor,
        "print_sheets",
        now=now,
        unit_id=first.unit_id,
        event_id=first.event_id,
        detail={"shifts": [each.id for each in shifts]},
    )
    return Sheets(first.unit_name, codes, first)
