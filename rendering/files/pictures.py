"""The sheet Ảnh: a row for each photo with a small picture of it, within a bound of bytes."""

from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image

from rendering.files.sheet import Column, Table, Workshop, say
from rendering.files.thumbnails import Thumbnail
from rules.day_book import Picture, UnitBook

MOST_BYTES: Final = 30_000_000
"""Of small pictures in one workbook: with the rest it stays below 40 MB, and Telegram takes 50."""
WIDTH: Final = 160
HEIGHT: Final = 120
_COLUMN: Final = 3
_POINTS: Final = 0.75
_MARGIN: Final = 3
_LIKE_A_PIXEL: Final = 7.0
"""Letters of a column's width: seven pixels each."""


@dataclass(slots=True)
class _Room:
    """Bytes that are left for pictures; once one did not fit, the others are not made any more."""

    left: int
    without: int = 0

    def takes(self, size: int) -> bool:
        fits = size <= self.left and not self.without
        self.left -= size if fits else 0
        self.without += not fits
        return fits


def add_pictures(shop: Workshop, thumbnail: Thumbnail) -> None:
    book, room = shop.book, _Room(MOST_BYTES)
    pen = shop.page(say("pictures"), f"{say('pictures')}: {book.title}")
    table = Table(pen, _columns())
    order = 0
    for unit in book.units:
        for number, picture in enumerate(unit.pictures, start=1):
            order += 1
            _add(shop, table, (order, number), unit, picture, _small(picture, thumbnail, room))
    table.filtered()
    if room.without:
        pen.put(2, 0, say("without_room", room.without), "remark")
    if not order:
        table.remark(say("no_pictures"))


def _columns() -> list[Column]:
    return [
        Column(say("order"), 5, "middle"),
        Column(say("unit"), 36),
        Column(say("of_unit"), 8, "middle"),
        Column(say("picture"), (WIDTH + 2 * _MARGIN) / _LIKE_A_PIXEL, "middle"),
        Column(say("sent_at"), 12, "moment"),
        Column(say("caption"), 44),
        Column(say("remarks"), 34),
    ]


def _add(
    shop: Workshop,
    table: Table,
    numbers: tuple[int, int],
    unit: UnitBook,
    picture: Picture,
    small: bytes | str,
) -> None:
    sheet, row = table.pen.sheet, table.at
    told = small if isinstance(small, str) else None
    remarks = [picture.like, say("on_behalf") if picture.on_behalf else ""]
    table.add(
        [
            numbers[0],
            unit.line.name,
            numbers[1],
            told,
            shop.moment(picture.sent_at),
            picture.caption,
            "; ".join(remark for remark in remarks if remark),
        ]
    )
    if isinstance(small, str):
        return
    sheet.set_row(row, (HEIGHT + 2 * _MARGIN) * _POINTS)
    place = {"x_offset": _MARGIN, "y_offset": _MARGIN, "object_position": 1, "decorative": True}
    sheet.insert_image(row, _COLUMN, f"{picture.id}.jpg", {"image_data": BytesIO(small), **place})


def _small(picture: Picture, thumbnail: Thumbnail, room: _Room) -> bytes | str:
    """The picture, or in words why there is none."""
    if room.without:
        room.takes(0)
        return say("no_room")
    whole = thumbnail(picture)
    made = None if whole is None else smaller(whole)
    if made is None:
        return say("not_there")
    return made if room.takes(len(made)) else say("no_room")


def smaller(content: bytes) -> bytes | None:
    """A JPEG of at most 160 x 120; None when it cannot be read as a picture."""
    try:
        with Image.open(BytesIO(content)) as image:
            image.draft("RGB", (WIDTH, HEIGHT))
            shown = image.convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    shown.thumbnail((WIDTH, HEIGHT), Image.Resampling.BILINEAR)
    kept = BytesIO()
    shown.save(kept, "JPEG", quality=70)
    return kept.getvalue()
