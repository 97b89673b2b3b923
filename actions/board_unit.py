"""One unit on one day, as the board in a browser shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from actions.gallery import doubts_shown
from actions.unit_page import UnitPage, unit_page
from actions.weeks import MOST, UnitWeeks, unit_weeks
from rules.extensions import offers
from rules.model import Actor
from rules.permissions import may
from storage.db import Session
from storage.doubts import Doubt
from storage.events import load_event
from storage.extensions import Request, waiting_request
from storage.photos import Photo, photos_of
from storage.registrations import Registration, load_registration
from storage.weeks import past_days


@dataclass(frozen=True, slots=True)
class BoardUnit:
    """`reminds`: the reader may remind; `offers`: moments until which more time can be given."""

    page: UnitPage
    registration: Registration | None
    photos: tuple[Photo, ...]
    doubts: Mapping[int, Doubt]
    asked: Request | None
    offers: tuple[datetime, ...]
    reminds: bool
    weeks: UnitWeeks | None


async def board_unit(
    session: Session, actor: Actor, participation_id: int, *, now: datetime
) -> BoardUnit:
    """Refused unless the unit lies in the subtree of who asks."""
    page = await unit_page(session, actor, participation_id, now=now)
    found = page.p
    photos = await photos_of(session, found.id)
    return BoardUnit(
        page=page,
        registration=await load_registration(session, found.id),
        photos=tuple(photos),
        doubts=await doubts_shown(session, actor, (photo.id for photo in photos)),
        asked=await waiting_request(session, found.id) if page.acts else None,
        offers=offers(found.closes, now),
        reminds=may(actor, "remind", found.host_path),
        weeks=await _weeks(session, page, now=now),
    )


async def _weeks(session: Session, page: UnitPage, *, now: datetime) -> UnitWeeks | None:
    event = await load_event(session, page.p.event_id)
    if event is None:
        return None
    days = await past_days(
        session, event.host_unit_id, until=now, most=MOST, unit_id=page.p.unit_id
    )
    return next(iter(unit_weeks(days)), None)
