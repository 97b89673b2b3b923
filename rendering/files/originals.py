"""The photos as they were sent, in one zip that is never whole in memory."""

import io
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from rendering.files.catalogue import safe_name
from rules.day_book import Picture, UnitBook

if TYPE_CHECKING:  # no module of its own
    from _typeshed import ReadableBuffer

ENDINGS: Final = (
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG", "png"),
    (b"GIF8", "gif"),
    (b"RIFF", "webp"),
)

Read = Callable[[str], Awaitable[bytes]]
"""The bytes behind a key; raises FileNotFoundError."""


class _Sink(io.RawIOBase):
    """What a zip writes, taken away bit by bit. It cannot be sought in, so that sizes stand behind
    each entry."""

    def __init__(self) -> None:
        super().__init__()
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: "ReadableBuffer") -> int:
        self._written += content
        return memoryview(content).nbytes

    def taken(self) -> bytes:
        content = bytes(self._written)
        self._written.clear()
        return content


async def zipped(units: Sequence[UnitBook], read: Read, zone: str) -> AsyncIterator[bytes]:
    """The zip in pieces, a photo each. One whose bytes are gone is left out: the others must not
    wait for it."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for folder, order, picture in entries(units):
            if picture.store_key is None:
                continue
            try:
                content = await read(picture.store_key)
            except FileNotFoundError:
                continue
            sent = picture.sent_at.astimezone(ZoneInfo(zone))
            name = f"{folder}/{order:02} {sent:%Hh%M}.{_ending(content)}"
            archive.writestr(_entry(name, sent), content)
            yield sink.taken()
    yield sink.taken()


def entries(units: Sequence[UnitBook]) -> Iterator[tuple[str, int, Picture]]:
    """(folder, order from 1, photo); two units of one name have a folder each."""
    seen: dict[str, int] = {}
    for unit in units:
        if not unit.pictures:
            continue
        name = safe_name(unit.line.name) or unit.code
        seen[name] = seen.get(name, 0) + 1
        folder = name if seen[name] == 1 else f"{name} ({seen[name]})"
        for order, picture in enumerate(unit.pictures, 1):
            yield folder, order, picture


def _entry(name: str, sent: datetime) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, date_time=sent.timetuple()[:6])


def _ending(content: bytes) -> str:
    return next((ending for start, ending in ENDINGS if content.startswith(start)), "bin")
