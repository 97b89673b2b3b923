"""Updates a second of our whole durable path against a bare aiogram webhook echo, in one run.

Both answer through the same double over HTTP, own-side rate limits off, counted until the last
answer; rounds are interleaved and medians reported. `growth_ratio`: the cost of an update with
many stored submissions against few.

usage: python -m benchmarks.updates [--reports 1500] [--photos 400] [--rounds 3] [--stored 1000000]
"""

import argparse
import asyncio
import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.load import photo, report, timed

Make = Callable[[int], dict[str, Any]]

PHOTO_BYTES = 200_000
PATIENCE = 240.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def running(
    module: str, *arguments: str, ready: Callable[[], bool]
) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", module, *arguments]
    process = subprocess.Popen(command, text=True, stdout=subprocess.PIPE)  # noqa: S603  our own modules
    try:
        deadline = time.monotonic() + PATIENCE
        while not ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{module} did not start")
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


def answers(url: str) -> Callable[[], bool]:
    def look() -> bool:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310  our own server
                return bool(answer.status == 200)  # noqa: PLR2004  HTTP's own number
        except OSError:
            return False

    return look


@contextmanager
def full(double: str, folder: Path, stored: int) -> Iterator[str]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    folder.mkdir()
    marker = folder / "ready"
    arguments = (str(port), double, str(folder), str(stored), str(marker))
    with running("benchmarks.full", *arguments, ready=marker.exists):
        yield url


def compare(
    kinds: dict[str, Make],
    servers: dict[str, str],
    double: str,
    counts: dict[str, int],
    rounds: int,
) -> dict[str, dict[str, float]]:
    """Median updates a second by kind and server, rounds interleaved."""
    seen: dict[str, dict[str, list[float]]] = {k: {s: [] for s in servers} for k in kinds}
    for turn in range(rounds + 1):
        for kind, make in kinds.items():
            for name, url in servers.items():
                updates = [make(index) for index in range(counts[kind])]
                rate = asyncio.run(timed(updates, server=url, double=double))
                if turn:  # the first round warms up
                    seen[kind][name].append(rate)
    return {k: {s: median(rates) for s, rates in by.items()} for k, by in seen.items()}


def measure(reports: int, photos: int, rounds: int, stored: int) -> dict[str, Any]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        port, echo_port = free_port(), free_port()
        double = f"http://127.0.0.1:{port}"
        stack.enter_context(
            running(
                "benchmarks.double", str(port), str(PHOTO_BYTES), ready=answers(f"{double}/count")
            )
        )
        echo = f"http://127.0.0.1:{echo_port}"
        stack.enter_context(
            running("benchmarks.echo", str(echo_port), double, ready=answers(f"{echo}/healthz"))
        )
        few = stack.enter_context(full(double, folder / "few", 1000))
        kinds: dict[str, Make] = {"report": report, "photo": photo}
        counts = {"report": reports, "photo": photos}
        rates = compare(kinds, {"echo": echo, "full": few}, double, counts, rounds)
        figures: dict[str, Any] = {
            f"{kind}_{name}_per_second": round(rate, 1)
            for kind, by in rates.items()
            for name, rate in by.items()
        }
        for kind, by in rates.items():
            figures[f"{kind}_ratio"] = round(by["full"] / by["echo"], 3)
        if stored:
            many = stack.enter_context(full(double, folder / "many", stored))
            grown = compare({"report": report}, {"few": few, "many": many}, double, counts, rounds)
            figures["growth_ratio"] = round(grown["report"]["few"] / grown["report"]["many"], 3)
            figures["stored"] = stored
        return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=1500)
    parser.add_argument("--photos", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--stored", type=int, default=1_000_000)
    chosen = parser.parse_args()
    print(json.dumps(measure(chosen.reports, chosen.photos, chosen.rounds, chosen.stored)))


if __name__ == "__main__":
    main()
