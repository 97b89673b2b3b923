"""The HTTP side of the Telegram double: tokens, requests, refusals, the log of calls."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

import aiohttp
from aiohttp import web

from rehearsal.telegram_account import BotAccount
from rehearsal.telegram_limits import Pace, Pacing, Troubles
from rehearsal.telegram_methods import METHODS
from rehearsal.telegram_model import ApiError, Call, Raw
from rehearsal.telegram_params import UPLOAD_LIMIT, Params, read_params

TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
WEBHOOK_SECONDS = 60.0
NO_PARAMS = Params({}, {})


def refusal_body(error: ApiError) -> Raw:
    body: Raw = {"ok": False, "error_code": error.status, "description": error.description}
    if error.retry_after is not None:
        body["parameters"] = {"retry_after": error.retry_after}
    return body


def message_id_of(result: object) -> int | None:
    """Of the message, or of an album's first."""
    first = result[0] if isinstance(result, list) and result else result
    return first.get("message_id") if isinstance(first, dict) else None


@dataclass(slots=True)
class Exchange:
    """One request and what became of it."""

    request: web.Request
    at: float
    wall: float
    params: Params = NO_PARAMS
    result: object = None
    refusal: ApiError | None = None

    @property
    def token(self) -> str:
        return self.request.match_info["token"]

    @property
    def asked(self) -> str:
        return self.request.match_info["method"]

    @property
    def chat_id(self) -> int | None:
        return self.params.maybe_whole("chat_id")

    @property
    def response(self) -> web.Response:
        if self.refusal:
            return web.json_response(refusal_body(self.refusal), status=self.refusal.status)
        return web.json_response({"ok": True, "result": self.result})

    @property
    def call(self) -> Call:
        known = METHODS.get(self.asked.lower())
        number = self.token.partition(":")[0]
        return Call(
            at=self.at,
            wall=self.wall,
            bot_id=int(number) if number.isdecimal() else 0,
            method=known.name if known else self.asked,
            params=self.params.logged,
            chat_id=self.chat_id,
            message_id=message_id_of(self.result) or self.params.maybe_whole("message_id"),
            status=self.refusal.status if self.refusal else 200,
            error=self.refusal.description if self.refusal else None,
        )


class TelegramServer:
    def __init__(
        self,
        *,
        invited_only: bool,
        now: Callable[[], float],
        clock: Callable[[], float],
        pace: Pace,
        redeliver_after: float,
    ) -> None:
        self.bots: dict[str, BotAccount] = {}
        self.pacing: dict[int, Pacing] = {}
        self.calls: list[Call] = []
        self.troubles = Troubles()
        self.answers_to_lose = 0
        self._invited_only = invited_only
        self._now = now
        self._clock = clock
        self._pace = pace
        self._redeliver_after = redeliver_after
        self._http: aiohttp.ClientSession | None = None
        self._runner: web.AppRunner | None = None

    def register(self, token: str, *, username: str | None = None) -> BotAccount:
        if token in self.bots:
            return self.bots[token]
        account = BotAccount(
            token,
            username=username or f"aoxanh{token.partition(':')[0]}_bot",
            http=self._open_http,
            now=self._now,
            backoff=self._redeliver_after,
        )
        self.bots[token] = account
        self.pacing[account.id] = Pacing(self._pace, self._clock)
        return account

    async def open(self, port: int) -> int:
        """Listen on the loopback interface; returns the port."""
        app = web.Application(client_max_size=2 * UPLOAD_LIMIT)
        app.router.add_route("*", "/bot{token:[^/]*}/{method}", self._answer)
        app.router.add_get("/file/bot{token:[^/]*}/{path:.+}", self._download)
        self._http = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=WEBHOOK_SECONDS),
            connector=aiohttp.TCPConnector(limit=0),
        )
        self._runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=0.5
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        found: int = self._runner.addresses[0][1]
        return found

    async def close(self) -> None:
        for bot in self.bots.values():
            await bot.pusher.unset()
            await bot.mailbox.close()
        if self._http:
            await self._http.close()
        if self._runner:
            await self._runner.cleanup()

    def _open_http(self) -> aiohttp.ClientSession:
        if self._http is None:
            raise RuntimeError("the double is not running")
        return self._http

    def _account(self, token: str) -> BotAccount:
        known = token in self.bots
        if not known and (self._invited_only or not TOKEN.fullmatch(token)):
            raise ApiError(401, "Unauthorized")
        return self.register(token)

    async def _answer(self, request: web.Request) -> web.Response:
        exchange = Exchange(request, time.monotonic(), self._now())
        try:
            exchange.result = await self._carry_out(exchange)
        except ApiError as error:
            exchange.refusal = error
        self.calls.append(exchange.call)
        self._maybe_hang_up(exchange)
        return exchange.response

    async def _carry_out(self, exchange: Exchange) -> object:
        account = self._account(exchange.token)
        exchange.params = await read_params(exchange.request)
        method = METHODS.get(exchange.asked.lower())
        if method is None:
            raise ApiError(404, "Not Found: method not found")
        self._meet_limits(account, method.name, exchange.chat_id)
        return await method.answer(account, exchange.params)

    def _meet_limits(self, account: BotAccount, method: str, chat_id: int | None) -> None:
        self.troubles.meet(method, chat_id)
        self.pacing[account.id].meet(method, chat_id)

    def _maybe_hang_up(self, exchange: Exchange) -> None:
        transport = exchange.request.transport
        sent = exchange.refusal is None and exchange.chat_id is not None
        if self.answers_to_lose and sent and transport:
            self.answers_to_lose -= 1
            transport.close()

    async def _download(self, request: web.Request) -> web.Response:
        account = self.bots.get(request.match_info["token"])
        file = account.files.by_path(request.match_info["path"]) if account else None
        if file is None:
            return web.json_response(refusal_body(ApiError(404, "Not Found")), status=404)
        return web.Response(body=file.content, content_type="application/octet-stream")
