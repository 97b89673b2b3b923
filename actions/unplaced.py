"""What waits for the answer to "của đơn vị nào?": its coordinators see it with its age, and may
give the answer themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from rules.model import Actor, Refused, RoleKind
from rules.permissions import authorise, may, units_of
from storage.db import Session
from storage.participations import Participation, candidates
from storage.people import load_actor
from storage.photos import load_photo
from storage.reports import load_kept
from storage.unplaced import Unplaced, unplaced

SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """One of them, and the units and days that it can be of."""

    what: Unplaced
    fits: tuple[Participation, ...]


async def waiting_for_answer(
    session: Session, actor: Actor, *, now: datetime
) -> tuple[list[Unplaced], int]:
    """The first of them, and how many there are."""
    paths = [grant.path for grant in units_of(actor, RoleKind.COORDINATOR)]
    if not paths:
        authorise(actor, "enter_for_unit", "")
    found = await unplaced(session, paths, now=now)
    return found[:SHOWN], len(found)


async def ask_again(
    session: Session, actor: Actor, kind: str, number: int, *, now: datetime
) -> Asked:
    """Refused: "report_gone", "photo_gone" when it has its unit already, or is not theirs to
    place."""
    gone = "report_gone" if kind == "report" else "photo_gone"
    sender_id = await _sender(session, kind, number)
    if sender_id is None:
        raise Refused(gone)
    sender = await load_actor(session, sender_id)
    served = units_of(sender, RoleKind.REPORTER)
    if not any(may(actor, "enter_for_unit", grant.path) for grant in served):
        raise Refused(gone)
    found = await unplaced(session, [grant.path for grant in served], now=now)
    what = next((each for each in found if (each.kind, each.id) == (kind, number)), None)
    if what is None:
        raise Refused(gone)
    fits = await candidates(session, [grant.unit_id for grant in served], now)
    return Asked(what, _mine(actor, fits))


def _mine(actor: Actor, fits: Sequence[Participation]) -> tuple[Participation, ...]:
    return tuple(each for each in fits if may(actor, "enter_for_unit", each.unit_path))


async def _sender(session: Session, kind: str, number: int) -> int | None:
    if kind == "report":
        kept = await load_kept(session, number)
        return None if kept is None or kept.participation_id is not None else kept.entered_by
    photo = await load_photo(session, number)
    return None if photo is None or photo.participation_id is not None else photo.sent_by
