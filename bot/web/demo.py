"""The demo's page: three phones side by side. It does not exist in `run`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.web.chat import PAGE_HEADERS
from rendering.pages import page
from rendering.texts import ZONE


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
    """`phones` is asked at every visit: a fresh day has fresh people."""

    def __init__(self, phones: Callable[[], Sequence[Phone]]) -> None:
        self._phones = phones

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/demo", self.show)]

    async def show(self, _request: web.Request) -> web.Response:
        text = page("demo", phones=self._phones(), zone=ZONE)
        return web.Response(text=text, content_type="text/html", headers=PAGE_HEADERS)
