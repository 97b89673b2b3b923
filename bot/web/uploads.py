"""Photos and documents from a browser's form: `client_id`, `count`, `caption`, then the files.

`count` above 1 makes them one album. Photos posted under "document" stay documents.
"""

import asyncio
import mimetypes
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import BodyPartReader, MultipartReader, web

from bot.channels.webchat import NOT_KEPT, Post, WebChat
from bot.channels.webchat_lines import STORE
from bot.web.pictures import thumbnail
from bot.web.requests import WebRefused
from reading.pictures.kind import header, image_type

FILE_LIMIT: Final = 20 * 1024 * 1024
MOST_FILES: Final = 10
FIELD_LIMIT: Final = 4096
PHOTOS: Final = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})


@dataclass(slots=True)
class Form:
    fields: dict[str, str] = field(default_factory=dict)
    files: list[tuple[str, dict[str, Any], dict[str, Any]]] = field(default_factory=list)


async def read_posts(request: web.Request, channel: WebChat, chat_id: int) -> list[Post]:
    """What the form brings, its bytes stored already. One file at a time is held in memory."""
    if not request.content_type.startswith("multipart/"):
        raise WebRefused("malformed", 415)
    form = Form()
    try:
        reader = await request.multipart()
        await _read(reader, form, channel, chat_id)
    except ValueError as broken:
        raise WebRefused("malformed") from broken
    return _posts(form, chat_id)


async def _read(reader: MultipartReader, form: Form, channel: WebChat, chat_id: int) -> None:
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader):
            raise WebRefused("malformed")
        if part.filename is None:
            form.fields[part.name or ""] = (await _bytes(part, FIELD_LIMIT)).decode()
            continue
        if len(form.files) == MOST_FILES:
            raise WebRefused("too_many")
        form.files.append(await _file(part, channel, chat_id))


async def _bytes(part: BodyPartReader, limit: int) -> bytes:
    content = bytearray()
    while chunk := await part.read_chunk(64 * 1024):
        content += chunk
        if len(content) > limit:
            raise WebRefused("too_large", 413)
    return bytes(content)


async def _file(
    part: BodyPartReader, channel: WebChat, chat_id: int
) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """(kind, what the page shows, what the update is made of)."""
    content = await _bytes(part, FILE_LIMIT)
    name = (part.filename or "")[-120:].rpartition("/")[2] or "tep"
    mime = image_type(content) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    key = await channel.keep_upload(chat_id, content)
    facts: dict[str, Any] = {"file": key or NOT_KEPT, "size": len(content)}
    shown: dict[str, Any] = {"name": name, "size": len(content)}
    if key is not None:
        shown["ref"] = f"{STORE}{key}"
    if mime in PHOTOS and part.name != "document":
        return await _photo(content, channel, chat_id, shown, facts)
    return "document", {"file": shown}, {**facts, "name": name, "mime": mime}


async def _photo(
    content: bytes, channel: WebChat, chat_id: int, shown: dict[str, Any], facts: dict[str, Any]
) -> tuple[str, dict[str, Any], dict[str, Any]]:
    found = header(content)
    small = await asyncio.to_thread(thumbnail, content) if "ref" in shown else None
    if small is not None:
        shown["thumb"] = f"{STORE}{await channel.keep_upload(chat_id, small)}"
    width, height = (found.width, found.height) if found else (0, 0)
    measures = {"width": width, "height": height}
    return "photo", {"photo": {**shown, **measures}}, {**facts, **measures}


def _posts(form: Form, chat_id: int) -> list[Post]:
    if not form.files:
        raise WebRefused("no_file")
    client_id = client_id_of(form.fields.get("client_id"))
    album = {}
    if form.fields.get("count", "1") != "1":
        album = {"album": f"w{chat_id}-{client_id}"[:64]}
    caption = form.fields.get("caption", "").strip()
    posts = []
    for position, (kind, body, facts) in enumerate(form.files):
        said = caption if position == 0 else ""
        posts.append(
            Post(
                client_id=f"{client_id}.{position}" if album else client_id,
                kind=kind,
                body={"said": said, **body, **album},
                facts={**facts, **album, "caption": said},
            )
        )
    return posts


def client_id_of(given: object) -> str:
    """8 to 36 letters, digits, - or _: unique in its chat, made by the browser."""
    if not isinstance(given, str) or not 8 <= len(given) <= 36:  # noqa: PLR2004  the rule above
        raise WebRefused("malformed")
    if not given.isascii() or not given.replace("-", "").replace("_", "").isalnum():
        raise WebRefused("malformed")
    return given
