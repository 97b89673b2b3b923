"""What every page of the board goes through: who asks, is it from our own page, a refusal said as a
sentence."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from aiohttp import web
from markupsafe import Markup

from actions.board_access import Visitor, visitor_of
from bot.web.board_keys import FIELD, BoardKeys
from bot.web.media import MediaLinks
from bot.web.requests import Handler, WebRefused, number, same_origin
from rendering.pages import page
from rendering.texts import ZONE, refusal, words
from rules.model import Refused
from storage.db import Database, Session
from storage.writer import Writer

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        "connect-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; "
        "form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with none at all a browser hides where a form comes from
    "Cache-Control": "no-store",
}
YOU: Final = "đ/c"
_STATUS: Final = {
    "board_closed": 401,
    "board_link_unknown": 401,
    "board_link_used": 401,
    "board_link_expired": 401,
    "board_link_withdrawn": 401,
    "board_no_role": 403,
    "for_coordinators": 403,
    "for_reporters": 403,
    "not_your_unit": 403,
    "only_viewing": 403,
    "who_are_you": 403,
    "no_such_event": 404,
    "participation_gone": 404,
    "unit_unknown": 404,
    "nothing_that_day": 404,
}
_CONFLICT: Final = 409

Shows = Callable[[web.Request, Session, Visitor], Awaitable[web.Response]]
Does = Callable[[web.Request, Mapping[str, str], Session, Visitor], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class BoardShell:
    """`address` is asked at every request: a server that chooses its port knows it late. `woken`:
    deliver what a deed left to be sent."""

    database: Database
    writer: Writer
    keys: BoardKeys
    media: MediaLinks
    now: Callable[[], datetime]
    address: Callable[[], str]
    woken: Callable[[], None]

    def page(self, shows: Shows) -> Handler:
        """A page to look at, for whoever was let in."""

        async def show(request: web.Request) -> web.StreamResponse:
            async with self.reading(request) as (session, visitor):
                return await shows(request, session, visitor)

        return self.guarded(show)

    def deed(self, does: Does) -> Handler:
        """A form of one of our pages; `does` says where to look next. A second tap finds what the
        first has done."""

        async def do(request: web.Request) -> web.StreamResponse:
            same_origin(request, self.address())
            form = {key: str(value) for key, value in (await request.post()).items()}
            where = await self.writer.run(partial(self._do, request, form, does))
            self.woken()
            raise web.HTTPSeeOther(where)

        return self.guarded(do)

    async def _do(
        self, request: web.Request, form: Mapping[str, str], does: Does, session: Session
    ) -> str:
        visitor = await self.visitor(request, session)
        self.keys.check_form(form.get(FIELD), visitor.session_id)
        return await does(request, form, session, visitor)

    @asynccontextmanager
    async def reading(self, request: web.Request) -> AsyncIterator[tuple[Session, Visitor]]:
        async with self.database.reading() as session:
            yield session, await self.visitor(request, session)

    async def visitor(self, request: web.Request, session: Session) -> Visitor:
        return await visitor_of(session, self.keys.session(request), now=self.now())

    def guarded(self, handler: Handler) -> Handler:
        """Refusals become a page with their sentence."""

        async def handled(request: web.Request) -> web.StreamResponse:
            try:
                return await handler(request)
            except Refused as refused:
                said = refusal(refused.code, {"you": YOU, "zone": ZONE, **refused.values}).text
                return self._refused(request, said, refused.code, _STATUS.get(refused.code))
            except WebRefused as refused:
                said = words(f"web/refusals/{refused.code}", you=YOU).text
                return self._refused(request, said, refused.code, refused.status)

        return handled

    def _refused(
        self, request: web.Request, said: str, code: str, status: int | None
    ) -> web.Response:
        outside = code.startswith("board_")
        back = request.headers.get("Referer", "") if request.method == "POST" else ""
        inside = back.startswith(f"{self.address()}/bang")
        text = page(
            "board/refused",
            said=Markup(said),  # noqa: S704  our own template's words, escaped there
            visitor=None,
            outside=outside,
            back=back if inside and not outside else "",
            zone=ZONE,
        )
        return web.Response(
            text=text, content_type="text/html", headers=HEADERS, status=status or _CONFLICT
        )

    def shown(
        self, name: str, visitor: Visitor | None, *, zone: str = ZONE, **values: object
    ) -> web.Response:
        """The page templates/web/board/{name}."""
        form = "" if visitor is None else self.keys.form(visitor.session_id)
        text = page(
            f"board/{name}",
            visitor=visitor,
            form=form,
            field=FIELD,
            zone=zone,
            now=self.now(),
            **values,
        )
        return web.Response(text=text, content_type="text/html", headers=HEADERS)


def id_in(request: web.Request, name: str = "id") -> int:
    return number(request.match_info[name])
