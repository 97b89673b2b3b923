"""The photos of a day, for who may look at its board."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from actions.load import load_event_for
from actions.look_at_photo import named_for
from rules.model import Actor
from storage.db import Session
from storage.doubts import Doubt, doubts_of
from storage.events import Event
from storage.gallery import DayPhoto, PhotoUnit, photos_of_day, units_with_photos

PAGE: Final = 60


@dataclass(frozen=True, slots=True)
class Gallery:
    """`units` have photos; `chosen` is the one whose photos these are, or None for all."""

    event: Event
    photos: tuple[DayPhoto, ...]
    units: tuple[PhotoUnit, ...]
    chosen: int | None
    page: int
    pages: int
    doubts: Mapping[int, Doubt]

    @property
    def total(self) -> int:
        """Of all units."""
        return sum(unit.photos for unit in self.units)


async def gallery(
    session: Session, actor: Actor, event_id: int, *, of: int | None, page: int
) -> Gallery:
    """`of`: a participation of that day; any other is as if none were named."""
    event = await load_event_for(session, actor, "see_board", event_id)
    units = await units_with_photos(session, event.id)
    chosen = of if any(unit.participation_id == of for unit in units) else None
    number = sum(unit.photos for unit in units if chosen in (None, unit.participation_id))
    pages = max(1, -(-number // PAGE))
    here = min(page, pages - 1)
    found = await photos_of_day(session, event.id, chosen, skip=here * PAGE, most=PAGE)
    doubts = await doubts_shown(session, actor, (photo.id for photo in found))
    return Gallery(event, tuple(found), tuple(units), chosen, here, pages, doubts)


async def doubts_shown(
    session: Session, actor: Actor, photo_ids: Iterable[int]
) -> dict[int, Doubt]:
    """What is to be asked about these photos; a unit is named only to who may see it."""
    found = await doubts_of(session, photo_ids)
    alike = {doubt.photo_id: doubt for doubt in named_for(actor, found)}
    return {doubt.photo_id: alike.get(doubt.photo_id, doubt) for doubt in found}
