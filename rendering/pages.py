"""Whole HTML pages by name: templates/web/{name}.html.j2. Strict and escaped, as messages are."""

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rendering.texts import TEMPLATES


def page(name: str, /, **values: object) -> str:
    return _environment().get_template(f"web/{name}.html.j2").render(**values)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
