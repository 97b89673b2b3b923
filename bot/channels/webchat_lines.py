"""Messages that we write into a web chat: from a method's fields to the body that the page shows.

A body is {"text": html, "buttons": [[{"label", "data" | "url" | "copy"}]], "album",
"photo" | "file": {"ref", "name"}}. What a person sent has its text unescaped under "said" instead.
"""

import hashlib
import html
import re
import uuid
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Final

from bot.channels.base import REFERENCE_END, Files, split_reference
from bot.channels.pages import OpenPages
from storage.db import Session
from storage.photo_store import PhotoStore
from storage.webchat import add_line, change_line
from storage.writer import Writer

STORE: Final = "store:"
Body = dict[str, Any]


def plain_text(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


class Lines:
    def __init__(
        self,
        writer: Writer,
        store: PhotoStore,
        files: Files,
        pages: OpenPages,
        now: Callable[[], datetime],
    ) -> None:
        self._writer = writer
        self._store = store
        self._files = files
        self._pages = pages
        self._now = now

    async def keep(self, content: bytes, name: str) -> str:
        """Bytes into the store; "<reference>|<name>" as in any document."""
        key = await self.key(content)
        return f"{STORE}{key}{REFERENCE_END}{name or key}"

    async def key(self, content: bytes) -> str:
        """The store key of these bytes, on disk."""
        return await self._store.put(content, hashlib.sha256(content).hexdigest())

    async def read(self, reference: str) -> bytes:
        return await self._files.read(reference)

    async def post(self, chat_id: int, fields: dict[str, Any]) -> list[int]:
        """New messages at the end of the chat; their ids. Raises LookupError: no such chat."""
        work = partial(self._add, chat_id=chat_id, bodies=bodies(fields), now=self._now())
        ids = await self._writer.run(work)
        self._pages.rouse(chat_id)
        return ids

    async def _add(
        self, session: Session, *, chat_id: int, bodies: list[Body], now: datetime
    ) -> list[int]:
        lines = [await add_line(session, chat_id, body, outgoing=True, now=now) for body in bodies]
        return [line.id for line in lines]

    async def edit(self, chat_id: int, message_id: int, fields: dict[str, Any]) -> bool:
        """As Telegram edits: without a keyboard the old one goes."""
        changes: Body = {"buttons": _buttons(fields), "edited": True}
        if "text" in fields or "caption" in fields:
            changes["text"] = _text(fields)
        return await self.change(chat_id, message_id, changes)

    async def change(self, chat_id: int, message_id: int, changes: Body) -> bool:
        async def work(session: Session) -> bool:
            try:
                return await change_line(session, chat_id, message_id, changes)
            except LookupError:
                return False

        changed = await self._writer.run(work)
        self._pages.rouse(chat_id)
        return changed


def bodies(fields: dict[str, Any]) -> list[Body]:
    """One body a message; each item of an album is one."""
    if "media" in fields:
        album = uuid.uuid4().hex
        return [{**_item(item), "album": album} for item in fields["media"]]
    return [_item(fields)]


def _item(fields: dict[str, Any]) -> Body:
    body: Body = {"text": _text(fields), "buttons": _buttons(fields)}
    for name, shown in (("photo", "photo"), ("document", "file")):
        given = fields.get(name)
        if fields.get("type") == name:
            given = fields.get("media")
        if given:
            body[shown] = _file(given)
    return body


def _file(given: str) -> Body:
    reference, name = split_reference(given)
    return {"ref": reference, "name": name}


def _text(fields: dict[str, Any]) -> str:
    text = str(fields.get("text") or fields.get("caption") or "")
    is_markup = str(fields.get("parse_mode") or "").upper() == "HTML"
    return text if is_markup else html.escape(text, quote=False)


def _buttons(fields: dict[str, Any]) -> list[list[Body]]:
    rows = (fields.get("reply_markup") or {}).get("inline_keyboard") or []
    return [[_button(button) for button in row] for row in rows]


def _button(button: dict[str, Any]) -> Body:
    if button.get("url"):
        return {"label": button["text"], "url": button["url"]}
    if button.get("copy_text"):
        return {"label": button["text"], "copy": button["copy_text"]["text"]}
    return {"label": button["text"], "data": button.get("callback_data") or ""}
