"""What a look at a photo found is kept; its sender is asked about it, kindly and once an album."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from rendering.texts import words
from rules.deadlines import DEFAULT_ZONE
from rules.model import Actor
from rules.permissions import may
from storage.albums import acknowledge_later
from storage.db import Session
from storage.doubts import Doubt, Told, doubts_of, mark_told
from storage.looks import NewLook, Unseen, add_look, note_likeness, same_bytes
from storage.outbox import REPLY, Claimed, Notice
from storage.participations import load_participation
from storage.people import load_actor
from storage.photos import Photo, with_album

PHOTO_DOUBTS: Final = "photo_doubts"
FRESH: Final = timedelta(hours=3)
"""So old a photo may be for its sender to be asked about it: a backlog is looked at in silence."""
AFTER_THANKS: Final = timedelta(seconds=2)
"""An album's acknowledgement comes 1.5 s after its last photo, and says what is known by then."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be asked about photos that came together. `likenesses` name a unit only where the
    reader may see it."""

    count: int
    own: int | None
    likenesses: tuple[Doubt, ...]
    faults: Mapping[str, int]


async def keep_look(
    session: Session, photo: Unseen, look: NewLook, copy_of: int | None, *, now: datetime
) -> bool:
    """False when another process was faster. `copy_of`: the photo that the search found."""
    fresh = now - photo.received_at < FRESH and photo.sent_by is not None
    told = Told.NOT_YET if fresh else Told.QUIETLY
    if not await add_look(session, replace(look, told=told), now=now):
        return False
    same = await same_bytes(session, photo.id)
    other = copy_of if same is None else same
    later = photo.id
    if other is not None:
        later = await note_likeness(session, photo.id, other, same=same is not None)
    if fresh and (look.fault or (other is not None and later == photo.id)):
        await _ask_later(session, photo, now=now)
    return True


async def _ask_later(session: Session, photo: Unseen, *, now: datetime) -> None:
    album = photo.album or f"photo{photo.id}"
    notice = Notice(
        key=f"{PHOTO_DOUBTS}:{photo.channel}:{photo.chat_id}:{album}",
        channel=photo.channel,
        chat_id=photo.chat_id,
        payload={"photo": photo.id},
        due_at=now if photo.album is None else now + AFTER_THANKS,
        kind=PHOTO_DOUBTS,
        priority=REPLY,
        card=f"{PHOTO_DOUBTS}:{album}",
        person_id=photo.sent_by,
    )
    await acknowledge_later(session, notice, now=now)


async def asked_about(
    session: Session, person_id: int, album: Sequence[Photo], *, own: int | None, how: Told
) -> Asked | None:
    """What this person is told of these photos of their unit `own` in this way, and has not been
    told in another; it is noted as told. None: nothing, or nobody who serves."""
    other = Told.APART if how is Told.WITH_THANKS else Told.WITH_THANKS
    found = await doubts_of(session, (photo.id for photo in album))
    mine = [doubt for doubt in found if doubt.told not in {other, Told.QUIETLY}]
    if not mine:
        return None
    actor = await load_actor(session, person_id)
    if not actor.grants:
        return None
    await mark_told(session, (doubt.photo_id for doubt in mine), how)
    faults = Counter(doubt.fault for doubt in mine if doubt.fault)
    return Asked(len(album), own, tuple(named_for(actor, mine)), faults)


def named_for(actor: Actor, doubts: Iterable[Doubt]) -> list[Doubt]:
    """Those that are like an earlier photo; its unit is unnamed where the actor may not see it."""
    return [_veiled(actor, doubt) for doubt in doubts if doubt.earlier is not None]


def _veiled(actor: Actor, doubt: Doubt) -> Doubt:
    if doubt.earlier is None or may(actor, "see_unit", doubt.earlier.unit_path):
        return doubt
    return replace(doubt, earlier=replace(doubt.earlier, unit_name=""))


async def compose_photo_doubts(
    session: Session, claimed: Claimed, *, now: datetime
) -> dict[str, Any] | None:
    """None when the acknowledgement has said it, or the photos were taken out meanwhile."""
    del now
    album = await with_album(session, claimed.payload["photo"])
    if not album or claimed.person_id is None:
        return None
    of = album[0].participation_id
    mine = None if of is None else await load_participation(session, of)
    own, zone = (None, DEFAULT_ZONE) if mine is None else (mine.unit_id, mine.zone)
    asked = await asked_about(session, claimed.person_id, album, own=own, how=Told.APART)
    if asked is None:
        return None
    said = words("photos/doubts", asked=asked, photo=album[0].id, zone=zone)
    return {**said.payload(), "edit": True}
