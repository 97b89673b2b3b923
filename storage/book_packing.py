"""Books and the files drawn from them, as they are kept. Apart from SQL, which the process that
makes files need not load."""

import zlib
from dataclasses import dataclass
from functools import cache
from typing import Final

from pydantic import TypeAdapter

from rules.day_book import DayBook

QUICK: Final = 1
"""zlib's level: the book is packed in a transaction and gone within a minute."""


@dataclass(frozen=True, slots=True)
class FileMade:
    """`kind` is one of rendering.files.catalogue.Kind; `size` in bytes."""

    kind: str
    name: str
    store_key: str
    size: int


@cache
def _books() -> TypeAdapter[DayBook]:
    return TypeAdapter(DayBook)


def packed(book: DayBook) -> bytes:
    return zlib.compress(_books().dump_json(book), QUICK)


def unpacked(kept: bytes) -> DayBook:
    """Raises pydantic.ValidationError for what an older version packed otherwise."""
    return _books().validate_json(zlib.decompress(kept))
