"""`run` and `demo`: a process from its first second to its last."""

import asyncio
import gc
import logging
import shutil
import signal
import socket
import tempfile
import threading
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.problems import BadSettings
from bot.single import only_one
from bot.web.starting import starting_response

if TYPE_CHECKING:  # a greeting need not wait for pydantic
    from bot.settings import Settings

COLLECT_AT: Final = (20_000, 20, 50)


def serve(settings: "Settings") -> None:
    """`aoxanh run`. BadSettings when the database is in use or the address is taken."""
    configure_logs()
    with only_one(settings.data_dir):
        with uncollected():
            from bot.app import App  # after the lock: a second `run` refuses at once

        listening = listen(settings.host, settings.port)
        app = App(settings, listening=listening)
        asyncio.run(until_told(app.start, app.stop))


def serve_demo(*, port: int, data: Path | None, now: datetime | None, roster: Path | None) -> None:
    """`aoxanh demo`: a page answers while the rest is still being imported."""
    folder = data or Path(tempfile.mkdtemp(prefix="aoxanh-demo-"))
    try:
        with only_one(folder):
            _serve_demo(folder, listen("127.0.0.1", port), now, roster)
    finally:
        if data is None:
            shutil.rmtree(folder, ignore_errors=True)


def _serve_demo(
    folder: Path, listening: socket.socket, now: datetime | None, roster: Path | None
) -> None:
    address = f"http://127.0.0.1:{listening.getsockname()[1]}/demo"
    print(f"Áo Xanh: {address}", flush=True)  # noqa: T201  the one line that a person waits for
    with Greeter(listening), uncollected():
        from bot.demo import Demo  # seconds of imports, with the greeter's page up

        configure_logs(logging.WARNING)
        demo = Demo(folder, listening, now=now, roster=roster)
    asyncio.run(until_told(demo.start, demo.stop))


def spare_collector() -> None:
    """What is imported stays anyway, and one update makes thousands of objects: with the default
    thresholds the collector walks the young ones several times an update."""
    gc.freeze()
    gc.set_threshold(*COLLECT_AT)


@contextmanager
def uncollected() -> Iterator[None]:
    """While aiogram builds its types the garbage collector finds nothing and takes a fifth of the
    time; what was imported stays for good, so later collections need not walk it either."""
    gc.disable()
    try:
        yield
    finally:
        spare_collector()
        gc.enable()


def configure_logs(level: int = logging.INFO) -> None:
    import structlog  # a fifth of a second that the greeting need not wait for

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.ExceptionRenderer(where_it_went_wrong),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )
    logging.basicConfig(level=logging.WARNING)


def where_it_went_wrong(
    exc_info: tuple[type[BaseException], BaseException, TracebackType | None],
) -> str:
    """The frames and kinds of an error and its causes, without its words: they may hold what a
    person wrote (DESIGN 3.8)."""
    error: BaseException | None = exc_info[1]
    told: list[str] = []
    while error is not None:
        told.insert(0, "".join((*traceback.format_tb(error.__traceback__), type(error).__name__)))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(told)


def listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), reuse_port=False)
    except OSError as taken:
        raise BadSettings(f"{host}:{port}: {taken.strerror}; choose another port") from None


async def until_told(
    start: Callable[[], Awaitable[None]], stop: Callable[[], Awaitable[None]]
) -> None:
    """From start until SIGINT or SIGTERM; then what is under way is finished."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told.set)
    await start()
    try:
        await told.wait()
    finally:
        await stop()


class Greeter:
    """Answers "đang khởi động" on the listening socket from a thread of its own, then lets go."""

    def __init__(self, listening: socket.socket) -> None:
        self._listening = listening
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._done = asyncio.Event()

    def __enter__(self) -> "Greeter":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._done.set)
        self._thread.join(timeout=10)

    def _serve(self) -> None:
        self._loop.run_until_complete(self._greet())
        self._loop.close()

    async def _greet(self) -> None:
        async with greeting(self._listening.dup()):
            await self._done.wait()


@asynccontextmanager
async def greeting(listening: socket.socket) -> AsyncIterator[None]:
    async def greet(_request: web.Request) -> web.Response:
        return starting_response()

    app = web.Application()
    app.router.add_route("*", "/static/{path:.*}", _missing)
    app.router.add_route("*", "/{path:.*}", greet)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    try:
        yield
    finally:
        with suppress(OSError):
            await runner.cleanup()


async def _missing(_request: web.Request) -> web.Response:
    return web.Response(status=404)
