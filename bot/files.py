"""A message's file, fetched before its transaction begins: bounded in number, size and time."""

import asyncio
import dataclasses
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Protocol

import structlog
from aiogram.types import Document, Message, PhotoSize, Update

from handlers.turn import KeptFile
from reading.pictures.kind import header, image_type
from rules.model import Refused
from scheduler.delivery import DeliveryError
from storage.photo_store import PhotoStore

log = structlog.get_logger()

LIMIT: Final = 20 * 1024 * 1024
AT_ONCE: Final = 8
SECONDS: Final = 20.0
PICTURES: Final = ("image/jpeg", "image/png", "image/webp", "image/heic")


class Reads(Protocol):
    async def read_file(self, file_id: str, *, limit: int) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes that are in the store."""

    key: str
    sha256: str
    size: int


class LostError(Exception):
    """The channel does not have the file any more, or it is larger than we take."""


class Fetcher:
    """Downloads from a channel into the photo store. A failure is no loss: it is fetched again."""

    def __init__(self, store: PhotoStore) -> None:
        self._store = store
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def fetch(
        self, channel: Reads, update: Update, *, welcome: Callable[[], Awaitable[bool]]
    ) -> KeptFile | None:
        """The update's photo or document, None when it has none. Nothing is kept of strangers."""
        file = described(update)
        if file is None or not await welcome():
            return file
        try:
            return await self._kept(file, await self._download(channel, file.file_ref))
        except Exception as error:  # noqa: BLE001  whatever it was, the photo is fetched again later
            log.warning("file_not_fetched", error=type(error).__name__)
            return file

    async def again(self, channel: Reads, file_ref: str) -> Stored | None:
        """A photo whose first fetch failed; None when it fails again. LostError: for good."""
        try:
            return await self._stored(await self._download(channel, file_ref))
        except DeliveryError as refusal:
            if refusal.permanent:
                raise LostError from None
            return None
        except Exception as error:  # noqa: BLE001  whatever it was, it is tried again
            log.warning("file_not_fetched", error=type(error).__name__)
            return None

    async def keeps(self, file: KeptFile) -> KeptFile:
        """A template that can be filled goes into the store as it is; nothing else does."""
        if not file.template or file.refused is not None or file.content is None:
            return file
        stored = await self._stored(file.content)
        return _with(file, store_key=stored.key, sha256=stored.sha256)

    async def _stored(self, content: bytes) -> Stored:
        sha256 = await asyncio.to_thread(_digest, content)
        return Stored(await self._store.put(content, sha256), sha256, len(content))

    async def _kept(self, file: KeptFile, content: bytes) -> KeptFile:
        if not file.photo:
            return _with(file, content=content, size=len(content))
        refused, sha256 = await asyncio.to_thread(_examined, content)
        if refused is not None:
            return _with(file, refused=refused)
        key = await self._store.put(content, sha256)
        return _with(file, store_key=key, sha256=sha256, size=len(content))

    async def _download(self, channel: Reads, file_id: str) -> bytes:
        async with self._slots, asyncio.timeout(SECONDS):
            return await channel.read_file(file_id, limit=LIMIT)


def picture_refusal(content: bytes) -> Refused | None:
    """Of what was sent as a photo and is none, or has more pixels than anybody's; by its header
    alone. A HEIC cannot be read here and is kept as it is."""
    kind = image_type(content)
    if kind == "image/heic":
        return None
    found = None if kind is None else header(content)
    if found is None:
        return Refused("not_a_picture")
    return Refused("picture_too_large") if found.too_large else None


def _examined(content: bytes) -> tuple[Refused | None, str]:
    """Both in one hand-over to a thread: it is on the path of every photo."""
    return picture_refusal(content), _digest(content)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def described(update: Update) -> KeptFile | None:
    """The photo (at the best size that the platform supplies) or document, not fetched yet."""
    message = update.message
    if message is None:
        return None
    if message.photo:
        return _photo(message, message.photo[-1])
    if message.document is not None:
        return _document(message, message.document)
    return None


def _photo(message: Message, best: PhotoSize) -> KeptFile:
    return KeptFile(
        file_ref=best.file_id, name="", album=message.media_group_id, size=best.file_size
    )


def _document(message: Message, document: Document) -> KeptFile:
    return KeptFile(
        file_ref=document.file_id,
        name=document.file_name or "",
        photo=document.mime_type in PICTURES,
        album=message.media_group_id,
        size=document.file_size,
    )


def _with(file: KeptFile, **changes: object) -> KeptFile:
    return dataclasses.replace(file, **changes)  # type: ignore[arg-type]
