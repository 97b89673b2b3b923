"""Long lists a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

Item = TypeVar("Item")

FAR: Final = 10
"""So many pages are passed by one tap where there are many."""


@dataclass(frozen=True, slots=True)
class Shown(Generic[Item]):
    """What stands on one page: the `first`-th to the `last`-th of `total`; `turns` are the pages
    that can be turned to. A page that is no more is the last one."""

    items: Sequence[Item]
    page: int
    first: int
    last: int
    total: int
    turns: tuple[int, ...]

    @property
    def whole(self) -> bool:
        return len(self.items) == self.total


def page_of(items: Sequence[Item], page: int, size: int) -> Shown[Item]:
    end = max(len(items) - 1, 0) // size
    at = min(page, end)
    shown = items[at * size : (at + 1) * size]
    first = at * size + 1
    turns = tuple(each for each in (at - FAR, at - 1, at + 1, at + FAR) if 0 <= each <= end)
    return Shown(shown, at, first, first + len(shown) - 1, len(items), turns)
