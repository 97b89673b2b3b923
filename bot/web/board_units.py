"""The board's page of one unit."""

from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from actions.board_access import Visitor
from actions.board_unit import board_unit
from bot.web.board_shell import BoardShell, id_in
from bot.web.media import MediaLinks
from rules.deadlines import minutes_late
from storage.db import Session
from storage.doubts import Doubt
from storage.gallery import DayPhoto
from storage.photos import Photo

DONE: Final = frozenset(
    {
        "approved",
        "unapproved",
        "returned",
        "unreturned",
        "corrected",
        "reminded",
        "extended",
        "time_back",
        "granted",
        "not_granted",
    }
)
"""What a form has just done, told above the page: `?da=`."""


class BoardUnits:
    def __init__(self, shell: BoardShell) -> None:
        self._shell = shell

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/bang/don-vi/{id}", self._shell.page(self.unit))]

    async def unit(self, request: web.Request, session: Session, visitor: Visitor) -> web.Response:
        found = await board_unit(session, visitor.actor, id_in(request), now=self._shell.now())
        page, done = found.page, request.query.get("da", "")
        return self._shell.shown(
            "unit_page",
            visitor,
            zone=page.p.zone,
            unit=found,
            page=page,
            p=page.p,
            overdue=minutes_late(page.at, page.p.closes) if page.p.owes else 0,
            photos=[shown_photo(each, self._shell.media, found.doubts) for each in found.photos],
            done=done if done in DONE else "",
        )


def shown_photo(
    photo: Photo | DayPhoto, media: MediaLinks, doubts: Mapping[int, Doubt]
) -> dict[str, Any]:
    """{"full", "thumb"} are None while its bytes are still to be fetched."""
    key = photo.store_key
    return {
        "full": None if key is None else media.link(f"store:{key}", f"anh-{photo.id}.jpg"),
        "thumb": None if key is None else media.link(f"thumb:{key}", f"nho-{photo.id}.jpg"),
        "caption": photo.caption,
        "sent_at": photo.sent_at,
        "id": photo.id,
        "doubt": doubts.get(photo.id),
    }
