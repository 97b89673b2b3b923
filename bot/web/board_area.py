"""The days of a whole subtree, for who stands above several hosts: one date rolled up by the units
below, level by level."""

from typing import Final

from aiohttp import web

from actions.areas import area
from actions.board_access import Visitor
from bot.web.board import page_in
from bot.web.board_shell import BoardShell, id_in
from rules.rollup import on_time_rate
from storage.db import Session

PAGE: Final = 200


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
        pages = max(1, -(-len(seen.branches) // PAGE))
        here = min(page_in(request), pages - 1)
        return self._shell.shown(
            "area",
            visitor,
            zone=seen.unit.timezone,
            area=seen,
            branches=seen.branches[here * PAGE : (here + 1) * PAGE],
            rate=on_time_rate,
            page=here,
            pages_number=pages,
        )
