""" "Không tổ chức kỳ này", and taking it back until the figures are frozen."""

from datetime import datetime

from actions.progress import board_changed
from rules.model import Actor, EventState, Refused
from rules.permissions import authorise
from storage.audit import note
from storage.db import Session
from storage.participations import Participation, load_participation, refresh
from storage.registrations import set_not_taking_part


async def opting_out(session: Session, actor: Actor, participation_id: int) -> Participation:
    """The first tap: may it be done at all? Nothing is stored yet."""
    found = await load_participation(session, participation_id)
    if found is None:
        raise Refused("participation_gone")
    authorise(actor, "not_taking_part", found.unit_path)
    if found.state is not EventState.OPEN:
        raise Refused("event_closed", **found.named)
    return found


async def opt_out(
    session: Session, actor: Actor, participation_id: int, reason: str, *, now: datetime
) -> Participation:
    """The second tap, with a reason."""
    return await _set(session, actor, participation_id, reason, now=now)


async def take_part_again(
    session: Session, actor: Actor, participation_id: int, *, now: datetime
) -> Participation:
    return await _set(session, actor, participation_id, None, now=now)


async def _set(
    session: Session, actor: Actor, participation_id: int, reason: str | None, *, now: datetime
) -> Participation:
    found = await opting_out(session, actor, participation_id)
    away = reason is not None
    if await set_not_taking_part(session, participation_id, away, reason or ""):
        await note(
            session,
            actor,
            "opt_out" if away else "take_part_again",
            now=now,
            unit_id=found.unit_id,
            event_id=found.event_id,
        )
    after = await refresh(session, participation_id)
    await board_changed(session, found.event_id, now=now)
    return found if after is None else after
