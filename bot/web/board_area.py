"""The days of a whole subtree, for who stands above several hosts: one date rolled up by the units
below, level by level."""

from aiohttp import web

from actions.areas import area
from actions.board_access import Visitor
from bot.web.board_shell import BoardShell, id_in
from rules.rollup import on_time_rate
from storage.db import Session


class BoardArea:
    def __init__(self, shell: BoardShell) -> None:
        self._shell = shell

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/bang/vung/{id}/{day}", self._shell.page(self.area))]

    async def area(self, request: web.Request, session: Session, visitor: Visitor) -> web.Response:
        """`day` as 20261128."""
        seen = await area(
            session,
            visitor.actor,
            id_in(request),
            id_in(request, "day"),
            now=self._shell.now(),
        )
        return self._shell.shown(
            "area", visitor, zone=seen.unit.timezone, area=seen, rate=on_time_rate
        )
