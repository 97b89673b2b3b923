"""The zip of a day's photos, streamed while it is made."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final
from urllib.parse import quote

from aiohttp import web

ORIGINALS: Final = "originals"

Pieces = Callable[[str], Awaitable[AsyncIterator[bytes]]]
"""By event id. Raises FileNotFoundError."""


async def stream_zip(
    request: web.Request, pieces: AsyncIterator[bytes], name: str
) -> web.StreamResponse:
    response = web.StreamResponse(
        headers={
            "Content-Type": "application/zip",
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
            "Referrer-Policy": "no-referrer",
        }
    )
    await response.prepare(request)
    async for piece in pieces:
        await response.write(piece)
    await response.write_eof()
    return response
