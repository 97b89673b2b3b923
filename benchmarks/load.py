"""The load: webhook posts of many chats, timed from the first post until the last answer."""

import asyncio
import time
from collections.abc import Iterator
from itertools import count
from typing import Any

import aiohttp

from benchmarks.echo import SECRET

CHATS = 168
AT_ONCE = 64
FIRST_CHAT = 7_000_000_000
REPORT = "ĐVTN: 25\nLượt người dân: 120\nHồ sơ giải quyết/tiếp nhận: 85/110\nDVCTT: {}"
_ids: Iterator[int] = count(1)


def account(index: int) -> int:
    return FIRST_CHAT + index % CHATS


def _message(index: int, **content: Any) -> dict[str, Any]:  # noqa: ANN401  JSON
    number = next(_ids)
    who = account(index)
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": int(time.time()),  # noqa: TID251  the sender's clock
            "chat": {"id": who, "type": "private", "first_name": "Minh"},
            "from": {"id": who, "is_bot": False, "first_name": "Minh"},
            **content,
        },
    }


def report(index: int) -> dict[str, Any]:
    return _message(index, text=REPORT.format(index))


def photo(index: int) -> dict[str, Any]:
    size = {"file_unique_id": f"u{index}", "width": 1280, "height": 960, "file_size": 200_000}
    return _message(index, photo=[{"file_id": f"f{next(_ids)}", **size}])


async def timed(
    updates: list[dict[str, Any]], *, server: str, double: str, limit: float = 120.0
) -> float:
    """Updates answered a second."""
    connector = aiohttp.TCPConnector(limit=AT_ONCE)
    async with aiohttp.ClientSession(connector=connector) as http:
        async with http.post(f"{double}/reset") as answer:
            answer.raise_for_status()
        waiting = iter(updates)
        begin = time.perf_counter()
        await asyncio.gather(*(_post(http, waiting, server) for _ in range(AT_ONCE)))
        while await _answers(http, double) < len(updates):
            if time.perf_counter() - begin > limit:
                raise SystemExit(
                    f"{await _answers(http, double)} answers to {len(updates)} updates in {limit} s"
                )
            await asyncio.sleep(0.005)
        return len(updates) / (time.perf_counter() - begin)


async def _post(http: aiohttp.ClientSession, waiting: Iterator[dict[str, Any]], url: str) -> None:
    for update in waiting:
        async with http.post(
            f"{url}/webhook/telegram",
            json=update,
            headers={"X-Telegram-Bot-Api-Secret-Token": SECRET},
        ) as answer:
            answer.raise_for_status()
            await answer.read()


async def _answers(http: aiohttp.ClientSession, double: str) -> int:
    async with http.get(f"{double}/count") as answer:
        return int(await answer.json())
