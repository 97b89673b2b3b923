"""The units of a day wherever a text or a chat name mentions them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from reading.matching import Fit, fit_of
from reading.names import bare_key, spoken_key

Names = Sequence[tuple[int, str]]

_BULLET: Final = re.compile(r"^[\W_]*(?:\d{1,2} ?[.)\-/:] ?)?[\W_]*")
_SCHOOL: Final = re.compile(r"^(?:(?:truong|thpt|thcs|tieu hoc|mam non|dai hoc|cao dang) )+")
_OWN_WORDS: Final = re.compile(
    r"^(?:bc|bcao|bao cao|bc nhanh|bao cao nhanh|ket qua|kq|cua|don vi|btv|bch|dtn|doan tn"
    r"|doan tncs|doan|phuong|p|xa|x|tt|thi tran|cd|chi doan|truong|thpt|thcs|cap nhat|sua) "
)


@dataclass(frozen=True, slots=True)
class Named:
    """`ids`: the units that may be meant, the best first; `sure`: it is the first and no other."""

    ids: tuple[int, ...] = ()
    sure: bool = False


def _keys(names: Names, of: Callable[[str], set[str]]) -> dict[str, frozenset[int]]:
    """One word alone ("thuế") is too often no name."""
    found: dict[str, frozenset[int]] = {}
    for unit_id, name in names:
        for key in of(name):
            if " " in key:
                found[key] = found.get(key, frozenset()) | {unit_id}
    return found


@dataclass(frozen=True, slots=True)
class Mentions:
    """Built once for a day's units; `names` are their names and aliases."""

    names: Names
    _keys: dict[str, frozenset[int]] = field(init=False, repr=False, compare=False)
    _pattern: re.Pattern[str] | None = field(init=False, repr=False, compare=False)
    _called: dict[str, Named] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        keys = _keys(self.names, lambda name: {spoken_key(name), bare_key(name)})
        schools = _keys(self.names, lambda name: {_SCHOOL.sub("", bare_key(name))})
        keys |= {key: ids for key, ids in schools.items() if key not in keys}
        ordered = sorted(keys, key=len, reverse=True)
        alternatives = "|".join(map(re.escape, ordered))
        pattern = re.compile(rf"(?<![a-z0-9])(?:{alternatives})(?![a-z0-9])") if ordered else None
        object.__setattr__(self, "_keys", keys)
        object.__setattr__(self, "_pattern", pattern)

    def inside(self, text: str) -> tuple[str, ...]:
        """The names that stand in it, each once, as `ids_of` knows them."""
        if self._pattern is None:
            return ()
        return tuple(dict.fromkeys(self._pattern.findall(spoken_key(text))))

    def ids_of(self, key: str) -> frozenset[int]:
        return self._keys.get(key, frozenset())

    def in_text(self, text: str) -> Named:
        """Every unit whose name of two words or more stands in it."""
        found: list[int] = []
        for key in self.inside(text):
            ids = sorted(self.ids_of(key))
            found += [each for each in ids if each not in found]
        return Named(tuple(found), len(found) == 1)

    def called(self, written: str) -> Named:
        """What a name as it was written means. In a chat few names come often."""
        if written not in self._called:
            fit = fit_of(written, self.names)
            ids = tuple(match.unit_id for match in fit.matches)
            self._called[written] = Named(ids, fit.fit is Fit.CERTAIN)
        return self._called[written]

    def of_author(self, author: str) -> Named:
        """The unit in a chat name: "Lan - P. Tân Lộc", "ĐTN Sơn Hạ"."""
        if not author:
            return Named()
        inside = self.in_text(author)
        if inside.ids:
            return inside
        called = self.called(author)
        return called if called.sure else Named()

    def begins(self, line: str) -> int | None:
        """The one unit whose name a line begins with, after a bullet and words like "Báo cáo"."""
        if self._pattern is None:
            return None
        said = spoken_key(_BULLET.sub("", line[:120]))
        for _ in range(4):
            match = self._pattern.match(said)
            ids = self.ids_of(match[0]) if match else frozenset()
            if len(ids) == 1:
                return next(iter(ids))
            shorter = _OWN_WORDS.sub("", said)
            if shorter == said:
                return None
            said = shorter
        return None
