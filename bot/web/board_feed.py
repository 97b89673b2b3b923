"""What changed on a day, worked out once for all who look at it. The table is the truth: it is
asked twice a second whether anything is new, and nothing is asked while nobody looks."""

import asyncio
import json
from dataclasses import dataclass, field
from itertools import chain
from time import thread_time
from typing import Any, Final

import structlog

from actions.board_page import DayBoard, UnitRow, version_of_day
from bot.web.board import chart_of
from bot.web.board_drawn import Drawn
from bot.web.board_shell import BoardShell
from rendering.pages import fragment
from storage.events import Event, load_event

log = structlog.get_logger()

LOOK: Final = 0.5
REST: Final = 4
LONGEST_REST: Final = 1.5
"""A day of thousands of units takes a while to draw: it then rests four times as long as this
thread worked, so that a rush of reports leaves the bot its time, and a change is on screen within
two seconds still."""
MOST_WAITING: Final = 20
STALE: Final = b"event: stale\ndata: {}\n\n"
CLOSED: Final = b""
PARTS: Final = ("summary", "totals", "arrivals", "handover")


@dataclass(slots=True, eq=False)
class Viewer:
    """One open page, which shows the version `seen`. One that reads too slowly is told to look at
    the page itself again."""

    seen: str
    waiting: asyncio.Queue[bytes] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))

    def tell(self, news: bytes) -> None:
        try:
            self.waiting.put_nowait(news)
        except asyncio.QueueFull:
            while not self.waiting.empty():
                self.waiting.get_nowait()
            self.waiting.put_nowait(STALE)


@dataclass(slots=True)
class Shown:
    """What the viewers of a day have on their screens."""

    version: str
    rows: dict[int, UnitRow]
    parts: dict[str, str]


class Feeds:
    """One task for each day that somebody looks at."""

    def __init__(self, shell: BoardShell, drawn: Drawn) -> None:
        self._shell = shell
        self._drawn = drawn
        self._viewers: dict[int, set[Viewer]] = {}
        self._shown: dict[int, Shown] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def join(self, event_id: int, viewer: Viewer) -> None:
        self._viewers.setdefault(event_id, set()).add(viewer)
        shown = self._shown.get(event_id)
        if shown is not None:
            _tell(viewer, shown.version, STALE, since="")
        if event_id not in self._tasks:
            self._tasks[event_id] = asyncio.create_task(self._watch(event_id))

    def leave(self, event_id: int, viewer: Viewer) -> None:
        left = self._viewers.get(event_id, set())
        left.discard(viewer)
        if not left:
            self._viewers.pop(event_id, None)

    async def stop(self) -> None:
        """Open streams end."""
        for task in self._tasks.values():
            task.cancel()
        for viewer in chain.from_iterable(self._viewers.values()):
            viewer.tell(CLOSED)
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _watch(self, event_id: int) -> None:
        try:
            while event_id in self._viewers:
                begun = thread_time()
                await self._look(event_id)
                await asyncio.sleep(min(max(LOOK, REST * (thread_time() - begun)), LONGEST_REST))
        finally:
            self._tasks.pop(event_id, None)
            self._shown.pop(event_id, None)

    async def _look(self, event_id: int) -> None:
        try:
            await self._tell_news(event_id)
        except Exception:  # a database that is away must not end the feed
            log.exception("board_feed_failed", event=event_id)

    async def _tell_news(self, event_id: int) -> None:
        shell, before = self._shell, self._shown.get(event_id)
        now = shell.now()
        async with shell.database.glance() as session:
            version = await version_of_day(session, event_id, now=now)
        if before is not None and before.version == version:
            return
        async with shell.database.reading() as session:
            event = await load_event(session, event_id)
            if event is None:
                return
            day = await self._drawn.day(session, event, now=now)
        self._shown[event_id] = after = _shown(day, event)
        news = STALE if before is None else _change(before, after, day)
        since = "" if before is None else before.version
        for viewer in self._viewers.get(event_id, ()):
            _tell(viewer, after.version, news, since=since)


def _tell(viewer: Viewer, version: str, news: bytes, *, since: str) -> None:
    """`news` leads from the version `since` to this one; from any other, the page itself does."""
    if viewer.seen != version:
        viewer.tell(news if viewer.seen == since else STALE)
        viewer.seen = version


def _shown(day: DayBoard, event: Event) -> Shown:
    values: dict[str, Any] = {"day": day, "board": day.board, "event": event, "zone": event.zone}
    parts = {
        name: fragment(f"board/{name}", **values, chart=chart_of(day), now=day.board.at)
        for name in PARTS
    }
    return Shown(day.version, {row.id: row for row in day.rows}, parts)


def _change(before: Shown, after: Shown, day: DayBoard) -> bytes:
    """Only what differs: rows as their page draws them, parts whole."""
    if before.rows.keys() != after.rows.keys():
        return STALE
    changed = [row for row in after.rows.values() if before.rows[row.id] != row]
    zone, now = day.event.zone, day.board.at
    body = {
        "version": after.version,
        "now": now.isoformat(),
        "lacking": len(day.board.lacking),
        "units": {
            f"u{row.id}": fragment("board/unit", row=row, now=now, zone=zone) for row in changed
        },
        "parts": {name: html for name, html in after.parts.items() if before.parts[name] != html},
        "said": fragment("board/news", changed=changed, zone=zone).strip(),
    }
    told = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return f"id: {after.version}\nevent: change\ndata: {told}\n\n".encode()
