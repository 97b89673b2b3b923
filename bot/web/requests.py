"""What every posted request must pass, and how it is refused: one clear sentence as JSON."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import web

from rendering.texts import words

JSON_LIMIT: Final = 128 * 1024
YOU: Final = "bạn"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class WebRefused(Exception):  # noqa: N818  an answer, as rules.model.Refused is
    """`code` names the sentence templates/web/refusals/{code}."""

    def __init__(self, code: str, status: int = 400) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


@web.middleware
async def refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except WebRefused as refused:
        return refusal_response(refused)
    except ConnectionRefusedError:
        return refusal_response(WebRefused("busy", 503))


def refusal_response(refused: WebRefused) -> web.Response:
    said = words(f"web/refusals/{refused.code}", you=YOU).text
    return web.json_response({"error": said, "code": refused.code}, status=refused.status)


def same_origin(request: web.Request, public_url: str) -> None:
    """A browser always says where a POST comes from; who says nothing is no browser, so carries no
    cookie that somebody else could abuse.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        raise WebRefused("foreign", 403)
    origin = request.headers.get("Origin")
    ours = {request.host, urlsplit(public_url).netloc}
    if origin is not None and urlsplit(origin).netloc not in ours:
        raise WebRefused("foreign", 403)


async def json_body(request: web.Request) -> dict[str, Any]:
    """The object that was posted; a JSON content type, which a foreign form cannot send."""
    if request.content_type != "application/json":
        raise WebRefused("malformed", 415)
    if (request.content_length or 0) > JSON_LIMIT:
        raise WebRefused("too_long", 413)
    try:
        body = json.loads(await _limited(request))
    except (ValueError, RecursionError) as error:
        raise WebRefused("malformed") from error
    if not isinstance(body, dict):
        raise WebRefused("malformed")
    return body


async def _limited(request: web.Request) -> bytes:
    """Not request.read(): a chunked body has no length to refuse beforehand."""
    content = bytearray()
    async for chunk in request.content.iter_chunked(16 * 1024):
        content += chunk
        if len(content) > JSON_LIMIT:
            raise WebRefused("too_long", 413)
    return bytes(content)


def number(value: object) -> int:
    """An id from outside, as a positive 63-bit integer."""
    text = str(value)
    if isinstance(value, bool) or not text.isascii() or not text.isdigit() or len(text) > 18:  # noqa: PLR2004  fits a BIGINT
        raise WebRefused("malformed")
    return int(text)
