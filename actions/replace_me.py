"""A volunteer who cannot come gives exactly their seat to a friend; the waiting list is not jumped,
for the seat was theirs."""

from dataclasses import dataclass
from datetime import datetime

from actions.shift_links import behind, new_code
from actions.sign_up import Place, cancellable, old_enough, place_in, shift_on_offer
from actions.tell import tell
from reading.names import given_name
from rendering.texts import words
from rules.model import Actor, Refused, RoleKind, SignUpState
from rules.reminders import next_allowed
from storage.audit import note
from storage.db import Session
from storage.invitations import InvitationKind, claim_invitation, expire_seat_links
from storage.people import grant_role, names_of
from storage.shifts import Shift, free_seat
from storage.signups import Day, load_day, move, put_on_list

GOING, OFFERED = SignUpState.GOING, SignUpState.OFFERED
WAITING, CANCELLED = SignUpState.WAITING, SignUpState.CANCELLED


@dataclass(frozen=True, slots=True)
class SeatOffered:
    """Whose seat, in which shift."""

    day: Day
    giver: str

    @property
    def shift(self) -> Shift:
        return self.day.shift


async def give_seat(
    session: Session, actor: Actor, sign_up_id: int, *, now: datetime
) -> tuple[Day, str]:
    """A link for one friend; it ends the one before. Refused: "no_seat_to_give"."""
    day = await cancellable(session, actor, sign_up_id, now=now)
    if day.sign_up.state is not GOING:
        raise Refused("no_seat_to_give", shift=day.shift, zone=day.shift.zone)
    await shift_on_offer(session, day.shift.id, now=now)
    await expire_seat_links(session, sign_up_id, now=now)
    code = await new_code(
        session,
        day.shift,
        InvitationKind.REPLACE,
        actor,
        now=now,
        uses_left=1,
        sign_up_id=sign_up_id,
    )
    return day, code


async def seat_behind(session: Session, actor: Actor, code: str, *, now: datetime) -> SeatOffered:
    """Looking uses nothing up. Refused: "code_used", "seat_gone", "your_own_seat"."""
    found, shift = await behind(session, actor, code, InvitationKind.REPLACE, now=now)
    await shift_on_offer(session, shift.id, now=now)
    day = None if found.sign_up_id is None else await load_day(session, found.sign_up_id)
    if day is None or day.sign_up.state is not GOING:
        raise Refused("seat_gone", shift=shift, zone=shift.zone)
    if day.sign_up.person_id == actor.person_id:
        raise Refused("your_own_seat", shift=shift, zone=shift.zone)
    names = await names_of(session, [day.sign_up.person_id])
    name = names.get(day.sign_up.person_id, "")
    return SeatOffered(day, given_name(name) or name)


async def take_over(
    session: Session, actor: Actor, code: str, *, now: datetime, over_16: bool | None = None
) -> Place:
    """The friend has the seat and the giver has none, in one go; the number taken stays as it is.

    Refused: as `seat_behind`, "has_seat_already", "who_are_you", "under_16".
    """
    offered = await seat_behind(session, actor, code, now=now)
    shift, giver = offered.shift, offered.day.sign_up
    person_id = await old_enough(session, actor, shift, over_16)
    if not await claim_invitation(session, code, person_id, now=now):
        raise Refused("code_used")
    if not await move(session, giver.id, {GOING}, CANCELLED):
        raise Refused("seat_gone", shift=shift, zone=shift.zone)
    await _seat(session, shift, person_id, now)
    await grant_role(
        session, person_id, shift.unit_id, RoleKind.VOLUNTEER, granted_by=None, now=now
    )
    await note(
        session,
        actor,
        "replace",
        now=now,
        unit_id=shift.unit_id,
        event_id=shift.event_id,
        detail={"sign_up_id": giver.id},
    )
    await _tell_giver(session, offered, actor, now)
    return await place_in(session, shift, person_id)


async def _seat(session: Session, shift: Shift, person_id: int, now: datetime) -> None:
    """Also for a friend who stands in line, or is being asked about another seat of the shift."""
    sign_up_id = await put_on_list(session, shift.id, person_id, now=now)
    if sign_up_id is None:
        sign_up_id = (await place_in(session, shift, person_id)).sign_up_id
    if await move(session, sign_up_id, {OFFERED}, GOING):
        await free_seat(session, shift.id)
    elif not await move(session, sign_up_id, {WAITING}, GOING):
        raise Refused("has_seat_already", shift=shift, zone=shift.zone)


async def _tell_giver(session: Session, offered: SeatOffered, friend: Actor, now: datetime) -> None:
    shift = offered.shift
    said = words("volunteer/replaced", zone=shift.zone, shift=shift, friend=friend.name, you="bạn")
    await tell(
        session,
        [offered.day.sign_up.person_id],
        said,
        key=f"replaced:{offered.day.sign_up.id}:{int(now.timestamp())}",
        now=now,
        due_at=next_allowed(now, shift.zone),
        event_id=shift.event_id,
    )
