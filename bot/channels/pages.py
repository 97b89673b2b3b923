"""The web chat pages that are open in this process, and how to rouse them."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

Signal = tuple[str, dict[str, Any]]


class Page:
    """One open stream. Signals are passing things (typing, a toast) that no history keeps."""

    def __init__(self, *, closed: bool = False) -> None:
        self.closed = closed
        self._roused = asyncio.Event()
        self._signals: deque[Signal] = deque(maxlen=20)

    def rouse(self) -> None:
        self._roused.set()

    def signal(self, signal: Signal) -> None:
        self._signals.append(signal)
        self.rouse()

    def close(self) -> None:
        self.closed = True
        self.rouse()

    def signals(self) -> list[Signal]:
        taken = list(self._signals)
        self._signals.clear()
        return taken

    async def wait(self, seconds: float) -> None:
        """Until something happens here, or it is time to look what other processes wrote."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._roused.wait(), seconds)
        self._roused.clear()


class OpenPages:
    def __init__(self) -> None:
        self._pages: defaultdict[int, set[Page]] = defaultdict(set)
        self._closed = False

    @contextmanager
    def opened(self, chat_id: int) -> Iterator[Page]:
        page = Page(closed=self._closed)
        self._pages[chat_id].add(page)
        try:
            yield page
        finally:
            self._pages[chat_id].discard(page)
            if not self._pages[chat_id]:
                del self._pages[chat_id]

    def rouse(self, chat_id: int) -> None:
        for page in self._pages.get(chat_id, ()):
            page.rouse()

    def signal(self, chat_id: int, name: str, **values: object) -> None:
        for page in self._pages.get(chat_id, ()):
            page.signal((name, values))

    def close(self) -> None:
        """Also for the browsers that come back at once: they would hold up a server that stops."""
        self._closed = True
        for pages in self._pages.values():
            for page in pages:
                page.close()
