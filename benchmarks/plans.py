"""How fast plans and times are read. The baseline folds the same text.

python -m benchmarks.plans [--rounds N]
"""

import argparse
import json
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from statistics import median

from reading.fold import fold
from reading.plan import read_plan
from reading.plans.times import times_of
from reading.times.phrases import read_time

NOW = datetime.fromisoformat("2026-11-20T10:00:00+07:00")
DATA = Path("tests/reading/data")
TEN_PAGES = 30_000
HOSTILE = {
    "digits": "1",
    "brackets": "(",
    "dates": "1/1-",
    "hours": "7h ",
    "numbers": "12/KH-",
    "quotes": "“",
    "days": "ngày 1 ",
    "plusses": "1, ",
    "marks": "Số ",
    "spaces": " \t",
}


def _seconds(work: Callable[[], object], rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        times_of.cache_clear()
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return median(taken)


def _ten_pages() -> str:
    """A plan with the body of several, as long as ten pages."""
    plans = [path.read_text("utf-8") for path in sorted((DATA / "plans").glob("*.txt"))]
    first, *others = plans
    head, _, tail = first.partition("TM. ")
    body = ""
    number = 0
    while len(body) < TEN_PAGES:
        each = (
            others[number % len(others)]
            .partition("\nI")[2]
            .partition("Nơi nhận:")[0]
            .partition("TM. ")[0]
        )
        body += each.replace("2026", str(2026 + number))
        number += 1
    return f"{head}{body}\nTM. {tail}"


def _phrase_milliseconds(rounds: int) -> float:
    rows = [json.loads(line) for line in (DATA / "deadlines.jsonl").read_text("utf-8").splitlines()]

    def work() -> None:
        for row in rows:
            read_time(row["text"], NOW)

    return _seconds(work, rounds) / len(rows) * 1000


def _hostile(read: Callable[[str], object]) -> dict[str, float]:
    """Twice the length, how much longer: 2 is linear."""
    ratios = {}
    for name, piece in HOSTILE.items():
        short, long = (piece * (size // len(piece)) for size in (50_000, 100_000))
        once = _seconds(partial(read, short), 1)
        twice = _seconds(partial(read, long), 1)
        ratios[name] = round(twice / once, 2)
        print(f"{name}: 100 kB in {twice:.3f} s, {ratios[name]} times 50 kB")
    return ratios


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    text = _ten_pages()
    plan = _seconds(lambda: read_plan(text, now=NOW), rounds)
    baseline = _seconds(lambda: fold(text), rounds)
    hostile_times = _hostile(lambda each: read_time(each, NOW))
    hostile_plans = _hostile(lambda each: read_plan(each, now=NOW))
    figures = {
        "plan_characters": len(text),
        "plan_ms": round(plan * 1000, 1),
        "plan_ratio": round(plan / baseline, 1),
        "phrase_ms": round(_phrase_milliseconds(rounds), 3),
        "worst_growth_of_times": max(hostile_times.values()),
        "worst_growth_of_plans": max(hostile_plans.values()),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
