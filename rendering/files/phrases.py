"""Short wordings for files that are no messages: headings, labels, one-line remarks."""

from functools import cache
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rendering.texts import TEMPLATES, number


class Phrases:
    """What templates/files/{name}.j2 sets by name: a text, or a macro when it takes values.

    Cells and pasted rows know no markup, so nothing is escaped here."""

    def __init__(self, module: object) -> None:
        self._module: Final = module

    def __call__(self, phrase: str, /, *values: object) -> str:
        """Raises AttributeError when there is none of that name."""
        found = getattr(self._module, phrase)
        return str(found(*values)).strip() if callable(found) else str(found)


@cache
def phrases(name: str) -> Phrases:
    return Phrases(_environment().get_template(f"files/{name}.j2").module)


@cache
def _environment() -> Environment:
    environment = Environment(  # noqa: S701  no markup here, see Phrases
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["number"] = number
    return environment
