"""A photo is kept, counted for its unit, and acknowledged: an album once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from actions.look_at_photo import Asked, asked_about
from actions.progress import board_changed
from actions.report_card import photos_changed
from actions.which_unit import fitting
from actions.whose_photo import Offer, offered
from rendering.texts import words
from rules.deadlines import effective_sent_at
from rules.model import Actor, Refused
from rules.permissions import authorise
from storage.albums import acknowledge_later
from storage.db import Session
from storage.doubts import Told
from storage.outbox import REPLY, Claimed, Notice
from storage.participations import Participation, load_participation, settle
from storage.people import load_actor
from storage.photos import (
    NewPhoto,
    Photo,
    PhotoState,
    add_photo,
    burst,
    with_album,
)
from storage.reentries import waiting_reentry

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
    return await _keep(session, actor, photo, fits, now=now)


async def keep_for(
    session: Session,
    actor: Actor,
    photo: NewPhoto,
    participation: Participation,
    *,
    now: datetime,
) -> PhotoKept:
    """The sender has said of which unit it is."""
    authorise(actor, "keep_photo", participation.unit_path)
    return await _keep(session, actor, photo, (participation,), now=now)


async def _keep(
    session: Session,
    actor: Actor,
    photo: NewPhoto,
    fits: tuple[Participation, ...],
    *,
    now: datetime,
) -> PhotoKept:
    sent_at = effective_sent_at(photo.sent_at, photo.received_at)
    mine = fits[0] if len(fits) == 1 else None
    named = replace(photo, album=await _album(session, photo))
    photo_id = await add_photo(
        session,
        named,
        participation_id=None if mine is None else mine.id,
        sent_by=actor.person_id,
    )
    if photo_id is not None and mine is not None:
        fits = (await count_photos(session, mine, 1, sent_at=sent_at, now=now),)
    if photo_id is not None and len(fits) > 1:
        for event_id in {one.event_id for one in fits}:
            await board_changed(session, event_id, now=now)
    if photo_id is not None and named.album is not None:
        await _acknowledge_album(session, actor, named, photo_id, now=now)
    return PhotoKept(photo_id, fits, named.album is not None, photo.store_key is not None)


async def _album(session: Session, photo: NewPhoto) -> str | None:
    if photo.album != BURST:
        return photo.album
    last = await burst(session, photo.channel, photo.chat_id, photo.received_at)
    return last or f"{BURST}{photo.message_id}"


async def count_photos(
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
    offer = None if fits else await _offer(session, claimed.person_id, now=now)
    waits = None if fits else await waiting_reentry(session, claimed.channel, claimed.chat_id)
    if waits is not None:
        return {**words("reentry/kept", what="photos", r=waits).payload(), "edit": True}
    asked = await _asked(session, claimed.person_id, album, fits)
    said = (
        words(
            "photos/received",
            count=len(album),
            fits=fits,
            photo=first.id,
            fetched=fetched,
            asked=asked,
        )
        if offer is None
        else words("on_behalf/whose", offer=offer, count=len(album), photo=first.id)
    )
    return {**said.payload(), "edit": True}  # a late photo of the album changes what was said


async def _asked(
    session: Session, person_id: int, album: Sequence[Photo], fits: tuple[Participation, ...]
) -> Asked | None:
    if len(fits) != 1:
        return None
    return await asked_about(session, person_id, album, own=fits[0].unit_id, how=Told.WITH_THANKS)


async def _offer(session: Session, person_id: int, *, now: datetime) -> Offer | None:
    return await offered(session, await load_actor(session, person_id), now=now)


async def _fits(
    session: Session, photo: Photo, person_id: int, *, now: datetime
) -> tuple[Participation, ...]:
    if photo.participation_id is None:
        actor = await load_actor(session, person_id)
        return await fitting(session, actor, sent_at=photo.sent_at, now=now)
    mine = await load_participation(session, photo.participation_id)
    return () if mine is None else (mine,)
