"""Webhooks: the secret is checked, the update is stored, and only then is it taken with a 200."""

import hmac
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
import structlog
from aiohttp import web

log = structlog.get_logger()

SIZE_LIMIT: Final = 1024 * 1024
TELEGRAM_PATH: Final = "/webhook/telegram"
TELEGRAM_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"


@dataclass(frozen=True, slots=True)
class Hook:
    """One platform's door. `take` returns once the update is on disk; what it raises is a 503, so
    that the platform delivers again."""

    path: str
    header: str
    secret: str = field(repr=False)
    take: Callable[[Sequence[dict[str, Any]]], Awaitable[None]]

    def routes(self) -> list[web.RouteDef]:
        return [web.post(self.path, self._receive)]

    async def _receive(self, request: web.Request) -> web.Response:
        said = request.headers.get(self.header, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(said, self.secret.encode()):
            return web.Response(status=403)
        if (request.content_length or 0) > SIZE_LIMIT:
            return web.Response(status=413)
        update = _object(await request.read())
        if update is None:
            return web.Response(status=400)
        try:
            await self.take([update])
        except Exception as error:  # noqa: BLE001  nothing is taken that is not stored
            log.warning("webhook_not_stored", path=self.path, error=type(error).__name__)
            return web.Response(status=503)
        return web.Response()


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        value = orjson.loads(body)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
