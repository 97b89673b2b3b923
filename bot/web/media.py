"""Signed links that expire, to bytes behind a reference (bot.channels.base.Files)."""

import mimetypes
from collections import OrderedDict
from collections.abc import Mapping
from datetime import timedelta
from typing import Final, Protocol
from urllib.parse import quote

from aiohttp import web
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from bot.web.originals import Pieces, stream_zip
from bot.web.requests import WebRefused, refusal_response
from reading.pictures.kind import image_type

SHOWN: Final = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "application/pdf"})
SHEET: Final = "sheet:"
SHOWN_AS_PAGE: Final = {
    "Content-Disposition": "inline",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-modals"
    ),
    "Cache-Control": "private, no-store",
}
"""Our own page, to be printed: it holds no script, and none would run."""

DAY: Final = timedelta(days=1)
REMEMBERED: Final = 4096
NONE: Final[Mapping[str, Pieces]] = {}


class Reads(Protocol):
    async def read(self, reference: str) -> bytes: ...


class MediaLinks:
    """Links to one thing stay the same for half their life, so that a browser's cache is of use."""

    def __init__(self, secret: str, lifetime: timedelta = DAY) -> None:
        self._signed = URLSafeTimedSerializer(secret, salt="media")
        self._lifetime = int(lifetime.total_seconds())
        self._made: OrderedDict[tuple[str, str], tuple[int, str]] = OrderedDict()

    def link(self, reference: str, name: str) -> str:
        """A path on this server; `name` is what a download is called."""
        now = self._signed.make_signer("media").get_timestamp()  # type: ignore[attr-defined]
        made = self._made.get((reference, name))
        if made is None or now - made[0] > self._lifetime // 2:
            token = self._signed.dumps([reference, name])
            made = (now, f"/media/{token}/{quote(name, safe='')}")
            self._remember((reference, name), made)
        return made[1]

    def _remember(self, what: tuple[str, str], made: tuple[int, str]) -> None:
        self._made[what] = made
        if len(self._made) > REMEMBERED:
            self._made.popitem(last=False)

    def open(self, token: str) -> tuple[str, str]:
        """(reference, name). Raises WebRefused."""
        try:
            reference, name = self._signed.loads(token, max_age=self._lifetime)
        except SignatureExpired as expired:
            raise WebRefused("expired", 410) from expired
        except (BadSignature, ValueError) as forged:
            raise WebRefused("not_found", 404) from forged
        return str(reference), str(name)


class MediaRoutes:
    def __init__(
        self, links: MediaLinks, files: Reads, streams: Mapping[str, Pieces] = NONE
    ) -> None:
        """`streams`: what is too large to be held, by the kind of its reference."""
        self._links = links
        self._files = files
        self._streams = streams

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/media/{token}", self.serve),
            web.get("/media/{token}/{name}", self.serve),
        ]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        try:
            reference, name = self._links.open(request.match_info["token"])
            kind, _, rest = reference.partition(":")
            if kind in self._streams:
                return await stream_zip(request, await self._streams[kind](rest), name)
            content = await self._files.read(reference)
        except WebRefused as refused:
            return refusal_response(refused)
        except FileNotFoundError:
            return refusal_response(WebRefused("not_found", 404))
        headers = _headers(name, content)
        if reference.startswith(SHEET):
            headers |= SHOWN_AS_PAGE
        return web.Response(body=content, headers=headers)


def _headers(name: str, content: bytes) -> dict[str, str]:
    """Only what cannot run as a page is shown; all else is a download, and nothing is sniffed."""
    kind = image_type(content) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    manner = "inline" if kind in SHOWN else "attachment"
    return {
        "Content-Type": f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
        "Content-Disposition": f"{manner}; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, max-age=43200, immutable",
        "Referrer-Policy": "no-referrer",
    }
