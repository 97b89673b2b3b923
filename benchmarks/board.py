"""The board of 168 and of 3,321 units: its page to the first byte, against a bare aiohttp handler
of the same process that answers with as many bytes; and the time from a commit to the event on
every open page.

usage: python -m benchmarks.board [--units 168 3321] [--rounds 30] [--viewers 40] [--changes 10]
"""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
from aiohttp import web
from sqlalchemy import Engine, update

from actions.board_access import enter, own_link
from benchmarks.filled import NOW, fill
from benchmarks.updates import answers, free_port
from bot.clock import MovableClock
from bot.web.app import build_web
from bot.web.board_keys import COOKIE, BoardKeys
from bot.web.board_shell import BoardShell
from bot.web.boards import BoardPages
from bot.web.media import MediaLinks
from storage.db import Database, Session, sync_engine
from storage.people import load_actor
from storage.tables import metadata, participations
from storage.writer import Writer

SECRET = "bench"  # noqa: S105  of a server on this machine
DAY = "/bang/ngay/1"


def serve(url: str, port: int) -> None:
    """The board alone, in a process of its own."""
    database = Database(url)
    writer = Writer(database)
    pages = BoardPages(
        BoardShell(
            database=database,
            writer=writer,
            keys=BoardKeys(SECRET),
            media=MediaLinks(SECRET),
            now=MovableClock(NOW),
            address=lambda: f"http://127.0.0.1:{port}",
            woken=lambda: None,
        )
    )

    async def bare(request: web.Request) -> web.Response:
        text = "x" * int(request.match_info["size"])
        return web.Response(text=text, content_type="text/html")

    app = build_web(pages.routes(), [web.get("/bare/{size}", bare)])
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


async def cookie(url: str) -> str:
    """Of a session of the coordinator."""
    database = Database(url)
    writer = Writer(database)
    writer.start()

    async def come_in(session: Session) -> str:
        token, _ = await own_link(session, await load_actor(session, 1), 1, now=NOW)
        return (await enter(session, token, now=NOW)).token

    token = await writer.run(come_in)
    await writer.stop()
    await database.close()
    request = web.Response()
    BoardKeys(SECRET).set_cookie(request, token, until=NOW, now=NOW, secure=False)
    return str(request.cookies[COOKIE].value)


async def first_byte(http: aiohttp.ClientSession, path: str) -> tuple[float, int]:
    """Seconds until its head is there, and how many bytes it has."""
    begin = time.perf_counter()
    async with http.get(path) as answer:
        taken = time.perf_counter() - begin
        if answer.status != 200:  # noqa: PLR2004
            raise SystemExit(f"{path}: {answer.status}")
        return taken, len(await answer.read())


def change(engine: Engine, row: int) -> None:
    with engine.begin() as connection:
        connection.execute(
            update(participations)
            .where(participations.c.id == row)
            .values(progress="complete", revision=participations.c.revision + 1)
        )


async def pages_of(http: aiohttp.ClientSession, engine: Engine, rounds: int) -> dict[str, Any]:
    """Every page is drawn anew, for something has changed; `again`: for the next reader."""
    await first_byte(http, DAY)
    board, again, bare, size = [], [], [], 0
    for round_ in range(rounds):
        change(engine, round_ + 1)
        board.append((await first_byte(http, DAY))[0])
        taken, size = await first_byte(http, DAY)
        again.append(taken)
        bare.append((await first_byte(http, f"/bare/{size}"))[0])
    return {
        "first_byte_ms": round(median(board) * 1000, 1),
        "first_byte_worst_ms": round(max(board) * 1000, 1),
        "again_ms": round(median(again) * 1000, 1),
        "bare_ms": round(median(bare) * 1000, 2),
        "first_byte_ratio": round(median(board) / median(bare), 1),
        "page_kb": size // 1024,
    }


async def watched(http: aiohttp.ClientSession, version: str, seen: asyncio.Queue[float]) -> None:
    """An open page: when each change came."""
    async with http.get(f"{DAY}/luong?tu={version}") as stream:
        async for line in stream.content:
            if line.startswith(b"event: change"):
                seen.put_nowait(time.perf_counter())


async def changes(
    http: aiohttp.ClientSession, engine: Engine, viewers: int, number: int
) -> dict[str, Any]:
    """Committed by another process, as the bot's would be."""
    async with http.get(DAY) as answer:
        version = (await answer.text()).split('data-version="')[1].split('"')[0]
    seen: asyncio.Queue[float] = asyncio.Queue()
    open_pages = [asyncio.create_task(watched(http, version, seen)) for _ in range(viewers)]
    await asyncio.sleep(3)
    waits: list[float] = []
    for row in range(1, number + 1):
        await asyncio.sleep(0.37)
        change(engine, row)
        committed = time.perf_counter()
        waits += [await asyncio.wait_for(seen.get(), 20) - committed for _ in range(viewers)]
    for page in open_pages:
        page.cancel()
    await asyncio.gather(*open_pages, return_exceptions=True)
    return {
        "event_ms": round(median(waits) * 1000),
        "event_worst_ms": round(max(waits) * 1000),
        "viewers": viewers,
    }


def _until(ready: Callable[[], bool]) -> None:
    while not ready():
        time.sleep(0.1)


async def measure(units: int, rounds: int, viewers: int, number: int) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        url, port = f"sqlite:///{folder}/board.db", free_port()
        engine = sync_engine(url)
        metadata.create_all(engine)
        with engine.begin() as connection:
            connection.exec_driver_sql("BEGIN")
            fill(connection, units)
            connection.exec_driver_sql("COMMIT")
        cookies = {COOKIE: await cookie(url)}
        command = [sys.executable, "-m", "benchmarks.board", "serve", url, str(port)]
        server = subprocess.Popen(command)  # noqa: S603, ASYNC220  ours
        try:
            base = f"http://127.0.0.1:{port}"
            await asyncio.to_thread(_until, answers(f"{base}/bare/1"))
            connector = aiohttp.TCPConnector(limit=0)
            async with aiohttp.ClientSession(base, cookies=cookies, connector=connector) as http:
                pages = await pages_of(http, engine, rounds)
                return {**pages, **await changes(http, engine, viewers, number)}
        finally:
            engine.dispose()
            server.terminate()
            server.wait(timeout=30)


def main() -> None:
    if sys.argv[1:2] == ["serve"]:
        serve(sys.argv[2], int(sys.argv[3]))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, nargs="*", default=[168, 3321])
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--viewers", type=int, default=40)
    parser.add_argument("--changes", type=int, default=10)
    asked = parser.parse_args()
    found: dict[str, Any] = {}
    for units in asked.units:
        figures = asyncio.run(measure(units, asked.rounds, asked.viewers, asked.changes))
        found |= {f"{name}_{units}": value for name, value in figures.items()}
        print(units, figures)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
