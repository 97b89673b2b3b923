"""Photos that nobody took: places with buildings, banners, trees and people, each photographed
several times with a moved camera and moved people; and what is done to copies of photos.
"""

import io
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFont, ImageOps

Colour = tuple[int, int, int]
Dice = random.Random

SIZE: Final = (960, 720)
SKIES: Final[tuple[Colour, ...]] = (
    (135, 190, 235),
    (170, 205, 235),
    (225, 215, 195),
    (200, 205, 210),
)
SLOGANS: Final = (
    "NGÀY THỨ BẢY TÌNH NGUYỆN",
    "THANH NIÊN HỖ TRỢ DỊCH VỤ CÔNG",
    "VÌ MỘT PHƯỜNG XANH SẠCH ĐẸP",
    "TUỔI TRẺ CHUNG TAY CHUYỂN ĐỔI SỐ",
)
CLOTHS: Final[tuple[Colour, ...]] = ((200, 30, 30), (20, 80, 180), (20, 130, 60))
SHIRTS: Final[tuple[Colour, ...]] = (
    (20, 90, 200),
    (25, 100, 190),
    (35, 80, 210),
    (240, 240, 240),
    (200, 60, 60),
)
SKINS: Final[tuple[Colour, ...]] = ((224, 172, 130), (241, 194, 150), (198, 140, 100))
DARK: Final[Colour] = (40, 40, 60)
WOOD: Final[Colour] = (150, 110, 70)


@dataclass(frozen=True, slots=True)
class Figure:
    """A person: where, how near (0 far, 1 near), and how they look."""

    x: float
    near: float
    shirt: Colour
    skin: Colour
    arm: float
    hat: bool


@dataclass(frozen=True, slots=True)
class House:
    x: float
    wide: float
    tall: float
    wall: Colour
    window: Colour
    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class Banner:
    x: float
    wide: float
    words: str
    cloth: Colour


@dataclass(frozen=True, slots=True)
class Camera:
    x: float = 0.0
    y: float = 0.0
    zoom: float = 1.0


@dataclass(frozen=True, slots=True)
class View:
    """Where things of the scene stand in the picture: far ones move less when the camera does."""

    camera: Camera
    width: int
    height: int

    def at(self, x: float, y: float, near: float) -> tuple[float, float]:
        much = 0.4 + 0.6 * near
        across = (x - 0.5 - self.camera.x * much) * self.camera.zoom + 0.5
        down = (y - 0.5 - self.camera.y * much) * self.camera.zoom + 0.5
        return across * self.width, down * self.height


def _colour(dice: Dice, least: int, most: int) -> Colour:
    return dice.randint(least, most), dice.randint(least, most), dice.randint(least, most)


def _figure(dice: Dice) -> Figure:
    return Figure(
        dice.uniform(-0.1, 1.1),
        dice.uniform(0.15, 1.0),
        dice.choice(SHIRTS),
        dice.choice(SKINS),
        dice.uniform(-1, 1),
        dice.random() < 0.4,  # noqa: PLR2004
    )


def _moved(who: Figure, dice: Dice) -> Figure:
    near = min(1.0, max(0.15, who.near + dice.gauss(0, 0.1)))
    return replace(who, x=who.x + dice.gauss(0, 0.12), near=near, arm=dice.uniform(-1, 1))


def _house(dice: Dice) -> House:
    return House(
        dice.uniform(-0.3, 1.0),
        dice.uniform(0.2, 0.6),
        dice.uniform(0.15, 0.5),
        _colour(dice, 140, 240),
        _colour(dice, 40, 160),
        dice.randint(2, 6),
        dice.randint(2, 5),
    )


