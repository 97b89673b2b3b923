"""A day's changes as server-sent events, to whoever may still see it."""

import asyncio
from contextlib import suppress
from typing import Final

from aiohttp import web

from actions.board_access import Visitor
from actions.load import load_event_for
from bot.web.board_feed import CLOSED, Feeds, Viewer
from bot.web.board_shell import BoardShell, id_in
from bot.web.stream import event_stream
from rules.model import Refused
from storage.db import Session

ASKED_AGAIN: Final = 10.0
"""So many seconds at most somebody whose session or role has ended still sees what changes."""
OVER: Final = b"event: over\ndata: {}\n\n"


class BoardStream:
    def __init__(self, shell: BoardShell, feeds: Feeds) -> None:
        self._shell = shell
        self._feeds = feeds

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/bang/ngay/{id}/luong", self._shell.guarded(self.stream))]

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """?tu=<version> (or Last-Event-ID): what the page shows already."""
        event_id = id_in(request)
        await self._check(request, event_id)
        response = event_stream()
        await response.prepare(request)
        seen = request.headers.get("Last-Event-ID") or request.query.get("tu", "")
        viewer = Viewer(seen)
        self._feeds.join(event_id, viewer)
        try:
            with suppress(ConnectionResetError):  # the page is gone
                await self._serve(request, response, viewer, event_id)
        finally:
            self._feeds.leave(event_id, viewer)
        return response

    async def _serve(
        self,
        request: web.Request,
        response: web.StreamResponse,
        viewer: Viewer,
        event_id: int,
    ) -> None:
        await response.write(b":\n\n")
        clock = asyncio.get_running_loop().time
        asked = clock()
        while (news := await _next(viewer)) != CLOSED:
            if clock() - asked >= ASKED_AGAIN:
                if not await self._may_stay(request, event_id):
                    await response.write(OVER)
                    return
                asked = clock()
            await response.write(news or b":\n\n")

    async def _may_stay(self, request: web.Request, event_id: int) -> bool:
        try:
            await self._check(request, event_id)
        except Refused:
            return False
        return True

    async def _check(self, request: web.Request, event_id: int) -> None:
        async with self._shell.reading(request) as (session, visitor):
            await _sees(session, visitor, event_id)


async def _next(viewer: Viewer) -> bytes | None:
    try:
        async with asyncio.timeout(ASKED_AGAIN):
            return await viewer.waiting.get()
    except TimeoutError:
        return None


async def _sees(session: Session, visitor: Visitor, event_id: int) -> None:
    await load_event_for(session, visitor.actor, "see_board", event_id)
