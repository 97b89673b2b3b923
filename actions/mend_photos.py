"""Photos that are not what they should be: taken out one by one or all, put back, moved to another
unit or day. The original bytes and the time of sending stay."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.keep_photo import count_photos
from actions.mend import movable, tell_of_move
from actions.restand import Came, Left, stand_again
from actions.submit_report import found_participation
from rules.model import Actor, EventState, Refused, RoleKind
from rules.permissions import authorise, may, units_of
from storage.audit import note
from storage.db import Session
from storage.participations import Participation, load_participation
from storage.people import load_actor, names_of
from storage.photos import (
    COUNTED,
    Photo,
    PhotoState,
    all_photos_of,
    load_photo,
    move_photos,
    put_back,
    set_state,
    whole_album,
    with_album,
)


@dataclass(frozen=True, slots=True)
class Album:
    """Photos of one unit that came together, in order; `by` sent them ("" once they have left)."""

    p: Participation | None
    photos: tuple[Photo, ...]
    by: str = ""

    @property
    def first(self) -> Photo:
        return self.photos[0]

    @property
    def counted(self) -> tuple[Photo, ...]:
        return tuple(each for each in self.photos if each.state.value in COUNTED)

    @property
    def removed(self) -> tuple[Photo, ...]:
        return tuple(each for each in self.photos if each.state is PhotoState.REMOVED)


async def album_at(session: Session, actor: Actor, photo_id: int) -> Album:
    """Refused: "photo_gone", or who neither sent it nor reports for its unit."""
    photos = await whole_album(session, photo_id)
    if not photos:
        raise Refused("photo_gone")
    await _authorise(session, actor, photos[0])
    own = photos[0].participation_id
    p = None if own is None else await load_participation(session, own)
    by = await names_of(session, [photos[0].sent_by] if photos[0].sent_by else [])
    return Album(p, tuple(photos), by.get(photos[0].sent_by or 0, ""))


async def albums_of(session: Session, actor: Actor, participation_id: int) -> list[Album]:
    """What a unit has sent, album by album, the newest first."""
    p = await movable(session, actor, participation_id)
    albums: dict[tuple[str, int, str], list[Photo]] = {}
    for each in await all_photos_of(session, p.id):
        key = (each.channel, each.chat_id, each.album or f"alone{each.id}")
        albums.setdefault(key, []).append(each)
    by = await names_of(session, {each[0].sent_by or 0 for each in albums.values()})
    made = [Album(p, tuple(each), by.get(each[0].sent_by or 0, "")) for each in albums.values()]
    return sorted(made, key=lambda album: album.first.id, reverse=True)


async def _authorise(session: Session, actor: Actor, photo: Photo) -> None:
    """Who reports for its unit; while it has none, who sent it and their coordinators."""
    if photo.participation_id is not None:
        mine = await load_participation(session, photo.participation_id)
        authorise(actor, "keep_photo", "" if mine is None else mine.unit_path)
    elif photo.sent_by is None:
        raise Refused("photo_gone")
    elif photo.sent_by != actor.person_id:
        await authorise_for_sender(session, actor, photo.sent_by, "photo_gone")


async def authorise_for_sender(
    session: Session, actor: Actor, sender_id: int, refusal: str
) -> None:
    """Coordinators of a unit for which that person reports may say whose a message is."""
    sender = await load_actor(session, sender_id)
    served = units_of(sender, RoleKind.REPORTER)
    if not any(may(actor, "enter_for_unit", grant.path) for grant in served):
        raise Refused(refusal)


async def remove_photos(
    session: Session, actor: Actor, photo_id: int, *, whole: bool = True, now: datetime
) -> tuple[Album, int]:
    """Taken out of the report, all of the album or the one; how many were still in."""
    album = await album_at(session, actor, photo_id)
    ids = _chosen(album.counted, photo_id, whole=whole)
    removed = await set_state(session, ids, COUNTED, PhotoState.REMOVED)
    await _recount(session, actor, album, -removed, "remove_photos", ids, now=now)
    return await album_at(session, actor, photo_id), removed


async def restore_photos(
    session: Session, actor: Actor, photo_id: int, *, whole: bool = True, now: datetime
) -> tuple[Album, int]:
    """Back in: all that were taken out of the album, or the one."""
    album = await album_at(session, actor, photo_id)
    if album.p is not None and album.p.state is EventState.CANCELLED:
        raise Refused("event_cancelled", **album.p.named)
    ids = _chosen(album.removed, photo_id, whole=whole)
    back = await put_back(session, ids)
    await _recount(session, actor, album, back, "restore_photos", ids, now=now)
    return await album_at(session, actor, photo_id), back


def _chosen(photos: Sequence[Photo], photo_id: int, *, whole: bool) -> list[int]:
    return [each.id for each in photos if whole or each.id == photo_id]


async def _recount(
    session: Session,
    actor: Actor,
    album: Album,
    more: int,
    deed: str,
    photo_ids: Iterable[int],
    *,
    now: datetime,
) -> None:
    if not more or album.p is None:
        return
    latest = max(each.sent_at for each in album.photos) if more > 0 else None
    await count_photos(session, album.p, more, sent_at=latest, now=now)
    await note(
        session,
        actor,
        deed,
        now=now,
        unit_id=album.p.unit_id,
        event_id=album.p.event_id,
        detail={"photos": list(photo_ids)},
    )


async def assign_photos(
    session: Session, actor: Actor, photo_id: int, participation_id: int, *, now: datetime
) -> tuple[Participation, int]:
    """The photo, and its album, belong to this unit and day, whosever they were; how many moved."""
    photo = await load_photo(session, photo_id)
    if photo is None:
        raise Refused("photo_gone")
    await _authorise(session, actor, photo)
    after = await _target(session, actor, participation_id)
    before = photo.participation_id
    if before == after.id:
        return after, 0
    album = [
        each for each in await with_album(session, photo_id) if each.participation_id == before
    ]
    moved = await move_photos(session, [each.id for each in album], before, after.id)
    if not moved:
        return after, 0
    return await _moved(session, actor, album, before, after, now=now), moved


async def _target(session: Session, actor: Actor, participation_id: int) -> Participation:
    after = await found_participation(session, participation_id)
    authorise(actor, "keep_photo", after.unit_path)
    if after.state is EventState.CANCELLED:
        raise Refused("event_cancelled", **after.named)
    if after.dropped_at is not None:
        raise Refused("unit_dropped", unit=after.unit_name)
    return after


async def _moved(
    session: Session,
    actor: Actor,
    album: Sequence[Photo],
    before_id: int | None,
    after: Participation,
    *,
    now: datetime,
) -> Participation:
    first, latest = min(each.sent_at for each in album), max(each.sent_at for each in album)
    before = None if before_id is None else await found_participation(session, before_id)
    if before is not None:
        await count_photos(session, before, -len(album), sent_at=None, now=now)
        before = await stand_again(session, before.id, Left(first))
    after = await count_photos(session, after, len(album), sent_at=latest, now=now)
    if before is not None:
        after = await stand_again(session, after.id, Came(latest, latest, {}))
    detail = {"photos": [each.id for each in album], "from": before_id, "to": after.id}
    where = {"unit_id": (before or after).unit_id, "event_id": (before or after).event_id}
    await note(session, actor, "move_photos", now=now, detail=detail, **where)
    if before is not None:
        await tell_of_move(
            session,
            actor,
            before,
            after,
            what="photos",
            count=len(album),
            sent_at=latest,
            key=f"moved_photos:{album[0].id}:{before.id}:{before.revision}",
            now=now,
        )
    return after
