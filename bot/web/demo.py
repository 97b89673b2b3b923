"""The demo's page: three phones side by side. It does not exist in `run`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from bot.web.chat import PAGE_HEADERS
from bot.web.starting import starting_response
from rendering.pages import page
from rendering.texts import ZONE

BOARD: Final = "/bang"


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
    """`phones` is asked at every visit: a fresh day has fresh people, none while it is made."""

    def __init__(self, phones: Callable[[], Sequence[Phone]]) -> None:
        self._phones = phones

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/demo", self.show)]

    async def show(self, request: web.Request) -> web.Response:
        phones = self._phones()
        if not phones:
            return starting_response()
        text = page("demo", phones=phones, board=_has(request.app, BOARD), zone=ZONE)
        return web.Response(text=text, content_type="text/html", headers=PAGE_HEADERS)


def _has(app: web.Application, path: str) -> bool:
    return any(resource.canonical == path for resource in app.router.resources())
