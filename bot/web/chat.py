"""The web chat over HTTP: the page, who it is, what is sent, what has been seen."""

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

from aiohttp import web

from bot.channels.webchat import Post, WebChat
from bot.web.keys import ChatKeys
from bot.web.lines import shown
from bot.web.media import MediaLinks
from bot.web.requests import WebRefused, json_body, number, same_origin
from bot.web.stream import Stream, event_stream
from bot.web.uploads import client_id_of, read_posts
from rendering.pages import page
from rendering.texts import ZONE
from storage.db import Database
from storage.webchat import confirm, lines_before, position
from storage.writer import Writer

STATIC: Final = Path(__file__).parent / "static"
PAGE_OF_HISTORY: Final = 40
TEXT_LIMIT: Final = 20_000
DATA_LIMIT: Final = 64
PAGE_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' blob: data:; frame-src 'self'; frame-ancestors 'self'; "
        "base-uri 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class ChatRoutes:
    def __init__(
        self,
        channel: WebChat,
        database: Database,
        writer: Writer,
        keys: ChatKeys,
        media: MediaLinks,
    ) -> None:
        self._channel = channel
        self._database = database
        self._writer = writer
        self._keys = keys
        self._media = media

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.show),
            web.post("/chat/session", self.session),
            web.get("/chat/history", self.history),
            web.get("/chat/stream", self.stream),
            web.post("/chat/send", self.send),
            web.post("/chat/files", self.files),
            web.post("/chat/seen", self.seen),
        ]

    async def show(self, _request: web.Request) -> web.Response:
        """The same page for everybody, so that a chat app's preview of a link makes nothing."""
        return web.Response(
            text=page("chat", zone=ZONE), content_type="text/html", headers=PAGE_HEADERS
        )

    async def session(self, request: web.Request) -> web.Response:
        """{"k"?, "plain"?, "frame"?} -> {"key", "link", "plain"}; who is nobody yet is made anew.

        A frame keeps its key itself and gets no cookie.
        """
        same_origin(request, self._channel.public_url)
        body = await json_body(request)
        external_id, chat_id = await self._identity(request, body)
        if "plain" in body:
            await self._channel.be_plain(chat_id, plain=body["plain"] is True)
        answer = {
            "key": self._keys.key(external_id),
            "link": self._keys.link(external_id),
            "plain": not await self._channel.can_buttons(chat_id),
        }
        response = web.json_response(answer)
        if body.get("frame") is not True:
            self._keys.set_cookie(response, external_id)
        return response

    async def _identity(self, request: web.Request, body: dict[str, Any]) -> tuple[str, int]:
        key = body.get("k")
        if key is not None:
            external_id = self._keys.from_key(str(key))
            chat_id = external_id and await self._channel.chat_of(external_id)
            if not external_id or not chat_id:
                raise WebRefused("bad_link", 401)
            return external_id, chat_id
        external_id = self._keys.from_request(request)
        chat_id = external_id and await self._channel.chat_of(external_id)
        if external_id and chat_id:
            return external_id, chat_id
        return await self._channel.open_identity()

    async def _chat(self, request: web.Request) -> int:
        external_id = self._keys.from_request(request)
        chat_id = external_id and await self._channel.chat_of(external_id)
        if not chat_id:
            raise WebRefused("stranger", 401)
        return chat_id

    async def history(self, request: web.Request) -> web.Response:
        """?before=<id> -> {"lines": oldest first, "more", "revision", "cleared"}."""
        chat_id = await self._chat(request)
        before = request.query.get("before")
        before_id = None if before is None else number(before)
        async with self._database.glance() as session:
            here = await position(session, chat_id)
            lines = await lines_before(session, chat_id, before_id, most=PAGE_OF_HISTORY + 1)
        newest = lines[-PAGE_OF_HISTORY:]
        return web.json_response(
            {
                "lines": [shown(line, self._media) for line in newest],
                "more": len(lines) > len(newest),
                "revision": here.revision if here else 0,
                "cleared": here.cleared if here else 0,
            },
            headers={"Cache-Control": "no-store"},
        )

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Events line, reset, typing, answered; resumes after Last-Event-ID or ?after=."""
        chat_id = await self._chat(request)
        last = request.headers.get("Last-Event-ID") or request.query.get("after", "0")
        cleared = request.query.get("cleared")
        after, known = number(last), None if cleared is None else number(cleared)
        response = event_stream()
        await response.prepare(request)
        stream = Stream(response, self._database, self._media, chat_id)
        with suppress(ConnectionResetError), self._channel.pages.opened(chat_id) as opened:
            await stream.serve(opened, after, known)
        return response

    async def send(self, request: web.Request) -> web.Response:
        """{"client_id", "text"} or {"client_id", "message_id", "data"} -> {"id"?}; on disk then."""
        received_at = self._channel.now()
        same_origin(request, self._channel.public_url)
        chat_id = await self._chat(request)
        body = await json_body(request)
        client_id = client_id_of(body.get("client_id"))
        if "data" in body:
            message_id, data = number(body.get("message_id")), _text(body["data"], DATA_LIMIT)
            await self._channel.tap(chat_id, client_id, message_id, data, received_at=received_at)
            return web.json_response({})
        text = _text(body.get("text"), TEXT_LIMIT)
        post = Post(client_id, "text", {"said": text}, {"text": text})
        lines = await self._channel.take(chat_id, [post], received_at=received_at)
        return web.json_response({"id": lines[0].id})

    async def files(self, request: web.Request) -> web.Response:
        """A form with files -> {"ids"}. The moment is that of the request's beginning."""
        received_at = self._channel.now()
        same_origin(request, self._channel.public_url)
        chat_id = await self._chat(request)
        posts = await read_posts(request, self._channel, chat_id)
        lines = await self._channel.take(chat_id, posts, received_at=received_at)
        return web.json_response({"ids": [line.id for line in lines]})

    async def seen(self, request: web.Request) -> web.Response:
        """{"upto"}: the browser has shown this message and all before it."""
        same_origin(request, self._channel.public_url)
        chat_id = await self._chat(request)
        upto = number((await json_body(request)).get("upto"))
        work = partial(confirm, chat_id=chat_id, upto=upto, now=self._channel.now())
        await self._writer.run(work)
        return web.json_response({})


def _text(given: object, limit: int) -> str:
    """NUL is no text: PostgreSQL refuses it."""
    text = given.replace("\x00", "").strip() if isinstance(given, str) else ""
    if not text:
        raise WebRefused("malformed")
    if len(text) > limit:
        raise WebRefused("too_long", 413)
    return text
