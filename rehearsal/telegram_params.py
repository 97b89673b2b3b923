"""A bot's request as one shape, whether it came urlencoded, as JSON or as multipart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from rehearsal.telegram_model import ApiError, Raw

UPLOAD_LIMIT = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    mime: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Params:
    values: Mapping[str, Any]
    uploads: Mapping[str, Upload]

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return "" if value is None else str(value)

    def whole(self, name: str, default: int) -> int:
        number = self.maybe_whole(name)
        return default if number is None else number

    def maybe_whole(self, name: str) -> int | None:
        try:
            return int(self.text(name))
        except ValueError:
            return None

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in {"true", "1"}

    def record(self, name: str) -> Raw:
        """An object; in a form it is a JSON string. Empty when absent."""
        found = self._structure(name)
        return found if isinstance(found, dict) else {}

    def items(self, name: str) -> list[Any]:
        found = self._structure(name)
        return found if isinstance(found, list) else []

    def _structure(self, name: str) -> object:
        value = self.values.get(name)
        if not isinstance(value, str) or not value:
            return value
        try:
            found: object = json.loads(value)
        except ValueError:
            raise ApiError(400, f"Bad Request: can't parse {name} JSON object") from None
        return found

    def file(self, name: str) -> Upload | str:
        """An upload named directly (python-telegram-bot), else an id or attach:// (aiogram)."""
        return self.uploads.get(name) or self.text(name)

    @property
    def logged(self) -> dict[str, Any]:
        sizes = {name: f"<{len(file.content)} bytes>" for name, file in self.uploads.items()}
        return {**self.values, **sizes}


async def _json(request: web.Request) -> Params:
    try:
        body = await request.json() if request.can_read_body else {}
    except ValueError:
        raise ApiError(400, "Bad Request: can't parse JSON") from None
    return Params({**request.query, **(body if isinstance(body, dict) else {})}, {})


async def _multipart(request: web.Request) -> Params:
    values: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    total = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        content = bytes(await part.read())
        total += len(content)
        name = part.name or ""
        if total > UPLOAD_LIMIT:  # read on to the end, so that the sender can read our answer
            continue
        if part.filename is None:
            values[name] = content.decode()
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            uploads[name] = Upload(part.filename, mime, content)
    if total > UPLOAD_LIMIT:
        raise ApiError(413, "Request Entity Too Large")
    return Params(values, uploads)


async def read_params(request: web.Request) -> Params:
    if request.content_type == "application/json":
        return await _json(request)
    if request.content_type == "multipart/form-data":
        return await _multipart(request)
    if request.content_type == "application/x-www-form-urlencoded":
        form = await request.post()
        return Params({**request.query, **form}, {})
    await request.read()
    return Params(dict(request.query), {})
