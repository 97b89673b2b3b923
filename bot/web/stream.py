"""Server-sent events: what is new in a chat, from where the browser left off."""

import json
from typing import Any, Final

from aiohttp import web

from bot.channels.pages import Page
from bot.web.lines import shown
from bot.web.media import MediaLinks
from storage.db import Database
from storage.webchat import lines_after, position

LOOK: Final = 1.0
QUIET: Final = 15
MOST: Final = 100


class Stream:
    """One open connection. The table is the truth; `page` only says when to look at once."""

    def __init__(
        self, response: web.StreamResponse, database: Database, media: MediaLinks, chat_id: int
    ) -> None:
        self._response = response
        self._database = database
        self._media = media
        self._chat_id = chat_id

    async def serve(self, page: Page, after: int, cleared: int | None) -> None:
        """Until the page goes away or the server stops."""
        quiet = 0
        while not page.closed:
            for name, values in page.signals():
                await self._write(name, values)
            before = after
            after, cleared = await self._news(after, cleared)
            quiet = 0 if after != before else quiet + 1
            if quiet % QUIET == 0:
                await self._response.write(b":\n\n")
            await page.wait(LOOK)

    async def _news(self, after: int, cleared: int | None) -> tuple[int, int | None]:
        async with self._database.glance() as session:
            here = await position(session, self._chat_id)
            if here is None or (here.revision == after and here.cleared == cleared):
                return after, cleared
            lines = await lines_after(session, self._chat_id, after, most=MOST)
        if cleared is not None and here.cleared != cleared:
            await self._write("reset", {"cleared": here.cleared})
        for line in lines:
            await self._write("line", shown(line, self._media), line.revision)
        if len(lines) == MOST:
            return lines[-1].revision, here.cleared
        return max([here.revision, *(line.revision for line in lines)]), here.cleared

    async def _write(self, name: str, values: dict[str, Any], revision: int | None = None) -> None:
        head = f"id: {revision}\n" if revision is not None else ""
        body = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        await self._response.write(f"{head}event: {name}\ndata: {body}\n\n".encode())


def event_stream() -> web.StreamResponse:
    return web.StreamResponse(
        headers={
            "Content-Type": "text/event-stream; charset=utf-8",
            "Cache-Control": "no-store",
            "X-Accel-Buffering": "no",
        }
    )
