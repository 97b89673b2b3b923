"""The second start of `aoxanh demo` until it shows its phones, against a bare import of aiogram,
SQLAlchemy and Alembic in the same run; and the time of `aoxanh --help`.

usage: python -m benchmarks.start [--rounds 3]
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.memory import AOXANH, help_seconds
from benchmarks.updates import answers, free_port

BARE = "import aiogram, sqlalchemy.ext.asyncio, alembic.command"
LOOK = 0.02
PATIENCE = 120.0


def demo_seconds(folder: Path) -> tuple[float, float]:
    """Until a page answers ("đang khởi động" or the phones), and until the phones are there."""
    port = free_port()
    begin = time.perf_counter()
    command = [str(AOXANH), "demo", "--port", str(port), "--data", str(folder)]
    demo = subprocess.Popen(command, stdout=subprocess.PIPE)  # noqa: S603  ours
    try:
        if demo.stdout is None or not demo.stdout.readline():
            raise SystemExit("the demo did not start")
        greeted = time.perf_counter() - begin
        shown = answers(f"http://127.0.0.1:{port}/demo/clock")
        while not shown():
            if demo.poll() is not None or time.perf_counter() - begin > PATIENCE:
                raise SystemExit("the demo did not show its phones")
            time.sleep(LOOK)
        return greeted, time.perf_counter() - begin
    finally:
        demo.terminate()
        demo.wait(timeout=30)


def bare_seconds() -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", BARE], check=True)  # noqa: S603  ours
    return time.perf_counter() - begin


def measure(rounds: int) -> dict[str, float]:
    with TemporaryDirectory() as folder:
        demo_seconds(Path(folder))  # the first start, which compiles and warms
        bare, greeted, shown = [], [], []
        for _ in range(rounds):
            bare.append(bare_seconds())
            page, phones = demo_seconds(Path(folder))
            greeted.append(page)
            shown.append(phones)
    return {
        "bare_import_seconds": round(median(bare), 2),
        "greeting_seconds": round(median(greeted), 2),
        "second_start_seconds": round(median(shown), 2),
        "start_ratio": round(median(shown) / median(bare), 3),
        "help_seconds": round(median(help_seconds() for _ in range(rounds)), 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    print(json.dumps(measure(parser.parse_args().rounds)))


if __name__ == "__main__":
    main()
