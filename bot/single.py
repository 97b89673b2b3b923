"""One `run` at a time on one SQLite file."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bot.problems import BadSettings

LOCK: Final = "aoxanh.lock"


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Holds `folder`/aoxanh.lock; BadSettings when another process holds it. A killed process lets
    go by itself.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BadSettings(
                f"{folder}: another aoxanh is running on this database; stop it first"
            ) from None
        yield
