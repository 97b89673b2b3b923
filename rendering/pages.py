"""Whole HTML pages by name: templates/web/{name}.html.j2. Strict and escaped, as messages are."""

from functools import cache
from typing import Final

from jinja2 import Environment

from rendering.texts import TEMPLATES, strict

FONTS: Final = TEMPLATES.parent / "fonts"


def page(name: str, /, **values: object) -> str:
    return _environment().get_template(f"web/{name}.html.j2").render(**values)


def fragment(name: str, /, **values: object) -> str:
    """A piece of a page, by itself: lines of blanks that its logic leaves are no use to anybody."""
    return "\n".join(line for line in page(name, **values).splitlines() if line.strip())


@cache
def _environment() -> Environment:
    return strict()
