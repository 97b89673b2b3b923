"""/healthz for whoever watches the server, /metrics for Prometheus."""

from typing import Protocol

from aiohttp import web

from storage.backlog import Backlog, backlog
from storage.db import Database


class Runs(Protocol):
    @property
    def database(self) -> Database: ...


class Health:
    """Every figure is read when it is asked for."""

    def __init__(self, app: Runs) -> None:
        self._app = app

    async def healthz(self, _request: web.Request) -> web.Response:
        await self._backlog()
        return web.json_response({"ok": True})

    async def metrics(self, _request: web.Request) -> web.Response:
        from prometheus_client import (  # a start need not wait for it
            CONTENT_TYPE_LATEST,
            CollectorRegistry,
            Gauge,
            generate_latest,
        )

        registry = CollectorRegistry()
        for name, text, value in _gauges(await self._backlog()):
            Gauge(name, text, registry=registry).set(value)
        return web.Response(
            body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    async def _backlog(self) -> Backlog:
        async with self._app.database.glance() as session:
            return await backlog(session)


def _gauges(found: Backlog) -> list[tuple[str, str, int]]:
    return [
        ("aoxanh_inbox_waiting", "Updates accepted and not handled yet", found.inbox),
        ("aoxanh_notices_waiting", "Messages owed and not sent yet", found.notices),
        ("aoxanh_notices_given_up", "Messages that could not be delivered", found.given_up),
        ("aoxanh_photos_waiting", "Photos whose bytes are still to be fetched", found.photos),
    ]


def health_routes(app: Runs) -> list[web.RouteDef]:
    health = Health(app)
    return [web.get("/healthz", health.healthz), web.get("/metrics", health.metrics)]
