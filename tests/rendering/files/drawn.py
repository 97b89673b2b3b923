"""What a drawing says, read back from its SVG, and how wide each text really is."""

from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree

from PIL import Image, ImageFont

from rendering.files.drawing import WIDTH
from rendering.files.lettering import BOLD, REGULAR

NAMESPACE = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Text:
    said: str
    x: float
    y: float
    size: float
    bold: bool
    anchor: str
    room: float

    @property
    def width(self) -> float:
        """Measured by the whole, with the library's own shaping; not as the code adds it up."""
        font = ImageFont.truetype(BOLD if self.bold else REGULAR, 200)
        return font.getlength(self.said) * self.size / 200

    @property
    def span(self) -> tuple[float, float]:
        shift = {"start": 0.0, "middle": self.width / 2, "end": self.width}[self.anchor]
        return self.x - shift, self.x - shift + self.width


def texts(drawing: str) -> list[Text]:
    root = ElementTree.fromstring(drawing)  # noqa: S314  our own drawing
    return [
        Text(
            each.text or "",
            float(each.attrib["x"]),
            float(each.attrib["y"]),
            float(each.attrib["font-size"]),
            each.attrib["font-weight"] == "700",
            each.attrib["text-anchor"],
            float(each.attrib["data-room"]),
        )
        for each in root.iter(f"{NAMESPACE}text")
    ]


def said(drawing: str) -> str:
    return "\n".join(each.said for each in texts(drawing))


def height(drawing: str) -> float:
    root = ElementTree.fromstring(drawing)  # noqa: S314  our own drawing
    return float(root.attrib["height"])


def assert_everything_fits(drawing: str) -> None:
    """Each text in its room, and on the sheet with a margin."""
    tall = height(drawing)
    for each in texts(drawing):
        assert each.width <= each.room + 0.5, each
        left, right = each.span
        assert left >= 40, each
        assert right <= WIDTH - 40, each
        assert each.size <= each.y < tall, each


def opened(png: bytes) -> Image.Image:
    image = Image.open(BytesIO(png))
    image.load()
    return image


def colour(image: Image.Image, x: int, y: int) -> tuple[int, ...]:
    found = image.convert("RGB").getpixel((x, y))
    assert isinstance(found, tuple)
    return found
