"""The demo's page: three phones side by side. It does not exist in `run`."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from bot.web.chat import PAGE_HEADERS
from bot.web.starting import starting_response
from rendering.pages import page
from rendering.texts import ZONE

DOOR: Final = "/demo/bang"


@dataclass(frozen=True, slots=True)
class Phone:
    """One person of the demo, known by a signed key (ChatKeys.key): one cookie cannot be three."""

    id: str
    title: str
    note: str
    key: str
    start: str | None = None

    @property
    def src(self) -> str:
        invited = f"&start={self.start}" if self.start else ""
        return f"/?frame=1&k={self.key}{invited}"


class DemoRoutes:
    """`phones` is asked at every visit: a fresh day has fresh people, none while it is made.
    `board` makes a link to the board for the coordinator."""

    def __init__(
        self, phones: Callable[[], Sequence[Phone]], board: Callable[[], Awaitable[str]]
    ) -> None:
        self._phones = phones
        self._board = board

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/demo", self.show), web.get(DOOR, self.open_board)]

    async def open_board(self, _request: web.Request) -> web.StreamResponse:
        """A link as the coordinator's bot gives it: it asks for the same one tap."""
        raise web.HTTPSeeOther(await self._board())

    async def show(self, _request: web.Request) -> web.Response:
        phones = self._phones()
        if not phones:
            return starting_response()
        text = page("demo", phones=phones, door=DOOR, zone=ZONE)
        return web.Response(text=text, content_type="text/html", headers=PAGE_HEADERS)
