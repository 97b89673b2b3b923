"""The way into the board: a link shows one button, and only tapping it lets the browser in."""

from functools import partial

from aiohttp import web

from actions.board_access import Visitor, enter, leave, usable_link, visitor_of
from bot.web.board_keys import FIELD
from bot.web.board_shell import BoardShell
from bot.web.requests import same_origin
from rules.model import Refused
from storage.db import Session


class BoardDoor:
    def __init__(self, shell: BoardShell) -> None:
        self._shell = shell

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/bang/vao/{token}", self._shell.guarded(self.knock)),
            web.post("/bang/vao/{token}", self._shell.guarded(self.enter)),
            web.post("/bang/ra", self._shell.guarded(self.leave)),
        ]

    async def knock(self, request: web.Request) -> web.StreamResponse:
        """Chat apps open links to preview them: looking lets nobody in and uses nothing up."""
        try:
            async with self._shell.database.reading() as session:
                link = await usable_link(session, self._token(request), now=self._shell.now())
        except Refused as refused:
            if refused.code != "board_link_used":
                raise
            return await self._again(request, refused)
        return self._shell.shown("door", None, link=link, path=request.path)

    async def _again(self, request: web.Request, refused: Refused) -> web.StreamResponse:
        """Who came in by it already, and is in still, goes on."""
        async with self._shell.database.reading() as session:
            try:
                await self._shell.visitor(request, session)
            except Refused:
                raise refused from None
        raise web.HTTPSeeOther("/bang")

    async def enter(self, request: web.Request) -> web.StreamResponse:
        shell = self._shell
        same_origin(request, shell.address())
        now = shell.now()
        try:
            token = self._token(request)
            entered = await shell.writer.run(partial(enter, token=token, now=now))
        except Refused as refused:
            if refused.code != "board_link_used":
                raise
            return await self._again(request, refused)
        where = "/bang" if entered.event_id is None else f"/bang/ngay/{entered.event_id}"
        response = web.Response(status=303, headers={"Location": where})
        secure = shell.address().startswith("https://")
        shell.keys.set_cookie(
            response, entered.token, until=entered.expires_at, now=now, secure=secure
        )
        return response

    async def leave(self, request: web.Request) -> web.StreamResponse:
        """A form that is out of date leaves all the same; a foreign one does not."""
        shell = self._shell
        same_origin(request, shell.address())
        form = await request.post()

        async def go(session: Session) -> Visitor:
            visitor = await visitor_of(session, shell.keys.session(request), now=shell.now())
            shell.keys.check_form(form.get(FIELD), visitor.session_id)
            everywhere = form.get("moi_noi") == "1"
            await leave(session, visitor, everywhere=everywhere, now=shell.now())
            return visitor

        await shell.writer.run(go)
        response = shell.shown("left", None)
        response.del_cookie("aoxanh_board", path="/bang")
        return response

    def _token(self, request: web.Request) -> str:
        token = self._shell.keys.token(request.match_info["token"])
        if token is None:
            raise Refused("board_link_unknown")
        return token