class Scene:
    """One place on one day. `shot(0)` is the photo that was sent; the others are other photos."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        dice = Dice(seed)
        self._size = SIZE[::-1] if dice.random() < 0.3 else SIZE  # noqa: PLR2004
        self._sky, self._ground = dice.choice(SKIES), _colour(dice, 100, 200)
        self._horizon = dice.uniform(0.35, 0.6)
        self._houses = [_house(dice) for _ in range(dice.randint(2, 5))]
        self._trees = [
            (dice.uniform(-0.2, 1.2), dice.uniform(0.08, 0.2)) for _ in range(dice.randint(1, 5))
        ]
        self._banner = Banner(
            dice.uniform(0.0, 0.5),
            dice.uniform(0.3, 0.6),
            dice.choice(SLOGANS),
            dice.choice(CLOTHS),
        )
        self._tables = [
            (dice.uniform(0, 1), dice.uniform(0.2, 0.9)) for _ in range(dice.randint(0, 4))
        ]
        self._people = [_figure(dice) for _ in range(dice.randint(4, 12))]

    def shot(self, number: int) -> Image.Image:
        dice = Dice(self._seed * 1000 + number)
        if not number:
            return self._photo(Camera(), self._people, number)
        aside = dice.choice([-1, 1]) * dice.uniform(0.03, 0.15)
        camera = Camera(aside, dice.uniform(-0.05, 0.05), dice.uniform(0.85, 1.2))
        people = [_moved(each, dice) for each in self._people if dice.random() < 0.85]  # noqa: PLR2004
        return self._photo(camera, [*people, _figure(dice)], number)

    def _photo(self, camera: Camera, people: list[Figure], number: int) -> Image.Image:
        view = View(camera, *self._size)
        image = Image.new("RGB", self._size, self._sky)
        draw = ImageDraw.Draw(image)
        self._draw_back(draw, view)
        for house in self._houses:
            self._draw_house(draw, view, house)
        for x, size in self._trees:
            self._draw_tree(draw, view, x, size)
        self._draw_banner(draw, view)
        for x, near in self._tables:
            self._draw_table(draw, view, x, near)
        for who in sorted(people, key=lambda each: each.near):
            self._draw_person(draw, view, who)
        return self._developed(image, number)

    def _draw_back(self, draw: ImageDraw.ImageDraw, view: View) -> None:
        for step in range(8):
            top = view.at(0, self._horizon * step / 8 - 0.1, 0)[1]
            bottom = view.at(0, self._horizon * (step + 1) / 8, 0)[1]
            red, green, blue = (min(255, tone + 5 * step) for tone in self._sky)
            draw.rectangle((0, top, view.width, bottom), fill=(red, green, blue))
        edge = view.at(0, self._horizon, 0.1)[1]
        draw.rectangle((0, edge, view.width, view.height), fill=self._ground)

    def _draw_house(self, draw: ImageDraw.ImageDraw, view: View, house: House) -> None:
        left, top = view.at(house.x, self._horizon - house.tall, 0.1)
        right, bottom = view.at(house.x + house.wide, self._horizon + 0.02, 0.1)
        wide, tall = right - left, bottom - top
        draw.rectangle((left, top, right, bottom), fill=house.wall)
        ridge = ((left + right) / 2, top - tall * 0.2)
        red, green, blue = (tone // 2 for tone in house.wall)
        draw.polygon([(left - 10, top), (right + 10, top), ridge], fill=(red, green, blue))
        for column in range(house.columns):
            for row in range(house.rows):
                x = left + wide * (column + 0.25) / house.columns
                y = top + tall * (row + 0.25) / house.rows
                end = (x + wide * 0.5 / house.columns, y + tall * 0.5 / house.rows)
                draw.rectangle((x, y, *end), fill=house.window)

    def _draw_tree(self, draw: ImageDraw.ImageDraw, view: View, x: float, size: float) -> None:
        across, down = view.at(x, self._horizon - size, 0.2)
        large = size * view.width * view.camera.zoom
        trunk = (across - large * 0.08, down, across + large * 0.08, down + large * 1.2)
        draw.rectangle(trunk, fill=(90, 60, 40))
        leaves = Dice(int(x * 1e6))
        for _ in range(12):
            left = across + leaves.uniform(-0.95, 0.25) * large
            top = down + leaves.uniform(-0.9, 0.1) * large
            green = (45, 100 + leaves.randint(-20, 20), 40)
            draw.ellipse((left, top, left + large * 0.7, top + large * 0.6), fill=green)

    def _draw_banner(self, draw: ImageDraw.ImageDraw, view: View) -> None:
        banner = self._banner
        left, top = view.at(banner.x, self._horizon - 0.12, 0.3)
        right, bottom = view.at(banner.x + banner.wide, self._horizon - 0.02, 0.3)
        draw.rectangle((left, top, right, bottom), fill=banner.cloth)
        font = ImageFont.load_default(max(8, int((right - left) / len(banner.words) * 1.4)))
        place = (left + 8, (top + bottom) / 2)
        draw.text(place, banner.words, font=font, fill=(255, 230, 80), anchor="lm")

    def _draw_table(self, draw: ImageDraw.ImageDraw, view: View, x: float, near: float) -> None:
        left, top = view.at(x, self._horizon + 0.1 + 0.25 * near, near)
        wide = (0.1 + 0.12 * near) * view.width * view.camera.zoom
        draw.rectangle((left, top, left + wide, top + wide * 0.12), fill=WOOD)
        for leg in (0.05, 0.85):
            begin = left + wide * leg
            draw.rectangle((begin, top, begin + wide * 0.05, top + wide * 0.4), fill=DARK)

    def _draw_person(self, draw: ImageDraw.ImageDraw, view: View, who: Figure) -> None:
        tall = (0.12 + 0.35 * who.near) * view.height * view.camera.zoom
        x, foot = view.at(who.x, self._horizon + 0.12 + 0.4 * who.near, who.near)
        top, wide = foot - tall, tall * 0.14
        draw.rectangle((x - wide * 0.8, foot - tall * 0.45, x + wide * 0.8, foot), fill=DARK)
        shirt = (x - wide, top + tall * 0.17, x + wide, foot - tall * 0.42)
        draw.rectangle(shirt, fill=who.shirt)
        for side, hand in ((1.0, 0.35 + 0.15 * who.arm), (-1.0, 0.5)):
            shoulder = (x + side * wide, top + tall * 0.22)
            end = (x + side * wide * 2, top + tall * hand)
            draw.line((shoulder, end), fill=who.skin, width=max(2, int(wide * 0.4)))
        head = (x - wide * 0.75, top, x + wide * 0.75, top + tall * 0.18)
        draw.ellipse(head, fill=who.skin)
        hair = (225, 225, 215) if who.hat else (30, 20, 20)
        cap = (x - wide * 0.85, top - tall * 0.02, x + wide * 0.85, top + tall * 0.17)
        draw.pieslice(cap, 180, 360, fill=hair)

    def _developed(self, image: Image.Image, number: int) -> Image.Image:
        """Uneven light, the sensor's grain, the day's exposure."""
        width, height = image.size
        grains = np.random.default_rng(self._seed * 1000 + number)
        light = np.random.default_rng(self._seed).normal(128, 14, (6, 6))
        light = np.clip(light + grains.normal(0, 2, (6, 6)), 0, 255).astype(np.uint8)
        grain = grains.integers(118, 138, (height // 2, width // 2), dtype=np.uint8)
        for tones in (light, grain):
            layer = Image.fromarray(tones).resize((width, height), Image.Resampling.BICUBIC)
            image = ImageChops.add(image, Image.merge("RGB", (layer, layer, layer)), 1, -128)
        exposure = float(grains.uniform(0.9, 1.1)) if number else 1.0
        return ImageEnhance.Brightness(image).enhance(exposure)


def jpeg(image: Image.Image, quality: int = 85) -> bytes:
    into = io.BytesIO()
    image.save(into, "JPEG", quality=quality)
    return into.getvalue()


def cropped(image: Image.Image, dice: Dice) -> bytes:
    """Up to 15 % off each side."""
    left, top, right, bottom = (dice.uniform(0, 0.15) for _ in range(4))
    box = (left * image.width, top * image.height)
    end = ((1 - right) * image.width, (1 - bottom) * image.height)
    return jpeg(image.crop((int(box[0]), int(box[1]), int(end[0]), int(end[1]))))


def coarse(image: Image.Image, _dice: Dice) -> bytes:
    return jpeg(image, 30)


def quarter(image: Image.Image, _dice: Dice) -> bytes:
    size = (image.width // 4, image.height // 4)
    return jpeg(image.resize(size, Image.Resampling.BICUBIC))


def screenshot(image: Image.Image, dice: Dice) -> bytes:
    """On an upright phone: the clock above, an app's line, buttons below."""
    width, height = 1080, 2340
    back = dice.choice([0, 18, 255])
    ink = "white" if back < 128 else "black"  # noqa: PLR2004
    page = Image.new("RGB", (width, height), (back, back, back))
    fitted = ImageOps.contain(image, (width, height - 500))
    top = (height - fitted.height) // 2 + dice.randint(-80, 80)
    page.paste(fitted, ((width - fitted.width) // 2, top))
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(36)
    clock = f"{dice.randint(7, 22)}:{dice.randint(10, 59)}"
    for place, words in (((60, 40), clock), ((880, 40), "4G 87%"), ((60, 130), "Zalo 12")):
        draw.text(place, words, font=font, fill=ink)
    for x in (240, 540, 840):
        draw.ellipse((x - 25, height - 90, x + 25, height - 40), outline=ink, width=5)
    return jpeg(page)


def warm(image: Image.Image, _dice: Dice) -> bytes:
    """Redder, less blue, dark corners."""
    red, green, blue = image.split()
    toned = Image.merge(
        "RGB",
        (
            red.point([min(255, int(tone * 1.12 + 8)) for tone in range(256)]),
            green.point([min(255, int(tone * 1.02)) for tone in range(256)]),
            blue.point([int(tone * 0.82) for tone in range(256)]),
        ),
    )
    down, across = np.mgrid[-1:1:64j, -1:1:64j]
    dim = (255 * (1 - 0.35 * np.clip(across**2 + down**2 - 0.4, 0, 1))).astype(np.uint8)
    mask = Image.fromarray(dim).resize(image.size, Image.Resampling.BILINEAR)
    return jpeg(Image.composite(toned, Image.new("RGB", image.size), mask))


def black_and_white(image: Image.Image, _dice: Dice) -> bytes:
    grey = ImageOps.grayscale(image)
    return jpeg(ImageEnhance.Contrast(grey).enhance(1.4).convert("RGB"))


def filtered(image: Image.Image, dice: Dice) -> bytes:
    return dice.choice([warm, black_and_white])(image, dice)


COPIES: Final[dict[str, Callable[[Image.Image, Dice], bytes]]] = {
    "crop": cropped,
    "q30": coarse,
    "quarter": quarter,
    "screenshot": screenshot,
    "filter": filtered,
}
