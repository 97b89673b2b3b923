"""A look at real files: thumbnails, what cannot be made out, what is no picture."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageEnhance, ImageFilter

from benchmarks.scenes import Scene, jpeg
from reading.pictures.kind import header, image_type
from reading.pictures.look import Fault, look

EXIF_ORIENTATION, EXIF_MAKER = 0x0112, 0x010F


def _shot() -> Image.Image:
    return Scene(5).shot(0)


def _png(width: int, height: int) -> bytes:
    """Its header tells of any size; its few bytes are all one colour."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def test_a_thumbnail_is_small_upright_and_without_the_cameras_notes() -> None:
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = 6
    exif[EXIF_MAKER] = "a phone"
    into = io.BytesIO()
    _shot().resize((960, 720)).save(into, "JPEG", exif=exif, comment=b"at home")
    seen = look(into.getvalue())
    assert seen.thumbnail is not None
    made = Image.open(io.BytesIO(seen.thumbnail))
    assert (made.format, made.size, dict(made.getexif())) == ("JPEG", (360, 480), {})
    assert "comment" not in made.info
    assert (seen.width, seen.height) == (720, 960)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_other_kinds_of_pictures_have_thumbnails_too(kind: str) -> None:
    into = io.BytesIO()
    _shot().convert("RGBA").save(into, kind)
    seen = look(into.getvalue())
    assert seen.thumbnail is not None
    assert seen.known is not None


def test_what_cannot_be_made_out_is_said() -> None:
    shot = _shot()
    dark = ImageEnhance.Brightness(shot).enhance(0.15)
    blurred = shot.filter(ImageFilter.GaussianBlur(25))
    tiny = shot.resize((320, 240))
    found = [look(jpeg(each)).fault for each in (shot, dark, blurred, tiny)]
    assert found == [Fault.NONE, Fault.DARK, Fault.BLURRED, Fault.SMALL]


def test_half_a_file_is_broken_and_does_not_raise() -> None:
    whole = jpeg(_shot())
    assert look(whole[: len(whole) // 3]).fault is Fault.BROKEN
    assert look(b"\xff\xd8\xff\xe0nothing more").fault is Fault.BROKEN


def test_a_bomb_of_pixels_is_not_opened() -> None:
    for side in (6_000, 60_000):
        found = header(_png(side, side))
        assert found is not None
        assert found.too_large
        assert look(_png(side, side)).fault is Fault.LARGE


def test_a_heic_is_left_alone() -> None:
    heic = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 64
    assert (image_type(heic), look(heic).fault) == ("image/heic", Fault.FOREIGN)


def test_what_is_no_picture_is_none() -> None:
    for content in (b"", b"%PDF-1.7 text", b"PK\x03\x04", b"<svg/>"):
        assert image_type(content) is None
        assert header(content) is None
