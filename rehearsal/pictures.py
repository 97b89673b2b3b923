"""Photos that nobody took: real JPEGs of a volunteer's Saturday, drawn from a seed."""

from __future__ import annotations

import io
import random
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL import ImageDraw

SKIES: Final = ((135, 190, 235), (170, 205, 235), (235, 205, 160))
SHIRT: Final = (20, 90, 200)


def photograph(seed: int, *, size: tuple[int, int] = (1280, 960), quality: int = 85) -> bytes:
    """People in blue shirts at a counter. The same seed gives the same bytes."""
    from PIL import Image, ImageDraw, ImageFilter  # drawn long after the demo's start

    dice = random.Random(seed)  # noqa: S311  a picture, no secret
    image = Image.new("RGB", size, dice.choice(SKIES))
    draw = ImageDraw.Draw(image)
    width, height = size
    draw.rectangle((0, height * 2 // 3, width, height), fill=(190, 175, 150))
    _building(draw, dice, size)
    for _ in range(dice.randint(4, 9)):
        _volunteer(draw, dice, size)
    image = image.filter(ImageFilter.GaussianBlur(0.8))
    into = io.BytesIO()
    image.save(into, "JPEG", quality=quality)
    return into.getvalue()


def another(picture: bytes, number: int) -> bytes:
    """The same picture in bytes of its own: a JPEG comment tells them apart, and costs nothing."""
    note = b"anh %d" % number
    segment = b"\xff\xfe" + (len(note) + 2).to_bytes(2, "big") + note
    return picture[:2] + segment + picture[2:]


def _building(draw: ImageDraw.ImageDraw, dice: random.Random, size: tuple[int, int]) -> None:
    width, height = size
    left = dice.randint(0, width // 3)
    right = left + dice.randint(width // 3, width // 2)
    top = dice.randint(height // 6, height // 3)
    wall = (dice.randint(200, 245), dice.randint(190, 230), dice.randint(160, 200))
    draw.rectangle((left, top, right, height * 2 // 3), fill=wall)
    draw.rectangle((left, top - 40, right, top), fill=(180, 40, 40))
    for x in range(left + 30, right - 60, 110):
        draw.rectangle((x, top + 40, x + 60, top + 120), fill=(120, 150, 175))


def _volunteer(draw: ImageDraw.ImageDraw, dice: random.Random, size: tuple[int, int]) -> None:
    width, height = size
    x = dice.randint(60, width - 60)
    y = dice.randint(height // 2, height * 5 // 6)
    tall = height // 6 + dice.randint(-20, 20)
    skin = dice.choice(((224, 172, 130), (241, 194, 150), (198, 140, 100)))
    draw.rectangle((x - 26, y - tall // 2, x + 26, y + tall // 3), fill=SHIRT)
    draw.rectangle((x - 22, y + tall // 3, x + 22, y + tall), fill=(40, 40, 60))
    draw.ellipse((x - 20, y - tall // 2 - 44, x + 20, y - tall // 2 - 2), fill=skin)
    draw.arc((x - 22, y - tall // 2 - 48, x + 22, y - tall // 2 - 10), 180, 360, (30, 20, 20), 8)
