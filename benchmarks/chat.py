"""How long it takes to read a stretch of group chat: 18 units in 40 messages, and a day of 40 kB;
figures as JSON in the last line."""

import json
import sys
from datetime import date
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any

DAY = date(2026, 11, 28)
UNITS = 60
TIMES = 5


def _module(name: str) -> Any:  # noqa: ANN401
    """Imported late: run as a file, this folder's `reading.py` hides the package."""
    here = Path(__file__).parent
    sys.path[:] = [path for path in sys.path if Path(path or ".").resolve() != here]
    return import_module(name)


def seconds(text: str, times: int) -> tuple[float, int]:
    chat, stretch = _module("reading.chat"), _module("reading.stretch")
    metrics = _module("rules.model").METRICS
    names = [(at, f"Đoàn phường Tân {chr(65 + at % 26)}{at}") for at in range(UNITS)]
    names += list(enumerate(("Đoàn phường Tân Lộc", "Đoàn phường Sơn Hạ"), UNITS))
    started, lines = perf_counter(), 0
    for _ in range(times):
        read = stretch.read_stretch(chat.messages_of(text, today=DAY), names, metrics, day=DAY)
        lines = len(read.lines)
    return (perf_counter() - started) / times, lines


def main() -> None:
    here = Path(__file__).parents[1]
    forty = (here / "tests" / "reading" / "chats" / "eighteen.txt").read_text("utf-8")
    day = (forty * 20)[: _module("reading.chat").LONGEST]
    seconds(forty, 1)
    figures = {
        "chat_40_messages_ms": round(seconds(forty, TIMES)[0] * 1000, 1),
        "chat_40_kb_ms": round(seconds(day, 1)[0] * 1000, 1),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
