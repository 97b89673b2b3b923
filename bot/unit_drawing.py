"""The process that draws one unit's card: a packed book comes in, a PNG goes out. It loads neither
the bot nor the database."""

import os
import sys

from bot.file_making import NICENESS, small_pictures
from rendering.files.unit_card import unit_card
from storage.book_packing import unpacked
from storage.photo_store import PhotoStore


def drawn(book: bytes, store_url: str) -> bytes:
    return unit_card(unpacked(book), small_pictures(PhotoStore(store_url)))


if __name__ == "__main__":
    if os.name == "posix":
        os.nice(NICENESS)
    sys.stdout.buffer.write(drawn(sys.stdin.buffer.read(), sys.argv[1]))
