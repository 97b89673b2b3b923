"""A photo is kept, counted for its unit, and acknowledged: an album once."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from actions.progress import board_changed
from actions.report_card import photos_changed
from actions.which_unit import fitting
from rendering.texts import words
from rules.deadlines import effective_sent_at
from rules.model import Actor, Refused
from rules.permissions import authorise
from storage.albums import acknowledge_later
from storage.db import Session
from storage.outbox import REPLY, Claimed, Notice
from storage.participations import Participation, load_participation, settle
from storage.people import load_actor
from storage.photos import (
    NewPhoto,
    Photo,
    PhotoState,
    add_photo,
    burst,
    move_photos,
    set_state,
    with_album,
)

ALBUM_PAUSE: Final = timedelta(seconds=1.5)
BURST: Final = "burst"
"""The album of a photo from a channel that has no albums: what comes close together is one."""


@dataclass(frozen=True, slots=True)
class PhotoKept:
    """`photo_id` None: it was here already. `later`: its album's acknowledgement is queued. Several
    `fits`: only the sender knows which; none: nothing is open that it could belong to."""

    photo_id: int | None
    fits: tuple[Participation, ...]
    later: bool
    fetched: bool

    @property
    def participation(self) -> Participation | None:
        return self.fits[0] if len(self.fits) == 1 else None


async def keep_photo(
    session: Session, actor: Actor, photo: NewPhoto, *, now: datetime
) -> PhotoKept:
    if actor.person_id is None:
        raise Refused("photo_of_stranger")
    sent_at = effective_sent_at(photo.sent_at, photo.received_at)
    fits = await fitting(session, actor, sent_at=sent_at, now=now)
    mine = fits[0] if len(fits) == 1 else None
    named = replace(photo, album=await _album(session, photo))
    photo_id = await add_photo(
        session,
        named,
        participation_id=None if mine is None else mine.id,
        sent_by=actor.person_id,
    )
    if photo_id is not None and mine is not None:
        fits = (await _count(session, mine, 1, sent_at=sent_at, now=now),)
    if photo_id is not None and named.album is not None:
        await _acknowledge_album(session, actor, named, photo_id, now=now)
    return PhotoKept(photo_id, fits, named.album is not None, photo.store_key is not None)


async def _album(session: Session, photo: NewPhoto) -> str | None:
    if photo.album != BURST:
        return photo.album
    last = await burst(session, photo.channel, photo.chat_id, photo.received_at)
    return last or f"{BURST}{photo.message_id}"


async def _count(
    session: Session,
    participation: Participation,
    more: int,
    *,
    sent_at: datetime | None,
    now: datetime,
) -> Participation:
    """`more` photos, or fewer; decided again when somebody else changed the participation."""
    before: Participation | None = participation
    while before is not None:
        facts = replace(before.facts, photos=max(0, before.facts.photos + more))
        after = await settle(session, before, facts, sent_at=sent_at)
        if after is not None:
            await board_changed(session, after.event_id, now=now)
            await photos_changed(session, before, after, now=now)
            return after
        before = await load_participation(session, participation.id)
    raise Refused("participation_gone")


async def _acknowledge_album(
    session: Session, actor: Actor, photo: NewPhoto, photo_id: int, *, now: datetime
) -> None:
    key = f"album:{photo.channel}:{photo.chat_id}:{photo.album}"
    notice = Notice(
        key=key,
        channel=photo.channel,
        chat_id=photo.chat_id,
        payload={"photo": photo_id},
        due_at=now + ALBUM_PAUSE,
        kind="photos_ack",
        priority=REPLY,
        card=f"photos:{photo.album}",
        person_id=actor.person_id,
    )
    await acknowledge_later(session, notice, now=now)


async def compose_photos_ack(
    session: Session, claimed: Claimed, *, now: datetime
) -> dict[str, Any] | None:
    """Just before sending: what is stored of the album now."""
    album = await with_album(session, claimed.payload["photo"])
    if not album or claimed.person_id is None:
        return None
    first = album[0]
    fits = await _fits(session, first, claimed.person_id, now=now)
    fetched = all(photo.state is PhotoState.STORED for photo in album)
    said = words("photos/received", count=len(album), fits=fits, photo=first.id, fetched=fetched)
    return {**said.payload(), "edit": True}  # a late photo of the album changes what was said


async def _fits(
    session: Session, photo: Photo, person_id: int, *, now: datetime
) -> tuple[Participation, ...]:
    if photo.participation_id is None:
        actor = await load_actor(session, person_id)
        return await fitting(session, actor, sent_at=photo.sent_at, now=now)
    mine = await load_participation(session, photo.participation_id)
    return () if mine is None else (mine,)


async def assign_photos(
    session: Session, actor: Actor, photo_id: int, participation_id: int, *, now: datetime
) -> tuple[Participation, int]:
    """The photo, and its album, belong to this unit. Also moves them from another one."""
    album = await _own_album(session, actor, photo_id)
    after = await load_participation(session, participation_id)
    if after is None:
        raise Refused("participation_gone")
    authorise(actor, "keep_photo", after.unit_path)
    before = album[0].participation_id
    if before == after.id:
        return after, 0
    if before is not None:
        await _leave(session, actor, before, len(album), now=now)
    moved = await move_photos(session, [photo.id for photo in album], before, after.id)
    sent_at = max(photo.sent_at for photo in album)
    return await _count(session, after, moved, sent_at=sent_at, now=now), moved


async def remove_photos(
    session: Session, actor: Actor, photo_id: int, *, now: datetime
) -> tuple[Participation | None, int]:
    """Taken out of the report; the original bytes stay."""
    album = await _own_album(session, actor, photo_id)
    counted = (PhotoState.STORED.value, PhotoState.WAITING.value)
    removed = await set_state(session, [photo.id for photo in album], counted, PhotoState.REMOVED)
    before = album[0].participation_id
    if before is None or not removed:
        return None, removed
    return await _leave(session, actor, before, removed, now=now), removed


async def _own_album(session: Session, actor: Actor, photo_id: int) -> list[Photo]:
    """Who sent it, or who reports for its unit."""
    album = await with_album(session, photo_id)
    if not album:
        raise Refused("photo_gone")
    if album[0].sent_by != actor.person_id or actor.person_id is None:
        await _authorise_owner(session, actor, album[0])
    return album


async def _authorise_owner(session: Session, actor: Actor, photo: Photo) -> None:
    if photo.participation_id is None:
        raise Refused("photo_gone")
    mine = await load_participation(session, photo.participation_id)
    authorise(actor, "keep_photo", "" if mine is None else mine.unit_path)


async def _leave(
    session: Session, actor: Actor, participation_id: int, count: int, *, now: datetime
) -> Participation:
    mine = await load_participation(session, participation_id)
    if mine is None:
        raise Refused("participation_gone")
    authorise(actor, "keep_photo", mine.unit_path)
    return await _count(session, mine, -count, sent_at=None, now=now)
