"""The files of one hand-over, made in a process of its own: half a minute of work on a big day that
would otherwise stand in everybody's way, and templates of others that may take what they like."""

import asyncio
import json
import os
import sys
import tempfile
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:  # the process that only waits for files needs none of it
    from rendering.files.thumbnails import Thumbnail
    from rules.day_book import Picture
    from storage.photo_store import PhotoStore

SECONDS: Final = 240.0
"""Below storage.hand_overs.LEASE, so that nobody else begins before this one has ended."""
MEMORY: Final = 2_000_000_000
NICENESS: Final = 10
"""Answers to people come before files."""


Raw = dict[str, Any]


class MakingError(Exception):
    """The process ended without its files."""


@dataclass(frozen=True, slots=True)
class Job:
    """`book` is packed as storage.hand_overs packs it."""

    book: bytes
    store_url: str


async def make_apart(job: Job) -> Raw:
    """{"files": with "kind", "name", "store_key" and "size", kept in the store, "troubles": with
    "code" and "values"}. Raises MakingError.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.file_making",
        job.store_url,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        told, _ = await asyncio.wait_for(process.communicate(job.book), SECONDS)
    except TimeoutError as late:
        raise MakingError("it took too long") from late
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise MakingError(f"exit {process.returncode}")
    answer: Raw = json.loads(told)
    return answer


async def make(packed_book: bytes, store_url: str) -> Raw:
    """In this process."""
    from rendering.files.hand_over import Drawing, FileDrawn, hand_over_files
    from storage.book_packing import FileMade, unpacked
    from storage.photo_store import PhotoStore

    store = PhotoStore(store_url)
    files, troubles = [], []
    with tempfile.TemporaryDirectory() as folder:
        book, small = unpacked(packed_book), small_pictures(store)
        for made in hand_over_files(Drawing(book, small, store.find, Path(folder))):
            if not isinstance(made, FileDrawn):
                troubles.append(asdict(made))
                continue
            content = made.path.read_bytes()
            key = await store.put(content, sha256(content).hexdigest())
            files.append(asdict(FileMade(made.kind.value, made.name, key, len(content))))
            made.path.unlink()
    return {"files": files, "troubles": troubles}


def small_pictures(store: "PhotoStore") -> "Thumbnail":
    """The thumbnails that were made when the photos came; one that was not is made now."""
    from reading.pictures.small import small_jpeg
    from storage.photo_store import thumbnail_key

    def small(picture: "Picture") -> bytes | None:
        if picture.store_key is None:
            return None
        kept = store.find(thumbnail_key(picture.store_key))
        if kept is not None:
            return kept
        original = store.find(picture.store_key)
        return None if original is None else small_jpeg(original)

    return small


def _limited() -> None:
    if os.name == "posix":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        os.nice(NICENESS)


if __name__ == "__main__":
    _limited()
    answer = asyncio.run(make(sys.stdin.buffer.read(), sys.argv[1]))
    json.dump(answer, sys.stdout)
