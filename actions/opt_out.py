""" "Không tổ chức kỳ này", and taking it back until the figures are frozen."""

from datetime import datetime

from actions.load import load_open_participation
from actions.progress import board_changed
from rules.model import Actor
from storage.audit import note
from storage.db import Session
from storage.participations import Participation, refresh, settle_counted
from storage.registrations import set_not_taking_part


async def opting_out(session: Session, actor: Actor, participation_id: int) -> Participation:
    """The first tap: may it be done at all? Nothing is stored yet."""
    return await load_open_participation(session, actor, "not_taking_part", participation_id)


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
            detail={"version": found.version},
        )
    stand_anew = settle_counted if found.facts.covered_at else refresh
    after = await stand_anew(session, participation_id)
    await board_changed(session, found.event_id, now=now)
    return found if after is None else after
