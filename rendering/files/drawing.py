"""Cards: SVG by a template under templates/files/card/, then PNG. Templates place things and write
every text through `line` and `block`, which know the room that there is."""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import islice
from typing import Any, Final, TypeVar

import resvg_py
from jinja2 import Environment
from markupsafe import Markup

from rendering.files.lettering import BOLD, REGULAR, Lines, fitted, legible, width, wrapped
from rendering.files.mosaic import cut
from rendering.texts import strict

WIDTH: Final = 1080
FAMILY: Final = "Be Vietnam Pro"
LEADING: Final = 1.28

T = TypeVar("T")


def svg(name: str, /, **values: object) -> str:
    """The drawing `templates/files/card/{name}.svg.j2`. `zone` rules how its times are shown."""
    return _environment().get_template(f"files/card/{name}.svg.j2").render(values)


def png(drawing: str) -> bytes:
    """A drawing takes tens of milliseconds of one core: not for the event loop."""
    made: bytes = resvg_py.svg_to_bytes(
        svg_string=drawing,
        skip_system_fonts=True,
        font_files=[str(REGULAR), str(BOLD)],
        font_family=FAMILY,
    )
    return made


def rows(items: Iterable[T], most: int = 3) -> list[list[T]]:
    """Rows of nearly equal length, the longer ones first: 4 are 2 and 2, 7 are 3, 2 and 2."""
    left = list(items)
    count = -(-len(left) // most)
    taken = iter(left)
    return [list(islice(taken, -(-(len(left) - at) // count))) for at in range(count)]


def line(  # noqa: PLR0913  each is one thing that a template says of a text
    text: object,
    x: float,
    y: float,
    room: float,
    size: float,
    *,
    bold: bool = False,
    fill: str = "#0f2a47",
    anchor: str = "start",
    smallest: float | None = None,
    spacing: float = 0,
) -> Markup:
    """One line with its baseline at `y`, shrunk or cut until it fits into `room`. `spacing` is
    between letters."""
    said = legible(text)
    box = room - spacing * len(said)
    fits = fitted(said, box, size, bold=bold, smallest=smallest)
    return _drawn(fits.lines, (x, y, room), fits.size, (bold, fill, anchor, spacing))


def text_width(text: object, size: float, *, bold: bool = False) -> float:
    return width(legible(text), size, bold=bold)


def size_for(text: object, room: float, size: float, *, smallest: float) -> float:
    """At which a bold line fits, so that neighbours can share one."""
    return fitted(legible(text), room, size, bold=True, smallest=smallest).size


def block(text: object, room: float, size: float, **how: Any) -> "Block":  # noqa: ANN401  passed on
    """Several lines, to be drawn by `drawn`; their `height` moves what stands below."""
    bold = how.get("bold", False)
    said = wrapped(legible(text), room, size, **how)
    return Block(said, room, bold=bold)


class Block:
    """A wrapped text that knows its height."""

    def __init__(self, said: Lines, room: float, *, bold: bool) -> None:
        self._said = said
        self._room = room
        self._bold = bold

    @property
    def height(self) -> float:
        return len(self._said.lines) * self._said.size * LEADING

    def drawn(self, x: float, top: float, fill: str = "#0f2a47", anchor: str = "start") -> Markup:
        first = top + self._said.size
        how = (self._bold, fill, anchor, 0.0)
        return _drawn(self._said.lines, (x, first, self._room), self._said.size, how)


def _drawn(
    lines: Sequence[str],
    place: tuple[float, float, float],
    size: float,
    how: tuple[bool, str, str, float],
) -> Markup:
    """`data-room` is the width that each text has: tests hold them to it."""
    x, y, room = place
    bold, fill, anchor, spacing = how
    texts = [
        Markup(
            '<text x="{:.1f}" y="{:.1f}" font-size="{:g}" font-weight="{}" fill="{}"'
            ' text-anchor="{}" letter-spacing="{:g}" data-room="{:.1f}">{}</text>'
        ).format(
            x,
            y + at * size * LEADING,
            size,
            700 if bold else 400,
            fill,
            anchor,
            spacing,
            room,
            text,
        )
        for at, text in enumerate(lines)
    ]
    return Markup("\n").join(texts)


@cache
def _environment() -> Environment:
    environment = strict()
    environment.globals.update(
        line=line,
        block=block,
        rows=rows,
        text_width=text_width,
        size_for=size_for,
        cut=cut,
        W=WIDTH,
        family=FAMILY,
    )
    return environment
