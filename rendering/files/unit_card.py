"""The card of one unit: its name, the day, its figures and up to four of its photos."""

from typing import Final

from rendering.files.card import totals
from rendering.files.drawing import png, svg
from rendering.files.mosaic import chosen
from rendering.files.thumbnails import Thumbnail
from rules.day_book import DayBook

PHOTOS: Final = 4


def unit_card(book: DayBook, thumbnail: Thumbnail) -> bytes:
    """PNG, 1080 px wide. `book`: the day with this unit alone, as actions.unit_story makes it."""
    return png(unit_svg(book, thumbnail))


def unit_svg(book: DayBook, thumbnail: Thumbnail) -> str:
    heroes, others = totals(book)
    return svg(
        "unit",
        book=book,
        unit=book.units[0],
        zone=book.zone,
        heroes=heroes,
        others=others,
        photos=chosen(book.units, thumbnail, PHOTOS),
    )
