"""Phụ lục ảnh: six photos a page, in files of 240. Each file's parts are written straight into its
zip: python-docx hashes every earlier picture on each insert, and would hold them all."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from PIL import Image, UnidentifiedImageError

from rendering.files.catalogue import Kind, file_name
from rendering.files.sentences import printable
from rendering.files.thumbnails import Thumbnail
from rendering.files.word import built_in
from rendering.texts import words
from rules.day_book import DayBook, Picture, UnitBook
from rules.deadlines import local

MOST: Final = 240
"""Photos of one file: at most some 35 MB, and Telegram takes 50."""
ACROSS: Final = 2
A_PAGE: Final = 6
COLUMN: Final = 4535
ROW: Final = 4195
"""In twentieths of a point: 80 mm wide, and 74 high, so that three fill a sheet."""
WIDEST: Final = 76 * 36_000
HIGHEST: Final = 50 * 36_000
"""In EMU, 36,000 a millimetre."""
LONGEST_NAME: Final = 90
LONGEST_CONTENT: Final = 110
ENDINGS: Final = {"JPEG": "jpeg", "PNG": "png"}
_IMAGE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_REWRITTEN: Final = ("[Content_Types].xml", "word/document.xml", "word/_rels/document.xml.rels")


@dataclass(frozen=True, slots=True)
class Shown:
    """One photo with its words. `part` is empty where there is only a frame for it."""

    number: int
    unit: str
    sent_at: datetime
    content: str
    part: str = ""
    wide: int = 0
    high: int = 0


@dataclass(frozen=True, slots=True)
class Media:
    part: str
    name: str
    wide: int
    high: int


@dataclass(slots=True)
class Album:
    """The pictures of one file as they go into it, each of them once."""

    archive: zipfile.ZipFile
    kept: dict[str, Media] = field(default_factory=dict)

    def add(self, picture: Picture, content: bytes | None) -> Media | None:
        known = self.kept.get(picture.sha256 or "")
        if known is not None or content is None:
            return known
        found = _measured(content)
        if found is None:
            return None
        ending, wide, high = found
        number = len(self.kept) + 1
        media = Media(f"anh{number}", f"media/anh{number}.{ending}", wide, high)
        self.archive.writestr(f"word/{media.name}", content, zipfile.ZIP_STORED)
        self.kept[picture.sha256 or f"#{number}"] = media
        return media


def annexes(book: DayBook, thumbnail: Thumbnail, out: Path) -> list[Path]:
    """Writes "Phụ lục ảnh ….docx", in parts where there are many, into the folder `out`; none when
    there are no photos. `thumbnail`: a JPEG or PNG of some 500 px, None where there is none."""
    told = [(unit, picture) for unit in book.units for picture in unit.pictures]
    parts = [told[at : at + MOST] for at in range(0, len(told), MOST)]
    paths = []
    for number, part in enumerate(parts, 1):
        part_number = number if len(parts) > 1 else 0
        paths.append(out / file_name(Kind.ANNEX, book, part=part_number, ending="docx"))
        with zipfile.ZipFile(paths[-1], "w", zipfile.ZIP_DEFLATED) as archive:
            album = Album(archive)
            shown = [_shown(at, *each, album, thumbnail) for at, each in enumerate(part, 1)]
            _finish(album, _body(book, shown, number, len(parts)))
    return paths


def _shown(
    number: int, unit: UnitBook, picture: Picture, album: Album, thumbnail: Thumbnail
) -> Shown:
    media = album.add(picture, thumbnail(picture))
    content = picture.caption or (unit.plan.content if unit.plan else "")
    return Shown(
        number,
        shortened(unit.line.name, LONGEST_NAME),
        picture.sent_at,
        shortened(content, LONGEST_CONTENT),
        *((media.part, media.wide, media.high) if media else ()),
    )


def shortened(text: str, longest: int) -> str:
    """Cut between two words: a caption has its room, the whole is in the table."""
    tidy = " ".join(printable(text).split())
    if len(tidy) <= longest:
        return tidy
    return f"{tidy[: longest + 1].rsplit(' ', 1)[0][:longest]}…"


def _measured(content: bytes) -> tuple[str, int, int] | None:
    """Ending, and the size on paper. Only the picture's head is read."""
    try:
        with Image.open(io.BytesIO(content), formats=tuple(ENDINGS)) as image:
            wide, high = image.size
            ending = ENDINGS[image.format or ""]
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    scale = min(WIDEST / wide, HIGHEST / high)
    return ending, int(wide * scale), int(high * scale)


def _body(book: DayBook, shown: Sequence[Shown], part: int, parts: int) -> str:
    day = local(book.schedule.starts_at, book.zone)
    cells: list[Shown | None] = [*shown, *([None] * (-len(shown) % ACROSS))]
    rows = [cells[at : at + ACROSS] for at in range(0, len(cells), ACROSS)]
    a_page = A_PAGE // ACROSS
    return words(
        "files/annex/body",
        book=book,
        zone=book.zone,
        day=f"{day.day}/{day.month}/{day.year}",
        pictures=book.pictures,
        units=sum(bool(unit.pictures) for unit in book.units),
        part=part,
        parts=parts,
        pages=[rows[at : at + a_page] for at in range(0, len(rows), a_page)],
        column=COLUMN,
        row_height=ROW,
    ).text


def _finish(album: Album, body: str) -> None:
    """The parts of the empty document around the pictures that are in already."""
    relations = "".join(
        f'<Relationship Id="{each.part}" Type="{_IMAGE}" Target="{each.name}"/>'
        for each in album.kept.values()
    )
    with zipfile.ZipFile(io.BytesIO(built_in("empty"))) as empty:
        for name in empty.namelist():
            if name not in _REWRITTEN:
                album.archive.writestr(name, empty.read(name))
        types, document, rels = (empty.read(name).decode() for name in _REWRITTEN)
    head, rest = document.split("<w:body>", 1)
    section = rest[rest.index("<w:sectPr") :]
    album.archive.writestr(_REWRITTEN[0], _with_types(types))
    album.archive.writestr(_REWRITTEN[1], f"{head}<w:body>{body}{section}")
    album.archive.writestr(
        _REWRITTEN[2], rels.replace("</Relationships>", f"{relations}</Relationships>")
    )


def _with_types(types: str) -> str:
    new = "".join(
        f'<Default Extension="{ending}" ContentType="image/{ending}"/>'
        for ending in ENDINGS.values()
        if f'Extension="{ending}"' not in types
    )
    at = types.index("<Default")
    return f"{types[:at]}{new}{types[at:]}"
