"""One call of the Telegram Bot API over HTTP.

Notices are stored as JSON dumps of aiogram methods, so they go out as they are: to build the method
again, and to parse a whole message for its id, cost 0.6 ms of CPU a message, half of a reply's way.
"""

import io
import json
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from typing import Any, Final

import orjson
from aiohttp import (
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    FormData,
    TCPConnector,
)
from yarl import URL

from scheduler.delivery import DeliveryError

SECONDS: Final = 30.0
UPLOAD_SECONDS: Final = 120.0
CONNECTIONS: Final = 100
CHUNK: Final = 256 * 1024
AS_JSON: Final = {"Content-Type": "application/json"}
UNREACHABLE: Final = ("chat not found", "user is deactivated")
MEANT_AS_SENT: Final = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE})


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    content: bytes = field(repr=False)


class TelegramError(DeliveryError):
    """Telegram's own no. Only what is wrong with the message itself is permanent: a bad token or a
    server in trouble will be mended."""

    def __init__(self, status: int, description: str, retry_after: float | None = None) -> None:
        unreachable = any(words in description for words in UNREACHABLE)
        blocked = status == HTTPStatus.FORBIDDEN or unreachable
        super().__init__(
            f"{status} {description}",
            permanent=blocked or status in MEANT_AS_SENT,
            retry_after=retry_after,
            blocked=blocked,
        )
        self.status = status


class TelegramApi:
    """The token appears in the addresses only: never in an error, never in a log."""

    def __init__(self, token: str, base: str) -> None:
        self._calls = cache(URL(f"{base}/bot{token}/").joinpath)
        self._files = f"{base}/file/bot{token}/"
        self._opened: ClientSession | None = None

    async def call(
        self,
        method: str,
        fields: Mapping[str, Any],
        *,
        uploads: Mapping[str, Upload] | None = None,
        seconds: float = SECONDS,
    ) -> Any:  # noqa: ANN401  whatever this method returns
        """`uploads` are what "attach://<key>" in the fields stands for. Raises DeliveryError."""
        body = _form(fields, uploads) if uploads else _json(fields)
        limit = _limit(UPLOAD_SECONDS if uploads else seconds)
        headers = None if uploads else AS_JSON
        try:
            async with self._http.post(
                self._calls(method), data=body, headers=headers, timeout=limit
            ) as response:
                return await _result(response)
        except (ClientError, TimeoutError) as error:
            raise DeliveryError(type(error).__name__, permanent=False) from None

    async def download(self, path: str, *, limit: int) -> bytes:
        """Raises DeliveryError, permanent when the file is gone or larger than `limit`."""
        content = bytearray()
        try:
            async with self._http.get(
                self._files + path, timeout=_limit(UPLOAD_SECONDS)
            ) as response:
                if response.status != HTTPStatus.OK:
                    gone = response.status == HTTPStatus.NOT_FOUND
                    raise DeliveryError(f"file: {response.status}", permanent=gone)
                async for chunk in response.content.iter_chunked(CHUNK):
                    content += chunk
                    if len(content) > limit:
                        raise DeliveryError("file: too large", permanent=True)
        except (ClientError, TimeoutError) as error:
            raise DeliveryError(type(error).__name__, permanent=False) from None
        return bytes(content)

    async def close(self) -> None:
        if self._opened is not None:
            await self._opened.close()

    @property
    def _http(self) -> ClientSession:
        if self._opened is None or self._opened.closed:
            connector = TCPConnector(limit=CONNECTIONS)
            self._opened = ClientSession(
                connector=connector, cookie_jar=DummyCookieJar(), read_bufsize=CHUNK
            )
        return self._opened


async def _result(response: ClientResponse) -> Any:  # noqa: ANN401
    """What a proxy or a server in trouble says is not JSON: then the status alone counts."""
    try:
        answer = orjson.loads(await response.read())
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise TelegramError(max(response.status, HTTPStatus.INTERNAL_SERVER_ERROR), "no JSON")
    if answer.get("ok"):
        return answer.get("result")
    wait = (answer.get("parameters") or {}).get("retry_after")
    status = int(answer.get("error_code") or response.status)
    raise TelegramError(status, str(answer.get("description", "")), wait)


def _json(fields: Mapping[str, Any]) -> bytes:
    return orjson.dumps(fields)


@cache
def _limit(seconds: float) -> ClientTimeout:
    return ClientTimeout(total=seconds)


def _form(fields: Mapping[str, Any], uploads: Mapping[str, Upload]) -> FormData:
    form = FormData(quote_fields=False)
    for name, value in fields.items():
        form.add_field(name, value if isinstance(value, str) else _json_text(value))
    for key, upload in uploads.items():
        kind = mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
        form.add_field(key, io.BytesIO(upload.content), filename=upload.name, content_type=kind)
    return form


def _json_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
