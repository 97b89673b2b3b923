"""Jinja2 for a template that somebody sent: it may name facts, choose and repeat, and nothing that
could run long, grow or reach out. What is not known to be harmless is refused before it runs."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, Final

from jinja2 import StrictUndefined, Template, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

DEEPEST: Final = 3
"""Tables, their rows, their cells."""
MOST_STEPS: Final = 2_000_000
"""Of all loops together: 3,000 units with 30 figures take a tenth."""
LONGEST: Final = 30_000_000
"""Letters of a filled document's XML: 3,000 units take a tenth of it."""
FILTERS: Final = frozenset(
    {"capitalize", "count", "d", "default", "e", "escape", "first", "int", "join", "last"}
    | {"length", "list", "lower", "reverse", "round", "sort", "title", "trim", "upper"}
)
_STEPS: Final = "steps"
_REFUSED: Final = (
    nodes.Call,
    nodes.CallBlock,
    nodes.Macro,
    nodes.Assign,
    nodes.AssignBlock,
    nodes.With,
    nodes.Block,
    nodes.Extends,
    nodes.FromImport,
    nodes.Import,
    nodes.Include,
    nodes.Mul,
    nodes.Mod,
    nodes.Pow,
    nodes.FilterBlock,
)
"""Calls reach out, and what is named and doubled grows without end."""


class Limited(Template):
    """Filled piece by piece, so that it stops when it has grown too long."""

    def render(self, *args: Any, **kwargs: Any) -> str:  # noqa: ANN401  Jinja's own signature
        return "".join(_counted(self.generate(*args, **kwargs)))


class Sandbox(SandboxedEnvironment):
    template_class = Limited

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.globals = {}
        self.filters = {**_kept(self.filters), _STEPS: self._steps}
        self._taken = 0

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Checked before anything of it is worked out, even a constant."""
        tree = super()._parse(source, name, filename)
        refused = next(chain(tree.find_all(_REFUSED), _too_deep(tree, 0)), None)
        if refused is not None:
            raise ForbiddenError(refused.lineno, source)
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, _STEPS, [], [], None, None, lineno=loop.lineno)
        return tree

    def _steps(self, items: Iterable[Any]) -> Iterator[Any]:
        """Every loop goes through it, so that loops within loops come to an end."""
        for item in items:
            self._taken += 1
            if self._taken > MOST_STEPS:
                raise SecurityError("too many steps")
            yield item


class ForbiddenError(SecurityError):
    """Something of the template at line `lineno` of what Jinja reads."""

    def __init__(self, lineno: int, source: str) -> None:
        super().__init__("forbidden")
        self.lineno = lineno
        self.line = source.splitlines()[lineno - 1]


def _kept(filters: Mapping[str, Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
    return {name: each for name, each in filters.items() if name in FILTERS}


def _too_deep(node: nodes.Node, depth: int) -> Iterator[nodes.Node]:
    for child in node.iter_child_nodes():
        inside = depth + isinstance(child, nodes.For)
        if inside > DEEPEST:
            yield child
        yield from _too_deep(child, inside)


def _counted(pieces: Iterator[str]) -> Iterator[str]:
    length = 0
    for piece in pieces:
        length += len(piece)
        if length > LONGEST:
            raise SecurityError("too long")
        yield piece
