"""What went to the wrong place: a report or photos moved to another unit or day, photos taken out
and put back, and what still waits for the answer to "của đơn vị nào?"."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from aiogram import Router
from aiogram.filters import Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.mend import Moved, elsewhere, movable, move_report, names_units, undo_move
from actions.mend_photos import (
    Album,
    album_at,
    albums_of,
    assign_photos,
    remove_photos,
    restore_photos,
)
from actions.unit_page import units_of_day
from actions.unplaced import ask_again, waiting_for_answer
from handlers.forms import Field, Form, begin, prose
from handlers.report_forms import card
from handlers.reporter import Reporting
from handlers.taps import Id
from handlers.turn import Replies, Reply, Turn
from handlers.words import Said
from rules.model import RoleKind
from rules.permissions import may, units_of
from storage.participations import Participation, candidates
from storage.people import names_of
from storage.reports import versions_of


class Mend(CallbackData, prefix="mend"):
    participation_id: Id


class ReportMove(CallbackData, prefix="report_move"):
    participation_id: Id


class ReportTo(CallbackData, prefix="report_to"):
    participation_id: Id
    other_id: Id


class ReportUnmove(CallbackData, prefix="unmove"):
    """Only while both units are at these versions."""

    participation_id: Id
    other_id: Id
    version: Id
    other_version: Id


class MendUnit(CallbackData, prefix="mend_unit"):
    """Another unit, by typing; `moved_photo` 0 is the report."""

    participation_id: Id
    moved_photo: Id


class PhotosOut(CallbackData, prefix="photos_out"):
    """A lone photo goes at once; of an album it is asked which."""

    photo_id: Id


class PhotosAll(CallbackData, prefix="photos_all"):
    photo_id: Id


class PhotoOut(CallbackData, prefix="photo_out"):
    photo_id: Id


class PhotoBack(CallbackData, prefix="photo_back"):
    photo_id: Id


class PhotosBack(CallbackData, prefix="photos_back"):
    photo_id: Id


class PhotosMove(CallbackData, prefix="photos_move"):
    photo_id: Id


class PhotosTo(CallbackData, prefix="photos_to"):
    photo_id: Id
    other_id: Id


class Unplaced(CallbackData, prefix="unplaced"):
    pass


class UnplacedAsk(CallbackData, prefix="unplaced_ask"):
    kind: Literal["report", "photos"]
    waiting_id: Id


@dataclass(frozen=True, slots=True)
class PastVersion:
    version: int
    by: str
    sent_at: datetime
    on_behalf: bool
    moved: bool
    reason: str


def _sees_unit_page(turn: Turn, found: Participation) -> bool:
    return may(turn.actor, "see_unit_page", found.unit_path)


async def _menu(turn: Turn, participation_id: int) -> Replies:
    """What the unit has sent, who sent it, and what can be mended of it."""
    found = await movable(turn.session, turn.actor, participation_id)
    kept = await versions_of(turn.session, found.id)
    by = await names_of(turn.session, (each.entered_by or 0 for each in kept))
    past = [
        PastVersion(
            each.version,
            by.get(each.entered_by or 0, ""),
            each.message.sent_at,
            each.on_behalf,
            each.moved_to is not None,
            each.reason,
        )
        for each in kept
    ]
    return turn.says(
        "mending/menu",
        p=found,
        versions=past,
        albums=await albums_of(turn.session, turn.actor, found.id),
        unit_page=_sees_unit_page(turn, found),
        zone=found.zone,
    )


async def _where(turn: Turn, participation_id: int, *, photo: int = 0, count: int = 0) -> Reply:
    here, others = await elsewhere(turn.session, turn.actor, participation_id, now=turn.now)
    return turn.says(
        "mending/where",
        p=here,
        others=others,
        photo=photo,
        count=count,
        typing=names_units(turn.actor, here),
        zone=here.zone,
    )


async def _moved(turn: Turn, moved: Moved) -> Replies:
    unit_page = _sees_unit_page(turn, moved.target)
    said = turn.says("mending/moved", moved=moved, unit_page=unit_page, zone=moved.target.zone)
    if unit_page:
        return said
    return [card(turn, moved.target, fresh=True), said]


def _album(turn: Turn, album: Album) -> Reply:
    zone = {} if album.p is None else {"zone": album.p.zone}
    return turn.says("mending/photos", album=album, **zone)


async def _photos_moved(turn: Turn, photo_id: int, other_id: int) -> Replies:
    album = await album_at(turn.session, turn.actor, photo_id)
    before = album.p
    after, count = await assign_photos(turn.session, turn.actor, photo_id, other_id, now=turn.now)
    return turn.says(
        "mending/photos_moved",
        p=after,
        count=count,
        photo=photo_id,
        before=0 if before is None else before.id,
        unit_page=_sees_unit_page(turn, after),
        zone=after.zone,
    )


async def _named(
    turn: Turn, state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    typed, photo = answers["name"], known["photo"]
    found = await units_of_day(
        turn.session, turn.actor, known["event_id"], typed, action="enter_for_unit"
    )
    if not found:
        return await begin(MEND_UNIT, turn, state, **{**known, "typed": typed})
    if len(found) > 1:
        return turn.says("mending/choose", found=found, photo=photo, from_id=known["from_id"])
    chosen = found[0].participation_id
    if photo:
        return await _photos_moved(turn, photo, chosen)
    moved = await move_report(turn.session, turn.actor, known["from_id"], chosen, now=turn.now)
    return await _moved(turn, moved)


MEND_UNIT: Final = Form("mend_unit", (Field("name", prose(120)),), _named)
FORMS: Final = (MEND_UNIT,)


class Coordinating(Filter):
    async def __call__(self, _event: object, turn: Turn) -> bool:
        return bool(units_of(turn.actor, RoleKind.COORDINATOR))


def build_router() -> Router:
    router = Router(name="mending")
    _add_words(router)
    _add_reports(router)
    _add_photos(router)
    _add_moving_photos(router)
    _add_unplaced(router)
    return router


def _add_words(router: Router) -> None:
    @router.message(
        Reporting(),
        Said(
            "chuyển đơn vị",
            "chuyển ngày",
            "chuyển đơn vị hoặc ngày",
            "nhầm đơn vị",
            "nhầm ngày",
            "gửi nhầm",
            "gỡ ảnh",
            "xóa ảnh",
            "ảnh đã gửi",
            "chuyển ảnh",
            "chuyển báo cáo",
        ),
    )
    async def asks(_message: Message, turn: Turn) -> Replies:
        own = [grant.unit_id for grant in units_of(turn.actor, RoleKind.REPORTER)]
        fits = await candidates(turn.session, own, turn.now)
        sent = [one for one in fits if one.version or one.facts.photos] or fits
        if len(sent) == 1:
            return await _menu(turn, sent[0].id)
        return turn.says("mending/which", fits=sent) if sent else turn.says("common/stale")

    @router.callback_query(Mend.filter())
    async def menu(_tap: CallbackQuery, callback_data: Mend, turn: Turn) -> Replies:
        return await _menu(turn, callback_data.participation_id)

    @router.callback_query(MendUnit.filter())
    async def typing(
        _tap: CallbackQuery, callback_data: MendUnit, turn: Turn, state: FSMContext
    ) -> Replies:
        here = await movable(turn.session, turn.actor, callback_data.participation_id)
        return await begin(
            MEND_UNIT,
            turn,
            state,
            from_id=here.id,
            event_id=here.event_id,
            photo=callback_data.moved_photo,
            typed="",
        )


def _add_reports(router: Router) -> None:
    @router.callback_query(ReportMove.filter())
    async def moves(_tap: CallbackQuery, callback_data: ReportMove, turn: Turn) -> Replies:
        return await _where(turn, callback_data.participation_id)

    @router.callback_query(ReportTo.filter())
    async def moves_to(_tap: CallbackQuery, callback_data: ReportTo, turn: Turn) -> Replies:
        moved = await move_report(
            turn.session,
            turn.actor,
            callback_data.participation_id,
            callback_data.other_id,
            now=turn.now,
        )
        return await _moved(turn, moved)

    @router.callback_query(ReportUnmove.filter())
    async def unmoves(_tap: CallbackQuery, callback_data: ReportUnmove, turn: Turn) -> Replies:
        moved = await undo_move(
            turn.session,
            turn.actor,
            callback_data.participation_id,
            callback_data.other_id,
            (callback_data.version, callback_data.other_version),
            now=turn.now,
        )
        return await _moved(turn, moved)


def _add_photos(router: Router) -> None:
    @router.callback_query(PhotosOut.filter())
    async def out(_tap: CallbackQuery, callback_data: PhotosOut, turn: Turn) -> Replies:
        album = await album_at(turn.session, turn.actor, callback_data.photo_id)
        if len(album.photos) == 1:
            album, _ = await remove_photos(
                turn.session, turn.actor, callback_data.photo_id, now=turn.now
            )
        return _album(turn, album)

    @router.callback_query(PhotosAll.filter())
    async def all_out(_tap: CallbackQuery, callback_data: PhotosAll, turn: Turn) -> Replies:
        album, _ = await remove_photos(
            turn.session, turn.actor, callback_data.photo_id, now=turn.now
        )
        return _album(turn, album)

    @router.callback_query(PhotoOut.filter())
    async def one_out(_tap: CallbackQuery, callback_data: PhotoOut, turn: Turn) -> Replies:
        album, _ = await remove_photos(
            turn.session, turn.actor, callback_data.photo_id, whole=False, now=turn.now
        )
        return _album(turn, album)

    @router.callback_query(PhotoBack.filter())
    async def one_back(_tap: CallbackQuery, callback_data: PhotoBack, turn: Turn) -> Replies:
        album, _ = await restore_photos(
            turn.session, turn.actor, callback_data.photo_id, whole=False, now=turn.now
        )
        return _album(turn, album)

    @router.callback_query(PhotosBack.filter())
    async def all_back(_tap: CallbackQuery, callback_data: PhotosBack, turn: Turn) -> Replies:
        album, _ = await restore_photos(
            turn.session, turn.actor, callback_data.photo_id, now=turn.now
        )
        return _album(turn, album)


def _add_moving_photos(router: Router) -> None:
    @router.callback_query(PhotosMove.filter())
    async def moves(_tap: CallbackQuery, callback_data: PhotosMove, turn: Turn) -> Replies:
        album = await album_at(turn.session, turn.actor, callback_data.photo_id)
        if album.p is None:
            return _album(turn, album)
        photo, count = callback_data.photo_id, len(album.counted)
        return await _where(turn, album.p.id, photo=photo, count=count)

    @router.callback_query(PhotosTo.filter())
    async def moves_to(_tap: CallbackQuery, callback_data: PhotosTo, turn: Turn) -> Replies:
        return await _photos_moved(turn, callback_data.photo_id, callback_data.other_id)


def _add_unplaced(router: Router) -> None:
    @router.message(Coordinating(), Said("tin chưa xếp", "xếp tin", "ảnh chưa xếp"))
    @router.callback_query(Unplaced.filter())
    async def queue(_event: Message | CallbackQuery, turn: Turn) -> Replies:
        found, total = await waiting_for_answer(turn.session, turn.actor, now=turn.now)
        return turn.says("mending/unplaced", found=found, total=total, now=turn.now)

    @router.callback_query(UnplacedAsk.filter())
    async def ask(_tap: CallbackQuery, callback_data: UnplacedAsk, turn: Turn) -> Replies:
        asked = await ask_again(
            turn.session,
            turn.actor,
            callback_data.kind,
            callback_data.waiting_id,
            now=turn.now,
        )
        return turn.says("mending/unplaced_ask", asked=asked, now=turn.now)
