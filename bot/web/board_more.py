"""The board's other pages: the photos of a day, and the weeks before it."""

from typing import Any, Final

from aiohttp import web

from actions.board_access import Visitor
from actions.gallery import gallery
from actions.weeks import UnitWeeks, Weeks, weeks
from bot.web.board import page_in
from bot.web.board_shell import BoardShell, id_in
from bot.web.board_units import shown_photo
from reading.fold import plain
from rendering.charts import Bars, bars
from storage.db import Session

UNITS_A_PAGE: Final = 200


class BoardMore:
    def __init__(self, shell: BoardShell) -> None:
        self._shell = shell

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/bang/ngay/{id}/anh", self._shell.page(self.photos)),
            web.get("/bang/ngay/{id}/cac-tuan", self._shell.page(self.weeks)),
        ]

    async def photos(
        self, request: web.Request, session: Session, visitor: Visitor
    ) -> web.Response:
        wanted = request.query.get("don_vi", "")
        found = await gallery(
            session,
            visitor.actor,
            id_in(request),
            of=int(wanted) if wanted.isascii() and wanted.isdigit() else None,
            page=page_in(request),
        )
        photos: list[dict[str, Any]] = [
            {
                **shown_photo(each, self._shell.media, found.doubts),
                "unit_name": each.unit_name,
                "participation_id": each.participation_id,
            }
            for each in found.photos
        ]
        event = found.event
        return self._shell.shown(
            "gallery", visitor, zone=event.zone, event=event, gallery=found, photos=photos
        )

    async def weeks(self, request: web.Request, session: Session, visitor: Visitor) -> web.Response:
        found = await weeks(session, visitor.actor, id_in(request), now=self._shell.now())
        words = request.query.get("tim", "")[:80]
        fitting = [unit for unit in _sorted(found, request) if _named(unit, words)]
        pages = max(1, -(-len(fitting) // UNITS_A_PAGE))
        here = min(page_in(request), pages - 1)
        return self._shell.shown(
            "weeks",
            visitor,
            zone=found.event.zone,
            event=found.event,
            found=found,
            chart=_rates(found),
            units=fitting[here * UNITS_A_PAGE : (here + 1) * UNITS_A_PAGE],
            fitting=len(fitting),
            words=words,
            order=request.query.get("xep", ""),
            page=here,
            pages_number=pages,
        )


def _named(unit: UnitWeeks, words: str) -> bool:
    name = plain(unit.name)
    return all(word in name for word in plain(words).split())


def _sorted(found: Weeks, request: web.Request) -> list[UnitWeeks]:
    """As the host lists them, or who is on time least first."""
    if request.query.get("xep") != "tre":
        return list(found.units)
    return sorted(found.units, key=lambda unit: 101 if unit.rate is None else unit.rate)


def _rates(found: Weeks) -> Bars:
    return bars([week.rate for week in found.weeks], most=100)
