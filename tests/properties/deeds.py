"""The deeds of a sequence: each chooses something, does it, and writes down what was done."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.properties.world import World

Doing = Callable[[World], Awaitable[None]]


@dataclass(frozen=True)
class Deed:
    """`files`: what of actions/ it drives."""

    name: str
    do: Doing
    weight: int
    files: tuple[str, ...]


DEEDS: dict[str, Deed] = {}


def deed(*files: str, weight: int = 2) -> Callable[[Doing], Doing]:
    def keep(do: Doing) -> Doing:
        DEEDS[do.__name__] = Deed(do.__name__, do, weight, files)
        return do

    return keep
