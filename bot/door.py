"""Where the web is served: a listening socket or an address, and what it is called from outside."""

import socket

from aiohttp import web

from bot.settings import Settings


class Door:
    """`base_url` is known from the start when there is a public address; else the port that was
    taken is in it once the door is open."""

    def __init__(self, settings: Settings, listening: socket.socket | None) -> None:
        self._settings = settings
        self._listening = listening
        self._runner: web.AppRunner | None = None
        self.base_url = settings.public_url or f"http://{settings.host}:{settings.port}"

    async def open(self, application: web.Application) -> None:
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=2)
        await self._runner.setup()
        await self._site(self._runner).start()
        if self._settings.public_url is None:
            port = self._runner.addresses[0][1]
            self.base_url = f"http://{self._settings.host}:{port}"

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def _site(self, runner: web.AppRunner) -> web.BaseSite:
        if self._listening is not None:
            return web.SockSite(runner, self._listening)
        return web.TCPSite(runner, self._settings.host, self._settings.port)
