"""Resident memory of `aoxanh run`, idle, polling a double of Telegram, against a Python that has
imported the same libraries; and the time of `aoxanh --help`.

usage: python -m benchmarks.memory [--seconds 20]
"""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.echo import TOKEN
from benchmarks.updates import free_port
from rehearsal.telegram import TelegramDouble

AOXANH = Path(sys.executable).with_name("aoxanh")
BARE = "import aiogram, sqlalchemy.ext.asyncio, alembic.command, time; time.sleep({})"
HELP_ROUNDS = 3


def resident_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise SystemExit(f"process {pid} is gone")


async def resident_after(seconds: float, *command: str, folder: str) -> float:
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        await asyncio.sleep(seconds)
        return await asyncio.to_thread(resident_mb, process.pid)
    finally:
        process.terminate()
        await process.wait()


async def measure(seconds: float) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        async with TelegramDouble(tokens=[TOKEN]) as telegram:
            given = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API": telegram.base_url}
            given["PORT"] = str(free_port())
            lines = "".join(f"AOXANH_{name}={value}\n" for name, value in given.items())
            await asyncio.to_thread((Path(folder) / ".env").write_text, lines, encoding="ascii")
            ours = await resident_after(seconds, str(AOXANH), "run", folder=folder)
            if not any(call.method == "deleteWebhook" for call in telegram.calls):
                raise SystemExit("the bot did not poll: give it more --seconds")
        bare = await resident_after(
            seconds, sys.executable, "-c", BARE.format(2 * seconds), folder=folder
        )
    return {
        "idle_mb": round(ours, 1),
        "bare_mb": round(bare, 1),
        "memory_ratio": round(ours / bare, 2),
        "help_seconds": round(median(help_seconds() for _ in range(HELP_ROUNDS)), 2),
    }


def help_seconds() -> float:
    begin = time.perf_counter()
    subprocess.run([AOXANH, "--help"], check=True, stdout=subprocess.DEVNULL)  # noqa: S603  ours
    return time.perf_counter() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    print(json.dumps(asyncio.run(measure(parser.parse_args().seconds))))


if __name__ == "__main__":
    main()
